"""Accounts of advocates and staff: made on the terminal, signed in by a password of ours or an OpenID provider.

Passwords are kept as argon2id hashes. Guessing is stopped by locking the account for a while; whoever tries learns
nothing about which accounts there are.
"""

import datetime
import hashlib
import secrets
import unicodedata
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from assistant.casework.columns import in_utc
from assistant.casework.database import hold, reading, writing
from assistant.casework.desk_models import (
    ID_LENGTH,
    NAME_LENGTH,
    Account,
    AccountEvent,
    AccountEventKind,
    Role,
    SignIn,
)
from assistant.casework.rights import Person
from assistant.casework.typed import without_controls

LOCAL = "local"
"""The issuer of accounts that sign in with a password of ours."""

SHORTEST_PASSWORD = 12  # characters: NCSC's three random words are longer
LONGEST_PASSWORD = 200
MOST_FAILURES = 5
LOCKED_FOR = datetime.timedelta(minutes=15)
LASTS = datetime.timedelta(hours=10)  # a working day, then the password again
IDLE = datetime.timedelta(minutes=45)
_SEEN_EVERY = datetime.timedelta(minutes=1)  # so that not every click writes

_hasher = PasswordHasher()
_NOBODYS = _hasher.hash(secrets.token_urlsafe(16))  # verified for unknown names, so that they take as long


class AccountError(Exception):
    """An account cannot be made or changed as asked; the message says what was found and what to do."""


