"""What a family does with their own case, by reference code and passphrase: read, add, withdraw, take away, delete.

Whoever guesses learns nothing about which codes there are, and is stopped after a few tries; see `attempts`.
"""

import datetime
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assistant.casework import outbox
from assistant.casework.attempts import cleared, count_try
from assistant.casework.codes import read_code
from assistant.casework.columns import in_utc
from assistant.casework.database import hold, writing
from assistant.casework.models import (
    CaseEntry,
    EntryKind,
    EventKind,
    Outcome,
    Referral,
    ReferralState,
)
from assistant.casework.new_referral import field_messages
from assistant.casework.passphrases import digest_of_key, is_right
from assistant.casework.referrals import FAMILY, delete_referral, export, note, require_key
from assistant.casework.typed import Lines

_SHOWN = (EntryKind.TO_FAMILY, EntryKind.FROM_FAMILY)  # never an advocate's notes


class NoSuchCaseError(Exception):
    """Nothing opens with these. The same for an unknown code, a wrong passphrase and what cannot be a code."""

    def __init__(self) -> None:
        super().__init__("We cannot find a case with that code and passphrase. Check both, and try again.")


class TooManyTriesError(Exception):
    """Too many wrong tries, here or altogether; from `until` on, in UTC, it may be tried again."""

    def __init__(self, until: datetime.datetime) -> None:
        super().__init__("There were too many tries that did not match. Your case is safe. Try again later.")
        self.until = until


class CaseEndedError(Exception):
    """The case is closed or withdrawn: nothing more is added to it, and a closed one is not withdrawn."""

    def __init__(self) -> None:
        super().__init__(
            "This case has ended. You can still read it, save a copy or delete it, and you can ask for an advocate "
            "again."
        )


class TextNotAddedError(Exception):
    """There is no text, or more than there is room for; the message says which and holds nothing of it."""


