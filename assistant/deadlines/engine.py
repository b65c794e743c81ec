"""From the dates that a family has given to the last days that follow from them, and what is still to ask."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from assistant.deadlines.calendars import written
from assistant.deadlines.computed import Bound, ComputedDate
from assistant.deadlines.dates_in_text import Span
from assistant.deadlines.rules import PARTS, RULES, Rule
from corpus.vocabulary import ClockStart, TimeRule

# What each start is called where one rule has two of them, and the question that asks for it.
_COUNTED_FROM = {
    ClockStart.DECISION_LETTER: "counted from the decision letter",
    ClockStart.FINAL_PLAN_ISSUED: "counted from the final plan",
}
QUESTIONS: Mapping[ClockStart, str] = {
    ClockStart.DECISION_LETTER: "What is the date on the council's decision letter?",
    ClockStart.FINAL_PLAN_ISSUED: "What is the date on the letter that came with the final plan?",
    ClockStart.MEDIATION_CERTIFICATE: "What is the date on the mediation certificate?",
    ClockStart.MEDIATION_ADVISER_TOLD: "On what date did you tell the mediation adviser that you do not want it?",
    ClockStart.MEDIATION_REQUESTED: "On what date was the council told that you want mediation?",
    ClockStart.REQUEST_RECEIVED: "On what date did the council receive the request for an assessment?",
    ClockStart.DRAFT_PLAN_SENT: "On what date did the council send the draft plan?",
    ClockStart.APPEAL_RECEIVED: "On what date did the council receive your appeal from the tribunal?",
    ClockStart.TRIBUNAL_ORDER: "What is the date on the tribunal's order?",
    ClockStart.ACT_COMPLAINED_OF: "On what date did the thing happen that you say was discrimination?",
    ClockStart.KNEW_OF_PROBLEM: "On what date did you first know of the problem?",
    ClockStart.GROUNDS_AROSE: "On what date did the council make the decision, or fail to do what it had to?",
    ClockStart.COMPLAINT_ACKNOWLEDGED: "On what date did the council acknowledge your complaint?",
    ClockStart.COMPLAINT_MADE: "On what date did you complain?",
    ClockStart.AMENDMENT_NOTICE_SENT: "On what date did the council send the notice of changes to the plan?",
    ClockStart.REVIEW_MEETING: "On what date is, or was, the annual review meeting?",
    ClockStart.PHASE_TRANSFER_YEAR: "In which year does your child move up?",
    ClockStart.MOVED_AREA: "On what date did you move, or will you?",
    ClockStart.EXCLUSION_NOTICE: "What is the date on the school's exclusion letter?",
    ClockStart.EXCLUSION_STARTED: "What was the first day of the exclusion?",
    ClockStart.GOVERNORS_DECISION: "On what date did you get the governors' decision?",
    ClockStart.PENALTY_NOTICE: "On what date did you get the penalty notice?",
    ClockStart.RECORDS_REQUEST_RECEIVED: "On what date did they receive your request for records or information?",
    ClockStart.TRIBUNAL_DECISION_SENT: "On what date did the tribunal send its decision?",
}


_NOTHING: Mapping[ClockStart, Span] = {}
_AT_THE = {Bound.EARLIEST: "at the earliest", Bound.LATEST: "at the latest"}
_GIVE_THE_DAY = "Give the exact date, and the last day itself can be worked out."


class Needed(NamedTuple):
    """A fact that would start a clock, and the plain question that asks for it."""

    start: ClockStart
    question: str


def compute(
    rules: Iterable[TimeRule],
    events: Mapping[ClockStart, datetime.date],
    within: Mapping[ClockStart, Span] = _NOTHING,
) -> tuple[ComputedDate, ...]:
    """Compute every rule whose clock has started, soonest first.

    A rule that nothing computes, or whose start is unknown, gives nothing. A decision letter and a final plan
    are two decisions, and each has its own limit. Where only the days that a start can be are known, or only the
    mediation certificate, what is certain is given: the earliest and the latest last day there can be.

    Args:
        rules: which rules, in any order.
        events: the day of each known start.
        within: the days that a start can be, where no day is known; one that is in `events` too is not read.
    """
    computed = []
    for rule in _computable(rules):
        computed += [*_compute(rule, events, _roughly(within, events)), *_bounds(rule, events, within)]
    return tuple(sorted(computed, key=lambda each: each.date))


def needed(rules: Iterable[TimeRule], events: Mapping[ClockStart, datetime.date]) -> tuple[Needed, ...]:
    """Return what to ask before the remaining rules can be computed, each question once, in the rules' order."""
    missing = [rule.needs[0] for rule in _computable(rules) if not _known_starts(rule, events)]
    return tuple(Needed(start, QUESTIONS[start]) for start in dict.fromkeys(missing))