class SignInRefusedError(Exception):
    """Signing in did not work. The message is the same for an unknown name and a wrong password."""

    def __init__(self, locked_until: datetime.datetime | None = None) -> None:
        super().__init__("That name and password do not match, or the account is locked for a while.")
        self.locked_until = locked_until


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a browser keeps once somebody is signed in."""

    token: str
    person: Person
    expires_at: datetime.datetime


def add_account(
    engine: Engine,
    *,
    subject: str,
    name: str,
    role: Role,
    now: datetime.datetime,
    who: str,
    email: str = "",
    password: str | None = None,
    issuer: str = LOCAL,
) -> Person:
    """Make an account. A local one needs a password; `subject` is then the name to sign in with.

    Raises:
        AccountError: the name is taken or too long, or the password is too short or too long.
    """
    subject, name, email = subject_as_kept(issuer, subject), _line(name), _line(email)
    if not subject or not name:
        raise AccountError("found no name to sign in with or no name to show; expected both; give them")
    if issuer == LOCAL and password is None:
        raise AccountError("found no password; expected one for an account of ours; give one")
    for value, most in ((issuer, ID_LENGTH), (subject, ID_LENGTH), (name, NAME_LENGTH), (email, NAME_LENGTH)):
        if len(value) > most:
            raise AccountError(f"found {len(value)} characters in a name; expected at most {most}; give a shorter one")
    hashed = None if password is None else _hashed(password)
    with writing(engine) as session:
        hold(session, f"account {issuer} {subject}")
        if _by_identity(session, issuer, subject):
            raise AccountError(f"found an account for {subject!r} already; expected a new name; choose another")
        account = Account(
            issuer=issuer,
            subject=subject,
            name=name,
            email=email,
            role=role,
            password_hash=hashed,
            failures=0,
            created_at=now,
        )
        session.add(account)
        session.flush()
        note(session, AccountEventKind.ADDED, who, now, account=str(account.id), role=role.value)
        return _person(account)


def sign_in(engine: Engine, subject: str, password: str, now: datetime.datetime) -> Ticket:
    """Sign somebody in with a password.

    Raises:
        SignInRefusedError: wrong name, wrong password, closed account, or too many wrong tries.
    """
    kept = subject_as_kept(LOCAL, subject)
    with reading(engine) as session:
        known = _by_identity(session, LOCAL, kept)
    # outside the transaction that writes: hashing takes a while, and families' referrals would wait for it
    is_right = _is_right(known, password)
    anew = _hasher.hash(_typed(password)) if known and is_right and _is_old(known) else None
    refused = SignInRefusedError()
    ticket = None
    with writing(engine) as session:
        account = _by_identity(session, LOCAL, kept, is_to_change=True)
        if account is not None and known is not None and account.password_hash != known.password_hash:
            is_right, anew = _is_right(account, password), None  # changed in between
        if account is None or account.disabled_at is not None:
            pass
        elif account.locked_until is not None and account.locked_until > in_utc(now):
            refused = SignInRefusedError(account.locked_until)
        elif not is_right:
            refused = _failed(session, account, now)
        else:
            account.failures, account.locked_until = 0, None
            account.password_hash = anew or account.password_hash
            ticket = _ticket(session, account, now)
    # what failed is on record before the refusal is told
    if ticket is None:
        raise refused
    return ticket


def person_of_token(engine: Engine, token: str, now: datetime.datetime) -> Person | None:
    """Return who is signed in with this token; None when it has ended, lain idle too long, or never was."""
    digest, moment = digest_of(token), in_utc(now)
    with reading(engine) as session:
        signed_in = session.get(SignIn, digest)
        account = session.get(Account, signed_in.account_id) if signed_in else None
    if signed_in is None or account is None or account.disabled_at is not None:
        return None
    if signed_in.expires_at <= moment or signed_in.seen_at + IDLE <= moment:
        _end(engine, digest)
        return None
    if moment - signed_in.seen_at >= _SEEN_EVERY:
        with writing(engine) as session:
            if (kept := session.get(SignIn, digest)) is not None:
                kept.seen_at = moment
    return _person(account, digest)


def person_of_identity(engine: Engine, issuer: str, subject: str) -> Person | None:
    """Return who an OpenID provider vouches for; None for somebody it knows and we do not."""
    if issuer == LOCAL:
        return None
    with reading(engine) as session:
        account = _by_identity(session, issuer, subject_as_kept(issuer, subject))
    return None if account is None or account.disabled_at is not None else _person(account)


def sign_out(engine: Engine, token: str, now: datetime.datetime) -> None:
    """End a sign-in; one that has ended already stays ended."""
    digest = digest_of(token)
    with writing(engine) as session:
        signed_in = session.get(SignIn, digest)
        if signed_in is not None:
            account = session.get(Account, signed_in.account_id)
            session.delete(signed_in)
            if account is not None:
                note(session, AccountEventKind.SIGNED_OUT, _person(account).who, now)


def set_password(engine: Engine, subject: str, password: str, *, now: datetime.datetime, who: str) -> None:
    """Change the password of a local account, unlock it, and end every sign-in of it.

    Raises:
        AccountError: there is no such account, or the password is too short or too long.
    """
    hashed = _hashed(password)
    with writing(engine) as session:
        account = _found(session, LOCAL, subject)
        account.password_hash, account.failures, account.locked_until = hashed, 0, None
        _end_all(session, account)
        note(session, AccountEventKind.PASSWORD_CHANGED, who, now, account=str(account.id))


def set_role(engine: Engine, issuer: str, subject: str, role: Role, *, now: datetime.datetime, who: str) -> None:
    """Give an account another role, at once.

    Raises:
        AccountError: there is no such account.
    """
    with writing(engine) as session:
        account = _found(session, issuer, subject)
        account.role = role
        note(session, AccountEventKind.ROLE_CHANGED, who, now, account=str(account.id), role=role.value)


def set_open(engine: Engine, issuer: str, subject: str, *, is_open: bool, now: datetime.datetime, who: str) -> None:
    """Close an account and end its sign-ins, or open it again. Accounts are not deleted: the audit names them.

    Raises:
        AccountError: there is no such account.
    """
    with writing(engine) as session:
        account = _found(session, issuer, subject)
        account.disabled_at = None if is_open else in_utc(now)
        if not is_open:
            _end_all(session, account)
        what = AccountEventKind.ENABLED if is_open else AccountEventKind.DISABLED
        note(session, what, who, now, account=str(account.id))


def accounts(engine: Engine) -> list[Account]:
    """Return every account, oldest first."""
    with reading(engine) as session:
        return list(session.scalars(select(Account).order_by(Account.id)))


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", errors="replace")).hexdigest()


def note(session: Session, what: AccountEventKind, who: str, now: datetime.datetime, **detail: str) -> None:
    """Add to the audit of accounts and registers. `detail` holds numbers and words of our vocabularies only."""
    session.add(AccountEvent(at=in_utc(now), who=who[:200], what=what, detail=detail))


def _failed(session: Session, account: Account, now: datetime.datetime) -> SignInRefusedError:
    account.failures, account.locked_until = account.failures + 1, None
    who = _person(account).who
    note(session, AccountEventKind.SIGN_IN_FAILED, who, now)
    if account.failures >= MOST_FAILURES:
        account.failures, account.locked_until = 0, in_utc(now) + LOCKED_FOR
        note(session, AccountEventKind.LOCKED, who, now)
    return SignInRefusedError(account.locked_until)


def _ticket(session: Session, account: Account, now: datetime.datetime) -> Ticket:
    token, moment = secrets.token_urlsafe(32), in_utc(now)
    session.execute(delete(SignIn).where(SignIn.expires_at <= moment))
    signed_in = SignIn(
        token_digest=digest_of(token),
        account_id=account.id,
        created_at=moment,
        seen_at=moment,
        expires_at=moment + LASTS,
    )
    session.add(signed_in)
    note(session, AccountEventKind.SIGNED_IN, _person(account).who, now)
    return Ticket(token, _person(account, signed_in.token_digest), signed_in.expires_at)


def _is_right(account: Account | None, password: str) -> bool:
    kept = account.password_hash if account is not None and account.password_hash else None
    try:
        is_it = _hasher.verify(kept or _NOBODYS, _typed(password[:LONGEST_PASSWORD]))
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False
    return is_it and kept is not None and len(password) <= LONGEST_PASSWORD


def _is_old(account: Account) -> bool:
    return account.password_hash is not None and _hasher.check_needs_rehash(account.password_hash)


def _hashed(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise AccountError(
            f"found a password of {len(password)} characters; expected {SHORTEST_PASSWORD} to {LONGEST_PASSWORD}; "
            "three random words make a good one"
        )
    try:
        return _hasher.hash(_typed(password))
    except UnicodeEncodeError:
        raise AccountError(
            "found a password that is not text; expected letters, digits and signs; choose one"
        ) from None


def _typed(password: str) -> str:
    """Return a password the same whichever keyboard it was typed on: an accent may come as one character or two."""
    return unicodedata.normalize("NFKC", password)


def _line(text: str) -> str:
    return " ".join(str(without_controls(text)).split())


def subject_as_kept(issuer: str, subject: str) -> str:
    """Return a name to sign in with as it is kept; what a provider calls somebody is kept as it is."""
    return unicodedata.normalize("NFKC", _line(subject)).casefold() if issuer == LOCAL else subject


def _by_identity(session: Session, issuer: str, subject: str, *, is_to_change: bool = False) -> Account | None:
    """Return an account. One that is to change is held, so that two failures at once count as two."""
    found = select(Account).where(Account.issuer == issuer, Account.subject == subject)
    return session.scalars(found.with_for_update() if is_to_change else found).one_or_none()


def _found(session: Session, issuer: str, subject: str) -> Account:
    account = _by_identity(session, issuer, subject_as_kept(issuer, subject))
    if account is None:
        raise AccountError(f"found no account {subject!r}; expected one that `python -m ui users list` shows")
    return account


def _end(engine: Engine, digest: str) -> None:
    with writing(engine) as session:
        session.execute(delete(SignIn).where(SignIn.token_digest == digest))


def _end_all(session: Session, account: Account) -> None:
    session.execute(delete(SignIn).where(SignIn.account_id == account.id))


def _person(account: Account, digest: str | None = None) -> Person:
    return Person(account.id, account.name, account.role, digest)
