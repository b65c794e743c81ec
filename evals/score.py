"""From cases and outcomes to scores: every measure with its number of cases and interval, and each failing case."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np

from evals import intervals
from evals.cases import Case
from evals.intervals import Interval
from evals.knowledge import Knowledge
from evals.metrics import QUANTITIES, SHARES, Mark, Quantity, Share
from evals.outcomes import Outcome


class Scorable(NamedTuple):
    """A case, where it is from, and what became of it."""

    dataset: str
    case: Case
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table. `n` counts the trials; `not_scorable` the cases left out of them.

    `value` and `interval` are None where there was nothing to score.
    """

    name: str
    unit: str
    value: float | None
    interval: Interval | None
    n: int
    not_scorable: int


class Miss(NamedTuple):
    """One thing that was expected of a reply, and what came instead."""

    measure: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class ScoredCase:
    """How one case did. `missed` names every measure it fails; `misses` tells those worth telling."""

    id: str
    dataset: str
    turns: tuple[str, ...]
    status: str
    marks: dict[str, Mark]
    missed: tuple[str, ...]
    misses: tuple[Miss, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of one run, cases in the order they were run."""

    measures: tuple[Measured, ...]
    cases: tuple[ScoredCase, ...]

    @property
    def failing(self) -> tuple[ScoredCase, ...]:
        """The cases that fail some measure."""
        return tuple(case for case in self.cases if case.missed)

    def to_json(self) -> dict[str, Any]:
        """Return plain data; marks as [hits, of]."""
        return {
            "measures": [asdict(measure) | {"interval": _pair(measure.interval)} for measure in self.measures],
            "failures": [
                {
                    "id": case.id,
                    "dataset": case.dataset,
                    "turns": list(case.turns),
                    "status": case.status,
                    "missed": list(case.missed),
                    "misses": [miss._asdict() for miss in case.misses],
                }
                for case in self.failing
            ],
            "cases": [
                {
                    "id": case.id,
                    "dataset": case.dataset,
                    "marks": {name: [mark.hits, mark.of] for name, mark in case.marks.items()},
                }
                for case in self.cases
            ],
        }


def score(scorables: Iterable[Scorable], knowledge: Knowledge) -> Scores:
    """Score every case on every measure."""
    listed = tuple(scorables)
    cases = tuple(score_case(scorable, knowledge) for scorable in listed)
    shares = [_share(measure, cases) for measure in SHARES]
    quantities = [_quantity(measure, listed) for measure in QUANTITIES]
    return Scores((*shares, *quantities), cases)


def score_case(scorable: Scorable, knowledge: Knowledge) -> ScoredCase:
    """Score one case on every measure that counts."""
    dataset, case, outcome = scorable
    marks: dict[str, Mark] = {}
    missed: list[str] = []
    misses: list[Miss] = []
    for measure in SHARES:
        mark = measure.mark(case, outcome, knowledge)
        if mark is None:
            continue
        marks[measure.name] = mark
        if measure.missed(mark):
            missed.append(measure.name)
            if mark.expected:
                misses.append(Miss(measure.name, mark.expected, mark.got))
    return ScoredCase(case.id, dataset, case.turns, outcome.status, marks, tuple(missed), tuple(misses))


def _share(measure: Share, cases: Sequence[ScoredCase]) -> Measured:
    marks = [mark for case in cases if (mark := case.marks.get(measure.name))]
    hits, of = sum(mark.hits for mark in marks), sum(mark.of for mark in marks)
    value = hits / of if of else None
    return Measured(measure.name, "share", value, intervals.of_share(hits, of), of, len(cases) - len(marks))


def _quantity(measure: Quantity, scorables: Sequence[Scorable]) -> Measured:
    found = [measure.value(scorable.case, scorable.outcome) for scorable in scorables]
    values = [value for value in found if value is not None]
    return Measured(
        measure.name,
        measure.unit,
        float(np.quantile(values, measure.quantile)) if values else None,
        intervals.of_quantile(values, measure.quantile),
        len(values),
        len(found) - len(values),
    )


def _pair(interval: Interval | None) -> list[float] | None:
    return list(interval) if interval else None
