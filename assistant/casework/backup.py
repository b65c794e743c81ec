"""One archive of what cannot be made again, and its way back: all of it, or nothing changes.

In it are the database of casework (SQLite), the originals, cases and results, and a manifest with a checksum for each
file. Not in it are what a build makes, and the key, without which nobody can read the cases in it.
"""

import datetime
import fcntl
import gzip
import hashlib
import io
import json
import logging
import os
import shutil
import sqlite3
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from alembic.script import ScriptDirectory
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import Engine

from assistant.casework import sealing
from assistant.casework.columns import in_utc
from assistant.casework.database import FILE_NAME, open_engine, place_of
from assistant.casework.migrate import MIGRATIONS, VERSION_TABLE
from assistant.casework.models import KeyCheck
from assistant.casework.sealing import KEY_VARIABLE, Seal, WrongKeyError
from assistant.casework.trouble import CaseworkUnavailableError, Trouble, trouble_of
from corpus.paths import data_directory, shown

PARTS = ("originals", "cases", "results")
"""The folders of the data directory that are backed up."""

MANIFEST = "manifest.json"
LOCK_NAME = "restore.lock"
_MOST_MANIFEST = 64 << 20  # bytes: some 300,000 files
_MOST_READ = 1 << 20  # bytes in one piece: no header in an archive of ours is longer
_CHUNK = 1 << 16
_MOST_GROWTH = 500  # times the archive's size: gzip makes up to a thousand bytes of one, but of our files a few
_SMALL = 256 << 20  # bytes that may come out of any archive
_STAGING = ".restoring-"
_ASIDE = "before-restore-"
_UNFINISHED = ".unfinished"
_READY = ".restoring"
_MOVES = "moves.json"
_BESIDE_DATABASE = ("-wal", "-shm", "-journal")

_log = logging.getLogger(__name__)


class BackupError(Exception):
    """A backup cannot be made or restored; the message says what was found, what was expected, what to do."""