class AddedText(BaseModel):
    """What a family adds to their case."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    text: Lines


@dataclass(frozen=True, slots=True)
class ToldUs:
    """What the family typed on the form; an empty text was not given."""

    name_or_alias: str = field(repr=False)
    contact: str = field(repr=False)
    contact_when: str = field(repr=False)
    access_needs: str = field(repr=False)
    council_or_school: str = field(repr=False)
    message: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class EntryForFamily:
    """A message from the family or, of the kind `TO_FAMILY`, from an advocate, who is not named."""

    kind: EntryKind
    at: datetime.datetime
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CaseForFamily:
    """A case as its family sees it. `snapshot` is what they sent of the conversation; `entries` are oldest first."""

    reference_code: str
    state: ReferralState
    created_at: datetime.datetime
    reply_by: str
    due_on: datetime.date
    delete_after: datetime.datetime
    outcome: Outcome | None
    has_owner: bool
    told_us: ToldUs
    snapshot: dict[str, Any] = field(repr=False)
    entries: tuple[EntryForFamily, ...]


def find(engine: Engine, code: str, passphrase: str, now: datetime.datetime) -> CaseForFamily:
    """Return the family's case, whatever its state.

    Raises:
        NoSuchCaseError: nothing opens with these.
        TooManyTriesError: nothing was looked up.
    """
    opened = _open(engine, code, passphrase, now)
    with writing(engine) as session:
        referral = _kept(session, opened)
        note(session, referral, EventKind.READ, FAMILY, now)
        entries = session.scalars(
            select(CaseEntry)
            .where(CaseEntry.referral_id == referral.id, CaseEntry.kind.in_(_SHOWN))
            .order_by(CaseEntry.id)
        ).all()
    return _for_family(referral, entries)


def add(engine: Engine, code: str, passphrase: str, now: datetime.datetime, *, text: str, idempotency_key: str) -> None:
    """Add a message to the case, for its advocate; it is on disk when this returns.

    The key is made when the form opens. The same key stores once, so what was cut off may simply be repeated. An
    answered case becomes one that somebody has to look at again.

    Raises:
        TextNotAddedError: there is no text, or too much; nothing was looked up.
        NoSuchCaseError: nothing opens with these.
        TooManyTriesError: nothing was looked up.
        CaseEndedError: the case is closed or withdrawn.
    """
    require_key(idempotency_key)
    typed = _checked(text)
    opened = _open(engine, code, passphrase, now)
    digest = digest_of_key(idempotency_key)
    with writing(engine) as session:
        referral = _kept(session, opened)
        stored_for = session.scalar(select(CaseEntry.referral_id).where(CaseEntry.idempotency_key == digest))
        if stored_for == referral.id:
            return
        if stored_for is not None:
            raise ValueError(
                "found an idempotency key that another case has used; expected a new one; "
                "make one with secrets.token_urlsafe(24) when the form opens"
            )
        if not referral.state.is_open:
            raise CaseEndedError
        session.add(
            CaseEntry(
                referral_id=referral.id,
                idempotency_key=digest,
                kind=EntryKind.FROM_FAMILY,
                text=typed,
                at=in_utc(now),
            )
        )
        if referral.state is ReferralState.ANSWERED and referral.owner_id is not None:
            referral.state = ReferralState.CLAIMED
        note(session, referral, EventKind.ADDED_BY_FAMILY, FAMILY, now, state=referral.state)
        outbox.put(session, referral.reference_code, EventKind.ADDED_BY_FAMILY, referral.urgency, now)


def withdraw(engine: Engine, code: str, passphrase: str, now: datetime.datetime) -> None:
    """Take the case out of the advocates' queue; what is kept stays until its time is up. Twice is once.

    Raises:
        NoSuchCaseError: nothing opens with these.
        TooManyTriesError: nothing was looked up.
        CaseEndedError: an advocate has closed it.
    """
    opened = _open(engine, code, passphrase, now)
    with writing(engine) as session:
        referral = _kept(session, opened)
        if referral.state is ReferralState.WITHDRAWN:
            return
        if not referral.state.is_open:
            raise CaseEndedError
        note(session, referral, EventKind.WITHDRAWN, FAMILY, now, was=referral.state)
        referral.state = ReferralState.WITHDRAWN
        outbox.put(session, referral.reference_code, EventKind.WITHDRAWN, referral.urgency, now)


def export_json(engine: Engine, code: str, passphrase: str, now: datetime.datetime) -> str:
    """Return all that is kept about the case as a JSON text, to save.

    Raises:
        NoSuchCaseError: nothing opens with these.
        TooManyTriesError: nothing was looked up.
    """
    exported = export(engine, _open(engine, code, passphrase, now), who=FAMILY, now=now)
    if exported is None:
        raise NoSuchCaseError
    return json.dumps(exported, indent=2, ensure_ascii=False)


def delete(engine: Engine, code: str, passphrase: str, now: datetime.datetime) -> None:
    """Erase the case and all that was written on it, at once.

    Raises:
        NoSuchCaseError: nothing opens with these, or it was deleted a moment ago.
        TooManyTriesError: nothing was looked up, and nothing deleted.
    """
    if not delete_referral(engine, _open(engine, code, passphrase, now), who=FAMILY, now=now):
        raise NoSuchCaseError


def _open(engine: Engine, code: str, passphrase: str, now: datetime.datetime) -> str:
    """Return the reference code as it is kept, once the passphrase has proved right."""
    written = read_code(code)
    if written is None:
        # anybody can see that it is no code: there is nothing to guess and nothing to count, and what was typed
        # may be the passphrase, of which not even a digest belongs in the database
        raise NoSuchCaseError
    with writing(engine) as session:
        blocked_until = count_try(session, written, now)
        kept = session.scalar(select(Referral.passphrase_hash).where(Referral.reference_code == written))
    if blocked_until is not None:
        raise TooManyTriesError(blocked_until)
    # slow on purpose, so not while others wait to write; as slow for a code that nobody has
    if not is_right(kept, passphrase):
        raise NoSuchCaseError
    with writing(engine) as session:
        cleared(session, written)
    return written


def _kept(session: Session, reference_code: str) -> Referral:
    """Return the case, which nobody else can change or erase until this transaction ends."""
    hold(session, reference_code)
    referral = session.scalars(
        select(Referral).where(Referral.reference_code == reference_code).with_for_update()
    ).one_or_none()
    if referral is None:
        raise NoSuchCaseError  # deleted since the passphrase was checked
    return referral


def _checked(text: str) -> str:
    try:
        typed = AddedText(text=text).text
    except ValidationError as error:
        raise TextNotAddedError(field_messages(error)["text"]) from None
    if not typed:
        raise TextNotAddedError("Write what you want to add first.")
    return typed


def _for_family(referral: Referral, entries: Sequence[CaseEntry]) -> CaseForFamily:
    return CaseForFamily(
        reference_code=referral.reference_code,
        state=referral.state,
        created_at=referral.created_at,
        reply_by=referral.reply_by,
        due_on=referral.due_on,
        delete_after=referral.delete_after,
        outcome=referral.outcome,
        has_owner=referral.owner_id is not None,
        told_us=ToldUs(
            name_or_alias=referral.name_or_alias,
            contact=referral.contact,
            contact_when=referral.contact_when,
            access_needs=referral.access_needs,
            council_or_school=referral.council_or_school,
            message=referral.message,
        ),
        snapshot=referral.snapshot,
        entries=tuple(EntryForFamily(entry.kind, entry.at, entry.text) for entry in entries),
    )
