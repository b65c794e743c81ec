"""The operator's store of originals, `<data>/originals/`: what is added, listed, approved, and read for a build."""

import datetime
import hashlib
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from corpus.documents import Passage
from corpus.errors import CorpusError
from corpus.paths import shown
from corpus.sources import Source, SourceRegister
from corpus.vocabulary import SourceKind
from ingest.comments import article_of
from ingest.original_records import (
    OriginalRecord,
    OriginalsError,
    load_records,
    locked_folder,
    originals_folder,
    save_records,
    write_whole,
)
from ingest.readers import file_bytes, read_document, shown_name
from ingest.split import split


class ReadOriginal(NamedTuple):
    """One current original and its passages."""

    record: OriginalRecord
    passages: tuple[Passage, ...]


class Originals(NamedTuple):
    """Every current original that could be read, and the name and reason of every one that could not."""

    read: tuple[ReadOriginal, ...]
    skipped: tuple[tuple[str, str], ...]

    @property
    def passages(self) -> tuple[Passage, ...]:
        """The passages that may be shown: those of approved originals."""
        return tuple(passage for original in self.read if original.record.approved for passage in original.passages)


def add_original(
    path: Path, source: Source, *, quotes: str | None = None, now: datetime.date, approved: bool = True
) -> OriginalRecord:
    """Keep a copy of a file as the text of `source`; it takes the place of an earlier version.

    The file is read and split first, and nothing is written when that fails. The same file again changes nothing:
    the record comes back with a note that says so. An operator who adds a file at the command line vouches for it;
    where someone else must look first, pass `approved=False`, and it is kept but not used until approved.

    Raises:
        UnreadableFileError: the file yields no text.
        OriginalsError: no passage could be made of it, it changed meanwhile, or the store is in use or damaged.
    """
    if quotes and source.kind is not SourceKind.COMMENTARY:
        raise OriginalsError(
            f"found quotes {quotes!r} for {source.id!r}, which is of kind {source.kind.value}; expected commentary, "
            "the only kind whose quoted paragraphs are told apart; leave quotes out"
        )
    content = file_bytes(path)
    sha256 = hashlib.sha256(content).hexdigest()
    record = OriginalRecord(
        sha256=sha256,
        source_id=source.id,
        file_name=f"{source.id}-{sha256[:16]}{path.suffix.lower()}",
        given_name=path.name,
        added_on=now,
        quotes=quotes,
        approved=approved,
        note=_checked(path, source),
    )
    if file_bytes(path) != content:
        raise OriginalsError(
            f"{shown_name(path.name)}: found other bytes on a second look; expected a file that stays as it is while "
            "it is added; wait until it is complete and add it again"
        )
    with locked_folder() as folder:
        return _kept(folder, record, content)


def list_originals() -> tuple[OriginalRecord, ...]:
    """Return every record in the order added, superseded ones too; none when nothing was ever added.

    Raises:
        OriginalsError: `originals.json` cannot be read.
    """
    return tuple(load_records(originals_folder()))


def set_approved(source_id: str, approved: bool) -> OriginalRecord:
    """Say whether the current original of a source may be used; takes effect with the next build.

    Raises:
        OriginalsError: the source has no original.
    """
    with locked_folder() as folder:
        records = load_records(folder)
        for position, record in enumerate(records):
            if record.source_id == source_id and record.is_current:
                records[position] = replace(record, approved=approved)
                save_records(folder, records)
                return records[position]
    raise OriginalsError(
        f"found no original of {source_id!r}; expected one that was added; "
        f"add it with `python -m ingest add FILE --source {source_id}`"
    )


def read_originals(register: SourceRegister) -> Originals:
    """Read and split every current original; one that fails is skipped with its reason and stops no other.

    Raises:
        OriginalsError: `originals.json` cannot be read, so that not even the names are known.
    """
    folder = originals_folder()
    read, skipped = [], []
    for record in load_records(folder):
        if not record.is_current:
            continue
        try:
            read.append(ReadOriginal(record, _passages(folder, record, register)))
        except CorpusError as error:
            skipped.append((shown_name(record.given_name), str(error)))
        except Exception as error:  # a fault of ours in one file must not cost the others
            reason = f"found {type(error).__name__} while reading it, a fault of ours; please report it with the file"
            skipped.append((shown_name(record.given_name), reason))
    return Originals(tuple(read), tuple(skipped))


def _kept(folder: Path, record: OriginalRecord, content: bytes) -> OriginalRecord:
    """Write the file, then the records; killed in between, it leaves a file that no record names."""
    records = load_records(folder)
    known = next((other for other in records if other.source_id == record.source_id and other.is_current), None)
    target = folder / record.file_name
    if (
        known
        and (known.sha256, known.file_name, known.quotes) == (record.sha256, record.file_name, record.quotes)
        and _holds(target, known.sha256)
    ):
        return replace(known, note=f"already added on {known.added_on.isoformat()}; nothing changed")
    write_whole(target, content)
    others = [
        replace(other, superseded_on=record.added_on) if other is known else other
        for other in records
        if (other.source_id, other.file_name) != (record.source_id, record.file_name)
    ]
    save_records(folder, [*others, record])
    return record


def _checked(path: Path, source: Source) -> str:
    """Read and split a file to see that it can be, and return what the operator should know of it."""
    document = read_document(path, source)
    if not split(document, source):
        raise OriginalsError(
            f"{shown_name(path.name)}: found no paragraph to quote; expected text that can be split as "
            f"{source.kind.value}; check the file and the kind of {source.id!r} in corpus/sources.yaml"
        )
    notes = list(document.notes)
    if source.kind is SourceKind.COMMENTARY and (dropped := article_of(document.blocks).dropped):
        notes.append(f"{dropped} paragraphs after the article (readers' comments) left out")
    return "; ".join(notes)


def _passages(folder: Path, record: OriginalRecord, register: SourceRegister) -> tuple[Passage, ...]:
    source = register.get(record.source_id)
    quoted = register.get(record.quotes) if record.quotes else None
    if source is None or (record.quotes and quoted is None):
        missing = record.source_id if source is None else record.quotes
        raise OriginalsError(
            f"found the source {missing!r}, which is not registered; expected one in corpus/sources.yaml; "
            "register it, or add the file again under another source"
        )
    path = folder / record.file_name
    if not _holds(path, record.sha256):
        raise OriginalsError(f"found {shown(path)} missing or changed; expected the file as it was added; add it again")
    passages = split(read_document(path, source), source, quoted=quoted)
    if not passages:
        raise OriginalsError(
            f"found no paragraph to quote in it; expected text that can be split as {source.kind.value}; "
            f"check the kind of {source.id!r} in corpus/sources.yaml"
        )
    return passages


def _holds(path: Path, sha256: str) -> bool:
    """Say whether a file of the store is still there with the bytes it was added with."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    except OSError:
        return False
