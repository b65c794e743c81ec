"""The registers of the service: interests, gifts, and complaints about us. Nothing is ever deleted from them.

Everybody keeps their own interests and gifts; a lead keeps those of the others and of the whole service, and the
complaints. The same thing entered twice, by a button pressed twice, stands once.
"""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from assistant.casework.accounts import note
from assistant.casework.columns import in_utc
from assistant.casework.conflicts import is_named
from assistant.casework.database import hold, reading, writing
from assistant.casework.desk_models import (
    Account,
    AccountEvent,
    AccountEventKind,
    Complaint,
    ComplaintState,
    Gift,
    GiftDecision,
    Interest,
    InterestKind,
)
from assistant.casework.referrals import ENGLAND
from assistant.casework.rights import RIGHTS, NotAllowedError, Person, Right, require
from assistant.casework.typed import Lines, RequiredLine

YEAR = datetime.timedelta(days=365)
_MOST_PENCE = 100_000_000
_STATES = tuple(ComplaintState)
_HOLD = "registers"


class RegisterError(Exception):
    """What was to be entered cannot be; the message is a sentence for whoever entered it and holds nothing of it."""


class CameBy(StrEnum):
    """How a complaint reached us."""

    PHONE = "phone"
    EMAIL = "email"
    LETTER = "letter"
    FORM = "form"
    IN_PERSON = "in_person"
    SOMEBODY_ELSE = "somebody_else"


class _Typed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class NewInterest(_Typed):
    """What ties somebody to a council, a school or another organisation: to whom, how, and more if they like."""

    about: RequiredLine
    kind: InterestKind
    more: Lines = ""


class NewGift(_Typed):
    """A gift that was offered. The value is in pence, None where nobody knows; an accepted one needs a reason."""

    offered_on: datetime.date
    giver: RequiredLine
    what: RequiredLine
    value_pence: Annotated[int, Field(ge=0, le=_MOST_PENCE)] | None = None
    decision: GiftDecision
    why: Lines = ""

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.decision is GiftDecision.ACCEPTED and not self.why:
            raise PydanticCustomError("no_reason", "found an accepted gift without a reason")
        return self


class NewComplaint(_Typed):
    """A complaint about this service: the day it came, how, and what it says."""

    received_on: datetime.date
    came_by: CameBy
    about: Annotated[Lines, Field(min_length=1)]


class Move(_Typed):
    """What was done about a complaint. What is written is added to the answers before it."""

    state: ComplaintState
    answer: Lines = ""
    was_upheld: bool | None = None


@dataclass(frozen=True, slots=True)
class OpenComplaint:
    """A complaint and how long it has been open, in days; for a closed one, how long it was."""

    complaint: Complaint
    days_open: int


@dataclass(frozen=True, slots=True)
class NotDeclared:
    """Somebody who should look at what they declared: `last_at` is when they last did, None for never."""

    account_id: int
    name: str
    last_at: datetime.datetime | None


def declare_interest(
    engine: Engine, person: Person, new: NewInterest, now: datetime.datetime, *, account_id: int | None
) -> int:
    """Enter an interest and return its number; `account_id` is whose it is, None for the whole service's.

    Raises:
        RegisterError: it names nobody that a case could be laid beside, or there is no such account.
        NotAllowedError: it is not one's own, and one does not keep the registers.
    """
    if not is_named(new.about):
        raise RegisterError("Write the name of the council, school or organisation.")
    with writing(engine) as session:
        hold(session, _HOLD)
        _require_for(session, person, account_id, now)
        same = _open_interest(session, account_id, new)
        if same is not None:
            return same.id
        interest = Interest(
            account_id=account_id, declared_at=in_utc(now), declared_by=person.account_id, **new.model_dump()
        )
        session.add(interest)
        session.flush()
        whose = "service" if account_id is None else str(account_id)
        note(
            session, AccountEventKind.INTEREST_DECLARED, person.who, now,
            interest=str(interest.id), account=whose, by=str(person.account_id), kind=new.kind.value,
        )  # fmt: skip
        return interest.id


def declare_nothing(engine: Engine, person: Person, now: datetime.datetime) -> None:
    """Say that there is nothing to declare, or nothing besides what is on the register already.

    Raises:
        NotAllowedError: see `require`.
    """
    with writing(engine) as session:
        require(session, person, Right.DECLARE, now)
        own = str(person.account_id)
        note(session, AccountEventKind.INTEREST_DECLARED, person.who, now, nothing="yes", account=own, by=own)


