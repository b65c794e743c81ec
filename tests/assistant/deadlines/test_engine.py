import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.deadlines import QUESTIONS, RULES, Bound, ComputedDate, DateState, Span, compute, needed
from corpus.vocabulary import ClockStart, TimeRule, Who

D = datetime.date


def a_date(day: datetime.date) -> ComputedDate:
    return ComputedDate(
        TimeRule.APPEAL_WINDOW, "Last day", Who.FAMILY, day, ClockStart.DECISION_LETTER, "Two months.", ("x whole",)
    )


@pytest.mark.parametrize(
    ("today", "days_left", "state"),
    [
        (D(2026, 12, 8), -1, DateState.PASSED),
        (D(2026, 12, 7), 0, DateState.CLOSE),
        (D(2026, 11, 23), 14, DateState.CLOSE),
        (D(2026, 11, 22), 15, DateState.AHEAD),
    ],
)
def test_a_last_day_is_passed_close_or_ahead(today, days_left, state):
    date = a_date(D(2026, 12, 7))

    assert date.days_left(today) == days_left
    assert date.state(today) is state


def test_what_can_be_computed_comes_soonest_first():
    dates = compute(
        [TimeRule.APPEAL_WINDOW, TimeRule.FINAL_PLAN_TWENTY_WEEKS, TimeRule.ASSESSMENT_DECISION_SIX_WEEKS],
        {ClockStart.REQUEST_RECEIVED: D(2026, 10, 5), ClockStart.DECISION_LETTER: D(2026, 11, 16)},
    )

    assert [(date.rule, date.date) for date in dates] == [
        (TimeRule.ASSESSMENT_DECISION_SIX_WEEKS, D(2026, 11, 16)),  # 42 days
        (TimeRule.APPEAL_WINDOW, D(2027, 1, 18)),  # 16 January is a Saturday
        (TimeRule.FINAL_PLAN_TWENTY_WEEKS, D(2027, 2, 22)),  # 140 days
    ]


def test_a_computed_date_carries_whom_it_binds_where_it_comes_from_and_what_changes_it():
    (date,) = compute([TimeRule.APPEAL_WINDOW], {ClockStart.DECISION_LETTER: D(2026, 10, 5)})

    assert date.who is Who.FAMILY
    assert date.what == "Last day for the tribunal to receive your appeal, by 5 pm"
    assert date.started_by is ClockStart.DECISION_LETTER
    assert "hesc-rules-2008 r.20(1)(c)" in date.citations
    assert "If you get a mediation certificate, the last day may be later: one month from its date." in date.changes_if


def test_a_rule_without_a_function_or_a_start_gives_nothing():
    assert compute([TimeRule.NO_FIXED_TIME, TimeRule.APPEAL_WINDOW], {}) == ()


def test_a_certificate_alone_tells_when_the_appeal_window_ends_at_the_earliest_and_the_letter_is_still_asked_for():
    known = {ClockStart.MEDIATION_CERTIFICATE: D(2026, 11, 20)}

    (date,) = compute([TimeRule.APPEAL_WINDOW], known)

    assert (date.date, date.bound) == (D(2026, 12, 21), Bound.EARLIEST)  # 20 December is a Sunday
    assert date.what == "Last day for the tribunal to receive your appeal, by 5 pm (at the earliest)"
    assert "two months from the day the council sent its decision end later" in " ".join(date.changes_if)
    assert [need.start for need in needed([TimeRule.APPEAL_WINDOW], known)] == [ClockStart.DECISION_LETTER]


def test_of_a_month_the_earliest_and_the_latest_last_day_are_told():
    month = {ClockStart.DECISION_LETTER: Span(D(2026, 8, 1), D(2026, 8, 31))}

    dates = compute([TimeRule.APPEAL_WINDOW], {}, month)

    assert [(date.date, date.bound) for date in dates] == [
        (D(2026, 10, 1), Bound.EARLIEST),
        (D(2026, 11, 2), Bound.LATEST),  # 31 October is a Saturday
    ]
    assert [date.what.rpartition("(")[2] for date in dates] == ["at the earliest)", "at the latest)"]
    assert "The exact day is not known. Counted from the first day that it can be, Saturday 1 August 2026" in (
        dates[0].working
    )
    assert all("Give the exact date" in date.changes_if[0] for date in dates)


def test_of_over_two_months_ago_only_the_latest_last_day_is_told():
    (date,) = compute([TimeRule.APPEAL_WINDOW], {}, {ClockStart.DECISION_LETTER: Span(None, D(2026, 9, 22))})

    assert (date.date, date.bound) == (D(2026, 11, 23), Bound.LATEST)  # 22 November is a Sunday


def test_a_certificate_moves_the_bounds_as_it_moves_the_day():
    month = {ClockStart.DECISION_LETTER: Span(D(2026, 8, 1), D(2026, 8, 31))}

    dates = compute([TimeRule.APPEAL_WINDOW], {ClockStart.MEDIATION_CERTIFICATE: D(2026, 10, 30)}, month)

    assert [date.date for date in dates] == [D(2026, 11, 30), D(2026, 11, 30)]


