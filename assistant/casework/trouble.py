"""What can be wrong with the database, and how an operator is told. Nothing here quotes a family."""

import errno
import sqlite3
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Trouble(StrEnum):
    """What stands between us and the database."""

    LOCKED = "locked"
    FULL = "full"
    GONE = "gone"
    READ_ONLY = "read_only"
    NOT_ALLOWED = "not_allowed"
    DISK_FAULT = "disk_fault"
    DAMAGED = "damaged"
    NOT_READY = "not_ready"
    TOO_NEW = "too_new"
    NO_WAL = "no_wal"
    BAD_URL = "bad_url"
    BAD_KEY = "bad_key"
    NO_KEY = "no_key"
    WRONG_KEY = "wrong_key"
    UNEXPECTED = "unexpected"


_TOLD = {
    Trouble.LOCKED: (
        "found it locked by another program for too long",
        "expected a lock that is free within seconds",
        "close whatever has it open (a backup, a database browser, a stuck process) and try again",
    ),
    Trouble.FULL: ("found no room to write", "expected free disk space", "free some space, then try again"),
    Trouble.GONE: (
        "found no database there",
        "expected one that answers",
        "start its server or put the file back from a backup; for a new one, start the app again",
    ),
    Trouble.READ_ONLY: (
        "found that we may not write there",
        "expected a file and folder (or a role) that this user may write",
        "give this user the right to write there, or choose another place with SEND_ASSIST_DATA",
    ),
    Trouble.NOT_ALLOWED: (
        "found that we may not open it",
        "expected that this user may read and write it",
        "correct the user, the password or the file's owner",
    ),
    Trouble.DISK_FAULT: (
        "found that its disk fails to read or write",
        "expected a sound disk",
        "look in the system's log, and move the data to another disk",
    ),
    Trouble.DAMAGED: (
        "found it damaged, or no database",
        "expected a sound database",
        "keep a copy of it as it is, then restore the last backup",
    ),
    Trouble.NOT_READY: (
        "found tables missing or of an older version",
        "expected those of this version",
        "start the app again, or run `python -m assistant casework list`: either brings them up to date",
    ),
    Trouble.TOO_NEW: (
        "found tables made by a newer version of this program",
        "expected those of this version or older",
        "install the newer version again, or restore the backup from before it",
    ),
    Trouble.NO_WAL: (
        "found a disk that cannot hold a write-ahead log",
        "expected a local disk",
        "move the data directory (SEND_ASSIST_DATA) to a local disk",
    ),
    Trouble.BAD_URL: (
        "found a database URL of no kind that we know (not shown here, because it may hold a password)",
        "expected postgresql+psycopg://USER:PASSWORD@HOST/DATABASE, or sqlite:////PATH/TO/FILE",
        "correct it, or remove it to use the file in the data directory",
    ),
    Trouble.BAD_KEY: (
        "found a key for casework that is no key",
        "expected 44 letters and digits that end in =, several with commas between them",
        "correct it; `python -m assistant casework new-key` prints a fresh one for a service that has no cases yet",
    ),
    Trouble.NO_KEY: (
        "found no key for cases that are there",
        "expected the key that sealed them",
        "put it back (SEND_ASSIST_CASE_KEY, or the file casework.key in the data directory); without it nobody can "
        "read these cases again",
    ),
    Trouble.WRONG_KEY: (
        "found cases that were sealed with another key",
        "expected the key that sealed them",
        "put that key back (SEND_ASSIST_CASE_KEY, or the file casework.key in the data directory); without it nobody "
        "can read these cases again",
    ),
    Trouble.UNEXPECTED: (
        "found an error that we did not foresee",
        "expected none",
        "tell the people who maintain this program the code",
    ),
}


class CaseworkUnavailableError(Exception):
    """The database of casework cannot be used; the message is for an operator, `trouble` for a page to branch on.

    Nothing was stored, unless the connection to a PostgreSQL server broke in the middle of a commit: submitting
    again with the same idempotency key is right in either case.
    """

    def __init__(self, trouble: Trouble, place: str, code: str = "") -> None:
        found, expected, advice = _TOLD[trouble]
        noted = f" ({code})" if code else ""
        super().__init__(f"casework database {place}: {found}{noted}; {expected}; {advice}")
        self.trouble = trouble


_BY_SQLITE_CODE = {
    sqlite3.SQLITE_BUSY: Trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: Trouble.LOCKED,
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_READONLY: Trouble.READ_ONLY,
    sqlite3.SQLITE_PERM: Trouble.NOT_ALLOWED,
    sqlite3.SQLITE_AUTH: Trouble.NOT_ALLOWED,
    sqlite3.SQLITE_CANTOPEN: Trouble.NOT_ALLOWED,
    sqlite3.SQLITE_IOERR: Trouble.DISK_FAULT,
    sqlite3.SQLITE_CORRUPT: Trouble.DAMAGED,
    sqlite3.SQLITE_NOTADB: Trouble.DAMAGED,
}

# The longest prefix wins. https://www.postgresql.org/docs/current/errcodes-appendix.html
_BY_SQLSTATE = {
    "08": Trouble.GONE,
    "25006": Trouble.READ_ONLY,
    "28": Trouble.NOT_ALLOWED,
    "3D": Trouble.GONE,
    "3F": Trouble.NOT_READY,
    "40": Trouble.LOCKED,
    "42501": Trouble.READ_ONLY,
    "42P01": Trouble.NOT_READY,
    "42703": Trouble.NOT_READY,
    "53": Trouble.LOCKED,  # too many connections, out of memory
    "53100": Trouble.FULL,
    "55P03": Trouble.LOCKED,
    "57014": Trouble.LOCKED,
    "57P": Trouble.GONE,
    "58030": Trouble.DISK_FAULT,
    "XX001": Trouble.DAMAGED,
    "XX002": Trouble.DAMAGED,
}


def trouble_of(error: DBAPIError | sqlite3.Error, engine: Engine) -> tuple[Trouble, str]:
    """Return what a driver's error means, and the driver's own code for it."""
    driver_error = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(driver_error, sqlite3.Error):
        return _sqlite_trouble(driver_error, Path(str(engine.url.database)))
    sqlstate = getattr(driver_error, "sqlstate", None)
    if sqlstate is None:
        refused = isinstance(error, DBAPIError) and type(driver_error).__name__ in (
            "OperationalError",
            "InterfaceError",
        )
        return (Trouble.GONE if refused else Trouble.UNEXPECTED), type(driver_error).__name__
    for length in (5, 3, 2):
        if found := _BY_SQLSTATE.get(sqlstate[:length]):
            return found, sqlstate
    return Trouble.UNEXPECTED, sqlstate


def _sqlite_trouble(error: sqlite3.Error, path: Path) -> tuple[Trouble, str]:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_INTERNAL)
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    try:
        if not path.exists():
            return Trouble.GONE, name
    except OSError:
        return Trouble.NOT_ALLOWED, name
    if code == sqlite3.SQLITE_ERROR and ("no such table" in str(error) or "column" in str(error)):
        return Trouble.NOT_READY, name
    return _BY_SQLITE_CODE.get(code & 0xFF, Trouble.UNEXPECTED), name
