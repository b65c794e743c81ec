"""The database of casework: SQLite in the data directory, or PostgreSQL by `SEND_ASSIST_DATABASE_URL`.

Work with it inside `reading(engine)` or `writing(engine)`: what is written is on disk when the block has ended,
and whatever stops it is told as a `CaseworkUnavailableError` that holds nothing a family typed.
"""

import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from assistant.casework.trouble import NO_SPACE, CaseworkUnavailableError, Trouble, trouble_of
from corpus.paths import data_directory, shown

DATABASE_URL_VARIABLE = "SEND_ASSIST_DATABASE_URL"
FILE_NAME = "casework.sqlite3"
WAIT_SECONDS = 5.0
"""How long to wait for another process's lock: longer than any write of ours, shorter than a family's patience."""

_log = logging.getLogger(__name__)
_SQLITE = ("sqlite", "sqlite+pysqlite")
_POSTGRESQL = ("postgresql", "postgresql+psycopg")


def open_engine(url: str | None = None, *, wait_seconds: float = WAIT_SECONDS) -> Engine:
    """Return an engine for `url`, else for the environment's, else for the file in the data directory.

    Nothing is opened or made yet: call `migrate.upgrade(engine)` once at start, or use `migrate.open_database`.

    Raises:
        CaseworkUnavailableError: the URL is of no kind that we know.
    """
    given = url or os.environ.get(DATABASE_URL_VARIABLE)
    if not given:
        return _sqlite_engine(data_directory() / FILE_NAME, wait_seconds)
    try:
        parsed = make_url(given)
    except ArgumentError:
        raise CaseworkUnavailableError(Trouble.BAD_URL, DATABASE_URL_VARIABLE) from None
    if parsed.drivername in _SQLITE and parsed.database and parsed.database != ":memory:" and not parsed.query:
        return _sqlite_engine(Path(parsed.database).resolve(), wait_seconds)
    if parsed.drivername in _POSTGRESQL:
        return _postgresql_engine(parsed, wait_seconds)
    raise CaseworkUnavailableError(Trouble.BAD_URL, DATABASE_URL_VARIABLE)


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Give a session that only reads. What it returns may be used after it has ended."""
    with _told_plainly(engine), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Give a session that writes: all of it is on disk once the block has ended, or none of it."""
    writer = engine.execution_options(writes=True)
    with _told_plainly(engine), Session(writer, expire_on_commit=False) as session, session.begin():
        yield session


def hold(session: Session, key: str) -> None:
    """Wait until no other transaction works under this key. SQLite has one writer at a time in any case."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})


@contextmanager
def writing_schema(engine: Engine) -> Iterator[Connection]:
    """Give a connection in one transaction, for migrations; makes the file of an SQLite database first."""
    with _told_plainly(engine):
        if engine.dialect.name == "sqlite":
            _make_file(engine)
        with engine.execution_options(writes=True).begin() as connection:
            if engine.dialect.name == "postgresql":
                # Two replicas may start at once: the second waits, then finds nothing left to do.
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('send-assist casework'))")
            yield connection


def overwrite_deleted(engine: Engine) -> None:
    """See to it that erased text leaves the disk: SQLite keeps it in the write-ahead log until then."""
    if engine.dialect.name != "sqlite":
        return  # PostgreSQL's own vacuum does it
    try:
        # Under a reader's lock it does less; the last connection to close then does the rest.
        with _told_plainly(engine):
            _execute_outside(engine, "PRAGMA wal_checkpoint(TRUNCATE)")
    except CaseworkUnavailableError as error:
        # What was asked for is done: the row has gone. Saying otherwise would be wrong.
        _log.warning("erased text stays in the write-ahead log until the next checkpoint: %s", error)


def place_of(engine: Engine) -> str:
    """Return where the database is, as an operator would say it and without a password."""
    if engine.dialect.name == "sqlite":
        return shown(_file_of(engine))
    return engine.url.render_as_string(hide_password=True)


@contextmanager
def _told_plainly(engine: Engine) -> Iterator[None]:
    """Turn a driver's error into ours. The driver's may quote the row, so it is not carried along."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        trouble, code = trouble_of(error, engine)
        raise CaseworkUnavailableError(trouble, place_of(engine), code) from None
    except PoolTimeoutError:
        raise CaseworkUnavailableError(Trouble.LOCKED, place_of(engine), "pool") from None


def _file_of(engine: Engine) -> Path:
    return Path(str(engine.url.database))


def _make_file(engine: Engine) -> None:
    """Make the file readable by its owner alone, and put it in write-ahead mode. Does no harm when it is there."""
    path = _file_of(engine)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        trouble = Trouble.FULL if error.errno in NO_SPACE else Trouble.READ_ONLY
        raise CaseworkUnavailableError(trouble, shown(path), os.strerror(error.errno or 0)) from None
    mode = _execute_outside(engine, "PRAGMA journal_mode = WAL")
    if mode != "wal":
        raise CaseworkUnavailableError(Trouble.NO_WAL, shown(path), str(mode))


def _execute_outside(engine: Engine, pragma: str) -> Any:
    """Return the first value of a pragma that may not stand in a transaction."""
    connection = engine.raw_connection()
    try:
        return connection.cursor().execute(pragma).fetchone()[0]
    finally:
        connection.close()


def _sqlite_engine(path: Path, wait_seconds: float) -> Engine:
    def connect() -> sqlite3.Connection:
        # `mode=rw` so that a file which has gone is noticed: SQLite would make an empty one in its place.
        connection = sqlite3.connect(
            f"{path.as_uri()}?mode=rw", uri=True, timeout=wait_seconds, isolation_level=None, check_same_thread=False
        )
        try:
            for pragma in ("foreign_keys = ON", "synchronous = FULL", "secure_delete = ON"):
                connection.execute(f"PRAGMA {pragma}")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    # No pool: a kept connection would go on writing to a file that has been removed, and lose what it wrote.
    engine = create_engine(
        URL.create("sqlite", database=str(path)), creator=connect, poolclass=NullPool, hide_parameters=True
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # Taking the write lock at once means waiting for it here, rather than failing half-way through.
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql_engine(url: URL, wait_seconds: float) -> Engine:
    connect_args: dict[str, Any] = {"connect_timeout": max(2, round(wait_seconds))}
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args=connect_args,
        pool_pre_ping=True,
        pool_timeout=wait_seconds,
        hide_parameters=True,
    )
    milliseconds = max(1, round(wait_seconds * 1000))

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {milliseconds}")
        # A server set up for speed may answer before it has written; a receipt may not.
        connection.exec_driver_sql("SET LOCAL synchronous_commit = on" if writes else "SET TRANSACTION READ ONLY")

    return engine
