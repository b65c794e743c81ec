"""Scores as a person reads them on the terminal. Computes nothing."""

from collections.abc import Iterator

from evals.intervals import Interval
from evals.score import Measured, ScoredCase, Scores

_LONGEST_QUESTION = 100
_LONGEST_MISS = 300
_HEADINGS = ("measure", "value", "95% interval", "n", "not scorable")


def as_text(scores: Scores, *, failures: bool = True) -> str:
    """Return the table, then, with `failures`, each failing case: question, expected, got."""
    lines = [*_table(scores.measures), *(("", *_failures(scores)) if failures else ())]
    return "\n".join(lines) + "\n"


def _table(measures: tuple[Measured, ...]) -> Iterator[str]:
    rows = [_HEADINGS, *(_row(measure) for measure in measures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        yield "  ".join([row[0].ljust(widths[0]), *cells])


def _row(measure: Measured) -> tuple[str, ...]:
    value = "–" if measure.value is None else _number(measure.value, measure.unit)
    interval = _interval(measure.interval, measure.unit)
    return (measure.name, value, interval, str(measure.n), str(measure.not_scorable))


def _interval(interval: Interval | None, unit: str) -> str:
    return f"{_number(interval.low, unit)} to {_number(interval.high, unit)}" if interval else "–"


def _number(value: float, unit: str) -> str:
    match unit:
        case "share":
            return f"{value:.1%}"
        case "words":
            return f"{value:.0f}"
        case _:
            return f"{value:.3f}"


def _failures(scores: Scores) -> Iterator[str]:
    failing = scores.failing
    yield f"{len(failing)} of {len(scores.cases)} cases fail a measure."
    for case in failing:
        yield ""
        yield f"{case.id} ({case.dataset}): {_question(case)}"
        for miss in case.misses:
            yield f"  {miss.measure}: expected {miss.expected}; got {_shortened(miss.got, _LONGEST_MISS)}"


def _question(case: ScoredCase) -> str:
    earlier = f" [after {len(case.turns) - 1} earlier]" if len(case.turns) > 1 else ""
    return f'"{_shortened(case.turns[-1], _LONGEST_QUESTION)}"{earlier}'


def _shortened(text: str, longest: int) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"