def test_a_known_day_counts_before_a_stretch_of_days():
    month = {ClockStart.DECISION_LETTER: Span(D(2026, 8, 1), D(2026, 8, 31))}

    (date,) = compute([TimeRule.APPEAL_WINDOW], {ClockStart.DECISION_LETTER: D(2026, 8, 3)}, month)

    assert (date.date, date.bound) == (D(2026, 10, 5), Bound.EXACT)  # 3 October is a Saturday


def test_a_certificate_that_may_be_for_a_later_decision_is_not_counted_for_an_earlier_one():
    known = {ClockStart.DECISION_LETTER: D(2026, 3, 5), ClockStart.MEDIATION_CERTIFICATE: D(2026, 10, 30)}
    month = {ClockStart.FINAL_PLAN_ISSUED: Span(D(2026, 9, 1), D(2026, 9, 30))}

    dates = compute([TimeRule.APPEAL_WINDOW], known, month)

    assert [(date.date, date.bound) for date in dates] == [
        (D(2026, 5, 5), Bound.EXACT),
        (D(2026, 11, 30), Bound.EARLIEST),
        (D(2026, 11, 30), Bound.LATEST),
    ]


@given(st.dates(D(2024, 1, 1), D(2030, 1, 1)), st.integers(0, 60), st.dates(D(2024, 1, 1), D(2030, 1, 1)))
def test_the_bounds_hold_whatever_day_it_was(first, days, certificate):
    day = first + datetime.timedelta(days=days // 2)
    span = Span(first, first + datetime.timedelta(days=days))
    known = {ClockStart.MEDIATION_CERTIFICATE: certificate}

    earliest, latest = (
        date.date for date in compute([TimeRule.APPEAL_WINDOW], known, {ClockStart.DECISION_LETTER: span})
    )
    (exact,) = compute([TimeRule.APPEAL_WINDOW], known | {ClockStart.DECISION_LETTER: day})

    assert earliest <= exact.date <= latest


def test_a_rule_asked_for_twice_is_computed_once():
    rules = [TimeRule.APPEAL_WINDOW, TimeRule.APPEAL_WINDOW]

    assert len(compute(rules, {ClockStart.DECISION_LETTER: D(2026, 10, 5)})) == 1


def test_a_refusal_and_a_final_plan_have_a_window_each_and_the_certificate_is_for_the_later():
    events = {
        ClockStart.DECISION_LETTER: D(2026, 3, 5),
        ClockStart.FINAL_PLAN_ISSUED: D(2026, 9, 14),
        ClockStart.MEDIATION_CERTIFICATE: D(2026, 10, 30),
    }

    dates = compute([TimeRule.APPEAL_WINDOW], events)

    assert [(date.date, date.what) for date in dates] == [
        (D(2026, 5, 5), "Last day for the tribunal to receive your appeal, by 5 pm (counted from the decision letter)"),
        # one month from 30 October, later than 14 November
        (D(2026, 11, 30), "Last day for the tribunal to receive your appeal, by 5 pm (counted from the final plan)"),
    ]


def test_a_certificate_from_between_two_decisions_is_for_the_earlier():
    events = {
        ClockStart.DECISION_LETTER: D(2026, 3, 5),
        ClockStart.MEDIATION_CERTIFICATE: D(2026, 4, 20),
        ClockStart.FINAL_PLAN_ISSUED: D(2026, 9, 14),
    }

    dates = compute([TimeRule.APPEAL_WINDOW], events)

    assert [date.date for date in dates] == [D(2026, 5, 20), D(2026, 11, 16)]  # 14 November is a Saturday


def test_a_final_plan_and_its_letter_of_one_day_are_one_decision():
    events = {ClockStart.DECISION_LETTER: D(2026, 9, 14), ClockStart.FINAL_PLAN_ISSUED: D(2026, 9, 14)}

    (date,) = compute([TimeRule.APPEAL_WINDOW], events)

    assert date.started_by is ClockStart.DECISION_LETTER


def test_an_acknowledgement_counts_before_the_day_of_the_complaint():
    events = {ClockStart.COMPLAINT_MADE: D(2026, 10, 1), ClockStart.COMPLAINT_ACKNOWLEDGED: D(2026, 10, 5)}

    (date,) = compute([TimeRule.COMPLAINT_STAGE_ONE_TEN_WORKING_DAYS], events)

    assert date.date == D(2026, 10, 19)


def test_what_is_not_known_is_asked_once_in_plain_words():
    rules = [TimeRule.APPEAL_WINDOW, TimeRule.MEDIATION_CONTACT_TWO_MONTHS, TimeRule.FINAL_PLAN_TWENTY_WEEKS]

    assert needed(rules, {}) == (
        (ClockStart.DECISION_LETTER, "What is the date on the council's decision letter?"),
        (ClockStart.REQUEST_RECEIVED, "On what date did the council receive the request for an assessment?"),
    )


def test_nothing_is_asked_when_any_start_of_a_rule_is_known():
    assert needed([TimeRule.APPEAL_WINDOW], {ClockStart.FINAL_PLAN_ISSUED: D(2026, 9, 14)}) == ()


def test_every_start_of_every_rule_has_a_question():
    starts = {start for rule in RULES.values() for start in (*rule.needs, *rule.changed_by)}

    assert starts <= set(QUESTIONS)
    assert all(question.endswith("?") for question in QUESTIONS.values())
