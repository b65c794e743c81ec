import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.deadlines.calendars import (
    add_months,
    is_in_august,
    is_in_tribunal_christmas,
    is_tribunal_working_day,
    is_working_day,
)
from assistant.deadlines.computed import Bound
from assistant.deadlines.rules import RULES, appeal_window, complaint_stage_one
from corpus.pinpoints import Pinpoint
from corpus.vocabulary import ClockStart, TimeRule

D = datetime.date
DAYS = st.dates(D(2020, 1, 1), D(2040, 12, 31))


def worked(rule: TimeRule, start: datetime.date):
    needs = RULES[rule].needs[0]
    return RULES[rule].function(needs, {needs: start})


@pytest.mark.parametrize(
    ("decision", "certificate", "last_day"),
    [
        (D(2026, 3, 5), None, D(2026, 5, 5)),  # a Tuesday
        (D(2026, 10, 5), None, D(2026, 12, 7)),  # 5 December is a Saturday
        (D(2026, 12, 31), None, D(2027, 3, 1)),  # 28 February 2027 is a Sunday
        (D(2027, 12, 31), None, D(2028, 2, 29)),  # a leap year, and a Tuesday
        (D(2026, 6, 10), None, D(2026, 9, 1)),  # 10 August: past August
        (D(2026, 10, 28), None, D(2027, 1, 4)),  # 28 December: past Christmas
        (D(2026, 11, 1), None, D(2027, 1, 4)),  # 1 January
        (D(2027, 1, 26), None, D(2027, 3, 30)),  # 26 March is Good Friday, 29 Easter Monday
        (D(2027, 5, 31), None, D(2027, 8, 2)),  # 31 July is a Saturday: the earlier reading
        (D(2026, 10, 1), D(2026, 11, 29), D(2027, 1, 4)),  # 29 December is later than 1 December: IPSEA's example
        (D(2026, 10, 5), D(2026, 10, 20), D(2026, 12, 7)),  # 20 November is earlier than 5 December
        (D(2026, 10, 5), D(2026, 11, 20), D(2026, 12, 21)),  # 20 December is later, and a Sunday
        (D(2026, 10, 5), D(2026, 11, 5), D(2026, 12, 7)),  # both end on 5 December
        (D(2026, 9, 14), D(2026, 10, 31), D(2026, 11, 30)),  # November has no 31st; 14 November is earlier
        (D(2026, 10, 5), D(2026, 9, 30), D(2026, 12, 7)),  # dated before the decision: not for it
    ],
)
def test_appeal_window_is_the_later_of_two_moved_to_a_working_day(decision, certificate, last_day):
    assert appeal_window(decision, certificate).date == last_day


def test_appeal_window_shows_its_working():
    assert appeal_window(D(2026, 10, 5)).working == (
        "Two months from Monday 5 October 2026 is Saturday 5 December 2026. "
        "That is not a working day for the tribunal, so it moves to Monday 7 December 2026."
    )


def test_appeal_window_shows_why_the_certificate_counts():
    assert appeal_window(D(2026, 10, 1), D(2026, 11, 29)).working == (
        "Two months from Thursday 1 October 2026 is Tuesday 1 December 2026. "
        "One month from the certificate of Sunday 29 November 2026 is Tuesday 29 December 2026. "
        "That is later, so it counts. "
        "That is from 25 December to 1 January, so it moves to the first working day after: Monday 4 January 2027."
    )


def test_appeal_window_explains_a_month_without_that_day():
    assert "is Sunday 28 February 2027, because February has no 31st." in appeal_window(D(2026, 12, 31)).working


def test_appeal_window_without_a_certificate_says_that_one_may_make_it_later():
    assert any("one month from its date" in change for change in appeal_window(D(2026, 10, 5)).changes_if)


def test_appeal_window_warns_that_the_longer_time_of_august_is_not_counted_on():
    assert any("do not count on the longer time" in change for change in appeal_window(D(2027, 5, 31)).changes_if)


@given(DAYS, st.none() | st.integers(0, 150))
def test_appeal_window_never_ends_on_a_day_when_the_tribunal_is_shut(decision, days_to_certificate):
    certificate = None if days_to_certificate is None else decision + datetime.timedelta(days=days_to_certificate)

    last_day = appeal_window(decision, certificate).date

    ends = max(add_months(decision, 2), add_months(certificate or decision, 1))
    is_weekend_before = not is_working_day(ends) and not is_in_august(ends) and not is_in_tribunal_christmas(ends)
    # time that ends on the weekend just before August or Christmas moves into it: the earlier of two readings
    assert is_working_day(last_day) if is_weekend_before else is_tribunal_working_day(last_day)


