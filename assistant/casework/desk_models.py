"""The tables of casework that hold advocates and staff: who they are, what they declared, what they checked."""

import datetime
from enum import StrEnum

from sqlalchemy import JSON, Boolean, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from assistant.casework.columns import WHO_LENGTH, Base, SealedText, UtcDateTime, word

NAME_LENGTH = 200
ID_LENGTH = 200
DIGEST_LENGTH = 64


class Role(StrEnum):
    """What somebody who signs in is for. A lead is an advocate too; staff see no case."""

    ADVOCATE = "advocate"
    LEAD = "lead"
    STAFF = "staff"


class AccountEventKind(StrEnum):
    """What happened to an account or to a register."""

    ADDED = "added"
    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    LOCKED = "locked"
    SIGNED_OUT = "signed_out"
    DISABLED = "disabled"
    ENABLED = "enabled"
    ROLE_CHANGED = "role_changed"
    PASSWORD_CHANGED = "password_changed"
    INTEREST_DECLARED = "interest_declared"
    INTEREST_ENDED = "interest_ended"
    GIFT_RECORDED = "gift_recorded"
    COMPLAINT_RECORDED = "complaint_recorded"
    COMPLAINT_MOVED = "complaint_moved"
    AUDIT_READ = "audit_read"
    FUNDER_REPORT_READ = "funder_report_read"
    SAMPLE_DRAWN = "sample_drawn"


class InterestKind(StrEnum):
    """What ties somebody here to a council, a school or another organisation."""

    WORKS_OR_WORKED_THERE = "works_or_worked_there"
    FAMILY_OR_FRIEND_THERE = "family_or_friend_there"
    CHILD_THERE = "child_there"
    MONEY = "money"
    GOVERNOR_OR_TRUSTEE = "governor_or_trustee"
    OTHER = "other"


class GiftDecision(StrEnum):
    """What was done with a gift that was offered."""

    DECLINED = "declined"
    ACCEPTED = "accepted"
    PASSED_TO_THE_SERVICE = "passed_to_the_service"


class ComplaintState(StrEnum):
    """Where a complaint about this service stands."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    REVIEWED = "reviewed"
    CLOSED = "closed"


class Verdict(StrEnum):
    """What an advocate found when a statement was laid beside its source."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    NOT_SUPPORTED = "not_supported"
    OUT_OF_DATE = "out_of_date"
    HARMFUL = "harmful"


class Account(Base):
    """Somebody who may sign in: by a password of ours (`issuer` is "local") or by an OpenID provider."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("issuer", "subject"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    issuer: Mapped[str] = mapped_column(String(ID_LENGTH))
    subject: Mapped[str] = mapped_column(String(ID_LENGTH))
    name: Mapped[str] = mapped_column(String(NAME_LENGTH))
    email: Mapped[str] = mapped_column(String(NAME_LENGTH))
    role: Mapped[Role] = mapped_column(word(Role))
    password_hash: Mapped[str | None] = mapped_column(Text)
    failures: Mapped[int]
    locked_until: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)

    def __repr__(self) -> str:
        return f"Account({self.id!r}, {self.role!s})"


class SignIn(Base):
    """A browser that is signed in. Of its token only a digest is kept."""

    __tablename__ = "sign_in"

    token_digest: Mapped[str] = mapped_column(String(DIGEST_LENGTH), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)


class AccountEvent(Base):
    """Who signed in, and who changed an account or a register. Append-only, as `ReferralEvent` is."""

    __tablename__ = "account_event"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 – SQLAlchemy reads a plain dict

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    who: Mapped[str] = mapped_column(String(WHO_LENGTH))
    what: Mapped[AccountEventKind] = mapped_column(word(AccountEventKind))
    detail: Mapped[dict[str, str]] = mapped_column(JSON)


class Interest(Base):
    """The conflicts register: what ties an advocate, or with no `account_id` the whole service, to somebody."""

    __tablename__ = "interest"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 – SQLAlchemy reads a plain dict

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    about: Mapped[str] = mapped_column(SealedText)
    kind: Mapped[InterestKind] = mapped_column(word(InterestKind))
    more: Mapped[str] = mapped_column(SealedText)
    declared_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    declared_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)


class Gift(Base):
    """The gifts register: what was offered to somebody here, by whom, and what was done with it."""

    __tablename__ = "gift"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 – SQLAlchemy reads a plain dict

    id: Mapped[int] = mapped_column(primary_key=True)
    offered_to: Mapped[int] = mapped_column(ForeignKey("account.id"))
    offered_on: Mapped[datetime.date] = mapped_column(Date)
    giver: Mapped[str] = mapped_column(SealedText)
    what: Mapped[str] = mapped_column(SealedText)
    value_pence: Mapped[int | None]
    decision: Mapped[GiftDecision] = mapped_column(word(GiftDecision))
    why: Mapped[str] = mapped_column(SealedText)
    recorded_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id"))


class Complaint(Base):
    """A complaint about this service, and how it was dealt with."""

    __tablename__ = "complaint"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 – SQLAlchemy reads a plain dict

    id: Mapped[int] = mapped_column(primary_key=True)
    received_on: Mapped[datetime.date] = mapped_column(Date)
    came_by: Mapped[str] = mapped_column(String(WHO_LENGTH))
    about: Mapped[str] = mapped_column(SealedText)
    state: Mapped[ComplaintState] = mapped_column(word(ComplaintState))
    answer: Mapped[str] = mapped_column(SealedText)
    was_upheld: Mapped[bool | None] = mapped_column(Boolean)
    handled_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    moved_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)


class Supervision(Base):
    """A case drawn for a quality review, with the family's consent; it goes with the case."""

    __tablename__ = "supervision"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 – SQLAlchemy reads a plain dict

    id: Mapped[int] = mapped_column(primary_key=True)
    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), unique=True)
    drawn_at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    drawn_by: Mapped[int] = mapped_column(ForeignKey("account.id"))
    reviewed_at: Mapped[datetime.datetime | None] = mapped_column(UtcDateTime)
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    met_the_policy: Mapped[bool | None] = mapped_column(Boolean)
    findings: Mapped[str] = mapped_column(SealedText)


class CitationReview(Base):
    """A statement laid beside its source: the verdict, and what the statement said then (`passage_digest`)."""

    __tablename__ = "citation_review"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 – SQLAlchemy reads a plain dict

    id: Mapped[int] = mapped_column(primary_key=True)
    guide_id: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    item_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    passage_digest: Mapped[str] = mapped_column(String(DIGEST_LENGTH))
    citation: Mapped[str] = mapped_column(String(ID_LENGTH))
    verdict: Mapped[Verdict] = mapped_column(word(Verdict))
    missing: Mapped[str] = mapped_column(Text)
    suggested: Mapped[str] = mapped_column(Text)
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
