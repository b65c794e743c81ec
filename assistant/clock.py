"""The one place where the clock is read."""

import datetime
from zoneinfo import ZoneInfo

_ENGLAND = ZoneInfo("Europe/London")


def today() -> datetime.date:
    """Return today's date in England."""
    return datetime.datetime.now(_ENGLAND).date()


def now() -> datetime.datetime:
    """Return this moment, in UTC."""
    return datetime.datetime.now(datetime.UTC)


def read_date(text: str) -> datetime.date:
    """Read an ISO date.

    Raises:
        ValueError: it is not one; the message says what was expected.
    """
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f'found {text!r}; expected a date written year-month-day, such as "2026-11-21"') from None