def end_interest(engine: Engine, person: Person, interest_id: int, now: datetime.datetime) -> None:
    """Say that an interest is over. It stays on the register; one that has ended keeps the moment it did.

    Raises:
        RegisterError: there is no such interest.
        NotAllowedError: it is not one's own, and one does not keep the registers.
    """
    with writing(engine) as session:
        hold(session, _HOLD)
        keeps = _keeps(session, person, now)
        interest = session.get(Interest, interest_id)
        if not keeps and (interest is None or interest.account_id != person.account_id):
            raise _not_own()
        if interest is None:
            raise RegisterError("There is no such interest on the register.")
        if interest.ended_at is None:
            interest.ended_at = in_utc(now)
            note(session, AccountEventKind.INTEREST_ENDED, person.who, now, interest=str(interest.id))


def interests(engine: Engine, person: Person, now: datetime.datetime) -> list[Interest]:
    """Return one's own interests, or for who keeps the registers all of them, ended ones too; oldest first.

    Raises:
        NotAllowedError: see `require`.
    """
    with reading(engine) as session:
        chosen = select(Interest).order_by(Interest.id)
        if not _keeps(session, person, now):
            chosen = chosen.where(Interest.account_id == person.account_id)
        return list(session.scalars(chosen))


def yearly_review(engine: Engine, person: Person, now: datetime.datetime) -> list[NotDeclared]:
    """Return who has declared nothing within a year, not even that there is nothing; longest ago first.

    What somebody else declared for them does not count.

    Raises:
        NotAllowedError: see `require`.
    """
    with reading(engine) as session:
        require(session, person, Right.KEEP_REGISTERS, now)
        open_accounts = session.scalars(select(Account).where(Account.disabled_at.is_(None)).order_by(Account.id))
        declared = session.scalars(
            select(AccountEvent)
            .where(AccountEvent.what == AccountEventKind.INTEREST_DECLARED)
            .order_by(AccountEvent.at, AccountEvent.id)
        )
        last = {
            event.detail["account"]: event.at
            for event in declared
            if "account" in event.detail and event.detail["account"] == event.detail.get("by")
        }
        asked = [
            NotDeclared(account.id, account.name, last.get(str(account.id)))
            for account in open_accounts
            if Right.DECLARE in RIGHTS[account.role]
        ]
    since = in_utc(now) - YEAR
    due = [each for each in asked if each.last_at is None or each.last_at <= since]
    return sorted(due, key=lambda each: (each.last_at is not None, each.last_at, each.account_id))


def record_gift(
    engine: Engine, person: Person, new: NewGift, now: datetime.datetime, *, offered_to: int | None = None
) -> int:
    """Enter a gift and return its number; `offered_to` is whose account it was offered to, oneself unless given.

    Raises:
        RegisterError: the day is still to come, or there is no such account.
        NotAllowedError: it was not offered to oneself, and one does not keep the registers.
    """
    to = person.account_id if offered_to is None else offered_to
    with writing(engine) as session:
        hold(session, _HOLD)
        _require_for(session, person, to, now)
        _require_past(new.offered_on, now)
        alike = select(Gift).where(Gift.offered_to == to, Gift.offered_on == new.offered_on).order_by(Gift.id)
        for gift in session.scalars(alike):
            if all(getattr(gift, name) == value for name, value in new.model_dump().items()):
                return gift.id
        gift = Gift(offered_to=to, recorded_at=in_utc(now), recorded_by=person.account_id, **new.model_dump())
        session.add(gift)
        session.flush()
        note(
            session, AccountEventKind.GIFT_RECORDED, person.who, now,
            gift=str(gift.id), account=str(to), decision=new.decision.value,
        )  # fmt: skip
        return gift.id


def gifts(engine: Engine, person: Person, now: datetime.datetime) -> list[Gift]:
    """Return the gifts that were offered to oneself, or for who keeps the registers all of them; oldest first.

    Raises:
        NotAllowedError: see `require`.
    """
    with reading(engine) as session:
        chosen = select(Gift).order_by(Gift.offered_on, Gift.id)
        if not _keeps(session, person, now):
            chosen = chosen.where(Gift.offered_to == person.account_id)
        return list(session.scalars(chosen))


def record_complaint(engine: Engine, person: Person, new: NewComplaint, now: datetime.datetime) -> int:
    """Enter a complaint about this service and return its number.

    Raises:
        RegisterError: the day is still to come.
        NotAllowedError: see `require`.
    """
    with writing(engine) as session:
        hold(session, _HOLD)
        require(session, person, Right.KEEP_REGISTERS, now)
        _require_past(new.received_on, now)
        alike = select(Complaint).where(
            Complaint.received_on == new.received_on, Complaint.came_by == new.came_by.value
        )
        for complaint in session.scalars(alike.order_by(Complaint.id)):
            if complaint.about == new.about:
                return complaint.id
        complaint = Complaint(
            received_on=new.received_on,
            came_by=new.came_by.value,
            about=new.about,
            state=ComplaintState.RECEIVED,
            answer="",
            handled_by=person.account_id,
            recorded_at=in_utc(now),
            moved_at=in_utc(now),
        )
        session.add(complaint)
        session.flush()
        note(session, AccountEventKind.COMPLAINT_RECORDED, person.who, now, complaint=str(complaint.id))
        return complaint.id


