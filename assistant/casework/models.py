"""The tables of casework. They are made by the migrations; a test holds the two together."""

import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import JSON, DateTime, Enum, MetaData, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from corpus.vocabulary import HandoffReason, Urgency

WORD_LENGTH = 40  # characters; the longest value of our vocabularies has 23

Word = TypeVar("Word", bound=StrEnum)


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


class EventKind(StrEnum):
    """What happened to a referral."""

    CREATED = "created"
    READ = "read"
    EXPORTED = "exported"
    DELETED = "deleted"


class FeedbackKind(StrEnum):
    """What a family tells us about an answer."""

    CITATION_DOES_NOT_SAY_THAT = "citation_does_not_say_that"
    OPTION_MISSING = "option_missing"
    NOT_MY_SITUATION = "not_my_situation"
    HARD_TO_UNDERSTAND = "hard_to_understand"


class UtcDateTime(TypeDecorator[datetime.datetime]):
    """A moment, kept in UTC. A moment without a time zone is refused; SQLite forgets zones, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        return None if value is None else in_utc(value)

    def process_result_value(self, value: datetime.datetime | None, dialect: Dialect) -> datetime.datetime | None:
        if value is None or value.tzinfo is not None:
            return value if value is None else value.astimezone(datetime.UTC)
        return value.replace(tzinfo=datetime.UTC)


def in_utc(moment: datetime.datetime) -> datetime.datetime:
    """Return `moment` in UTC.

    Raises:
        ValueError: it has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError("found a time without a time zone; expected one with; pass datetime.now(datetime.UTC)")
    return moment.astimezone(datetime.UTC)


def _word(vocabulary: type[Word]) -> Enum:
    """Return a column type that keeps the value of a closed vocabulary as plain text."""
    return Enum(
        vocabulary,
        native_enum=False,
        length=WORD_LENGTH,
        values_callable=lambda words: [word.value for word in words],
    )


class Base(DeclarativeBase):
    """Gives every constraint a name, so that a later migration can name what it changes."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


class Referral(Base):
    """One family's request for a person: how to reach them, what they agreed to, and what they saw.

    The text that the family typed stands from `name_or_alias` to `message` and in `snapshot`; an empty text
    means that it was not given. `reply_by` is what the receipt said, so that every look-up says the same.
    """

    __tablename__ = "referral"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 – SQLAlchemy reads a plain dict

    id: Mapped[int] = mapped_column(primary_key=True)
    reference_code: Mapped[str] = mapped_column(String(17), unique=True)
    idempotency_key: Mapped[str] = mapped_column(String(100), unique=True)
    reason: Mapped[HandoffReason] = mapped_column(_word(HandoffReason))
    urgency: Mapped[Urgency] = mapped_column(_word(Urgency))
    state: Mapped[ReferralState] = mapped_column(_word(ReferralState))
    owner: Mapped[str | None] = mapped_column(String(200))
    name_or_alias: Mapped[str] = mapped_column(Text)
    contact: Mapped[str] = mapped_column(Text)
    contact_when: Mapped[str] = mapped_column(Text)
    access_needs: Mapped[str] = mapped_column(Text)
    council_or_school: Mapped[str] = mapped_column(Text)
    message: Mapped[str] = mapped_column(Text)
    consent_wording: Mapped[str] = mapped_column(Text)
    consented_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    snapshot: Mapped[dict[str, Any]] = mapped_column(JSON)
    reply_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    delete_after: Mapped[datetime.datetime] = mapped_column(UtcDateTime, index=True)

    def __repr__(self) -> str:
        return f"Referral({self.reference_code!r}, {self.state!s})"  # nothing personal: this may reach a log


class ReferralEvent(Base):
    """Who did what to a referral, and when. Append-only: a trigger refuses changes and deletions.

    It names the referral by its code and by no foreign key, because the audit outlives the case. `detail` holds
    words of our own vocabularies only, never what somebody typed.
    """

    __tablename__ = "referral_event"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 – SQLAlchemy reads a plain dict

    id: Mapped[int] = mapped_column(primary_key=True)
    reference_code: Mapped[str] = mapped_column(String(17), index=True)
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    who: Mapped[str] = mapped_column(String(200))
    what: Mapped[EventKind] = mapped_column(_word(EventKind))
    detail: Mapped[dict[str, str]] = mapped_column(JSON)


class Feedback(Base):
    """What a family chose to tell us about an answer: a kind, the parts it is about, a comment if they wrote one."""

    __tablename__ = "feedback"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 – SQLAlchemy reads a plain dict

    id: Mapped[int] = mapped_column(primary_key=True)
    idempotency_key: Mapped[str] = mapped_column(String(100), unique=True)
    kind: Mapped[FeedbackKind] = mapped_column(_word(FeedbackKind))
    guide_ids: Mapped[list[str]] = mapped_column(JSON)
    statement_ids: Mapped[list[str]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    delete_after: Mapped[datetime.datetime] = mapped_column(UtcDateTime, index=True)

    def __repr__(self) -> str:
        return f"Feedback({self.id!r}, {self.kind!s})"