@given(DAYS, DAYS)
def test_appeal_window_of_a_later_decision_never_ends_sooner(one, other):
    first, second = sorted((one, other))

    assert appeal_window(first).date <= appeal_window(second).date


@given(DAYS, st.integers(0, 150), st.integers(0, 150))
def test_appeal_window_is_never_shortened_by_a_later_certificate(decision, one, other):
    first, second = sorted(decision + datetime.timedelta(days=days) for days in (one, other))

    assert appeal_window(decision).date <= appeal_window(decision, first).date <= appeal_window(decision, second).date


@pytest.mark.parametrize(
    ("rule", "start", "last_day"),
    [
        (TimeRule.MEDIATION_CONTACT_TWO_MONTHS, D(2026, 10, 5), D(2026, 12, 5)),  # a Saturday, and it stays
        (TimeRule.MEDIATION_CONTACT_TWO_MONTHS, D(2026, 6, 10), D(2026, 8, 10)),  # August does not move it
        (TimeRule.MEDIATION_CERTIFICATE_THREE_WORKING_DAYS, D(2026, 12, 23), D(2026, 12, 30)),  # 24, 29, 30
        (TimeRule.MEDIATION_ARRANGED_THIRTY_DAYS, D(2026, 10, 5), D(2026, 11, 4)),  # 26 days left in October, and 4
        (TimeRule.ASSESSMENT_DECISION_SIX_WEEKS, D(2026, 10, 5), D(2026, 11, 16)),  # 42 days
        (TimeRule.ASSESSMENT_DECISION_SIX_WEEKS, D(2026, 7, 20), D(2026, 8, 31)),  # August counts
        (TimeRule.NO_PLAN_DECISION_SIXTEEN_WEEKS, D(2026, 10, 5), D(2027, 1, 25)),  # 112 days: 26+30+31+25
        (TimeRule.FINAL_PLAN_TWENTY_WEEKS, D(2026, 10, 5), D(2027, 2, 22)),  # 140 days: 26+30+31+31+22
        (TimeRule.DRAFT_PLAN_FIFTEEN_DAYS, D(2027, 3, 1), D(2027, 3, 15)),  # 1 March is day one
        # September 2026 from the 2nd: 21 working days; October needs 9 more: 1, 2, 5 to 9, 12, 13
        (TimeRule.TRIBUNAL_RESPONSE_THIRTY_WORKING_DAYS, D(2026, 9, 1), D(2026, 10, 13)),
        (TimeRule.TRIBUNAL_RESPONSE_THIRTY_WORKING_DAYS, D(2026, 7, 31), D(2026, 10, 12)),  # 1 September is the first
        # 21 to 24 December is 4, none to 1 January, 4 to 29 January is 20, then 1 to 5 and 8 February: 30 is the 8th
        (TimeRule.TRIBUNAL_RESPONSE_THIRTY_WORKING_DAYS, D(2026, 12, 18), D(2027, 2, 8)),
        (TimeRule.ORDER_NAME_SCHOOL_TWO_WEEKS, D(2026, 11, 3), D(2026, 11, 17)),
        (TimeRule.DISCRIMINATION_CLAIM_SIX_MONTHS, D(2026, 3, 10), D(2026, 9, 9)),  # the register's example
        (TimeRule.DISCRIMINATION_CLAIM_SIX_MONTHS, D(2026, 2, 16), D(2026, 8, 15)),  # August does not extend it
        (TimeRule.DISCRIMINATION_CLAIM_SIX_MONTHS, D(2026, 3, 1), D(2026, 8, 31)),
        (TimeRule.DISCRIMINATION_CLAIM_SIX_MONTHS, D(2026, 8, 31), D(2027, 2, 27)),  # a day early rather than late
        (TimeRule.DISCRIMINATION_CLAIM_SIX_MONTHS, D(2026, 6, 27), D(2026, 12, 26)),  # nor does Christmas
        (TimeRule.OMBUDSMAN_TWELVE_MONTHS, D(2026, 3, 10), D(2027, 3, 9)),  # "beginning with" that day
        (TimeRule.JUDICIAL_REVIEW_THREE_MONTHS, D(2026, 11, 30), D(2027, 2, 28)),  # February has no 30th
        (TimeRule.COMPLAINT_STAGE_ONE_TEN_WORKING_DAYS, D(2026, 10, 5), D(2026, 10, 19)),
        (TimeRule.COMPLAINT_STAGE_TWO_TWENTY_WORKING_DAYS, D(2026, 12, 14), D(2027, 1, 14)),  # 9 to 24, 3, then 8
    ],
)
def test_each_rule_gives_its_last_day(rule, start, last_day):
    assert worked(rule, start).date == last_day


