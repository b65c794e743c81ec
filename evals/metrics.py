"""The measures: pure functions of a case's labels and its outcome. None says that it could not be scored here.

A new measure is one function, one line in `SHARES` or `QUANTITIES`, and one test worked by hand.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from corpus.pinpoints import Pinpoint, PinpointError
from evals.cases import ALTERNATIVE, ANSWERS, HANDOFFS, Case, Status
from evals.knowledge import Knowledge
from evals.outcomes import Outcome


class Mark(NamedTuple):
    """How a case did on one measure: `hits` of `of` things; where it missed, what was expected and what came.

    The texts are empty where another measure of the same miss already tells them.
    """

    hits: int
    of: int
    expected: str = ""
    got: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """A measure that counts: its value is hits over trials, pooled over cases. `is_error`: a hit is a fault."""

    name: str
    mark: Callable[[Case, Outcome, Knowledge], Mark | None]
    is_error: bool = False

    def missed(self, mark: Mark) -> bool:
        """Say whether a case fails by this mark."""
        return mark.hits > 0 if self.is_error else mark.hits < mark.of


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measure on a scale of its own, told as a quantile over cases."""

    name: str
    value: Callable[[Case, Outcome], float | None]
    quantile: float
    unit: str


def status_right(case: Case, outcome: Outcome, _: Knowledge) -> Mark | None:
    """Whether the reply is of an acceptable kind; one that failed inside is of none."""
    reason = f" ({outcome.fault or outcome.reason})" if outcome.fault or outcome.reason else ""
    return Mark(int(outcome.status in case.status), 1, " or ".join(case.status), f"{outcome.status}{reason}")


def right_guide(case: Case, outcome: Outcome, _: Knowledge) -> Mark | None:
    """Whether an acceptable guide is among those used."""
    if not case.guides or not _is_due(case, outcome):
        return None
    found = any(guide_id in outcome.guides for guide_id in case.guides)
    return Mark(int(found), 1, f"the guide {' or '.join(case.guides)}", ", ".join(outcome.guides) or "no guide")


def options_of_guides_used(_: Case, outcome: Outcome, knowledge: Knowledge) -> Mark | None:
    """Whether every route of every guide that the answer used is listed, whichever guide it was."""
    if outcome.status not in ANSWERS:
        return None
    routes = frozenset[str]().union(*(knowledge.routes_of(guide_id) for guide_id in outcome.guides))
    if not routes:
        return None
    missing = sorted(routes - _listed(outcome, knowledge))
    return Mark(int(not missing), 1, "every option of the guides used", f"without {', '.join(missing)}")


def options_of_situation(case: Case, outcome: Outcome, knowledge: Knowledge) -> Mark | None:
    """Whether the routes of the right situation are listed: those labelled, else all of one acceptable guide."""
    if not _is_due(case, outcome) or not ANSWERS & set(case.status):
        return None
    choices = [frozenset(map(knowledge.route, case.options))] if case.options else []
    if not choices:
        choices = [routes for guide_id in case.guides if (routes := knowledge.routes_of(guide_id))]
        used = [guide_id for guide_id in outcome.guides if guide_id in case.guides]
        if not choices or (used and not any(map(knowledge.routes_of, used))):
            return None  # the situation has no options to list
    listed = _listed(outcome, knowledge)
    missing = min((sorted(routes - listed) for routes in choices), key=len)
    return Mark(int(not missing), 1, "the options of the situation", f"without {', '.join(missing)}")


def facts_in_the_answer(case: Case, outcome: Outcome, knowledge: Knowledge) -> Mark | None:
    """How many of the vital facts the answer holds: in its direct part, its options, its myths or what it adds.

    Facts of one case hang together, so that the interval over all facts is somewhat too narrow.
    """
    return _facts_among(case, outcome, knowledge, ("direct", "options", "myths", "further"))


