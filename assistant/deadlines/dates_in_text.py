"""Find the dates in what a parent writes: our own grammar of spans first, then each span is parsed.

What looks like a date but cannot be read as one day carries `trouble` and no date, so that nothing is computed
from a guess.
"""

import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from assistant.deadlines import date_grammar as grammar
from assistant.deadlines.calendars import add_months

# The letters that match i and s when case is ignored, and are in no table of months.
_PLAIN = str.maketrans({"ı": "i", "İ": "i", "ſ": "s"})
_LEAP_GAP = 8  # years: from 1896 to 1904 is the longest wait for a 29 February
_SHORT_YEARS_BACK, _SHORT_YEARS_AHEAD = 10, 2  # "3 June 26" is a year, "3 June 44 Hill Road" is not


class Trouble(StrEnum):
    """Why a span that looks like a date gives none."""

    IMPOSSIBLE = "impossible"  # 31 June
    AMBIGUOUS = "ambiguous"  # on Friday; 3 or 4 September; half a year ago
    INEXACT = "inexact"  # in August 2026; over two months ago: no day, and `within` says which days it can be
    WEEKDAY_DISAGREES = "weekday_disagrees"  # Friday 3 September 2026, which is a Thursday
    IN_FUTURE = "in_future"  # given by `events`: a letter already received, dated next month


class Assumed(StrEnum):
    """What was assumed to reach a date, to be said to the family."""

    YEAR = "year"  # no year written: the most recent such date
    LAST_WEEKDAY = "last_weekday"  # "last Tuesday": the most recent Tuesday before today
    APPROXIMATE = "approximate"  # "8 weeks ago": counted back from today


class Span(NamedTuple):
    """The days that a date can be, both included; `first` is None where nothing says how long ago at the most."""

    first: datetime.date | None
    last: datetime.date

    def holds(self, day: datetime.date) -> bool:
        """Say whether `day` can be the date."""
        return (self.first is None or self.first <= day) and day <= self.last


@dataclass(frozen=True, slots=True)
class FoundDate:
    """One date as written: `text` is `message[start:end]`. Exactly one of `date` and `trouble` is None.

    `within` is there where the trouble is `INEXACT`, and only there.
    """

    text: str
    start: int
    end: int
    date: datetime.date | None
    trouble: Trouble | None = None
    assumed: Assumed | None = None
    within: Span | None = None


def find_dates(text: str, *, today: datetime.date) -> tuple[FoundDate, ...]:
    """Return the dates in `text` in the order they stand; spans do not overlap.

    Relative dates count from `today`. A date without a year is the most recent one not after `today`.
    """
    found: list[FoundDate] = []
    for candidate in _candidates(text.translate(_PLAIN), today):
        if all(candidate.end <= other.start or other.end <= candidate.start for other in found):
            found.append(replace(candidate, text=text[candidate.start : candidate.end]))
    return tuple(sorted(found, key=lambda each: each.start))


def next_such_date(found: FoundDate, *, today: datetime.date) -> FoundDate:
    """Read a date without a year as the next one not before `today`: right for a hearing, wrong for a letter."""
    if found.date is None or found.assumed is not Assumed.YEAR:
        return found
    return replace(found, date=_next(found.date.day, found.date.month, today))


def _candidates(text: str, today: datetime.date) -> Iterator[FoundDate]:
    """Yield every reading, the fuller grammars first: what they take is not read again as something shorter."""
    for pattern in (grammar.ISO, grammar.NUMERIC, grammar.DAY_FIRST, grammar.MONTH_FIRST, grammar.DAY_AND_MONTH):
        for match in pattern.finditer(text):
            if not _is_something_else(match):
                yield _calendar_date(match, today)
    for match in grammar.NEAR_TODAY.finditer(text):
        yield _found(match, today + datetime.timedelta(days=_days_from_today(match)))
    for match in grammar.AGO.finditer(text):
        yield _counted_back(match, today)
    for match in grammar.BARE_WEEKDAY.finditer(text):
        yield _weekday(match, today)
    for match in grammar.VAGUE.finditer(text):
        is_last_month = match.group().lower().endswith("month")
        yield _inexact(_found(match), _month_span(add_months(today, -1), today) if is_last_month else None)
    for match in grammar.MONTH_ONLY.finditer(text):
        if _is_month(match):
            yield _inexact(_found(match), _span_of(match, today))


def _is_something_else(match: re.Match[str]) -> bool:
    """Say whether the span is a fraction, a score, a sort code, 24/7 or the verb may."""
    groups = match.groupdict()
    if groups["month"].isdigit():
        is_day_and_month = 1 <= int(groups["day"]) <= 31 and 1 <= int(groups["month"]) <= 12
        if match.re is grammar.DAY_AND_MONTH:
            is_told = groups["cue"] or groups["weekday"] or "0" in (groups["day"][0], groups["month"][0])
            return not is_day_and_month or not is_told or match["day"] + match["month"] == "247"
        return match.re is grammar.NUMERIC and match["mark"] != "/" and not is_day_and_month
    return groups["month"].lower() == "may" and groups["year"] is None and _is_the_verb(match)


def _is_the_verb(may: re.Match[str]) -> bool:
    if grammar.VERB_AFTER_MAY.match(may.string, may.end()):
        return True
    if may["month"] == "May" or may["ordinal"] or may["weekday"]:
        return False
    return not grammar.DATE_BEFORE_MAY.search(may.string[: may.start()])


