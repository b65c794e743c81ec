"""The tables of casework that hold what families sent. They are made by the migrations; a test holds the two together.

What a family or an advocate typed about a case is in sealed columns, and nowhere else.
"""

import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from assistant.casework.columns import (
    WHO_LENGTH,
    Base,
    SealedJson,
    SealedText,
    UtcDateTime,
    word,
)
from corpus.vocabulary import HandoffReason, Urgency

CODE_LENGTH = 17  # characters of a reference code


class ReferralState(StrEnum):
    """Where a referral stands."""

    NEW = "new"
    CLAIMED = "claimed"
    WAITING = "waiting"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self not in (ReferralState.CLOSED, ReferralState.WITHDRAWN)


class Outcome(StrEnum):
    """How a case ended, in words that say nothing of the family."""

    ADVICE_GIVEN = "advice_given"
    SUPPORTED_TO_ACT = "supported_to_act"
    PASSED_ON = "passed_on"
    NOT_REACHED = "not_reached"
    NO_LONGER_NEEDED = "no_longer_needed"
    OUTSIDE_OUR_WORK = "outside_our_work"


class EventKind(StrEnum):
    """What happened to a referral."""

    CREATED = "created"
    READ = "read"
    EXPORTED = "exported"
    DELETED = "deleted"
    PREVIEWED = "previewed"  # what is seen before a claim: nothing that tells who the family is
    CLAIMED = "claimed"
    CLAIM_BLOCKED = "claim_blocked"
    CONFLICT_DECLARED = "conflict_declared"
    RELEASED = "released"
    REASSIGNED = "reassigned"
    NOTED = "noted"
    WRITTEN_TO_FAMILY = "written_to_family"
    ADDED_BY_FAMILY = "added_by_family"
    STATE_CHANGED = "state_changed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    SAMPLED = "sampled"
    REVIEWED = "reviewed"
    SEALED_AGAIN = "sealed_again"


class EntryKind(StrEnum):
    """What was written on a case after it came."""

    NOTE = "note"
    TO_FAMILY = "to_family"
    FROM_FAMILY = "from_family"


class FeedbackKind(StrEnum):
    """What a family tells us about an answer."""

    CITATION_DOES_NOT_SAY_THAT = "citation_does_not_say_that"
    OPTION_MISSING = "option_missing"
    NOT_MY_SITUATION = "not_my_situation"
    HARD_TO_UNDERSTAND = "hard_to_understand"


class Referral(Base):
    """One family's request for a person: how to reach them, what they agreed to, and what they saw.

    The text that the family typed stands from `name_or_alias` to `message` and in `snapshot`; an empty text
    means that it was not given. `reply_by` is what the receipt said, so that every look-up says the same; `due_on` is
    the last day on which an advocate should have replied. Of the form's key only a digest is kept, since the family's
    passphrase is made from the key.
    """

    __tablename__ = "referral"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 – SQLAlchemy reads a plain dict

    id: Mapped[int] = mapped_column(primary_key=True)
    reference_code: Mapped[str] = mapped_column(String(CODE_LENGTH), unique=True)
    idempotency_key: Mapped[str] = mapped_column(String(100), unique=True)
    passphrase_hash: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[HandoffReason] = mapped_column(word(HandoffReason))
    urgency: Mapped[Urgency] = mapped_column(word(Urgency))
    state: Mapped[ReferralState] = mapped_column(word(ReferralState))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    name_or_alias: Mapped[str] = mapped_column(SealedText)
    contact: Mapped[str] = mapped_column(SealedText)
    contact_when: Mapped[str] = mapped_column(SealedText)
    access_needs: Mapped[str] = mapped_column(SealedText)
    council_or_school: Mapped[str] = mapped_column(SealedText)
    message: Mapped[str] = mapped_column(SealedText)
    snapshot: Mapped[dict[str, Any]] = mapped_column(SealedJson)
    topics: Mapped[list[str]] = mapped_column(JSON)
    consent_wording: Mapped[str] = mapped_column(Text)
    consented_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    may_be_sampled: Mapped[bool] = mapped_column(Boolean)
    reply_by: Mapped[str] = mapped_column(Text)
    due_on: Mapped[datetime.date] = mapped_column(Date)
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[Outcome | None] = mapped_column(word(Outcome))
    delete_after: Mapped[datetime.datetime] = mapped_column(UtcDateTime, index=True)

    def __repr__(self) -> str:
        return f"Referral({self.reference_code!r}, {self.state!s})"  # nothing personal: this may reach a log


