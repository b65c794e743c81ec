"""From the dates that a family has given to the last days that follow from them, and what is still to ask."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from assistant.deadlines.computed import ComputedDate
from assistant.deadlines.rules import RULES, Rule
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
}


class Needed(NamedTuple):
    """A fact that would start a clock, and the plain question that asks for it."""

    start: ClockStart
    question: str


def compute(rules: Iterable[TimeRule], events: Mapping[ClockStart, datetime.date]) -> tuple[ComputedDate, ...]:
    """Compute every rule whose clock has started, soonest first.

    A rule that nothing computes, or whose start is unknown, gives nothing. A decision letter and a final plan
    are two decisions, and each has its own limit.
    """
    computed = [date for rule in _computable(rules) for date in _compute(rule, events)]
    return tuple(sorted(computed, key=lambda each: each.date))


def needed(rules: Iterable[TimeRule], events: Mapping[ClockStart, datetime.date]) -> tuple[Needed, ...]:
    """Return what to ask before the remaining rules can be computed, each question once, in the rules' order."""
    missing = [rule.needs[0] for rule in _computable(rules) if not _known_starts(rule, events)]
    return tuple(Needed(start, QUESTIONS[start]) for start in dict.fromkeys(missing))


def _computable(rules: Iterable[TimeRule]) -> Iterator[Rule]:
    return (RULES[name] for name in dict.fromkeys(rules) if name in RULES)


def _known_starts(rule: Rule, events: Mapping[ClockStart, datetime.date]) -> tuple[ClockStart, ...]:
    known = tuple(start for start in rule.needs if start in events)
    if not rule.each_start_counts:
        return known[:1]
    # A plan and its letter of the same day are one decision; reversed, so that the best of equal starts stays.
    return tuple(reversed({events[start]: start for start in reversed(known)}.values()))


def _compute(rule: Rule, events: Mapping[ClockStart, datetime.date]) -> Iterator[ComputedDate]:
    starts = _known_starts(rule, events)
    for start in starts:
        worked = rule.function(start, events)
        what = rule.what if len(starts) == 1 else f"{rule.what} ({_COUNTED_FROM[start]})"
        yield ComputedDate(
            rule.name,
            what,
            rule.who,
            worked.date,
            start,
            worked.working,
            rule.citations,
            worked.changes_if + rule.changes_if,
        )