def facts_told(case: Case, outcome: Outcome, knowledge: Knowledge) -> Mark | None:
    """How many of the vital facts the direct part holds, which is read first."""
    mark = _facts_among(case, outcome, knowledge, ("direct", "myths"))
    return mark and Mark(mark.hits, mark.of)


def first_fact_told(case: Case, outcome: Outcome, knowledge: Knowledge) -> Mark | None:
    """Whether the direct part holds the first of the vital facts: what a good adviser would begin with."""
    if not case.facts or not _is_due(case, outcome):
        return None
    return Mark(int(_tells(case.facts[0], _told(outcome, ("direct", "myths"), knowledge), knowledge)), 1)


def pinpoint_cited(case: Case, outcome: Outcome, _: Knowledge) -> Mark | None:
    """Whether the reply cites an acceptable place, or one inside it: `s.36(8)` will do for `s.36`, not the reverse."""
    if not case.pinpoints or not _is_due(case, outcome):
        return None
    cited = [citation["pinpoint"] for citation in outcome.items_of("citations")]
    found = any(_holds(label, reference) for label in case.pinpoints for reference in cited)
    return Mark(int(found), 1, f"a citation of {' or '.join(case.pinpoints)}", f"{len(cited)} others")


def citations_resolve(_: Case, outcome: Outcome, knowledge: Knowledge) -> Mark | None:
    """Whether everything told is cited, and every citation is of a place that the register lets us cite."""
    citations = outcome.items_of("citations")
    told = [(part, item) for part in ("direct", "options", "dates", "myths") for item in outcome.items_of(part)]
    if not told and not citations:
        return None
    faults = [
        f"no citation at {part} {item.get('id') or item['what']!r}"
        for part, item in told
        if not item["citations"] or any(not 0 <= index < len(citations) for index in item["citations"])
    ]
    faults += [why for citation in citations if (why := _why_not_citable(citation, knowledge))]
    return Mark(int(not faults), 1, "every citation resolves", "; ".join(faults))


def dates_exact(case: Case, outcome: Outcome, _: Knowledge) -> Mark | None:
    """Whether every date asked for was computed, to the day. Others beside them are no fault."""
    if not case.dates or not _is_due(case, outcome):
        return None
    wanted = [date.isoformat() for date in case.dates]
    got = [date["date"] for date in outcome.items_of("dates")]
    return Mark(int(set(wanted) <= set(got)), 1, f"the dates {', '.join(wanted)}", ", ".join(got) or "no date")


def emergency_caught(case: Case, outcome: Outcome, _: Knowledge) -> Mark | None:
    """Of the cases where only an emergency reply will do: whether it came."""
    return Mark(int(outcome.status == Status.EMERGENCY), 1) if set(case.status) == {Status.EMERGENCY} else None


def emergency_false_alarm(case: Case, outcome: Outcome, _: Knowledge) -> Mark | None:
    """Of the cases where an emergency reply will not do: whether it came."""
    return None if Status.EMERGENCY in case.status else Mark(int(outcome.status == Status.EMERGENCY), 1)


def handoff_caught(case: Case, outcome: Outcome, _: Knowledge) -> Mark | None:
    """Of the cases that need a person, whichever of the two kinds: whether one was offered."""
    return Mark(int(outcome.status in HANDOFFS), 1) if _needs_person(case) else None


def handoff_right(case: Case, outcome: Outcome, _: Knowledge) -> Mark | None:
    """Of the replies that offer a person: whether the case needs one. Cases that allow both are left out."""
    needs = _needs_person(case)
    return None if needs is None or outcome.status not in HANDOFFS else Mark(int(needs), 1)


def handoff_of_right_kind(case: Case, outcome: Outcome, _: Knowledge) -> Mark | None:
    """Of the cases that need one kind of hand-off and got either: whether it is that one, with an answer or without."""
    due = _needs_person(case) and len(case.status) == 1 and outcome.status in HANDOFFS
    return Mark(int(outcome.status in case.status), 1) if due else None


def no_fault(_: Case, outcome: Outcome, __: Knowledge) -> Mark | None:
    """Whether a reply came that was neither an error nor one withheld by the assistant's own checks."""
    return Mark(int(outcome.fault is None), 1)


