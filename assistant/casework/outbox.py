"""E-mails to advocates wait here until they are sent: written with what they tell of, sent afterwards.

Each is sent at least once. Whoever sends one first claims it for a while, so two processes do not both send it; but
one that is killed between sending and noting it leaves an e-mail that is sent again when its claim has ended.
"""

import datetime
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from assistant.casework.columns import in_utc
from assistant.casework.database import reading, writing
from assistant.casework.models import EventKind, Outgoing
from corpus.vocabulary import Urgency

CLAIMED_FOR = datetime.timedelta(minutes=10)  # longer than any server of mail lets us wait
KEPT_FOR = datetime.timedelta(days=30)
WAITS = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
"""How long after each failure to try again; the last of them from then on, for as long as it takes."""

_TROUBLE_LENGTH = 100  # characters


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came of one delivery; those that failed are planned again."""

    sent: int
    failed: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """What has not been sent; `in_trouble` failed at least once, `longest` is how long the oldest has waited."""

    unsent: int
    in_trouble: int
    longest: datetime.timedelta


def put(session: Session, referral_code: str, what: EventKind, urgency: Urgency, now: datetime.datetime) -> None:
    """Add an e-mail to the caller's transaction: it is sent if that is stored, and never otherwise."""
    moment = in_utc(now)
    session.add(
        Outgoing(
            reference_code=referral_code,
            what=what,
            urgency=urgency,
            created_at=moment,
            tries=0,
            try_after=moment,
            trouble="",
        )
    )


def deliver(engine: Engine, send: Callable[[Outgoing], None], now: datetime.datetime, most: int = 50) -> Delivered:
    """Send what is due, each at most once in this call, the longest due first. Remove what was sent long ago.

    `send` runs outside every transaction, so a slow server of mail holds nobody up; whatever it raises is a failure.

    Raises:
        CaseworkUnavailableError: the database failed; an e-mail sent just before may be sent again.
    """
    started = time.monotonic()
    start = in_utc(now)
    _remove_old(engine, start)
    sent = failed = 0
    for _ in range(most):
        outgoing = _claim(engine, start, _moment(start, started))
        if outgoing is None:
            break
        try:
            send(outgoing)
        except Exception as error:  # whatever is wrong with one e-mail must not keep the others waiting
            _plan(engine, outgoing, type(error).__name__, _moment(start, started))
            failed += 1
        else:
            _mark_sent(engine, outgoing, _moment(start, started))
            sent += 1
    return Delivered(sent, failed)


def waiting(engine: Engine, now: datetime.datetime) -> Waiting:
    """Return how much has not been sent."""
    unsent = Outgoing.sent_at.is_(None)
    with reading(engine) as session:
        count, oldest = session.execute(
            select(func.count(), func.min(Outgoing.created_at, type_=Outgoing.created_at.type)).where(unsent)
        ).one()
        in_trouble = session.scalar(select(func.count()).where(unsent, Outgoing.trouble != "")) or 0
    longest = max(in_utc(now) - oldest, datetime.timedelta(0)) if oldest else datetime.timedelta(0)
    return Waiting(count, in_trouble, longest)


def _claim(engine: Engine, due_at: datetime.datetime, moment: datetime.datetime) -> Outgoing | None:
    """Return the next that was due, having put it out of everybody else's reach for a while."""
    with writing(engine) as session:
        outgoing = session.scalars(
            select(Outgoing)
            .where(Outgoing.sent_at.is_(None), Outgoing.try_after <= due_at)
            .order_by(Outgoing.try_after, Outgoing.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).one_or_none()
        if outgoing:
            outgoing.tries += 1
            outgoing.try_after = moment + CLAIMED_FOR
    return outgoing


def _plan(engine: Engine, outgoing: Outgoing, trouble: str, moment: datetime.datetime) -> None:
    with writing(engine) as session:
        stored = session.get(Outgoing, outgoing.id, with_for_update=True)
        if stored and stored.sent_at is None:  # else somebody sent it when our claim had ended
            stored.trouble = trouble[:_TROUBLE_LENGTH]
            stored.try_after = moment + WAITS[min(outgoing.tries, len(WAITS)) - 1]


def _mark_sent(engine: Engine, outgoing: Outgoing, moment: datetime.datetime) -> None:
    with writing(engine) as session:
        stored = session.get(Outgoing, outgoing.id, with_for_update=True)
        if stored:
            stored.sent_at = moment
            stored.trouble = ""


def _remove_old(engine: Engine, now: datetime.datetime) -> None:
    is_old = Outgoing.sent_at <= now - KEPT_FOR
    with reading(engine) as session:
        found = session.scalar(select(Outgoing.id).where(is_old).limit(1))
    if found is not None:  # so that nobody waits for a lock in which nothing is written
        with writing(engine) as session:
            session.execute(delete(Outgoing).where(is_old))


def _moment(start: datetime.datetime, started: float) -> datetime.datetime:
    """Return what time it is by now: servers of mail are slow, and a claim counts from when it is made."""
    return start + datetime.timedelta(seconds=time.monotonic() - started)
