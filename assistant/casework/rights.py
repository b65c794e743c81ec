"""Who may do what at the desk. Checked in the functions of casework, in the transaction that does it, not in pages."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from assistant.casework.columns import in_utc
from assistant.casework.desk_models import Account, Role, SignIn


class Right(StrEnum):
    """One thing that a role may do."""

    SEE_QUEUE = "see the queue"
    WORK_ON_CASES = "work on cases"
    REASSIGN = "give cases to others"
    READ_AUDIT = "read the audit"
    FUNDER_REPORT = "see the report for funders"
    DECLARE = "declare interests and gifts"
    KEEP_REGISTERS = "keep the registers of the service"
    SUPERVISE = "draw and review a sample of cases"
    CHECK_CITATIONS = "check citations"
    SEE_QUALITY = "see the quality of answers"
    KEEP_ACCOUNTS = "keep accounts"


_ADVOCATE = frozenset({Right.SEE_QUEUE, Right.WORK_ON_CASES, Right.DECLARE, Right.CHECK_CITATIONS, Right.SEE_QUALITY})
RIGHTS = {
    Role.ADVOCATE: _ADVOCATE,
    Role.LEAD: frozenset(Right) - {Right.KEEP_ACCOUNTS},
    Role.STAFF: frozenset({Right.SEE_QUALITY, Right.CHECK_CITATIONS, Right.DECLARE}),
}
"""Accounts are kept on the terminal of the machine alone: whoever is there can do everything in any case."""


class NotAllowedError(Exception):
    """Whoever asks may not do this, or is no longer signed in."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in. `token_digest` is None where an OpenID provider vouches for them."""

    account_id: int
    name: str
    role: Role
    token_digest: str | None = None

    @property
    def who(self) -> str:
        """The name that an audit has for them: it stays the same when their name changes."""
        return f"account:{self.account_id} {self.name}"

    def may(self, right: Right) -> bool:
        """Whether their role has this right: to decide what to show. What is done is checked again by `require`."""
        return right in RIGHTS[self.role]


def require(session: Session, person: Person, right: Right, now: datetime.datetime) -> Account:
    """Return the account of somebody who may do this at this moment, as the database has it and not as a page does.

    Raises:
        NotAllowedError: their sign-in has ended, their account is closed, or their role may not.
    """
    account = session.get(Account, person.account_id)
    if account is None or account.disabled_at is not None:
        raise NotAllowedError("found a closed account or none; expected one that is open; sign in again")
    if person.token_digest is not None:
        signed_in = session.get(SignIn, person.token_digest)
        if signed_in is None or signed_in.account_id != account.id or signed_in.expires_at <= in_utc(now):
            raise NotAllowedError("found a sign-in that has ended; expected one that lasts; sign in again")
    if right not in RIGHTS[account.role]:
        raise NotAllowedError(f"found the role {account.role}, which may not {right}; ask a lead")
    return account