class CaseEntry(Base):
    """What was written on a case after it came: an advocate's note, or a message to or from the family."""

    __tablename__ = "case_entry"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 – SQLAlchemy reads a plain dict

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), index=True)
    idempotency_key: Mapped[str] = mapped_column(String(100), unique=True)
    kind: Mapped[EntryKind] = mapped_column(word(EntryKind))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    text: Mapped[str] = mapped_column(SealedText)
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)

    def __repr__(self) -> str:
        return f"CaseEntry({self.id!r}, {self.kind!s})"


class CaseConflict(Base):
    """An advocate may not have this case. It goes with the case."""

    __tablename__ = "case_conflict"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 – SQLAlchemy reads a plain dict

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    why: Mapped[str] = mapped_column(SealedText)
    declared_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)


class ReferralEvent(Base):
    """Who did what to a referral, and when. Append-only: a trigger refuses changes and deletions.

    It names the referral by its code and by no foreign key, because the audit outlives the case. `detail` holds
    words of our own vocabularies only, never what somebody typed.
    """

    __tablename__ = "referral_event"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 – SQLAlchemy reads a plain dict

    id: Mapped[int] = mapped_column(primary_key=True)
    reference_code: Mapped[str] = mapped_column(String(CODE_LENGTH), index=True)
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    who: Mapped[str] = mapped_column(String(WHO_LENGTH))
    what: Mapped[EventKind] = mapped_column(word(EventKind))
    detail: Mapped[dict[str, str]] = mapped_column(JSON)


class Feedback(Base):
    """What a family chose to tell us about an answer: a kind, the parts it is about, a comment if they wrote one."""

    __tablename__ = "feedback"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 – SQLAlchemy reads a plain dict

    id: Mapped[int] = mapped_column(primary_key=True)
    idempotency_key: Mapped[str] = mapped_column(String(100), unique=True)
    kind: Mapped[FeedbackKind] = mapped_column(word(FeedbackKind))
    guide_ids: Mapped[list[str]] = mapped_column(JSON)
    statement_ids: Mapped[list[str]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(SealedText)
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    delete_after: Mapped[datetime.datetime] = mapped_column(UtcDateTime, index=True)

    def __repr__(self) -> str:
        return f"Feedback({self.id!r}, {self.kind!s})"


class Outgoing(Base):
    """An e-mail to advocates that waits to be sent, or was: a code and an urgency, nothing of the case."""

    __tablename__ = "outgoing"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 – SQLAlchemy reads a plain dict

    id: Mapped[int] = mapped_column(primary_key=True)
    reference_code: Mapped[str] = mapped_column(String(CODE_LENGTH))
    what: Mapped[EventKind] = mapped_column(word(EventKind))
    urgency: Mapped[Urgency] = mapped_column(word(Urgency))
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    tries: Mapped[int]
    try_after: Mapped[datetime.datetime] = mapped_column(UtcDateTime, index=True)
    trouble: Mapped[str] = mapped_column(String(100))
    sent_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)


class Attempt(Base):
    """A wrong passphrase or password, so that guessing can be stopped. `at_what` is a digest of what was tried."""

    __tablename__ = "attempt"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 – SQLAlchemy reads a plain dict

    id: Mapped[int] = mapped_column(primary_key=True)
    at_what: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime, index=True)


class KeyCheck(Base):
    """One sealed word, by which a wrong key is noticed at the start."""

    __tablename__ = "key_check"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    word: Mapped[str] = mapped_column(Text)