def move_complaint(engine: Engine, person: Person, complaint_id: int, move: Move, now: datetime.datetime) -> None:
    """Take a complaint a step or more on; never back. The same move twice is once.

    It is answered by a text, and it is closed once it has one and it is said whether it was right.

    Raises:
        RegisterError: there is no such complaint, it stands there or further on, or something is missing.
        NotAllowedError: see `require`.
    """
    with writing(engine) as session:
        hold(session, _HOLD)
        require(session, person, Right.KEEP_REGISTERS, now)
        complaint = session.get(Complaint, complaint_id)
        if complaint is None:
            raise RegisterError("There is no such complaint on the register.")
        if _is_done(complaint, move):
            return
        _require_can_move(complaint, move)
        complaint.state, complaint.handled_by, complaint.moved_at = move.state, person.account_id, in_utc(now)
        complaint.answer = "\n\n".join(each for each in (complaint.answer, move.answer) if each)
        if move.was_upheld is not None:
            complaint.was_upheld = move.was_upheld
        note(
            session, AccountEventKind.COMPLAINT_MOVED, person.who, now,
            complaint=str(complaint.id), state=move.state.value,
        )  # fmt: skip


def people(engine: Engine, person: Person, now: datetime.datetime) -> dict[int, str]:
    """Return what everybody who has or had an account is called, by its number. For leads.

    Raises:
        NotAllowedError: see `require`.
    """
    with reading(engine) as session:
        require(session, person, Right.KEEP_REGISTERS, now)
        return {account.id: account.name for account in session.scalars(select(Account).order_by(Account.id))}


def complaints(engine: Engine, person: Person, now: datetime.datetime) -> list[OpenComplaint]:
    """Return every complaint: those still open first, longest open before others.

    Raises:
        NotAllowedError: see `require`.
    """
    with reading(engine) as session:
        require(session, person, Right.KEEP_REGISTERS, now)
        kept = list(session.scalars(select(Complaint).order_by(Complaint.received_on, Complaint.id)))
    ordered = sorted(kept, key=lambda complaint: complaint.state is ComplaintState.CLOSED)
    return [OpenComplaint(complaint, _days_open(complaint, now)) for complaint in ordered]


def _days_open(complaint: Complaint, now: datetime.datetime) -> int:
    until = complaint.moved_at if complaint.state is ComplaintState.CLOSED else in_utc(now)
    return max(0, (_day(until) - complaint.received_on).days)


def _day(moment: datetime.datetime) -> datetime.date:
    return in_utc(moment).astimezone(ENGLAND).date()


def _require_past(day: datetime.date, now: datetime.datetime) -> None:
    if day > _day(now):
        raise RegisterError("This day is still to come. Check the date.")


def _keeps(session: Session, person: Person, now: datetime.datetime) -> bool:
    """Whether somebody who may declare keeps the registers too."""
    return Right.KEEP_REGISTERS in RIGHTS[require(session, person, Right.DECLARE, now).role]


def _require_for(session: Session, person: Person, account_id: int | None, now: datetime.datetime) -> None:
    """Refuse to enter anything for others or the whole service, unless this person keeps the registers."""
    if not _keeps(session, person, now) and account_id != person.account_id:
        raise _not_own()
    if account_id is not None and session.get(Account, account_id) is None:
        raise RegisterError("There is no such account.")


def _not_own() -> NotAllowedError:
    return NotAllowedError("found an entry of somebody else or of the whole service; expected one's own; ask a lead")


def _open_interest(session: Session, account_id: int | None, new: NewInterest) -> Interest | None:
    kept = session.scalars(
        select(Interest)
        .where(Interest.account_id == account_id, Interest.kind == new.kind, Interest.ended_at.is_(None))
        .order_by(Interest.id)
    )
    return next((each for each in kept if (each.about, each.more) == (new.about, new.more)), None)


def _is_done(complaint: Complaint, move: Move) -> bool:
    """Whether a complaint stands where this move would take it, with all that the move says."""
    return (
        complaint.state is move.state
        and complaint.answer.endswith(move.answer)
        and move.was_upheld in (None, complaint.was_upheld)
    )


def _require_can_move(complaint: Complaint, move: Move) -> None:
    if _STATES.index(move.state) <= _STATES.index(complaint.state):
        raise RegisterError("This complaint is there already, or further on.")
    if move.state is ComplaintState.ANSWERED and not move.answer:
        raise RegisterError("Write what the answer says.")
    if move.state is ComplaintState.CLOSED:
        if not (complaint.answer or move.answer):
            raise RegisterError("Write how it was answered, or why it needed no answer.")
        if move.was_upheld is None and complaint.was_upheld is None:
            raise RegisterError("Say whether the complaint was right.")
