"""A date that a rule of time gives, with its working."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from corpus.vocabulary import ClockStart, TimeRule, Who

CLOSE_DAYS = 14  # design.md section 4: a limit within 14 days, or today, calls for a person


class DateState(StrEnum):
    """Where a last day stands, seen from today."""

    PASSED = "passed"
    CLOSE = "close"  # today, or within `CLOSE_DAYS`
    AHEAD = "ahead"


class Bound(StrEnum):
    """How much a computed date says about the last day."""

    EXACT = "exact"  # it is the last day
    EARLIEST = "earliest"  # the last day is this one or a later one
    LATEST = "latest"  # the last day is this one or an earlier one


@dataclass(frozen=True, slots=True)
class ComputedDate:
    """The last day of one time limit, or what is certain about it: see `bound`.

    `what` and `working` are shown as they stand, and `what` says so where the day is not the exact one;
    `changes_if` says which facts would change the date; `citations` are in the grammar of `corpus.pinpoints`.
    """

    rule: TimeRule
    what: str
    who: Who
    date: datetime.date
    started_by: ClockStart
    working: str
    citations: tuple[str, ...]
    changes_if: tuple[str, ...] = ()
    bound: Bound = Bound.EXACT

    def days_left(self, today: datetime.date) -> int:
        """Return the days from `today` to the last day: 0 on it, negative once it has passed."""
        return (self.date - today).days

    def state(self, today: datetime.date) -> DateState:
        """Say whether the last day has passed, is close or is ahead."""
        left = self.days_left(today)
        if left < 0:
            return DateState.PASSED
        return DateState.CLOSE if left <= CLOSE_DAYS else DateState.AHEAD
