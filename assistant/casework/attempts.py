"""Limits guessing: a few tries for one reference code, and many more but not endless ones over all codes.

A try counts as wrong from the moment it begins, until `cleared` says that it was right. So a hundred guesses at once
are as limited as a hundred in a row, and a guess that is cut off is counted too.
"""

import datetime
import hashlib

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from assistant.casework.columns import in_utc
from assistant.casework.database import hold
from assistant.casework.models import Attempt

MOST_TRIES = 5
"""For one code in `WINDOW`, whether or not there is such a code."""

MOST_TRIES_OVERALL = 200
"""Over all codes in `WINDOW`: more is a guessing run, not families who mistype."""

WINDOW = datetime.timedelta(minutes=15)
_LOCK = "attempts"


def count_try(session: Session, key: str, now: datetime.datetime) -> datetime.datetime | None:
    """Count a try at `key`, or say until when none is allowed; one that is not allowed is not counted.

    Call it in a transaction of its own and commit that before the answer is checked. Others wait for it to end.

    Returns:
        None when the try may go on; else the moment, in UTC, at which tries are allowed again.
    """
    moment, digest = in_utc(now), _digest(key)
    hold(session, _LOCK)
    session.execute(delete(Attempt).where(Attempt.at <= moment - WINDOW))
    blocks = [
        until
        for until in (
            _blocked_until(session, MOST_TRIES, Attempt.at_what == digest),
            _blocked_until(session, MOST_TRIES_OVERALL),
        )
        if until is not None
    ]
    if blocks:
        return max(blocks)
    session.add(Attempt(at_what=digest, at=moment))
    return None


def cleared(session: Session, key: str) -> None:
    """Forget the tries at `key`, since one was right. Others wait for this transaction to end too."""
    hold(session, _LOCK)
    session.execute(delete(Attempt).where(Attempt.at_what == _digest(key)))


def _blocked_until(session: Session, most: int, *which: ColumnElement[bool]) -> datetime.datetime | None:
    """Return when the oldest of the last `most` tries is forgotten; None when there were fewer."""
    newest_first = select(Attempt.at).where(*which).order_by(Attempt.at.desc())
    oldest = session.scalars(newest_first.offset(most - 1).limit(1)).one_or_none()
    return None if oldest is None else oldest + WINDOW


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", errors="replace")).hexdigest()