def test_a_complaint_not_known_to_be_acknowledged_has_five_working_days_more():
    # 15 working days after Monday 5 October are three weeks: Monday 26 October
    assert complaint_stage_one(D(2026, 10, 5), is_acknowledged=False).date == D(2026, 10, 26)


def test_a_familys_limit_that_does_not_move_names_the_working_day_before():
    assert worked(TimeRule.MEDIATION_CONTACT_TWO_MONTHS, D(2026, 10, 5)).working == (
        "Two months from Monday 5 October 2026 is Saturday 5 December 2026. That is not a working day, and you cannot "
        "count on the limit moving, so act by Friday 4 December 2026."
    )


@given(DAYS)
def test_six_months_counting_the_act_end_before_the_same_day_six_months_on(act):
    assert worked(TimeRule.DISCRIMINATION_CLAIM_SIX_MONTHS, act).date < add_months(act, 6)


@pytest.mark.parametrize("rule", RULES)
@given(one=DAYS, other=DAYS)
def test_no_rule_ends_sooner_for_a_later_start(rule, one, other):
    first, second = sorted((one, other))

    assert worked(rule, first).date <= worked(rule, second).date


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name.value)
def test_every_rule_cites_pinpoints_that_the_grammar_reads(rule):
    assert rule.citations
    assert [str(Pinpoint.parse(reference)) for reference in rule.citations] == list(rule.citations)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name.value)
def test_every_rule_needs_a_start_and_says_what_could_change_it(rule):
    assert rule.needs
    assert rule.changes_if
    assert all(isinstance(start, ClockStart) for start in (*rule.needs, *rule.changed_by))


