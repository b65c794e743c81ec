"""Which days count: working days in England, the tribunal's own, and periods of weeks and months."""

import calendar
import datetime
from collections.abc import Callable
from functools import lru_cache

import holidays

_DAY = datetime.timedelta(days=1)
_MONTHS_IN_YEAR = 12
_FIRST_DAY_OF_WEEKEND = 5  # Saturday, as `weekday()` counts
# Not strftime: its names follow the machine's language.
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def is_working_day(day: datetime.date) -> bool:
    """Say whether `day` is a working day in England.

    Not Saturday, Sunday, Christmas Day, Good Friday or a bank holiday: HESC Rules 2008 r.1(3). Days in
    August and at Christmas that the tribunal leaves out are a matter of `is_tribunal_working_day`.
    """
    return day.weekday() < _FIRST_DAY_OF_WEEKEND and day not in _bank_holidays(day.year)


def is_in_tribunal_christmas(day: datetime.date) -> bool:
    """Say whether `day` is from 25 December to 1 January inclusive: HESC Rules 2008 r.12(3)."""
    return (day.month == 12 and day.day >= 25) or (day.month == 1 and day.day == 1)


def is_in_august(day: datetime.date) -> bool:
    """Say whether `day` is in August: HESC Rules 2008 r.12(3)."""
    return day.month == 8


def is_tribunal_working_day(day: datetime.date) -> bool:
    """Say whether the tribunal counts `day` in an appeal about special educational needs.

    Since 21 July 2020 (Tribunal Procedure (Amendment) Rules 2020) r.12(3) is only for those appeals, no
    longer for disability discrimination claims.
    """
    return is_working_day(day) and not is_in_august(day) and not is_in_tribunal_christmas(day)


def working_day_on_or_after(day: datetime.date) -> datetime.date:
    """Return `day`, or the first working day after it."""
    while not is_working_day(day):
        day += _DAY
    return day


def working_day_on_or_before(day: datetime.date) -> datetime.date:
    """Return `day`, or the last working day before it."""
    while not is_working_day(day):
        day -= _DAY
    return day


def tribunal_starting_day(day: datetime.date) -> datetime.date:
    """Return the last day to start an appeal whose time ends on `day`: HESC Rules 2008 r.12(2) and (3)(a).

    A time that ends in August or from 25 December to 1 January moves past them. One that ends on a weekend
    just before (Saturday 31 July) moves by r.12(2) alone, to a working day inside them: the rule speaks of the
    day on which the time ends. Read so, the answer is the earlier of the two that could be argued.
    """
    if is_in_august(day):
        return working_day_on_or_after(datetime.date(day.year, 9, 1))
    if is_in_tribunal_christmas(day):
        return working_day_on_or_after(datetime.date(day.year + (day.month == 12), 1, 2))
    return working_day_on_or_after(day)


def add_working_days(
    start: datetime.date, count: int, counts: Callable[[datetime.date], bool] = is_working_day
) -> datetime.date:
    """Return the `count`-th day after `start` that `counts`; `start` itself is never counted.

    Raises:
        ValueError: `count` is below 1.
    """
    if count < 1:
        raise ValueError(f"found {count} working days; expected 1 or more")
    day = start
    while count:
        day += _DAY
        count -= counts(day)
    return day


def add_weeks(start: datetime.date, weeks: int) -> datetime.date:
    """Return the same weekday `weeks` later; `start` itself is not counted."""
    return start + datetime.timedelta(weeks=weeks)


def add_months(start: datetime.date, months: int) -> datetime.date:
    """Return the corresponding date `months` later, or the last day of that month where it has none.

    The corresponding date rule of Dodds v Walker [1981] UKHL 3: 5 March and two months is 5 May, and
    31 December and two months is 28 or 29 February.
    """
    years, month = divmod(start.month - 1 + months, _MONTHS_IN_YEAR)
    year = start.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(start.day, last))


def written(day: datetime.date) -> str:
    """Write `day` out, such as `Monday 5 October 2026`."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


@lru_cache(maxsize=64)
def _bank_holidays(year: int) -> frozenset[datetime.date]:
    # Later years hold only the regular days: a day proclaimed for a coronation comes with an update of `holidays`.
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))
