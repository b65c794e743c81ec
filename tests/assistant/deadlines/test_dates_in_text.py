import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.deadlines.calendars import written
from assistant.deadlines.dates_in_text import Assumed, Trouble, find_dates, next_such_date

D = datetime.date
TODAY = D(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(
    ("text", "span", "date"),
    [
        ("refused 3rd sept 2026", "3rd sept 2026", D(2026, 9, 3)),
        ("Sept 3rd, 2026", "Sept 3rd, 2026", D(2026, 9, 3)),
        ("on 3 Sept. 2026 they", "3 Sept. 2026", D(2026, 9, 3)),
        ("the 3rd of September 2026", "3rd of September 2026", D(2026, 9, 3)),
        ("Thursday 3 September 2026", "Thursday 3 September 2026", D(2026, 9, 3)),
        ("thurs the 3rd september 2026", "thurs the 3rd september 2026", D(2026, 9, 3)),
        ("dated 03/09/26", "03/09/26", D(2026, 9, 3)),  # day first
        ("dated 3/9/2026.", "3/9/2026", D(2026, 9, 3)),
        ("dated 3.9.2026", "3.9.2026", D(2026, 9, 3)),
        ("dated 03-09-2026", "03-09-2026", D(2026, 9, 3)),
        ("dated 2026-09-03", "2026-09-03", D(2026, 9, 3)),
        ("3 Sept 26", "3 Sept 26", D(2026, 9, 3)),
        ("3 Sept '26", "3 Sept '26", D(2026, 9, 3)),
        ("1 febuary 2026", "1 febuary 2026", D(2026, 2, 1)),
        ("29 February 2028", "29 February 2028", D(2028, 2, 29)),
        ("3 may 2026", "3 may 2026", D(2026, 5, 3)),
        ("3\N{NO-BREAK SPACE}September 2026", "3\N{NO-BREAK SPACE}September 2026", D(2026, 9, 3)),
        ("3 \N{LATIN SMALL LETTER LONG S}ept 2026", "3 \N{LATIN SMALL LETTER LONG S}ept 2026", D(2026, 9, 3)),
        ("came yesterday", "yesterday", D(2026, 11, 20)),
        ("came today", "today", D(2026, 11, 21)),
        ("the day before yesterday", "the day before yesterday", D(2026, 11, 19)),
    ],
)
def test_a_full_date_is_read(text, span, date):
    (found,) = find_dates(text, today=TODAY)

    assert (found.text, found.date, found.trouble, found.assumed) == (span, date, None, None)
    assert text[found.start : found.end] == span


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("on 3 September", D(2026, 9, 3)),
        ("Sept 3rd", D(2026, 9, 3)),
        ("on 3 Sept. I rang", D(2026, 9, 3)),
        ("03/09", D(2026, 9, 3)),
        ("dated 3/9", D(2026, 9, 3)),
        ("21 November", D(2026, 11, 21)),  # today
        ("22 November", D(2025, 11, 22)),  # tomorrow, so last year's
        ("25 December", D(2025, 12, 25)),
        ("29 February", D(2024, 2, 29)),
        ("on 3 may", D(2026, 5, 3)),
        ("3 September 24 children", D(2026, 9, 3)),
        ("3 September 12 Hill Road", D(2026, 9, 3)),
        ("3 September 10:30", D(2026, 9, 3)),
        ("Thursday 3 September", D(2026, 9, 3)),
        ("Thursday 3 December", D(2026, 12, 3)),  # 3 December 2025 was a Wednesday, so the weekday tells
    ],
)
def test_a_date_without_a_year_is_the_most_recent_and_says_so(text, date):
    (found,) = find_dates(text, today=TODAY)

    assert (found.date, found.assumed) == (date, Assumed.YEAR)


@pytest.mark.parametrize(
    ("text", "date", "assumed"),
    [
        ("last Tuesday", D(2026, 11, 17), Assumed.LAST_WEEKDAY),
        ("last saturday", D(2026, 11, 14), Assumed.LAST_WEEKDAY),  # today is one; the one before
        ("two weeks ago", D(2026, 11, 7), Assumed.APPROXIMATE),
        ("8 weeks ago", D(2026, 9, 26), Assumed.APPROXIMATE),  # 56 days: 21 + 31 + 4
        ("a month ago", D(2026, 10, 21), Assumed.APPROXIMATE),
        ("a fortnight ago", D(2026, 11, 7), Assumed.APPROXIMATE),
        ("about 9 months ago", D(2026, 2, 21), Assumed.APPROXIMATE),
        ("a couple of days ago", D(2026, 11, 19), Assumed.APPROXIMATE),
    ],
)
def test_a_relative_date_counts_from_today_and_says_so(text, date, assumed):
    (found,) = find_dates(text, today=TODAY)

    assert (found.date, found.assumed) == (date, assumed)


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("31 June", Trouble.IMPOSSIBLE),
        ("30/02/26", Trouble.IMPOSSIBLE),
        ("29 February 2027", Trouble.IMPOSSIBLE),
        ("09/14/2026", Trouble.IMPOSSIBLE),  # day first, and there is no month 14
        ("32 March", Trouble.IMPOSSIBLE),
        ("2026-13-01", Trouble.IMPOSSIBLE),
        ("on Friday", Trouble.AMBIGUOUS),
        ("came Friday", Trouble.AMBIGUOUS),
        ("next Monday", Trouble.AMBIGUOUS),
        ("Tuesday last week", Trouble.AMBIGUOUS),
        ("last week", Trouble.AMBIGUOUS),
        ("in december", Trouble.AMBIGUOUS),  # last year's, or the coming one
        ("3 or 4 September", Trouble.AMBIGUOUS),
        ("3-5 June", Trouble.AMBIGUOUS),
        ("half a year ago", Trouble.AMBIGUOUS),
        ("2-3 weeks ago", Trouble.AMBIGUOUS),
        ("6 months and 2 weeks ago", Trouble.AMBIGUOUS),
        ("a few weeks ago", Trouble.AMBIGUOUS),
        ("Friday 3 September 2026", Trouble.WEEKDAY_DISAGREES),  # it is a Thursday
    ],
)
def test_a_date_that_is_no_one_day_is_trouble(text, trouble):
    (found,) = find_dates(text, today=TODAY)

    assert (found.date, found.trouble) == (None, trouble)