class FileEntry(BaseModel):
    """One file of a backup; `size` in bytes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=0)


class Manifest(BaseModel):
    """What is in a backup. `database` says which kind held the cases: only SQLite's is in the archive."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = 1
    created_at: datetime.datetime
    database: Literal["sqlite", "postgresql"]
    files: dict[str, FileEntry]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where the data that was there went.

    `erased_since` are the codes of cases that had been erased after the backup was made: they are there again.
    """

    manifest: Manifest
    aside: tuple[Path, ...]
    erased_since: tuple[str, ...]


def default_target(now: datetime.datetime) -> Path:
    """Return where a backup goes when nobody says where: into a folder that is not backed up itself."""
    return data_directory() / "backups" / f"send-assist-{in_utc(now):%Y%m%dT%H%M%SZ}.tar.gz"


def back_up(target: Path, now: datetime.datetime, *, with_key: bool = False) -> Path:
    """Write a backup to `target`, a new file that its owner alone can read; it appears there whole or not at all.

    The app may go on running: the database in it is as it was at one moment. A PostgreSQL database is not in it.

    Raises:
        BackupError: `target` is there already, there is nothing to back up, or a file cannot be read or written.
        CaseworkUnavailableError: the database cannot be read.
    """
    target = target.resolve()
    engine = open_engine()
    try:
        _refuse_target(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".send-assist-backup-", dir=target.parent) as folder:
            members = dict(_members(engine, Path(folder), with_key=with_key))
            if not members:
                raise BackupError(
                    f"found nothing to back up in {shown(data_directory())}; expected a database or files; see that "
                    "SEND_ASSIST_DATA names the data directory of this service"
                )
            manifest = Manifest(
                created_at=in_utc(now),
                database="sqlite" if engine.dialect.name == "sqlite" else "postgresql",
                files={name: _entry(path) for name, path in members.items()},
            )
            beside = Path(folder) / "archive"
            _write_archive(beside, manifest, members, now)
            beside.replace(target)
    except OSError as error:
        raise _of_system(error, target) from None
    return target


def restore(archive: Path, *, now: datetime.datetime, replace: bool = False) -> Restored:
    """Put a backup back into the data directory, after checking all of it. The app has to be stopped meanwhile.

    What was there is moved aside and kept. When anything fails, everything is as it was; what a kill cut off is put
    back by the next call, before it begins.

    Raises:
        BackupError: the archive is damaged or none of ours, or there are cases here and not `replace`.
        CaseworkUnavailableError: our key does not open it, a newer version made it, or the database is in use.
    """
    engine = open_engine()
    try:
        with _alone():
            _finish_or_undo(engine)
            if not replace:
                _refuse_to_overwrite(engine)
            with tempfile.TemporaryDirectory(prefix=_STAGING, dir=data_directory()) as folder:
                staged = Path(folder)
                manifest = _unpack(archive, staged)
                _check_database(archive, staged, manifest, engine)
                erased = _erased_since(engine, staged / FILE_NAME)
                aside = _swap(engine, staged, now)
    except OSError as error:
        raise _of_system(error, archive) from None
    return Restored(manifest, aside, erased)


# Writing


def _refuse_target(target: Path) -> None:
    if target.exists():
        raise BackupError(f"found {shown(target)} there already; expected a new file; choose another name")
    for part in PARTS:
        if target.is_relative_to((data_directory() / part).resolve()):
            raise BackupError(
                f"found {shown(target)} inside what is backed up; expected a place outside; choose another folder"
            )


def _members(engine: Engine, folder: Path, *, with_key: bool) -> Iterator[tuple[str, Path]]:
    """Yield what goes into the archive: names, and where the files are now."""
    stored = _file_of(engine)
    if stored and stored.exists():
        yield FILE_NAME, _copied_database(engine, folder / FILE_NAME)
    if with_key:
        yield sealing.FILE_NAME, _key_to_back_up()
    for part in PARTS:
        for path in sorted((data_directory() / part).rglob("*")):
            if path.is_symlink() or not (path.is_file() or path.is_dir()):
                _log.warning("left out of the backup, because it is no ordinary file: %s", shown(path.absolute()))
            elif path.is_file():
                yield path.relative_to(data_directory()).as_posix(), path


def _copied_database(engine: Engine, copy: Path) -> Path:
    """Copy the database as it is at one moment, without the room that erased text has left."""
    try:
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM INTO ?", (str(copy),))
    except sqlite3.Error as error:
        trouble, code = trouble_of(error, engine)
        raise CaseworkUnavailableError(trouble, place_of(engine), code) from None
    return copy


def _key_to_back_up() -> Path:
    path = sealing.key_file()
    if os.environ.get(KEY_VARIABLE, "").strip() or not path.exists():
        raise BackupError(
            f"found no key in {shown(path)} that is in use; expected one to put into the backup; leave --with-key out, "
            f"and keep a copy of {KEY_VARIABLE} yourself"
        )
    return path


def _entry(path: Path) -> FileEntry:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return FileEntry(sha256=digest, size=file.tell())


def _write_archive(path: Path, manifest: Manifest, members: dict[str, Path], now: datetime.datetime) -> None:
    seconds = int(now.timestamp())
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        with (
            gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=seconds) as packed,
            tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as tar,
        ):
            told = json.dumps(manifest.model_dump(mode="json"), indent=1).encode("ascii")
            tar.addfile(_member(MANIFEST, len(told), seconds), io.BytesIO(told))
            for name, source in members.items():
                _add(tar, _member(name, manifest.files[name].size, seconds), source, manifest.files[name])
        file.flush()
        os.fsync(file.fileno())


def _member(name: str, size: int, seconds: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mtime, member.mode = size, seconds, 0o600
    return member


def _add(tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path, entry: FileEntry) -> None:
    with path.open("rb") as file:
        reader = _Hashing(file)
        try:
            tar.addfile(member, reader)
        except OSError as error:
            if error.errno is not None:
                raise
            # of tarfile: the file has become shorter
    if reader.digest.hexdigest() != entry.sha256:
        raise BackupError(f"found that {shown(path)} changed while it was copied; expected it at rest; try again")


class _Hashing(io.RawIOBase):
    """Passes on what it reads, and its checksum."""

    def __init__(self, file: io.BufferedReader) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        found = self._file.read(size)
        self.digest.update(found)
        return found


# Reading and checking


class _Careful(gzip.GzipFile):
    """Refuses to read much at once: tarfile would take a header of any length into memory."""

    def read(self, size: int | None = -1) -> bytes:
        if size is None or not 0 <= size <= _MOST_READ:
            raise tarfile.ReadError("a header that is too long")
        return super().read(size)


def _unpack(archive: Path, folder: Path) -> Manifest:
    """Unpack into `folder` exactly what the manifest says."""
    try:
        with _Careful(archive, "rb") as packed, tarfile.open(fileobj=packed, mode="r:") as tar:
            manifest = _read_manifest(tar, archive)
            _refuse_too_much(archive, manifest, folder)
            missing = dict(manifest.files)
            while member := tar.next():
                entry = missing.pop(member.name, None)
                # a sparse file, a link or a device is of another type
                if entry is None or member.type != tarfile.REGTYPE or member.size != entry.size:
                    raise _refused(archive, f"{member.name!r}, which is not as its manifest says")
                tar.extract(member, folder, set_attrs=False, filter="data")
                _check_file(folder / member.name, entry, archive)
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error):
        raise _refused(archive, "that it is damaged, cut off, or no archive of ours") from None
    if missing:
        raise _refused(archive, f"that {len(missing)} files are missing from it, such as {min(missing)!r}")
    return manifest


def _read_manifest(tar: tarfile.TarFile, archive: Path) -> Manifest:
    first = tar.next()
    if first is None or first.name != MANIFEST or first.type != tarfile.REGTYPE or first.size > _MOST_MANIFEST:
        raise _refused(archive, "no manifest at its beginning")
    file = tar.extractfile(first)
    text = b"".join(iter(lambda: file.read(_CHUNK), b"")) if file else b""
    try:
        # through json, because a file's name may hold bytes that are no letters
        manifest = Manifest.model_validate(json.loads(text))
    except (ValidationError, ValueError):
        raise _refused(archive, "a manifest that this version cannot read") from None
    if strange := [name for name in manifest.files if not _is_ours(name)]:
        raise _refused(archive, f"{strange[0]!r}, which has no place in a backup,")
    return manifest


def _is_ours(name: str) -> bool:
    path = PurePosixPath(name)
    if name in (FILE_NAME, sealing.FILE_NAME):
        return True
    is_plain = str(path) == name and ".." not in path.parts and "\0" not in name
    return is_plain and len(path.parts) > 1 and path.parts[0] in PARTS


def _refuse_too_much(archive: Path, manifest: Manifest, folder: Path) -> None:
    total = sum(entry.size for entry in manifest.files.values())
    if total > max(_SMALL, archive.stat().st_size * _MOST_GROWTH):
        raise _refused(archive, f"that it would grow to {total} bytes, far more than our files do,")
    free = shutil.disk_usage(folder).free
    if total > free:
        raise BackupError(
            f"{shown(archive)}: found {free} bytes free in {shown(data_directory())}; expected {total}; free some space"
        )


def _check_file(path: Path, entry: FileEntry, archive: Path) -> None:
    path.chmod(0o600)
    with path.open("rb+") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != entry.sha256:
            raise _refused(archive, f"{path.name!r} changed since")
        os.fsync(file.fileno())


def _check_database(archive: Path, staged: Path, manifest: Manifest, engine: Engine) -> None:
    """See that the database is sound, of a version that we know, and sealed with a key that we have."""
    if FILE_NAME not in manifest.files:
        return
    if engine.dialect.name != "sqlite":
        raise BackupError(
            f"{shown(archive)}: found an SQLite database in it, while {place_of(engine)} is in use; expected none; "
            "unset SEND_ASSIST_DATABASE_URL to use what is in the backup"
        )
    try:
        with _read_only(staged / FILE_NAME) as connection:
            sound = _value(connection, "PRAGMA integrity_check") == "ok"
            revision = _value(connection, f"SELECT version_num FROM {VERSION_TABLE}")
            word = _value(connection, f"SELECT word FROM {KeyCheck.__tablename__}")
    except sqlite3.Error:
        sound = False
    if not sound:
        raise CaseworkUnavailableError(Trouble.DAMAGED, shown(archive))
    if revision not in {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}:
        raise CaseworkUnavailableError(Trouble.TOO_NEW, shown(archive))
    if word is not None:
        _check_key(archive, staged / sealing.FILE_NAME, str(word))


def _check_key(archive: Path, staged_key: Path, word: str) -> None:
    in_environment = os.environ.get(KEY_VARIABLE, "").strip()
    try:
        if staged_key.exists() and not in_environment:
            Seal(staged_key.read_text(encoding="ascii").split()).open(word)
        else:
            sealing.current().open(word)
    except WrongKeyError:
        raise CaseworkUnavailableError(Trouble.WRONG_KEY, shown(archive)) from None
    except ValueError:
        raise CaseworkUnavailableError(Trouble.BAD_KEY, shown(archive)) from None


def _refuse_to_overwrite(engine: Engine) -> None:
    holds = any((data_directory() / "cases").glob("*")) or _holds_rows(engine)
    if holds:
        raise BackupError(
            f"found cases in {shown(data_directory())}; expected none; to put the backup in their place add --replace, "
            "which keeps what is there in a folder beside it"
        )


def _holds_rows(engine: Engine) -> bool:
    """Whether anything is in the database; one that cannot be read may hold everything."""
    stored = _file_of(engine)
    if stored is None or not stored.exists():
        return False
    kept = (VERSION_TABLE, KeyCheck.__tablename__, "sqlite_sequence")
    try:
        with _read_only(stored) as connection:
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return any(_value(connection, f'SELECT 1 FROM "{name}" LIMIT 1') for name in names if name not in kept)
    except sqlite3.Error:
        return True


def _erased_since(engine: Engine, staged: Path) -> tuple[str, ...]:
    """Return the codes that were erased here and are in the backup: families were told that they are gone."""
    stored = _file_of(engine)
    if stored is None or not stored.exists() or not staged.exists():
        return ()
    try:
        with _read_only(stored) as old, _read_only(staged) as new:
            erased = set(old.execute("SELECT reference_code FROM referral_event WHERE what = 'deleted'"))
            return tuple(sorted(code for (code,) in erased & set(new.execute("SELECT reference_code FROM referral"))))
    except sqlite3.Error:
        return ()  # one of them is damaged or has no tables: there is nothing to compare


# Putting it in its place


def _swap(engine: Engine, staged: Path, now: datetime.datetime) -> tuple[Path, ...]:
    """Move what is here aside and what is staged in; the database last, in one step, which is when it counts."""
    data, stamp = data_directory(), f"{in_utc(now):%Y%m%dT%H%M%S%f}Z"
    aside = data / f"{_ASIDE}{stamp}{_UNFINISHED}"
    names = [*PARTS, *([sealing.FILE_NAME] if (staged / sealing.FILE_NAME).exists() else [])]
    stored, staged_database = _file_of(engine), staged / FILE_NAME
    with_database = stored is not None and staged_database.exists()
    try:
        aside.mkdir(mode=0o700)
        if stored and with_database:
            stored.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(staged_database, _ready(stored))
        moves = {"names": names, "there": [name for name in names if (data / name).exists()], "stamp": stamp}
        _write_moves(aside, {**moves, "database": with_database})
        for name in names:
            if (data / name).exists():
                (data / name).rename(aside / name)
            if (staged / name).exists():
                (staged / name).rename(data / name)
        if stored and with_database:
            _replace_database(engine, stored, _database_aside(stored, stamp))
        _finish_or_undo(engine, is_done=True)
    except BaseException:
        _finish_or_undo(engine)
        raise
    kept = [aside.with_name(aside.name.removesuffix(_UNFINISHED))]
    if stored and with_database:
        kept.append(_database_aside(stored, stamp))
    return tuple(path for path in kept if path.exists())


def _replace_database(engine: Engine, stored: Path, aside: Path) -> None:
    if stored.exists():
        _fold_log_in(engine, stored, aside)
        os.link(stored, aside)
    _ready(stored).replace(stored)


def _fold_log_in(engine: Engine, stored: Path, aside: Path) -> None:
    """Bring what is in the write-ahead log into the file; refused while anybody has the database open."""
    with closing(sqlite3.connect(stored, timeout=1, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
        except sqlite3.Error as error:
            trouble, code = trouble_of(error, engine)
            if trouble is not Trouble.DAMAGED:
                raise CaseworkUnavailableError(trouble, place_of(engine), code) from None
            # Whoever mends the damaged file will want its log, which SQLite would remove when this is closed.
            for suffix in _BESIDE_DATABASE:
                with suppress(FileNotFoundError):
                    stored.with_name(stored.name + suffix).rename(aside.with_name(aside.name + suffix))


def _finish_or_undo(engine: Engine, *, is_done: bool = False) -> None:
    """Bring what a restore has begun to an end: keep the new once its database is in place, else put the old back."""
    data, stored = data_directory(), _file_of(engine)
    for aside in data.glob(f"{_ASIDE}*{_UNFINISHED}"):
        moves = _read_moves(aside)
        if moves is None:  # nothing had been moved yet
            shutil.rmtree(aside)
        elif is_done or (moves["database"] and stored and not _ready(stored).exists()):
            _close(aside)
        else:
            _put_back(data, aside, moves)
            if stored and moves["database"]:
                _put_log_back(stored, _database_aside(stored, moves["stamp"]))
            shutil.rmtree(aside)
    if stored:
        _ready(stored).unlink(missing_ok=True)


def _put_back(data: Path, aside: Path, moves: dict[str, Any]) -> None:
    for name in moves["names"]:
        if (aside / name).exists():
            _remove(data / name)
            (aside / name).rename(data / name)
        elif name not in moves["there"]:
            _remove(data / name)


def _put_log_back(stored: Path, aside: Path) -> None:
    aside.unlink(missing_ok=True)  # a second name of the database that is still in place
    for suffix in _BESIDE_DATABASE:
        beside = aside.with_name(aside.name + suffix)
        if beside.exists():
            beside.rename(stored.with_name(stored.name + suffix))


def _close(aside: Path) -> None:
    """Leave the old data under its own name, or nothing where there was none."""
    (aside / _MOVES).unlink(missing_ok=True)
    with suppress(OSError):
        aside.rmdir()
        return
    aside.rename(aside.with_name(aside.name.removesuffix(_UNFINISHED)))


def _write_moves(aside: Path, moves: dict[str, Any]) -> None:
    beside = aside / f"{_MOVES}.new"
    beside.write_text(json.dumps(moves), encoding="utf-8")
    beside.replace(aside / _MOVES)


def _read_moves(aside: Path) -> dict[str, Any] | None:
    try:
        moves: dict[str, Any] = json.loads((aside / _MOVES).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return moves


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _alone() -> Iterator[None]:
    """Let one restore run at a time, and clear away what one that was killed had unpacked."""
    folder = data_directory()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK_NAME).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(
                f"found {shown(folder / LOCK_NAME)} locked: another restore is running; expected none; wait for its end"
            ) from None
        for left in folder.glob(f"{_STAGING}*"):
            shutil.rmtree(left)
        yield


def _file_of(engine: Engine) -> Path | None:
    return Path(str(engine.url.database)) if engine.dialect.name == "sqlite" else None


def _ready(stored: Path) -> Path:
    return stored.with_name(stored.name + _READY)


def _database_aside(stored: Path, stamp: str) -> Path:
    return stored.with_name(f"{_ASIDE}{stamp}-{stored.name}")


def _read_only(path: Path) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True))


def _value(connection: sqlite3.Connection, query: str) -> Any:
    row = connection.execute(query).fetchone()
    return row[0] if row else None


def _refused(archive: Path, found: str) -> BackupError:
    return BackupError(
        f"{shown(archive)}: found {found}; expected a whole backup of this program; nothing was changed; take another"
    )


def _of_system(error: OSError, path: Path) -> BackupError:
    what = os.strerror(error.errno) if error.errno else type(error).__name__
    where = Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else path
    return BackupError(
        f"{shown(path)}: found an error of the system with {shown(where)} ({what}); expected that this user may read "
        "and write there, and room; correct that, or choose another place"
    )
