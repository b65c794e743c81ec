"""Periods counted from a day, each with its working in plain English."""

import datetime
from dataclasses import dataclass

from assistant.deadlines.calendars import (
    MONTHS,
    add_months,
    add_weeks,
    add_working_days,
    is_in_august,
    is_in_tribunal_christmas,
    is_tribunal_working_day,
    is_working_day,
    tribunal_starting_day,
    working_day_on_or_after,
    working_day_on_or_before,
    written,
)
from assistant.deadlines.computed import Bound

_WORDS = {
    1: "One", 2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six", 8: "Eight", 10: "Ten", 11: "Eleven", 12: "Twelve",
    14: "Fourteen", 16: "Sixteen", 20: "Twenty",
}  # fmt: skip
_ORDINALS = {29: "29th", 30: "30th", 31: "31st"}  # the only days that a month can lack


@dataclass(frozen=True, slots=True)
class Worked:
    """A last day, how it was worked out, and what else could change it.

    `bound` says what the date is where nobody but the family's own school could tell the last day itself.
    """

    date: datetime.date
    working: str
    changes_if: tuple[str, ...] = ()
    bound: Bound = Bound.EXACT


def months_from(start: datetime.date, months: int, of: str = "") -> Worked:
    """Work out the corresponding date `months` later; `of` goes before the start, such as `the certificate of`."""
    end = add_months(start, months)
    lacks = f", because {MONTHS[end.month - 1]} has no {_ORDINALS[start.day]}" if end.day != start.day else ""
    begin = f"{of} {written(start)}".strip()
    return Worked(end, f"{_counted(months, 'month')} from {begin} is {written(end)}{lacks}.")


def months_beginning_with(start: datetime.date, months: int) -> Worked:
    """Work out the last day of `months` whose first day is `start` itself: 10 March and six is 9 September.

    From 29, 30 or 31 August to February this may be a day early, never late: the day before the month's end.
    """
    end = add_months(start, months) - datetime.timedelta(days=1)
    return Worked(
        end, f"{_counted(months, 'month')}, counting {written(start)} as the first day, end on {written(end)}."
    )


def weeks_from(start: datetime.date, weeks: int) -> Worked:
    """Work out the same weekday `weeks` later."""
    end = add_weeks(start, weeks)
    return Worked(end, f"{_counted(weeks, 'week')} from {written(start)} is {written(end)}.")


def weeks_before(day: datetime.date, weeks: int) -> Worked:
    """Work out the same weekday `weeks` earlier."""
    end = add_weeks(day, -weeks)
    return Worked(end, f"{_counted(weeks, 'week')} before {written(day)} is {written(end)}.")


def days_from(start: datetime.date, days: int) -> Worked:
    """Work out the day `days` calendar days after `start`."""
    end = start + datetime.timedelta(days=days)
    return Worked(end, f"{days} days (weekends count) from {written(start)} is {written(end)}.")


def days_beginning_with(start: datetime.date, days: int) -> Worked:
    """Work out the last of `days` calendar days whose first is `start` itself."""
    end = start + datetime.timedelta(days=days - 1)
    return Worked(end, f"{days} days (weekends count), counting {written(start)} as the first, end on {written(end)}.")


def working_days_from(start: datetime.date, days: int) -> Worked:
    """Work out the `days`-th working day in England after `start`."""
    end = add_working_days(start, days)
    working = (
        f"{_counted(days, 'working day')} after {written(start)} is {written(end)}. "
        "Weekends and bank holidays are not counted."
    )
    return Worked(end, working)


def school_days_from(start: datetime.date, days: int) -> Worked:
    """Work out the earliest day that can be the `days`-th school day after `start`.

    Which days a school meets is its own matter, but none is a weekend or a bank holiday.
    """
    return _open_at_most(add_working_days(start, days), f"{_counted(days, 'school day')} after {written(start)}")


def school_days_beginning_with(start: datetime.date, days: int) -> Worked:
    """Work out the earliest day that can be the `days`-th school day, where `start` is the first if it is one."""
    begin = working_day_on_or_after(start)
    end = add_working_days(begin, days - 1)
    return _open_at_most(end, f"{_counted(days, 'school day')}, counting {written(begin)} as the first,")


def _open_at_most(end: datetime.date, counted: str) -> Worked:
    working = (
        f"{counted} cannot end before {written(end)}: weekends and bank holidays are not school days. "
        "Every other day on which the school is closed, such as half-term and the holidays, makes it a day later."
    )
    return Worked(end, working, bound=Bound.EARLIEST)


def tribunal_days_from(start: datetime.date, days: int) -> Worked:
    """Work out the `days`-th day after `start` that the tribunal counts: HESC Rules 2008 r.12(3)(b)."""
    end = add_working_days(start, days, is_tribunal_working_day)
    working = (
        f"{_counted(days, 'working day')} after {written(start)} is {written(end)}. "
        "Weekends, bank holidays, August and 25 December to 1 January are not counted."
    )
    return Worked(end, working)


def not_moved(worked: Worked) -> Worked:
    """Add the last working day before, where a family's limit ends on a day when nobody may be there."""
    if is_working_day(worked.date):
        return worked
    earlier = written(working_day_on_or_before(worked.date))
    advice = f"That is not a working day, and you cannot count on the limit moving, so act by {earlier}."
    return Worked(worked.date, f"{worked.working} {advice}", worked.changes_if)


def moved_to_a_working_day(worked: Worked) -> Worked:
    """Move the end of a body's time to the next working day."""
    end = working_day_on_or_after(worked.date)
    if end == worked.date:
        return worked
    why = f"That is not a working day, so it moves to {written(end)}."
    return Worked(end, f"{worked.working} {why}", worked.changes_if)


def moved_by_tribunal(worked: Worked) -> Worked:
    """Move the end of the time for starting an appeal as HESC Rules 2008 r.12(2) and (3)(a) do."""
    end = tribunal_starting_day(worked.date)
    if end == worked.date:
        return worked
    if is_in_august(worked.date):
        why = f"That is in August, so it moves to the first working day after 31 August: {written(end)}."
    elif is_in_tribunal_christmas(worked.date):
        why = f"That is from 25 December to 1 January, so it moves to the first working day after: {written(end)}."
    else:
        why = f"That is not a working day for the tribunal, so it moves to {written(end)}."
    changes_if = worked.changes_if
    if not is_tribunal_working_day(end):
        changes_if += (
            f"The time ends on {written(worked.date)} itself, so do not count on the longer time that the tribunal "
            "gives when time ends in August or over Christmas.",
        )
    return Worked(end, f"{worked.working} {why}", changes_if)


def _counted(number: int, unit: str) -> str:
    return f"{_WORDS.get(number, str(number))} {unit}{'' if number == 1 else 's'}"