def _computable(rules: Iterable[TimeRule]) -> Iterator[Rule]:
    names = (part for name in rules for part in PARTS.get(name, (name,)))
    return (RULES[name] for name in dict.fromkeys(names) if name in RULES)


def _known_starts(rule: Rule, events: Mapping[ClockStart, datetime.date]) -> tuple[ClockStart, ...]:
    known = tuple(start for start in rule.needs if start in events)
    if not rule.each_start_counts:
        return known[:1]
    # A plan and its letter of the same day are one decision; reversed, so that the best of equal starts stays.
    return tuple(reversed({events[start]: start for start in reversed(known)}.values()))


def _bounds(
    rule: Rule, events: Mapping[ClockStart, datetime.date], within: Mapping[ClockStart, Span]
) -> Iterator[ComputedDate]:
    """What is certain about limits of which no start is known to the day.

    Every rule gives a later day, or the same, for a later start, so the ends of a span bound the last day.
    """
    known = _known_starts(rule, events)
    starts = [start for start in rule.needs if start in within and start not in events]
    if known and not rule.each_start_counts:
        return
    for start in starts if rule.each_start_counts else starts[:1]:
        about = "" if len(starts) + len(known) == 1 else f"{_COUNTED_FROM[start]}; "
        span = within[start]
        for bound, day in ((Bound.EARLIEST, span.first), (Bound.LATEST, span.last)):
            if day is None:
                continue
            worked = rule.function(start, {**_roughly(within, events), **events, start: day})
            if worked.bound not in (Bound.EXACT, bound):
                continue  # the earliest end from the latest start says nothing
            side = "first" if bound is Bound.EARLIEST else "last"
            yield ComputedDate(
                rule.name,
                f"{rule.what} ({about}{_AT_THE[bound]})",
                rule.who,
                worked.date,
                start,
                f"The exact day is not known. Counted from the {side} day that it can be, {written(day)}: "
                f"{worked.working}",
                rule.citations,
                (_GIVE_THE_DAY, *worked.changes_if, *rule.changes_if),
                bound,
            )
    if rule.floor and not known and not starts and rule.floor[0] in events:
        start, function = rule.floor
        worked = function(events[start])
        yield ComputedDate(
            rule.name,
            f"{rule.what} ({_AT_THE[Bound.EARLIEST]})",
            rule.who,
            worked.date,
            start,
            worked.working,
            rule.citations,
            worked.changes_if,
            Bound.EARLIEST,
        )


def _roughly(
    within: Mapping[ClockStart, Span], events: Mapping[ClockStart, datetime.date]
) -> Mapping[ClockStart, datetime.date]:
    """A day for each start of which only a span is known, for the rules that weigh one start against another.

    It is the last day before the certificate that it can be: a certificate that may be for a later decision is then
    not counted for an earlier one, which gives the earlier end.
    """
    certificate = events.get(ClockStart.MEDIATION_CERTIFICATE, datetime.date.max)
    is_after = {start: span.first is not None and span.first > certificate for start, span in within.items()}
    return {start: span.last if is_after[start] else min(span.last, certificate) for start, span in within.items()}


def _compute(
    rule: Rule, events: Mapping[ClockStart, datetime.date], roughly: Mapping[ClockStart, datetime.date]
) -> Iterator[ComputedDate]:
    starts = _known_starts(rule, events)
    for start in starts:
        worked = rule.function(start, {**roughly, **events})
        about = "" if len(starts) == 1 else _COUNTED_FROM[start]
        bound = "" if worked.bound is Bound.EXACT else _AT_THE[worked.bound]
        told = "; ".join(part for part in (about, bound) if part)
        yield ComputedDate(
            rule.name,
            f"{rule.what} ({told})" if told else rule.what,
            rule.who,
            worked.date,
            start,
            worked.working,
            rule.citations,
            worked.changes_if + rule.changes_if,
            worked.bound,
        )
