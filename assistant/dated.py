"""The last days that follow from what a family said, each cited: for an answer and for a hand-off alike."""

import datetime
import re
from collections.abc import Iterable, Iterator

from assistant import wording
from assistant.answers import CitedDate
from assistant.citing import Citations
from assistant.deadlines import PARTS, RULES, compute
from assistant.understand import Understanding
from corpus.vocabulary import ClockStart, TimeRule

_BEFORE_CERTIFICATE = (TimeRule.MEDIATION_CONTACT_TWO_MONTHS, TimeRule.MEDIATION_CERTIFICATE_THREE_WORKING_DAYS)
# What the council had to do before it decided.
_BEFORE_DECISION = (
    TimeRule.ASSESSMENT_DECISION_SIX_WEEKS,
    TimeRule.NO_PLAN_DECISION_SIXTEEN_WEEKS,
    TimeRule.FINAL_PLAN_TWENTY_WEEKS,
)
# What an order is for, where the family says it: the times of other orders then say nothing to them.
_ORDERS: dict[TimeRule, re.Pattern[str]] = {
    TimeRule.ORDER_ASSESS: re.compile(r"\b(?:re-?)?assess\w*\b", re.IGNORECASE),
    TimeRule.ORDER_MAKE_PLAN: re.compile(
        r"\b(?:make|issue|write|give (?:him|her|us|them)|produce)\s+(?:\w+\s+){0,2}(?:plan|ehcp|echp)\b", re.IGNORECASE
    ),
    TimeRule.ORDER_AMEND_PLAN: re.compile(
        r"\b(?:amend\w*|sections? (?:b|f)\b|provision|therap\w*|chang\w+|hours|salt|ot)\b", re.IGNORECASE
    ),
    TimeRule.ORDER_NAME_SCHOOL_TWO_WEEKS: re.compile(
        r"\b(?:nam(?:e|ed|ing)|school|college|placement|place|section i|eotas)\b", re.IGNORECASE
    ),
    TimeRule.ORDER_CEASE: re.compile(r"\b(?:keep|maintain|cease|stopp?\w*|end)\b", re.IGNORECASE),
}


def cited_dates(
    rules: Iterable[TimeRule], understood: Understanding, today: datetime.date, citations: Citations
) -> tuple[CitedDate, ...]:
    """Return the last days that these rules give, soonest first, and add what they rest on to `citations`.

    Args:
        rules: which rules, in any order.
        understood: the dates that the family gave.
        today: the day that days left are counted from.
        citations: of the reply that will hold the dates.

    Raises:
        UncitableError: a rule's reference does not resolve.
    """
    wanted = [rule for rule in _of_this_order(dict.fromkeys(rules), understood) if not _is_moot(rule, understood)]
    return tuple(
        CitedDate(
            what=computed.what,
            date=computed.date,
            rule=computed.rule.value,
            working=computed.working,
            changes_if=" ".join(computed.changes_if),
            days_left=computed.days_left(today),
            who=computed.who.value,
            citations=citations.cite(
                computed.citations,
                our_words=f"{computed.what}: {wording.written_date(computed.date)}. {computed.working}",
                passage_id=f"deadlines/{computed.rule.value}",
            ),
            bound=computed.bound,
        )
        for computed in compute(wanted, understood.dates, understood.within)
    )


def rules_for_a_person(understood: Understanding) -> Iterator[TimeRule]:
    """Yield the rules whose dates someone who takes over should see: all, less those that later events ended."""
    told = understood.dates.keys() | understood.within.keys()
    is_decided = bool(told & {ClockStart.DECISION_LETTER, ClockStart.FINAL_PLAN_ISSUED})
    parts = {part for of_order in PARTS.values() for part in of_order}
    for rule in _of_this_order((*(rule for rule in RULES if rule not in parts), *PARTS), understood):
        is_over = is_decided and rule in _BEFORE_DECISION
        is_over |= ClockStart.FINAL_PLAN_ISSUED in told and rule is TimeRule.DRAFT_PLAN_FIFTEEN_DAYS
        if not is_over:
            yield rule


def _is_moot(rule: TimeRule, understood: Understanding) -> bool:
    """Say whether a limit no longer matters: who has the certificate need not ask for one in time."""
    return rule in _BEFORE_CERTIFICATE and ClockStart.MEDIATION_CERTIFICATE in understood.dates


def _of_this_order(rules: Iterable[TimeRule], understood: Understanding) -> list[TimeRule]:
    """Leave out the times of other orders than the one that the family tells of, where they say what it is for."""
    rules = list(rules)
    text = " ".join(turn.text for turn in understood.turns)
    told = {rule for rule, pattern in _ORDERS.items() if rule in rules and pattern.search(text)}
    return [rule for rule in rules if rule not in _ORDERS or not told or rule in told]
