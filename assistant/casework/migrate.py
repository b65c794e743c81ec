"""Brings the tables of casework to this version. Safe to call at every start, from any number of processes."""

import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine

from assistant.casework import sealing
from assistant.casework.database import WAIT_SECONDS, hold, open_engine, place_of, reading, writing, writing_schema
from assistant.casework.models import KeyCheck
from assistant.casework.trouble import CaseworkUnavailableError, Trouble

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_CHECKED = "send-assist casework key"
VERSION_TABLE = "casework_version"  # a name of its own, because the passages may live in the same database

_one_at_a_time = threading.Lock()  # Alembic keeps the running migration in a global


def open_database(url: str | None = None, *, wait_seconds: float = WAIT_SECONDS) -> Engine:
    """Return an engine whose tables are up to date: what every command and page starts with.

    Raises:
        CaseworkUnavailableError: the database cannot be reached, written or brought up to date, or its key is missing.
    """
    engine = open_engine(url, wait_seconds=wait_seconds)
    upgrade(engine)
    check_key(engine)
    return engine


def check_key(engine: Engine) -> None:
    """See that what is sealed here can be opened; a database in which nothing is sealed yet gets a key.

    Raises:
        CaseworkUnavailableError: our key is not the one, or there is none.
    """
    with reading(engine) as session:
        check = session.get(KeyCheck, 1)
    if check is None:
        seal = sealing.make_if_missing()
        with writing(engine) as session:
            hold(session, _CHECKED)
            check = session.get(KeyCheck, 1)
            if check is None:
                check = KeyCheck(id=1, word=seal.seal(_CHECKED))
                session.add(check)
    sealing.open_sealed(check.word)


def upgrade(engine: Engine) -> None:
    """Make the tables, or bring them up to date, in one transaction: all of it or nothing.

    Raises:
        CaseworkUnavailableError: as for `open_database`.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with _one_at_a_time, writing_schema(engine) as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError:
            raise CaseworkUnavailableError(Trouble.TOO_NEW, place_of(engine)) from None
