"""A family's referral: stored before its receipt is shown, found again by its code, exported and erased."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from assistant.casework import outbox
from assistant.casework.codes import new_code, read_code
from assistant.casework.columns import in_utc
from assistant.casework.database import hold, overwrite_deleted, reading, writing
from assistant.casework.desk_models import Account
from assistant.casework.models import CaseEntry, EventKind, Feedback, Referral, ReferralEvent, ReferralState
from assistant.casework.new_referral import NewReferral
from assistant.casework.passphrases import digest_of_key, hashed, passphrase_of
from assistant.deadlines.calendars import add_working_days, working_day_on_or_after
from assistant.service import ServiceSettings
from corpus.vocabulary import Urgency

FAMILY = "family"
"""The `who` of whatever a family does with their own code."""

SHORTEST_KEY, LONGEST_KEY = 16, 100  # characters
ENGLAND = ZoneInfo("Europe/London")
_URGENCIES = tuple(Urgency)
_MOST_TOPICS = 5
_WORKING_DAYS = {
    Urgency.TODAY: 0,
    Urgency.WITHIN_TWO_WORKING_DAYS: 2,
    Urgency.WITHIN_A_WEEK: 5,
    Urgency.ROUTINE: 10,
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the family is given once their referral is on disk. Every look-up gives the same."""

    reference_code: str
    created_at: datetime.datetime
    urgency: Urgency
    reply_by: str
    passphrase: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One line of the advocates' list; nothing personal."""

    reference_code: str
    urgency: Urgency
    state: ReferralState
    owner: str | None
    created_at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Pruned:
    """How much was erased because its time was up; `unanswered` referrals had never been answered or closed."""

    referrals: int
    unanswered: int
    feedback: int


def submit(
    engine: Engine, new: NewReferral, idempotency_key: str, now: datetime.datetime, *, service: ServiceSettings
) -> Receipt:
    """Store a referral and return its receipt; it is on disk when this returns.

    The key is made when the form opens. The same key stores once, whatever is sent with it and however many send
    it at once, and gives the same receipt; so a submit that was cut off may simply be repeated.

    Raises:
        CaseworkUnavailableError: nothing was stored that a repeat with the same key would not find.
    """
    require_key(idempotency_key)
    passphrase_hash = hashed(passphrase_of(idempotency_key))  # slow on purpose, so not while others wait to write
    with writing(engine) as session:
        hold(session, idempotency_key)
        stored = _with_key(session, idempotency_key)
        if stored is None:
            stored = _insert(session, new, idempotency_key, passphrase_hash, in_utc(now), service)
    return _receipt(stored, idempotency_key)


def find_by_key(engine: Engine, idempotency_key: str) -> Receipt | None:
    """Return the receipt of what was submitted with this key; None when nothing was."""
    require_key(idempotency_key)
    with reading(engine) as session:
        stored = _with_key(session, idempotency_key)
    return _receipt(stored, idempotency_key) if stored else None


def by_code(engine: Engine, code: str, *, who: str, now: datetime.datetime) -> Referral | None:
    """Return the referral with this code, however it was typed, and note in the audit that `who` read it."""
    with writing(engine) as session:
        referral = _with_code(session, code)
        if referral:
            note(session, referral, EventKind.READ, who, now)
    return referral


def export(engine: Engine, code: str, *, who: str, now: datetime.datetime) -> dict[str, Any] | None:
    """Return all that is kept about this referral as plain JSON values, for the family; noted in the audit."""
    with writing(engine) as session:
        referral = _with_code(session, code)
        if referral is None:
            return None
        note(session, referral, EventKind.EXPORTED, who, now)
        session.flush()
        events = session.scalars(
            select(ReferralEvent)
            .where(ReferralEvent.reference_code == referral.reference_code)
            .order_by(ReferralEvent.id)
        ).all()
        entries = session.scalars(
            select(CaseEntry).where(CaseEntry.referral_id == referral.id).order_by(CaseEntry.id)
        ).all()
        return _exported(referral, entries, events)


def delete_referral(engine: Engine, code: str, *, who: str, now: datetime.datetime) -> bool:
    """Erase this referral. What stays is its audit, in which nothing was typed, ending with the deletion.

    Returns:
        Whether there was one.
    """
    with writing(engine) as session:
        hold(session, read_code(code) or code)
        referral = _with_code(session, code)
        if referral:
            _erase(session, referral, who, now, why="asked")
    if referral is None:
        return False
    overwrite_deleted(engine)
    return True


def prune(engine: Engine, now: datetime.datetime) -> Pruned:
    """Erase the referrals and the feedback whose time is up, whatever their state: so the family was promised."""
    with writing(engine) as session:
        is_due = Referral.delete_after <= in_utc(now)
        codes = session.scalars(select(Referral.reference_code).where(is_due).order_by(Referral.id)).all()
        for code in codes:
            hold(session, code)
        due = session.scalars(select(Referral).where(Referral.reference_code.in_(codes))).all()
        for referral in due:
            _erase(session, referral, "retention", now, why="retention")
        feedback = session.execute(
            delete(Feedback).where(Feedback.delete_after <= in_utc(now)).returning(Feedback.id)
        ).all()
    if due or feedback:
        overwrite_deleted(engine)
    unanswered = sum(referral.state.is_open and referral.state != ReferralState.ANSWERED for referral in due)
    return Pruned(len(due), unanswered, len(feedback))


