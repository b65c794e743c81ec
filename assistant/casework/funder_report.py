"""What a funder is told: how many families asked for an advocate, and nothing of any of them.

Counted from the audit, which outlives the cases: a case that a family erased, or whose time was up, counts as long as
it was ever made. What is counted is `EventKind.CREATED`, in the month it happened in England; the first message to the
family, or the first time the case was called answered, as its first answer; and how it ended last.

Small numbers are kept back in this way, and so that they cannot be worked out either:

1. Every cell under five is kept back, noughts too.
2. A table that keeps anything back also keeps back its smallest other cell, with all that equal it. What a reader then
   finds by subtracting is a sum of two cells or more, of which one or more may be five or above, nobody knows which:
   each could have another number. So the total and what is shown are exact, which rounding would give up.
3. With fewer than five families altogether, nothing is shown at all.

The tables share nothing but their total, so one does not help with another. A reader who knows these rules learns no
more; a test tries every small report there is. Two reports over periods that overlap do say what lies between them:
a period is therefore of whole months that are over, of three lengths, and a funder should be given one of them.
"""

import csv
import datetime
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from sqlalchemy import Engine, select

from assistant.casework import accounts
from assistant.casework.columns import in_utc
from assistant.casework.database import writing
from assistant.casework.desk_models import AccountEventKind
from assistant.casework.models import EventKind, Outcome, ReferralEvent, ReferralState
from assistant.casework.referrals import ENGLAND
from assistant.casework.rights import Person, Right, require
from assistant.deadlines.calendars import add_months, add_working_days, working_day_on_or_after
from corpus.vocabulary import HandoffReason

SMALLEST_SHOWN = 5  # families
LENGTHS = (3, 6, 12)  # months
NOT_SHOWN = "not shown"
_COUNTED = (
    EventKind.CREATED,
    EventKind.WRITTEN_TO_FAMILY,
    EventKind.STATE_CHANGED,
    EventKind.CLOSED,
    EventKind.WITHDRAWN,
    EventKind.DELETED,
)


class Ending(StrEnum):
    """How a case stands that did not end with an outcome."""

    NOT_ENDED = "not_ended"
    WITHDRAWN = "withdrawn"
    ERASED_BEFORE_IT_ENDED = "erased_before_it_ended"


class Waiting(StrEnum):
    """Working days from the day a case came, or the first working day after it, to its first answer.

    `NOT_YET` is also what ended without one.
    """

    SAME_DAY = "same_day"
    ONE_OR_TWO = "one_or_two_working_days"
    THREE_TO_FIVE = "three_to_five_working_days"
    SIX_TO_TEN = "six_to_ten_working_days"
    OVER_TEN = "over_ten_working_days"
    NOT_YET = "not_yet"


OTHER_REASON = "not_recorded"
"""The reason of a case of before reasons were kept in the audit, or of a word that we no longer use."""

REASONS = (*(reason.value for reason in HandoffReason), OTHER_REASON)
OUTCOMES = (*(outcome.value for outcome in Outcome), *(ending.value for ending in Ending))
BANDS = tuple(band.value for band in Waiting)
_LONGEST_WAITS = ((0, Waiting.SAME_DAY), (2, Waiting.ONE_OR_TWO), (5, Waiting.THREE_TO_FIVE), (10, Waiting.SIX_TO_TEN))

Counts = Mapping[str, int | None]
"""How many families, by a word of ours; None is not shown. Every word is there, in the order of its vocabulary."""


@dataclass(frozen=True, slots=True)
class FunderReport:
    """Counts of families from the first month to the last, both included; months are written `2026-11`."""

    first_month: str
    last_month: str
    families: int | None
    by_month: Counts
    by_reason: Counts
    by_outcome: Counts
    by_waiting: Counts


@dataclass(slots=True)
class _Case:
    """What the audit says of one case."""

    came_at: datetime.datetime
    reason: str
    answered_at: datetime.datetime | None = None
    ending: str = field(default=Ending.NOT_ENDED.value)

    @property
    def month(self) -> str:
        return _month(self.came_at.astimezone(ENGLAND).date())

    @property
    def waiting(self) -> str:
        return Waiting.NOT_YET.value if self.answered_at is None else _band(self.came_at, self.answered_at)


