import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.deadlines.calendars import (
    add_months,
    add_weeks,
    add_working_days,
    is_tribunal_working_day,
    is_working_day,
    tribunal_starting_day,
    working_day_on_or_after,
    working_day_on_or_before,
    written,
)

D = datetime.date
DAYS = st.dates(D(2020, 1, 1), D(2040, 12, 31))


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (D(2026, 12, 5), "Saturday"),
        (D(2026, 12, 6), "Sunday"),
        (D(2026, 4, 3), "Good Friday"),
        (D(2026, 4, 6), "Easter Monday"),
        (D(2026, 5, 4), "early May"),
        (D(2026, 5, 25), "spring"),
        (D(2026, 8, 31), "summer"),
        (D(2026, 12, 25), "Christmas Day"),
        (D(2026, 12, 28), "for Boxing Day, a Saturday"),
        (D(2027, 1, 1), "New Year's Day"),
        (D(2027, 3, 26), "Good Friday"),
        (D(2027, 3, 29), "Easter Monday"),
        (D(2027, 5, 3), "early May"),
        (D(2027, 5, 31), "spring"),
        (D(2027, 8, 30), "summer"),
        (D(2027, 12, 27), "for Christmas Day, a Saturday"),
        (D(2027, 12, 28), "for Boxing Day, a Sunday"),
    ],
)
def test_weekends_and_bank_holidays_in_england_are_not_working_days(day, why):
    assert not is_working_day(day), why


@pytest.mark.parametrize(
    "day",
    [
        D(2026, 3, 17),  # St Patrick's Day: Northern Ireland alone
        D(2026, 11, 30),  # St Andrew's Day: Scotland alone
        D(2026, 12, 24),
        D(2026, 12, 29),
        D(2026, 8, 3),  # Scotland's summer holiday
    ],
)
def test_a_holiday_elsewhere_is_a_working_day_in_england(day):
    assert is_working_day(day)


@pytest.mark.parametrize("day", [D(2026, 8, 3), D(2026, 12, 29), D(2026, 12, 31)])
def test_the_tribunal_leaves_out_august_and_christmas(day):
    assert is_working_day(day)
    assert not is_tribunal_working_day(day)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (D(2026, 3, 5), 2, D(2026, 5, 5)),
        (D(2026, 12, 31), 2, D(2027, 2, 28)),  # 2027 is no leap year
        (D(2027, 12, 31), 2, D(2028, 2, 29)),  # 2028 is
        (D(2027, 12, 29), 2, D(2028, 2, 29)),
        (D(2026, 7, 31), 2, D(2026, 9, 30)),
        (D(2026, 9, 30), 2, D(2026, 11, 30)),  # not the month's end: the corresponding date
        (D(2028, 2, 29), 12, D(2029, 2, 28)),
        (D(2026, 11, 15), 2, D(2027, 1, 15)),
        (D(2026, 10, 31), 1, D(2026, 11, 30)),
        (D(2027, 3, 31), -1, D(2027, 2, 28)),
    ],
)
def test_months_end_on_the_corresponding_date_or_the_last_day(start, months, end):
    assert add_months(start, months) == end


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (D(2026, 10, 5), 3, D(2026, 10, 8)),  # Monday: Tue, Wed, Thu
        (D(2026, 10, 9), 1, D(2026, 10, 12)),  # Friday to Monday
        (D(2026, 12, 23), 3, D(2026, 12, 30)),  # 24, (25 to 28 out), 29, 30
        (D(2027, 3, 25), 1, D(2027, 3, 30)),  # the day before Good Friday to the Tuesday after Easter
        (D(2026, 10, 10), 1, D(2026, 10, 12)),  # from a Saturday
    ],
)
def test_working_days_leave_out_the_first_day_weekends_and_bank_holidays(start, count, end):
    assert add_working_days(start, count) == end


def test_no_working_days_is_a_mistake():
    with pytest.raises(ValueError, match="found 0 working days; expected 1 or more"):
        add_working_days(D(2026, 10, 5), 0)


@pytest.mark.parametrize(
    ("ends", "last_day"),
    [
        (D(2026, 12, 7), D(2026, 12, 7)),  # a Monday
        (D(2026, 12, 5), D(2026, 12, 7)),  # Saturday to Monday
        (D(2027, 3, 26), D(2027, 3, 30)),  # Good Friday, past Easter Monday
        (D(2026, 12, 25), D(2027, 1, 4)),  # 1 January is a Friday, so Monday 4
        (D(2026, 12, 30), D(2027, 1, 4)),  # a Wednesday, but over Christmas
        (D(2027, 1, 1), D(2027, 1, 4)),
        (D(2027, 12, 31), D(2028, 1, 4)),  # 1 January 2028 is a Saturday, so Monday 3 is a bank holiday
        (D(2026, 8, 1), D(2026, 9, 1)),  # a Tuesday
        (D(2026, 8, 31), D(2026, 9, 1)),
        (D(2029, 8, 15), D(2029, 9, 3)),  # 1 September 2029 is a Saturday
        (D(2027, 7, 31), D(2027, 8, 2)),  # Saturday: time ends in July, so rule 12(2) alone moves it
        (D(2028, 12, 24), D(2028, 12, 27)),  # Sunday: 25 and 26 are bank holidays
    ],
)
def test_time_for_an_appeal_moves_past_weekends_august_and_christmas(ends, last_day):
    assert tribunal_starting_day(ends) == last_day


def test_the_nearest_working_days_of_a_working_day_are_itself():
    assert working_day_on_or_after(D(2026, 10, 5)) == working_day_on_or_before(D(2026, 10, 5)) == D(2026, 10, 5)


def test_weeks_keep_the_weekday():
    assert add_weeks(D(2026, 10, 5), 6) == D(2026, 11, 16)  # 26 days left in October, 42 - 26 = 16


def test_a_date_is_written_out():
    assert written(D(2026, 10, 5)) == "Monday 5 October 2026"


@given(DAYS)
def test_the_last_day_to_start_an_appeal_is_a_working_day_and_never_earlier(day):
    moved = tribunal_starting_day(day)

    assert moved >= day
    assert is_working_day(moved)


@given(DAYS, DAYS)
def test_a_later_end_never_gives_an_earlier_last_day(one, other):
    first, second = sorted((one, other))

    assert tribunal_starting_day(first) <= tribunal_starting_day(second)


@given(DAYS, st.integers(1, 60))
def test_as_many_working_days_are_counted_as_asked(start, count):
    end = add_working_days(start, count)

    between = [start + datetime.timedelta(days=number) for number in range(1, (end - start).days + 1)]
    assert sum(is_working_day(day) for day in between) == count
    assert is_working_day(end)