def queue(engine: Engine, *, with_closed: bool = False) -> list[QueueEntry]:
    """Return the referrals in the order to take them: most urgent first, then longest waiting."""
    columns = (Referral.reference_code, Referral.urgency, Referral.state, Account.name, Referral.created_at)
    listed = select(*columns).outerjoin(Account, Account.id == Referral.owner_id).order_by(Referral.id)
    with reading(engine) as session:
        entries = [QueueEntry(*row) for row in session.execute(listed)]
    kept = [entry for entry in entries if with_closed or entry.state.is_open]
    return sorted(kept, key=lambda entry: (_URGENCIES.index(entry.urgency), entry.created_at))


def require_key(idempotency_key: str) -> None:
    """Refuse a key that another form could have made too, or that somebody could guess."""
    if not SHORTEST_KEY <= len(idempotency_key) <= LONGEST_KEY:
        raise ValueError(
            f"found an idempotency key of {len(idempotency_key)} characters; expected {SHORTEST_KEY} to "
            f"{LONGEST_KEY}; make one with secrets.token_urlsafe(24) when the form opens"
        )


def _insert(
    session: Session,
    new: NewReferral,
    idempotency_key: str,
    passphrase_hash: str,
    now: datetime.datetime,
    service: ServiceSettings,
) -> Referral:
    referral = Referral(
        reference_code=new_code(),
        idempotency_key=digest_of_key(idempotency_key),
        passphrase_hash=passphrase_hash,
        state=ReferralState.NEW,
        topics=topics_of(new.snapshot),
        due_on=due_on(new.urgency, now),
        consented_at=now,
        created_at=now,
        delete_after=now + datetime.timedelta(days=service.retention_days),
        reply_by=service.reply_by(new.urgency),
        **new.model_dump(exclude={"consented"}),
    )
    session.add(referral)
    note(session, referral, EventKind.CREATED, FAMILY, now, urgency=referral.urgency, reason=referral.reason)
    outbox.put(session, referral.reference_code, EventKind.CREATED, referral.urgency, now)
    return referral


def _erase(session: Session, referral: Referral, who: str, now: datetime.datetime, *, why: str) -> None:
    session.delete(referral)
    note(session, referral, EventKind.DELETED, who, now, why=why, state=referral.state)


def note(
    session: Session, referral: Referral, what: EventKind, who: str, now: datetime.datetime, **detail: str
) -> None:
    """Add to the audit. `detail` holds words of our vocabularies, never what somebody typed."""
    if not who:
        raise ValueError("found nobody as `who`; expected who does this; the audit needs a name")
    session.add(
        ReferralEvent(reference_code=referral.reference_code, at=in_utc(now), who=who[:200], what=what, detail=detail)
    )


def _with_key(session: Session, idempotency_key: str) -> Referral | None:
    return session.scalars(
        select(Referral).where(Referral.idempotency_key == digest_of_key(idempotency_key))
    ).one_or_none()


def _with_code(session: Session, code: str) -> Referral | None:
    written = read_code(code)
    if written is None:
        return None
    return session.scalars(select(Referral).where(Referral.reference_code == written)).one_or_none()


def _receipt(referral: Referral, idempotency_key: str) -> Receipt:
    return Receipt(
        referral.reference_code,
        referral.created_at,
        referral.urgency,
        referral.reply_by,
        passphrase_of(idempotency_key),
    )


def due_on(urgency: Urgency, came: datetime.datetime) -> datetime.date:
    """Return the last day on which an advocate should have replied: the service level that the desk counts by."""
    day = working_day_on_or_after(came.astimezone(ENGLAND).date())
    days = _WORKING_DAYS[urgency]
    return add_working_days(day, days) if days else day


def topics_of(snapshot: Mapping[str, Any]) -> list[str]:
    """Return the guides that the conversation was about, the last ones first: our words, nothing that was typed."""
    guides = [
        guide
        for turn in reversed(snapshot.get("turns", []))
        if isinstance(turn, dict) and isinstance(turn.get("reply"), dict)
        for guide in turn["reply"].get("guides") or []
        if isinstance(guide, str)
    ]
    return list(dict.fromkeys(guides))[:_MOST_TOPICS]


def _exported(referral: Referral, entries: Sequence[CaseEntry], events: Sequence[ReferralEvent]) -> dict[str, Any]:
    return {
        "reference_code": referral.reference_code,
        "state": referral.state.value,
        "reason": referral.reason.value,
        "urgency": referral.urgency.value,
        "created_at": referral.created_at.isoformat(),
        "reply_by": referral.reply_by,
        "due_on": referral.due_on.isoformat(),
        "claimed_at": _written(referral.claimed_at),
        "answered_at": _written(referral.answered_at),
        "closed_at": _written(referral.closed_at),
        "outcome": referral.outcome.value if referral.outcome else None,
        "topics": referral.topics,
        "delete_after": referral.delete_after.isoformat(),
        "you_told_us": {
            "name_or_alias": referral.name_or_alias,
            "contact": referral.contact,
            "contact_when": referral.contact_when,
            "access_needs": referral.access_needs,
            "council_or_school": referral.council_or_school,
            "message": referral.message,
        },
        "you_agreed_to": {"wording": referral.consent_wording, "at": referral.consented_at.isoformat()},
        "may_be_sampled": referral.may_be_sampled,
        "you_saw": referral.snapshot,
        "written_since": [
            {"at": entry.at.isoformat(), "kind": entry.kind.value, "text": entry.text} for entry in entries
        ],
        "events": [{"at": event.at.isoformat(), "what": event.what.value} for event in events],
    }


def _written(moment: datetime.datetime | None) -> str | None:
    return moment.isoformat() if moment else None