def funder_report(engine: Engine, person: Person, now: datetime.datetime, months: int = 12) -> FunderReport:
    """Return the counts of the last `months` months that are over; that they were read is noted.

    Raises:
        ValueError: a number of months that is not among `LENGTHS`.
        NotAllowedError: see `require`.
    """
    if months not in LENGTHS:
        raise ValueError(f"found {months} months; expected one of {LENGTHS}; periods that overlap tell too much")
    after = in_utc(now).astimezone(ENGLAND).date().replace(day=1)
    firsts = [add_months(after, back) for back in range(-months, 0)]
    every = [_month(first) for first in firsts]
    in_time = ReferralEvent.at >= _midnight(firsts[0]), ReferralEvent.at < _midnight(after)
    made = select(ReferralEvent.reference_code).where(ReferralEvent.what == EventKind.CREATED, *in_time)
    with writing(engine) as session:
        require(session, person, Right.FUNDER_REPORT, now)
        accounts.note(session, AccountEventKind.FUNDER_REPORT_READ, person.who, now, months=str(months))
        events = session.scalars(
            select(ReferralEvent)
            .where(ReferralEvent.reference_code.in_(made), ReferralEvent.what.in_(_COUNTED))
            .order_by(ReferralEvent.reference_code, ReferralEvent.id)
        )
        cases = _cases(events)
    families, tables = shown(
        [
            _counted(every, (case.month for case in cases)),
            _counted(REASONS, (case.reason for case in cases)),
            _counted(OUTCOMES, (case.ending for case in cases)),
            _counted(BANDS, (case.waiting for case in cases)),
        ]
    )
    return FunderReport(every[0], every[-1], families, *tables)


def as_csv(report: FunderReport) -> str:
    """Return a report as lines of a table, a cell that is not shown saying so."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\r\n")
    lines.writerow(("counted by", "what", "families"))
    lines.writerow(("all", f"{report.first_month} to {report.last_month}", _cell(report.families)))
    tables = {
        "month": report.by_month,
        "reason": report.by_reason,
        "outcome": report.by_outcome,
        "wait for the first answer": report.by_waiting,
    }
    for name, counts in tables.items():
        for what, count in counts.items():
            lines.writerow((name, what.replace("_", " "), _cell(count)))
    lines.writerow(("note", f"{NOT_SHOWN}: fewer than {SMALLEST_SHOWN}, or kept back so that these stay unknown", ""))
    return written.getvalue()


def shown(tables: Iterable[Mapping[str, int]]) -> tuple[int | None, list[dict[str, int | None]]]:
    """Return the total of tables that count the same families, and the tables, without what is kept back.

    Raises:
        ValueError: a table has fewer than two cells, or their totals are not the same.
    """
    counted = list(tables)
    totals = {sum(table.values()) for table in counted}
    if len(totals) != 1 or any(len(table) < 2 for table in counted):
        raise ValueError(
            f"found {len(totals)} totals of {len(counted)} tables; expected one, of two cells or more each"
        )
    [total] = totals
    if total < SMALLEST_SHOWN:
        return None, [dict.fromkeys(table) for table in counted]
    return total, [_kept_back(table) for table in counted]


def _kept_back(table: Mapping[str, int]) -> dict[str, int | None]:
    large = [count for count in table.values() if count >= SMALLEST_SHOWN]
    if len(large) == len(table):
        return dict(table)
    least = min(large, default=0)
    return {what: count if count > least and count >= SMALLEST_SHOWN else None for what, count in table.items()}


def _cases(events: Iterable[ReferralEvent]) -> list[_Case]:
    """Return what happened to each case; events are those of one case after the other, oldest first."""
    cases = []
    for _, its_events in groupby(events, key=lambda event: event.reference_code):
        first, *later = its_events
        reason = first.detail.get("reason", OTHER_REASON)
        case = _Case(first.at, reason if reason in REASONS else OTHER_REASON)
        for event in later:
            _happened(case, event)
        cases.append(case)
    return cases


def _happened(case: _Case, event: ReferralEvent) -> None:
    has_ended = case.ending != Ending.NOT_ENDED
    match event.what:
        case EventKind.WRITTEN_TO_FAMILY:
            case.answered_at = case.answered_at or event.at
        case EventKind.STATE_CHANGED:
            case.ending = Ending.NOT_ENDED.value
            if event.detail.get("state") == ReferralState.ANSWERED:
                case.answered_at = case.answered_at or event.at
        case EventKind.CLOSED if event.detail.get("outcome") in OUTCOMES:
            case.ending = event.detail["outcome"]
        case EventKind.WITHDRAWN:
            case.ending = Ending.WITHDRAWN.value
        case EventKind.DELETED if not has_ended:
            case.ending = Ending.ERASED_BEFORE_IT_ENDED.value


def _counted(words: Iterable[str], found: Iterable[str]) -> dict[str, int]:
    counts = Counter(found)
    return {word: counts[word] for word in words}


def _band(came: datetime.datetime, answered: datetime.datetime) -> str:
    day = working_day_on_or_after(came.astimezone(ENGLAND).date())
    until = answered.astimezone(ENGLAND).date()
    for most, band in _LONGEST_WAITS:
        # answered at the weekend is answered before the next working day
        if until < add_working_days(day, most + 1):
            return band.value
    return Waiting.OVER_TEN.value


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time.min, ENGLAND)


def _month(day: datetime.date) -> str:
    return f"{day.year:04}-{day.month:02}"


def _cell(count: int | None) -> str:
    return NOT_SHOWN if count is None else str(count)
