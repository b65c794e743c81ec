"""An advocate's work on a case: take it, read it, write on it, pass it on, close it. Rights are checked here.

A case is shown in full to the advocate who has it, and to nobody else; before that, only what a conflict of interest
can be told by. What refuses something is on record before it is told.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assistant.casework import accounts
from assistant.casework.codes import read_code
from assistant.casework.columns import in_utc
from assistant.casework.conflicts import is_named, ties
from assistant.casework.database import hold, reading, writing
from assistant.casework.desk_models import Account, AccountEvent, AccountEventKind, InterestKind
from assistant.casework.models import (
    CaseConflict,
    CaseEntry,
    EntryKind,
    EventKind,
    Outcome,
    Referral,
    ReferralEvent,
    ReferralState,
)
from assistant.casework.passphrases import digest_of_key
from assistant.casework.referrals import ENGLAND, note, require_key
from assistant.casework.rights import RIGHTS, Person, Right, require
from assistant.casework.typed import without_controls
from corpus.vocabulary import HandoffReason, Urgency

LONGEST_ENTRY = 20_000  # characters
SAME_READING = datetime.timedelta(minutes=10)
_URGENCIES = tuple(Urgency)
_WITH_OWNER = (ReferralState.CLAIMED, ReferralState.WAITING, ReferralState.ANSWERED)


class CaseError(Exception):
    """What was asked of a case cannot be done; the message is a sentence for an advocate, and holds nothing of it."""


class NoSuchCaseError(CaseError):
    """There is no case with this code, or no longer."""

    def __init__(self) -> None:
        super().__init__("There is no case with this code. It may have been erased.")


class NotYoursError(CaseError):
    """Somebody else has this case, or nobody has."""


class ConflictOfInterestError(CaseError):
    """This advocate may not have this case."""


class _Typed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_ENTRY, repr=False)]


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One case in the list: what it is about, how soon, and who has it; nothing that tells who the family is."""

    reference_code: str
    urgency: Urgency
    reason: HandoffReason
    topics: tuple[str, ...]
    state: ReferralState
    owner: str | None
    is_mine: bool
    created_at: datetime.datetime
    due_on: datetime.date
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Tie:
    """Why somebody may not have a case, in the words of the register."""

    about: str
    kind: InterestKind
    is_of_service: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What an advocate sees before taking a case: enough to know of a conflict of interest."""

    reference_code: str
    urgency: Urgency
    reason: HandoffReason
    topics: tuple[str, ...]
    state: ReferralState
    owner: str | None
    is_mine: bool
    council_or_school: str
    is_named: bool  # whether that names somebody at all
    ties: tuple[Tie, ...]
    has_declared: bool  # that they may not have this case
    created_at: datetime.datetime
    due_on: datetime.date


@dataclass(frozen=True, slots=True)
class Entry:
    """What was written on a case: by whom, to whom, when."""

    kind: EntryKind
    author: str | None  # None: the family
    text: str
    at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of the audit."""

    reference_code: str
    at: datetime.datetime
    who: str
    what: EventKind
    detail: dict[str, str]


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case in full, as its advocate reads it. `snapshot` is what the family saw, with its evidence as it stood."""

    reference_code: str
    state: ReferralState
    reason: HandoffReason
    urgency: Urgency
    topics: tuple[str, ...]
    name_or_alias: str
    contact: str
    contact_when: str
    access_needs: str
    council_or_school: str
    message: str
    consent_wording: str
    may_be_sampled: bool
    snapshot: dict[str, Any]
    reply_by: str
    due_on: datetime.date
    created_at: datetime.datetime
    claimed_at: datetime.datetime | None
    answered_at: datetime.datetime | None
    closed_at: datetime.datetime | None
    outcome: Outcome | None
    delete_after: datetime.datetime
    entries: tuple[Entry, ...]
    events: tuple[Happened, ...]

    def __repr__(self) -> str:
        return f"CaseFile({self.reference_code!r}, {self.state!s})"  # nothing personal: this may reach a log


def queue(
    engine: Engine,
    person: Person,
    now: datetime.datetime,
    *,
    states: Iterable[ReferralState] | None = None,
    urgencies: Iterable[Urgency] | None = None,
    only_mine: bool = False,
    search: str = "",
) -> list[QueueLine]:
    """Return the cases in the order to take them: most urgent first, then the day they are due, then longest waiting.

    `states` are the open ones unless given; `search` is part of a code, a topic or a reason, because what families
    wrote is sealed and cannot be searched.

    Raises:
        NotAllowedError: see `require`.
    """
    wanted = frozenset(states if states is not None else (state for state in ReferralState if state.is_open))
    soon = frozenset(urgencies if urgencies is not None else Urgency)
    columns = (
        Referral.reference_code, Referral.urgency, Referral.reason, Referral.topics, Referral.state,
        Account.name, Referral.owner_id, Referral.created_at, Referral.due_on,
    )  # fmt: skip
    today = in_utc(now).astimezone(ENGLAND).date()
    with reading(engine) as session:
        require(session, person, Right.SEE_QUEUE, now)
        rows = session.execute(
            select(*columns).outerjoin(Account, Account.id == Referral.owner_id).order_by(Referral.id)
        ).all()
    lines = [
        QueueLine(
            code, urgency, reason, tuple(topics), state, owner, owner_id == person.account_id, created, due,
            is_overdue=today > due and state in (ReferralState.NEW, ReferralState.CLAIMED),
        )
        for code, urgency, reason, topics, state, owner, owner_id, created, due in rows
    ]  # fmt: skip
    kept = [
        line
        for line in lines
        if line.state in wanted
        and line.urgency in soon
        and (line.is_mine or not only_mine)
        and _is_sought(line, search)
    ]
    return sorted(kept, key=lambda line: (_URGENCIES.index(line.urgency), line.due_on, line.created_at))


def preview(engine: Engine, person: Person, code: str, now: datetime.datetime) -> Preview:
    """Return what tells a conflict of interest, and note that it was seen.

    Raises:
        NoSuchCaseError: there is none.
        NotAllowedError: see `require`.
    """
    with writing(engine) as session:
        require(session, person, Right.WORK_ON_CASES, now)
        referral = _found(session, code)
        owner = session.get(Account, referral.owner_id) if referral.owner_id is not None else None
        _note_reading(session, referral, EventKind.PREVIEWED, person, now)
        return Preview(
            referral.reference_code,
            referral.urgency,
            referral.reason,
            tuple(referral.topics),
            referral.state,
            owner.name if owner else None,
            referral.owner_id == person.account_id,
            referral.council_or_school,
            is_named(referral.council_or_school),
            _ties(session, person.account_id, referral),
            _has_declared(session, person.account_id, referral),
            referral.created_at,
            referral.due_on,
        )


def claim(engine: Engine, person: Person, code: str, now: datetime.datetime, *, declares_no_conflict: bool) -> CaseFile:
    """Take a case that nobody has, and return it in full. Of two who take it at once, one gets it.

    Raises:
        ConflictOfInterestError: the register or an earlier declaration stands against it, or none was declared.
        NotYoursError: somebody has it, or it is over.
        NoSuchCaseError, NotAllowedError: as for `preview`.
    """
    if not declares_no_conflict:
        raise ConflictOfInterestError("Say first that you have no conflict of interest in this case.")
    with _deciding(engine, person, Right.WORK_ON_CASES, code, now) as (session, referral, refuse):
        if referral.owner_id == person.account_id and referral.state.is_open:
            pass  # pressed twice
        elif referral.owner_id is not None or referral.state is not ReferralState.NEW:
            refuse(NotYoursError("Somebody else has taken this case, or it is over."))
        elif _has_declared(session, person.account_id, referral) or _ties(session, person.account_id, referral):
            note(session, referral, EventKind.CLAIM_BLOCKED, person.who, now)
            refuse(ConflictOfInterestError(_CONFLICT))
        else:
            referral.owner_id, referral.state = person.account_id, ReferralState.CLAIMED
            referral.claimed_at = referral.claimed_at or in_utc(now)
            note(session, referral, EventKind.CLAIMED, person.who, now)
    return open_case(engine, person, code, now)


def open_case(engine: Engine, person: Person, code: str, now: datetime.datetime) -> CaseFile:
    """Return a case in full to the advocate who has it, and note that they read it.

    A page asks for the case at every click, so that it never shows an old one: what they read within ten minutes of
    having read it is the same reading.

    Raises:
        NotYoursError: they do not have it.
        ConflictOfInterestError: an interest was declared since they took it.
        NoSuchCaseError, NotAllowedError: as for `preview`.
    """
    found: list[CaseFile] = []
    with _deciding(engine, person, Right.WORK_ON_CASES, code, now) as (session, referral, refuse):
        if _is_owners(session, referral, person, now, refuse):
            _note_reading(session, referral, EventKind.READ, person, now)
            session.flush()
            found.append(_file(session, referral))
    return found[0]


def declare_conflict(engine: Engine, person: Person, code: str, why: str, now: datetime.datetime) -> None:
    """Say that one may not have this case: it goes back to the others, and never to this advocate again.

    Raises:
        NoSuchCaseError, NotAllowedError: as for `preview`.
    """
    typed = str(without_controls(why))[:LONGEST_ENTRY]
    with writing(engine) as session:
        require(session, person, Right.WORK_ON_CASES, now)
        referral = _found(session, code, to_change=True)
        if not _has_declared(session, person.account_id, referral):
            session.add(
                CaseConflict(referral_id=referral.id, account_id=person.account_id, why=typed, declared_at=in_utc(now))
            )
            note(session, referral, EventKind.CONFLICT_DECLARED, person.who, now)
        if referral.owner_id == person.account_id:
            _give_up(referral)
            note(session, referral, EventKind.RELEASED, person.who, now)


def release(engine: Engine, person: Person, code: str, now: datetime.datetime) -> None:
    """Put a case of one's own back into the queue.

    Raises:
        NotYoursError, NoSuchCaseError, NotAllowedError: as for `open_case`.
    """
    with _deciding(engine, person, Right.WORK_ON_CASES, code, now) as (session, referral, refuse):
        if referral.owner_id != person.account_id or not referral.state.is_open:
            refuse(NotYoursError(_NOT_YOURS))
        else:
            _give_up(referral)
            note(session, referral, EventKind.RELEASED, person.who, now)


def reassign(engine: Engine, person: Person, code: str, account_id: int, now: datetime.datetime) -> None:
    """Give a case to another advocate. Leads only, who need not have it nor see it.

    Raises:
        ConflictOfInterestError: it may not go to them.
        CaseError: they cannot take cases, or it is over.
        NoSuchCaseError, NotAllowedError: as for `preview`.
    """
    with _deciding(engine, person, Right.REASSIGN, code, now) as (session, referral, refuse):
        to = session.get(Account, account_id)
        if to is None or to.disabled_at is not None or Right.WORK_ON_CASES not in RIGHTS[to.role]:
            refuse(CaseError("This person cannot take cases."))
        elif not referral.state.is_open:
            refuse(CaseError("This case is over."))
        elif _has_declared(session, to.id, referral) or _ties(session, to.id, referral):
            note(session, referral, EventKind.CLAIM_BLOCKED, person.who, now, to=str(to.id))
            refuse(ConflictOfInterestError("They have a conflict of interest in this case. Choose somebody else."))
        else:
            referral.owner_id = to.id
            if referral.state is ReferralState.NEW:
                referral.state, referral.claimed_at = ReferralState.CLAIMED, referral.claimed_at or in_utc(now)
            note(session, referral, EventKind.REASSIGNED, person.who, now, to=str(to.id))


def write(
    engine: Engine, person: Person, code: str, kind: EntryKind, text: str, idempotency_key: str, now: datetime.datetime
) -> None:
    """Write a note, or a message that the family reads with their code. The same key writes once.

    Raises:
        ValidationError: the text is empty or too long.
        NotYoursError, ConflictOfInterestError, NoSuchCaseError, NotAllowedError: as for `open_case`.
    """
    if kind is EntryKind.FROM_FAMILY:
        raise ValueError("found an entry from a family; expected one of an advocate; see family.add")
    typed = _Typed(text=str(without_controls(text))).text
    require_key(idempotency_key)
    digest = digest_of_key(idempotency_key)
    with _deciding(engine, person, Right.WORK_ON_CASES, code, now) as (session, referral, refuse):
        if not _is_owners(session, referral, person, now, refuse):
            return
        if session.scalar(select(CaseEntry.id).where(CaseEntry.idempotency_key == digest)) is not None:
            return
        session.add(
            CaseEntry(
                referral_id=referral.id, idempotency_key=digest, kind=kind, author_id=person.account_id, text=typed,
                at=in_utc(now),
            )
        )  # fmt: skip
        what = EventKind.NOTED if kind is EntryKind.NOTE else EventKind.WRITTEN_TO_FAMILY
        note(session, referral, what, person.who, now)


def set_state(engine: Engine, person: Person, code: str, state: ReferralState, now: datetime.datetime) -> None:
    """Say where a case of one's own stands: being worked on, waiting for somebody, or answered; also opens it again.

    Raises:
        CaseError: the state is not one of these.
        NotYoursError, ConflictOfInterestError, NoSuchCaseError, NotAllowedError: as for `open_case`.
    """
    if state not in _WITH_OWNER:
        raise CaseError("Close a case with its outcome, or put it back into the queue.")
    with _deciding(engine, person, Right.WORK_ON_CASES, code, now) as (session, referral, refuse):
        if referral.state is ReferralState.WITHDRAWN:
            refuse(CaseError("The family has withdrawn this case."))
        elif _is_owners(session, referral, person, now, refuse) and referral.state is not state:
            referral.state, referral.closed_at, referral.outcome = state, None, None
            if state is ReferralState.ANSWERED:
                referral.answered_at = referral.answered_at or in_utc(now)
            note(session, referral, EventKind.STATE_CHANGED, person.who, now, state=state.value)


def close(engine: Engine, person: Person, code: str, outcome: Outcome, now: datetime.datetime) -> None:
    """Close a case of one's own.

    Raises:
        NotYoursError, ConflictOfInterestError, NoSuchCaseError, NotAllowedError: as for `open_case`.
    """
    with _deciding(engine, person, Right.WORK_ON_CASES, code, now) as (session, referral, refuse):
        if referral.state is ReferralState.WITHDRAWN:
            refuse(CaseError("The family has withdrawn this case."))
        elif _is_owners(session, referral, person, now, refuse):
            referral.state, referral.closed_at, referral.outcome = ReferralState.CLOSED, in_utc(now), outcome
            note(session, referral, EventKind.CLOSED, person.who, now, outcome=outcome.value)


def audit(engine: Engine, person: Person, now: datetime.datetime, *, code: str = "", most: int = 500) -> list[Happened]:
    """Return what was done to cases, newest first: of one case, or of all. For leads; that they read it is on record.

    Raises:
        NotAllowedError: see `require`.
    """
    with writing(engine) as session:
        require(session, person, Right.READ_AUDIT, now)
        _note_audit_read(session, person, now)
        chosen = select(ReferralEvent).order_by(ReferralEvent.id.desc()).limit(most)
        if code:
            chosen = chosen.where(ReferralEvent.reference_code == (read_code(code) or ""))
        return [_happened(event) for event in session.scalars(chosen)]


def advocates(engine: Engine, person: Person, now: datetime.datetime) -> list[tuple[int, str]]:
    """Return who can take cases, by name: their account's number and what they are called. For leads.

    Raises:
        NotAllowedError: see `require`.
    """
    with reading(engine) as session:
        require(session, person, Right.REASSIGN, now)
        found = session.scalars(select(Account).where(Account.disabled_at.is_(None)).order_by(Account.name, Account.id))
        return [(account.id, account.name) for account in found if Right.WORK_ON_CASES in RIGHTS[account.role]]


_NOT_YOURS = "You do not have this case. Take it first."
_CONFLICT = "The conflicts register, or what you declared yourself, stands against it. A lead can give it to another."


class _Refusals:
    """Keeps the first refusal, so that what was noted before it is told is on disk by then."""

    def __init__(self) -> None:
        self.first: CaseError | None = None

    def __call__(self, error: CaseError) -> None:
        self.first = self.first or error


@contextmanager
def _deciding(
    engine: Engine, person: Person, right: Right, code: str, now: datetime.datetime
) -> Iterator[tuple[Session, Referral, _Refusals]]:
    """Give the case, held against all others, and a way to refuse that keeps what was noted."""
    refusals = _Refusals()
    with writing(engine) as session:
        require(session, person, right, now)
        yield session, _found(session, code, to_change=True), refusals
    if refusals.first is not None:
        raise refusals.first


def _found(session: Session, code: str, *, to_change: bool = False) -> Referral:
    written = read_code(code)
    if written is None:
        raise NoSuchCaseError
    if to_change:
        hold(session, written)
    referral = session.scalars(select(Referral).where(Referral.reference_code == written)).one_or_none()
    if referral is None:
        raise NoSuchCaseError
    return referral


def _is_owners(session: Session, referral: Referral, person: Person, now: datetime.datetime, refuse: _Refusals) -> bool:
    if referral.owner_id != person.account_id:
        refuse(NotYoursError(_NOT_YOURS))
        return False
    if _has_declared(session, person.account_id, referral) or _ties(session, person.account_id, referral):
        note(session, referral, EventKind.CLAIM_BLOCKED, person.who, now)
        refuse(ConflictOfInterestError(_CONFLICT))
        return False
    return True


def _note_reading(
    session: Session, referral: Referral, what: EventKind, person: Person, now: datetime.datetime
) -> None:
    last = session.scalar(
        select(ReferralEvent.at)
        .where(
            ReferralEvent.reference_code == referral.reference_code,
            ReferralEvent.what == what,
            ReferralEvent.who == person.who,
        )
        .order_by(ReferralEvent.id.desc())
        .limit(1)
    )
    if not _is_same_reading(last, now):
        note(session, referral, what, person.who, now)


def _note_audit_read(session: Session, person: Person, now: datetime.datetime) -> None:
    last = session.scalar(
        select(AccountEvent.at)
        .where(AccountEvent.what == AccountEventKind.AUDIT_READ, AccountEvent.who == person.who)
        .order_by(AccountEvent.id.desc())
        .limit(1)
    )
    if not _is_same_reading(last, now):
        accounts.note(session, AccountEventKind.AUDIT_READ, person.who, now)


def _is_same_reading(last: datetime.datetime | None, now: datetime.datetime) -> bool:
    return last is not None and datetime.timedelta(0) <= in_utc(now) - last < SAME_READING


def _ties(session: Session, account_id: int, referral: Referral) -> tuple[Tie, ...]:
    return tuple(
        Tie(interest.about, interest.kind, interest.account_id is None)
        for interest in ties(session, account_id, referral.council_or_school)
    )


def _has_declared(session: Session, account_id: int, referral: Referral) -> bool:
    declared = select(CaseConflict.id).where(
        CaseConflict.referral_id == referral.id, CaseConflict.account_id == account_id
    )
    return session.scalars(declared.limit(1)).one_or_none() is not None


def _give_up(referral: Referral) -> None:
    referral.owner_id, referral.state = None, ReferralState.NEW


def _is_sought(line: QueueLine, search: str) -> bool:
    sought = " ".join(search.casefold().replace("_", " ").replace("-", " ").split())
    written = " ".join((line.reference_code, line.reason.value, *line.topics)).casefold()
    return sought in written.replace("_", " ").replace("-", " ")


def _file(session: Session, referral: Referral) -> CaseFile:
    names = {account.id: account.name for account in session.scalars(select(Account))}
    entries = session.scalars(
        select(CaseEntry).where(CaseEntry.referral_id == referral.id).order_by(CaseEntry.id)
    ).all()
    events: Sequence[ReferralEvent] = session.scalars(
        select(ReferralEvent).where(ReferralEvent.reference_code == referral.reference_code).order_by(ReferralEvent.id)
    ).all()
    same = {
        name: getattr(referral, name)
        for name in CaseFile.__dataclass_fields__
        if name not in ("topics", "entries", "events")
    }
    return CaseFile(
        **same,
        topics=tuple(referral.topics),
        entries=tuple(
            Entry(
                entry.kind,
                names.get(entry.author_id) if entry.author_id is not None else None,
                entry.text,
                entry.at,
            )
            for entry in entries
        ),
        events=tuple(_happened(event) for event in events),
    )


def _happened(event: ReferralEvent) -> Happened:
    return Happened(event.reference_code, event.at, event.who, event.what, dict(event.detail))