@pytest.mark.parametrize(
    ("rule", "start", "last_day"),
    [
        # four weeks from the meeting, on the same weekday: the Devon judgment's four and twelve
        (TimeRule.REVIEW_DECISION_FOUR_WEEKS, D(2026, 11, 3), D(2026, 12, 1)),
        (TimeRule.REVIEW_DECISION_FOUR_WEEKS, D(2028, 2, 1), D(2028, 2, 29)),  # a leap year
        (TimeRule.REVIEW_DECISION_FOUR_WEEKS, D(2026, 11, 27), D(2026, 12, 25)),  # weeks do not stop at Christmas
        (TimeRule.REVIEW_FINAL_PLAN_TWELVE_WEEKS, D(2026, 11, 3), D(2027, 1, 26)),
        (TimeRule.REVIEW_REPORT_TWO_WEEKS, D(2026, 12, 18), D(2027, 1, 1)),
        (TimeRule.REVIEW_PAPERS_TWO_WEEKS_BEFORE, D(2027, 1, 8), D(2026, 12, 25)),
        (TimeRule.REVIEW_EVERY_TWELVE_MONTHS, D(2026, 3, 10), D(2027, 3, 9)),
        (TimeRule.REVIEW_EVERY_TWELVE_MONTHS, D(2028, 2, 29), D(2029, 2, 27)),  # a day early, never late
        (TimeRule.AMENDMENT_COMMENTS_FIFTEEN_DAYS, D(2026, 3, 1), D(2026, 3, 15)),
        (TimeRule.PHASE_TRANSFER_FEBRUARY, D(2027, 9, 1), D(2027, 2, 15)),
        (TimeRule.PHASE_TRANSFER_MARCH, D(2028, 9, 1), D(2028, 3, 31)),
        (TimeRule.PRIMARY_APPLICATION_FIFTEENTH_JANUARY, D(2027, 9, 1), D(2027, 1, 15)),
        (TimeRule.PRIMARY_OFFER_SIXTEENTH_APRIL, D(2027, 9, 1), D(2027, 4, 16)),
        (TimeRule.PRIMARY_OFFER_SIXTEENTH_APRIL, D(2028, 9, 1), D(2028, 4, 18)),  # 16 April 2028 is Easter Sunday
        (TimeRule.MOVED_AREA_SIX_WEEKS, D(2026, 10, 1), D(2026, 11, 12)),
        (TimeRule.ORDER_ASSESS_DECISION_TWO_WEEKS, D(2026, 10, 1), D(2026, 10, 15)),
        (TimeRule.ORDER_ASSESS_NO_PLAN_TEN_WEEKS, D(2026, 10, 1), D(2026, 12, 10)),
        (TimeRule.ORDER_ASSESS_PLAN_FOURTEEN_WEEKS, D(2026, 10, 1), D(2027, 1, 7)),
        (TimeRule.ORDER_MAKE_PLAN_DRAFT_FIVE_WEEKS, D(2026, 10, 1), D(2026, 11, 5)),
        (TimeRule.ORDER_MAKE_PLAN_FINAL_ELEVEN_WEEKS, D(2026, 10, 1), D(2026, 12, 17)),
        (TimeRule.ORDER_AMEND_PLAN, D(2026, 11, 27), D(2027, 1, 1)),
        (TimeRule.ORDER_CEASE, D(2026, 10, 1), D(2026, 11, 5)),
        (TimeRule.TRIBUNAL_PERMISSION_TO_APPEAL, D(2026, 10, 1), D(2026, 10, 29)),
        (TimeRule.TRIBUNAL_PERMISSION_TO_APPEAL, D(2028, 2, 1), D(2028, 2, 29)),
        # received on 3 September, answered by 3 October: the Information Commissioner's example, a Saturday in 2026
        (TimeRule.SUBJECT_ACCESS_ONE_MONTH, D(2025, 9, 3), D(2025, 10, 3)),
        (TimeRule.SUBJECT_ACCESS_ONE_MONTH, D(2026, 9, 3), D(2026, 10, 5)),
        (TimeRule.SUBJECT_ACCESS_ONE_MONTH, D(2026, 3, 31), D(2026, 4, 30)),  # April has no 31st: its example too
        (TimeRule.SUBJECT_ACCESS_ONE_MONTH, D(2026, 11, 25), D(2026, 12, 29)),  # Christmas, a weekend, a bank holiday
        (TimeRule.SUBJECT_ACCESS_ONE_MONTH, D(2028, 1, 31), D(2028, 2, 29)),
        (TimeRule.FREEDOM_OF_INFORMATION_TWENTY_WORKING_DAYS, D(2026, 11, 2), D(2026, 11, 30)),
        (TimeRule.FREEDOM_OF_INFORMATION_TWENTY_WORKING_DAYS, D(2026, 12, 14), D(2027, 1, 14)),
        (TimeRule.NHS_COMPLAINT_TWELVE_MONTHS, D(2026, 3, 10), D(2027, 3, 9)),
        (TimeRule.PENALTY_NOTICE_LOWER_TWENTY_ONE_DAYS, D(2026, 11, 2), D(2026, 11, 22)),
        (TimeRule.PENALTY_NOTICE_FULL_TWENTY_EIGHT_DAYS, D(2026, 11, 2), D(2026, 11, 29)),
    ],
)
def test_a_last_day_falls_where_the_law_puts_it(rule, start, last_day):
    assert worked(rule, start).date == last_day


@pytest.mark.parametrize(
    ("rule", "start", "earliest"),
    [
        (TimeRule.EXCLUSION_EDUCATION_SIXTH_DAY, D(2026, 11, 2), D(2026, 11, 9)),  # Monday is day one
        (TimeRule.EXCLUSION_EDUCATION_SIXTH_DAY, D(2026, 11, 7), D(2026, 11, 16)),  # a Saturday is no school day
        (TimeRule.EXCLUSION_GOVERNORS_FIFTEEN_SCHOOL_DAYS, D(2026, 11, 2), D(2026, 11, 23)),
        (TimeRule.EXCLUSION_GOVERNORS_FIFTEEN_SCHOOL_DAYS, D(2027, 3, 19), D(2027, 4, 13)),  # past two Easter days
        (TimeRule.EXCLUSION_REVIEW_PANEL_FIFTEEN_SCHOOL_DAYS, D(2026, 12, 10), D(2027, 1, 5)),
    ],
)
def test_school_days_give_the_earliest_day_that_can_be_the_last(rule, start, earliest):
    found = worked(rule, start)

    assert (found.date, found.bound) == (earliest, Bound.EARLIEST)
    assert "cannot end before" in found.working


@given(DAYS, st.sets(st.dates(D(2020, 1, 1), D(2041, 12, 31)), max_size=60))
def test_no_holiday_of_a_school_makes_school_days_end_sooner(start, closed):
    day, left = start, 15
    while left:
        day += datetime.timedelta(days=1)
        left -= is_working_day(day) and day not in closed

    assert worked(TimeRule.EXCLUSION_REVIEW_PANEL_FIFTEEN_SCHOOL_DAYS, start).date <= day