def _calendar_date(match: re.Match[str], today: datetime.date) -> FoundDate:
    groups = match.groupdict()
    year = _year(groups.get("year"), today, is_numeric=groups["month"].isdigit())
    found = _found(
        match,
        start=match.end("cue") if groups.get("cue") else match.start(),
        end=match.start("year") if groups.get("year") and year is None else match.end(),
    )
    day, month = int(match["day"]), _month(match["month"])
    if groups.get("other"):
        return replace(found, trouble=Trouble.AMBIGUOUS)
    if year is not None:
        dates = [_date(year, month, day)]
    else:
        dates = [_most_recent(day, month, today), _next(day, month, today)]
    possible = [date for date in dates if date is not None]
    if not possible:
        return replace(found, trouble=Trouble.IMPOSSIBLE)
    # A weekday may tell which year is meant: "the hearing on Thursday 3 December".
    weekday = groups.get("weekday")
    fitting = [date for date in possible if weekday is None or date.weekday() == _weekday_number(weekday)]
    if not fitting:
        return replace(found, trouble=Trouble.WEEKDAY_DISAGREES)
    return replace(found, date=fitting[0], assumed=None if year is not None else Assumed.YEAR)


def _counted_back(match: re.Match[str], today: datetime.date) -> FoundDate:
    if match["other"] and not match["over"]:
        return _found(match, trouble=Trouble.AMBIGUOUS)
    word, unit = match["number"].lower(), match["unit"].lower()
    number = int(word) if word.isdigit() else grammar.NUMBER_WORDS[word]
    if unit in ("month", "year"):
        date = add_months(today, -number * (12 if unit == "year" else 1))
    else:
        days = {"day": 1, "week": 7, "wk": 7, "fortnight": 14}[unit]
        date = today - datetime.timedelta(days=number * days)
    if match["over"]:
        return _inexact(_found(match), Span(None, date))
    return _found(match, date, assumed=Assumed.APPROXIMATE)


def _inexact(found: FoundDate, within: Span | None) -> FoundDate:
    """Return a date of which no day is known; `within` is None where not even the days it can be are certain."""
    return replace(found, trouble=Trouble.INEXACT if within else Trouble.AMBIGUOUS, within=within)


def _is_month(match: re.Match[str]) -> bool:
    """Say whether a month is named, and not the verb may, a march or a girl called June."""
    is_verb = match["month"].lower() == "may" and grammar.VERB_AFTER_MAY.match(match.string, match.end())
    return bool(match["year"] or (match["when"] and not is_verb))


def _span_of(match: re.Match[str], today: datetime.date) -> Span | None:
    """Return the days of the month named, none after today.

    A month without a year that is still to come this year may be last year's or the coming one: None.
    """
    month, written = _month(match["month"]), (match["year"] or "").lower()
    if written in ("this year", "last year"):
        year: int | None = today.year - (written == "last year")
    else:
        year = _year(written, today, is_numeric=True) if written else today.year
    first = _date(year, month, 1) if year else None
    if first and first > today and (match["when"] or "").lower().startswith("last"):
        first = _date(today.year - 1, month, 1)
    return _month_span(first, today) if first and first <= today else None


def _month_span(day: datetime.date, today: datetime.date) -> Span:
    first = day.replace(day=1)
    return Span(first, min(add_months(first, 1) - datetime.timedelta(days=1), today))


def _weekday(match: re.Match[str], today: datetime.date) -> FoundDate:
    if (match["which"] or "").lower() != "last" or match["week"]:
        return _found(match, trouble=Trouble.AMBIGUOUS)
    days_back = (today.weekday() - _weekday_number(match["some"])) % 7 or 7
    return _found(match, today - datetime.timedelta(days=days_back), assumed=Assumed.LAST_WEEKDAY)


def _found(
    match: re.Match[str],
    date: datetime.date | None = None,
    *,
    trouble: Trouble | None = None,
    assumed: Assumed | None = None,
    start: int | None = None,
    end: int | None = None,
) -> FoundDate:
    start = match.start() if start is None else start
    text = match.string[start : match.end() if end is None else end].rstrip(" ,")
    return FoundDate(text, start, start + len(text), date, trouble, assumed)


def _days_from_today(match: re.Match[str]) -> int:
    return -2 if match["before"] else {"yesterday": -1, "today": 0, "tomorrow": 1}[match.group().lower()]


def _weekday_number(written: str) -> int:
    return grammar.WEEKDAY_NUMBERS[written[:3].lower()]


def _month(written: str) -> int:
    return int(written) if written.isdigit() else grammar.MONTH_NUMBERS[written[:3].lower()]


def _year(written: str | None, today: datetime.date, *, is_numeric: bool) -> int | None:
    """Return the year that `written` means; None where none is written, or where the number is no year."""
    if written is None:
        return None
    if len(written) == 4:
        return int(written)
    newest = today.year + _SHORT_YEARS_AHEAD
    year = newest - (newest - int(written.lstrip("'’"))) % 100  # the latest such year not after `newest`
    is_certain = is_numeric or not written.isdigit()
    return year if is_certain or year >= today.year - _SHORT_YEARS_BACK else None


def _most_recent(day: int, month: int, today: datetime.date) -> datetime.date | None:
    years = range(today.year, today.year - _LEAP_GAP - 1, -1)
    return _first((_date(year, month, day) for year in years), lambda date: date <= today)


def _next(day: int, month: int, today: datetime.date) -> datetime.date | None:
    years = range(today.year, today.year + _LEAP_GAP + 1)
    return _first((_date(year, month, day) for year in years), lambda date: date >= today)


def _first(dates: Iterable[datetime.date | None], allows: Callable[[datetime.date], bool]) -> datetime.date | None:
    return next((date for date in dates if date is not None and allows(date)), None)


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