def direct_words(_: Case, outcome: Outcome) -> float | None:
    """Words in the direct part of an answer; other replies have none to measure."""
    if outcome.status not in ANSWERS:
        return None
    return float(sum(len(statement["text"].split()) for statement in outcome.items_of("direct")))


def seconds(_: Case, outcome: Outcome) -> float | None:
    """Seconds from question to reply, with the model already loaded."""
    return outcome.seconds


SHARES = (
    Share("right guide among those used", right_guide),
    Share("status right", status_right),
    Share("options of the guides used, all listed", options_of_guides_used),
    Share("options of the right situation, all listed", options_of_situation),
    Share("citations that resolve", citations_resolve),
    Share("vital facts in the answer", facts_in_the_answer),
    Share("vital facts in the direct part", facts_told),
    Share("the first vital fact in the direct part", first_fact_told),
    Share("an acceptable pinpoint cited", pinpoint_cited),
    Share("dates exact", dates_exact),
    Share("emergency recall", emergency_caught),
    Share("emergency false alarms", emergency_false_alarm, is_error=True),
    Share("hand-off recall", handoff_caught),
    Share("hand-off precision", handoff_right),
    Share("hand-off of the right kind", handoff_of_right_kind),
    Share("replies without an internal fault", no_fault),
)
QUANTITIES = (
    Quantity("median words of the direct part", direct_words, 0.5, "words"),
    Quantity("seconds, p50", seconds, 0.5, "seconds"),
    Quantity("seconds, p95", seconds, 0.95, "seconds"),
)


def _is_due(case: Case, outcome: Outcome) -> bool:
    """Say whether this reply owes what the labels describe.

    They describe the fullest kind that is acceptable: an answer where one is, else a hand-off. A reply
    of another acceptable kind owes nothing; one of a kind that is not acceptable owes it all.
    """
    fullest = ANSWERS & set(case.status) or {Status.HANDOFF} & set(case.status)
    return bool(fullest) and (outcome.status in fullest or outcome.status not in case.status)


def _facts_among(case: Case, outcome: Outcome, knowledge: Knowledge, parts: Sequence[str]) -> Mark | None:
    if not case.facts or not _is_due(case, outcome):
        return None
    told = _told(outcome, parts, knowledge)
    missing = [fact for fact in case.facts if not _tells(fact, told, knowledge)]
    expected = f"the facts {', '.join(case.facts)}"
    return Mark(len(case.facts) - len(missing), len(case.facts), expected, f"without {', '.join(missing)}")


def _told(outcome: Outcome, parts: Sequence[str], knowledge: Knowledge) -> frozenset[str]:
    """The items of some parts of a reply; an option that stands in several guides under one id."""
    return frozenset(knowledge.route(item) for part in parts for item in outcome.ids_of(part))


def _tells(fact: str, told: Collection[str], knowledge: Knowledge) -> bool:
    """Say whether any of the items that tell a fact was told."""
    return any(knowledge.route(item) in told for item in fact.split(ALTERNATIVE))


def _needs_person(case: Case) -> bool | None:
    """Whether a person is needed; None where the labels allow either."""
    allowed = HANDOFFS & set(case.status)
    return True if allowed == set(case.status) else None if allowed else False


def _listed(outcome: Outcome, knowledge: Knowledge) -> frozenset[str]:
    return frozenset(map(knowledge.route, outcome.ids_of("options")))


def _holds(label: str, reference: str) -> bool:
    try:
        return Pinpoint.parse(label).holds(Pinpoint.parse(reference))
    except PinpointError:
        return False


def _why_not_citable(citation: Mapping[str, Any], knowledge: Knowledge) -> str | None:
    # an original told in its own words may be cited at its own numbering, whatever the register lists
    if not citation["our_words"] and citation["quote"] and knowledge.register.get(citation["source"]):
        return None
    return knowledge.register.why_not_citable(citation["pinpoint"])