@pytest.mark.parametrize(
    ("text", "span", "first", "last"),
    [
        ("refused in august 2026", "in august 2026", D(2026, 8, 1), D(2026, 8, 31)),
        ("refused in August", "in August", D(2026, 8, 1), D(2026, 8, 31)),
        ("sept 2026 it was", "sept 2026", D(2026, 9, 1), D(2026, 9, 30)),
        ("Sept '26", "Sept '26", D(2026, 9, 1), D(2026, 9, 30)),
        ("mid october", "mid october", D(2026, 10, 1), D(2026, 10, 31)),
        ("at the end of september", "the end of september", D(2026, 9, 1), D(2026, 9, 30)),
        ("back in may", "back in may", D(2026, 5, 1), D(2026, 5, 31)),
        ("in november", "in november", D(2026, 11, 1), TODAY),  # no day after today
        ("last december", "last december", D(2025, 12, 1), D(2025, 12, 31)),
        ("august last year", "august last year", D(2025, 8, 1), D(2025, 8, 31)),
        ("in february 2024", "in february 2024", D(2024, 2, 1), D(2024, 2, 29)),
        ("last month", "last month", D(2026, 10, 1), D(2026, 10, 31)),
        ("over two months ago", "over two months ago", None, D(2026, 9, 21)),
        ("more than 8 weeks ago", "more than 8 weeks ago", None, D(2026, 9, 26)),
    ],
)
def test_a_stretch_of_days_is_told_as_such_and_no_day_is_guessed(text, span, first, last):
    (found,) = find_dates(text, today=TODAY)

    assert (found.text, found.date, found.trouble) == (span, None, Trouble.INEXACT)
    assert found.within == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "they may refuse again",
        "what we put in may be wrong",
        "march and june",
        "Year 9 September 2025, year 7 in 2027",
        "section 3 may apply",
        "the 3rd may be late",
        "up to 3 may be absent",
        "section 36(5) and 36(5)",
        "section 36",
        "£6,000",
        "he is in year 9",
        "Year 9 September start",
        "Year 9 September 2025",
        "paragraph 9.14 and para 9.14.2",
        "she is 5 years old",
        "June is 5 years old",
        "June 5 years old",
        "10 hours a week",
        "1:1 support",
        "24/7 care",
        "1/2 days, 3/4 of the time, 9/10 times, 50/50",
        "the 2025/26 school year and 2025-26",
        "sort code 12-34-56, call 0800 800 4102",
        "march in with 20 letters",
        "March 12 weeks late",
        "within two weeks",
        "every Friday, on Mondays, Friday's lesson",
        "the Children and Families Act 2014",
        "[2016] UKUT 225 (AAC)",
        "age 5 march, aged 5 March",
        "decision 10 decades",
    ],
)
def test_what_is_no_date_is_not_read_as_one(text):
    assert find_dates(text, today=TODAY) == ()


def test_dates_come_in_the_order_they_stand():
    found = find_dates("Yesterday I saw it: asked 1 June 2026, refused 03/09/26.", today=TODAY)

    assert [each.date for each in found] == [D(2026, 11, 20), D(2026, 6, 1), D(2026, 9, 3)]


def test_a_hearing_without_a_year_can_be_read_as_ahead():
    (found,) = find_dates("3 December", today=TODAY)

    assert found.date == D(2025, 12, 3)
    assert next_such_date(found, today=TODAY).date == D(2026, 12, 3)


def test_a_date_with_a_year_is_never_moved():
    (found,) = find_dates("3 December 2025", today=TODAY)

    assert next_such_date(found, today=TODAY) == found


@given(st.dates(D(2015, 1, 1), D(2035, 12, 31)))
def test_a_date_that_we_write_is_read_back(day):
    (found,) = find_dates(f"The letter of {written(day)}.", today=TODAY)

    assert (found.date, found.text) == (day, written(day))


@given(st.text(max_size=60), st.dates(D(2020, 1, 1), D(2035, 12, 31)))
def test_no_text_is_too_odd_to_read(text, today):
    for found in find_dates(text, today=today):
        assert (found.date is None) != (found.trouble is None)
        assert (found.within is not None) == (found.trouble is Trouble.INEXACT)
        assert text[found.start : found.end] == found.text
