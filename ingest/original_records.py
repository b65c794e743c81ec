"""The records of the store of originals on disk: `originals.json`, one writer at a time, whole or not at all."""

import datetime
import fcntl
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.paths import data_directory, shown

FORMAT = 1
LOCK_SECONDS = 30.0


class OriginalsError(CorpusError):
    """The store of originals, or what was asked of it, that an operator can mend."""


@dataclass(frozen=True, slots=True)
class OriginalRecord:
    """One file of the store.

    `given_name` is the name it came with, `file_name` the safe one it is kept under. `quotes` is the source whose
    numbered paragraphs a commentary quotes. `superseded_on` is set once a newer version of the source is in.
    `note` is for the operator: what its reader reported, what was left out.
    """

    sha256: str
    source_id: str
    file_name: str
    given_name: str
    added_on: datetime.date
    quotes: str | None = None
    approved: bool = True
    note: str = ""
    superseded_on: datetime.date | None = None

    @property
    def is_current(self) -> bool:
        """Whether no newer version of its source has come in."""
        return self.superseded_on is None


def originals_folder() -> Path:
    """Return where originals are kept."""
    return data_directory() / "originals"


@contextmanager
def locked_folder() -> Iterator[Path]:
    """Hold the store for one writer; yields its folder. The system lets go of it when a writer is killed.

    Raises:
        OriginalsError: another writer holds it for `LOCK_SECONDS`, or it cannot be written.
    """
    folder = originals_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / ".lock").open("w") as lock:
            _take(lock.fileno(), folder)
            yield folder
    except OSError as error:
        raise OriginalsError(
            f"{shown(folder)}: found that it cannot be written ({error.strerror}); expected a folder that this program "
            "may write to, with room on the disk; free some room or mend its permissions"
        ) from None


def load_records(folder: Path) -> list[OriginalRecord]:
    """Return every record in the order added; none when there is no store yet.

    Raises:
        OriginalsError: `originals.json` cannot be read.
    """
    path = folder / "originals.json"
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["format"] != FORMAT:
            raise ValueError(f"format {stored['format']!r}")
        return [_record(entry) for entry in stored["originals"]]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise OriginalsError(
            f"{shown(path)}: found records that cannot be read ({error}); expected format {FORMAT} as this program "
            "writes it; restore it from a backup, or move it away and add the files again"
        ) from None


def save_records(folder: Path, records: list[OriginalRecord]) -> None:
    """Replace `originals.json`."""
    stored = {"format": FORMAT, "originals": [asdict(record) for record in records]}
    # ASCII only: a given name may hold bytes that no encoding can write
    text = json.dumps(stored, indent=2, default=datetime.date.isoformat)
    write_whole(folder / "originals.json", text.encode("ascii") + b"\n")


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in place whole or not at all, and on the disk before returning."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _take(lock: int, folder: Path) -> None:
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise OriginalsError(
                    f"{shown(folder)}: found it in use for {LOCK_SECONDS:.0f} seconds; expected one command at a "
                    "time; wait for the other to finish"
                ) from None
            time.sleep(0.05)


def _record(entry: dict[str, Any]) -> OriginalRecord:
    texts = ("sha256", "source_id", "file_name", "given_name", "note")
    unknown = set(entry) - {field.name for field in fields(OriginalRecord)}
    if unknown or not all(isinstance(entry[name], str) for name in texts):
        raise ValueError(f"a record with the fields {sorted(entry)}")
    # a record edited by hand must not lead out of the folder
    if Path(entry["file_name"]).name != entry["file_name"]:
        raise ValueError(f"the file name {entry['file_name']!r}")
    superseded_on = entry["superseded_on"]
    return OriginalRecord(
        **{
            **entry,
            "added_on": datetime.date.fromisoformat(entry["added_on"]),
            "superseded_on": datetime.date.fromisoformat(superseded_on) if superseded_on else None,
        }
    )
