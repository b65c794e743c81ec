"""Builds: what `ingest` writes and the assistant answers from. A build is complete or it is not there.

Layout of the folder `built/` in the data directory:

    current               one line: the name of the build that serves
    <name>/manifest.json  encoder, format, digests of every file, counts, what was skipped and why
    <name>/content.json   the sources, guides, glossary, terms and contacts this build was made from
    <name>/passages.jsonl, entries.jsonl, vectors.faiss, words/, matcher.npz

Nothing is unpickled. A build is written under another name and renamed when whole; `current` is replaced
in one step, so that a reader sees the old build or the new one.
"""

import datetime
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.contacts import Contacts
from corpus.documents import Passage
from corpus.encoder import Encoder
from corpus.errors import BuildMismatchError, NotBuiltError
from corpus.glossary import Entry as GlossaryEntry
from corpus.glossary import Glossary
from corpus.guides import Guide
from corpus.lexical import WordIndex
from corpus.matcher import Matcher
from corpus.paths import data_directory
from corpus.pinpoints import Pinpoint
from corpus.situations import Situation
from corpus.sources import Source, SourceRegister
from corpus.terms import Term, Terms
from corpus.vectors import Hit, VectorIndex
from corpus.vocabulary import PassageKind, SourceStatus
from corpus.words import Lexicon

FORMAT = 10
MEND = "run `python -m ingest build`"


class Field(StrEnum):
    """What an entry's text is to the passage or guide it stands for."""

    PHRASING = "phrasing"  # how a family puts the guide's situation
    ASKED = "asked"  # what a family typed about the situation, and the passage answers first
    ASKS = "asks"  # a question that the passage answers
    WORDS = "words"  # the passage itself
    UNCOVERED = "uncovered"  # how a family puts a situation that no guide covers yet


class Entry(NamedTuple):
    """One searchable text.

    `guide_id` is empty for an original, and a situation's id where no guide covers it; `passage_id` is empty for
    what leads to no passage.
    """

    text: str
    field: Field
    guide_id: str
    passage_id: str
    words: tuple[str, ...] = ()  # its stems, as indexed


@dataclass(frozen=True, slots=True)
class Manifest:
    """The facts of a build."""

    format: int
    encoder: str
    encoder_sha256: str
    dimension: int
    content_digest: str
    corpus_digest: str
    built_at: str
    counts: Mapping[str, int]
    skipped: tuple[tuple[str, str], ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Content:
    """What a build was made from, beside its passages."""

    register: SourceRegister
    guides: Mapping[str, Guide]
    glossary: Glossary
    contacts: Contacts
    situations: Sequence[Situation] = ()
    terms: Terms = field(default_factory=Terms)

    @property
    def uncovered(self) -> dict[str, Situation]:
        """The situations that no guide covers or touches, by id."""
        known = {
            situation_id for guide in self.guides.values() for situation_id in (*guide.covers, *guide.touches, guide.id)
        }
        return {situation.id: situation for situation in self.situations if situation.id not in known}

    def to_json(self) -> dict[str, Any]:
        """Return plain data that `from_json` reads back."""
        return {
            "sources": [source.model_dump(mode="json") for source in self.register.sources.values()],
            "aliases": dict(self.register.aliases),
            "guides": [guide.model_dump(mode="json", by_alias=True) for guide in self.guides.values()],
            "glossary": [entry.model_dump(mode="json") for entry in self.glossary.entries],
            "spellings": dict(self.glossary.spellings),
            "contacts": self.contacts.model_dump(mode="json", by_alias=True),
            "situations": [situation.model_dump(mode="json") for situation in self.situations],
            "terms": [term.model_dump(mode="json") for term in self.terms.entries],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Content":
        """Read what `to_json` wrote."""
        sources = [Source.model_validate(source) for source in data["sources"]]
        guides = [Guide.model_validate(guide) for guide in data["guides"]]
        return cls(
            SourceRegister({source.id: source for source in sources}, data["aliases"]),
            {guide.id: guide for guide in guides},
            Glossary(
                tuple(GlossaryEntry.model_validate(entry) for entry in data["glossary"]), data.get("spellings", {})
            ),
            Contacts.model_validate(data["contacts"]),
            tuple(Situation.model_validate(situation) for situation in data["situations"]),
            Terms(tuple(Term.model_validate(term) for term in data.get("terms", ()))),
        )


class Store(Protocol):
    """What the assistant reads a corpus through; every store passes the same contract tests."""

    @property
    def manifest(self) -> Manifest:
        """The facts of the build."""

    @property
    def content(self) -> Content:
        """What the build was made from, beside its passages."""

    def nearest(self, vector: NDArray[np.float32], *, limit: int) -> list[Hit]:
        """Return entries by cosine, best first."""

    def holding(self, words: Sequence[str], *, limit: int) -> list[Hit]:
        """Return entries by BM25 over stems, best first, scores in (0, 1]."""

    @property
    def matcher(self) -> Matcher:
        """What tells situations apart, trained on this build."""

    def entry(self, row: int) -> Entry:
        """Return the entry of a row."""

    def rows_of(self, guide_id: str) -> Sequence[int]:
        """Return the rows of a guide's entries, in its order."""

    def vectors_at(self, rows: Sequence[int]) -> NDArray[np.float32]:
        """Return the vectors of rows, shape (rows, dimension), in the order given."""

    def passage(self, passage_id: str) -> Passage:
        """Return a passage; KeyError when there is none."""

    def guide_passages(self) -> Iterable[Passage]:
        """Return the passages of every guide."""

    def originals_at(self, pinpoint: Pinpoint) -> list[Passage]:
        """Return the passages of originals that hold, or lie in, a place; document order."""


@dataclass(frozen=True)
class LocalStore:
    """A build in a folder, read into memory."""

    name: str
    manifest: Manifest
    content: Content
    passages: Mapping[str, Passage]
    entries: Sequence[Entry]
    vectors: VectorIndex
    words: WordIndex
    matcher: Matcher

    def nearest(self, vector: NDArray[np.float32], *, limit: int) -> list[Hit]:
        """Return entries by cosine, best first."""
        return self.vectors.search(vector, limit=limit)

    def holding(self, words: Sequence[str], *, limit: int) -> list[Hit]:
        """Return entries by BM25 over stems, best first, scores in (0, 1]."""
        return self.words.search(words, limit=limit)

    def entry(self, row: int) -> Entry:
        """Return the entry of a row."""
        return self.entries[row]

    def rows_of(self, guide_id: str) -> Sequence[int]:
        """Return the rows of a guide's entries, in its order."""
        return self._rows_by_guide.get(guide_id, [])

    def vectors_at(self, rows: Sequence[int]) -> NDArray[np.float32]:
        """Return the vectors of rows, shape (rows, dimension), in the order given."""
        return self.vectors.at(rows)

    def passage(self, passage_id: str) -> Passage:
        """Return a passage; KeyError when there is none."""
        return self.passages[passage_id]

    def guide_passages(self) -> Iterable[Passage]:
        """Return the passages of every guide."""
        return (passage for passage in self.passages.values() if passage.guide_id)

    def originals_at(self, pinpoint: Pinpoint) -> list[Passage]:
        """Return the passages of originals that hold, or lie in, a place; document order."""
        return [
            passage
            for passage in self._originals.get(pinpoint.source_id, ())
            if passage.pinpoint and (passage.pinpoint.holds(pinpoint) or pinpoint.holds(passage.pinpoint))
        ]

    @cached_property
    def _rows_by_guide(self) -> dict[str, list[int]]:
        by_guide: dict[str, list[int]] = {}
        for row, entry in enumerate(self.entries):
            by_guide.setdefault(entry.guide_id, []).append(row)
        return by_guide

    @cached_property
    def _originals(self) -> dict[str, list[Passage]]:
        by_source: dict[str, list[Passage]] = {}
        for passage in self.passages.values():
            if passage.kind is PassageKind.ORIGINAL:
                source_id = passage.pinpoint.source_id if passage.pinpoint else passage.source_id
                by_source.setdefault(source_id, []).append(passage)
        return by_source

    @cached_property
    def lexicon(self) -> Lexicon:
        """Parents' words to the law's, as this build was indexed with."""
        return self.content.glossary.lexicon


def built_directory() -> Path:
    """Return where builds lie."""
    return data_directory() / "built"


def current_build(folder: Path | None = None) -> str | None:
    """Return the name of the build that serves, or None when there is none."""
    try:
        return ((folder or built_directory()) / "current").read_text(encoding="utf-8").strip() or None
    except (FileNotFoundError, UnicodeDecodeError):
        return None


def open_store(encoder: Encoder | None = None, folder: Path | None = None) -> LocalStore:
    """Open the build that serves.

    Args:
        encoder: the encoder that questions will be turned into vectors with; a build of another is refused.
        folder: where builds lie; default the data directory's `built/`.

    Raises:
        NotBuiltError: nothing has been built.
        BuildMismatchError: the build is of another format or encoder, its files are not those it was made of, or
            this version of the program cannot read them.
    """
    folder = folder or built_directory()
    name = current_build(folder)
    if name is None or not (folder / name / "manifest.json").is_file():
        raise NotBuiltError(f"{folder}: found no build of the corpus; expected one here; {MEND}")
    build = folder / name
    manifest = read_manifest(build)
    if manifest.format != FORMAT:
        raise BuildMismatchError(
            f"{build}: found a build of format {manifest.format}, expected {FORMAT}; {MEND} to make it anew"
        )
    if encoder is not None and manifest.encoder_sha256 != encoder.sha256:
        raise BuildMismatchError(
            f"{build}: found a build made by {manifest.encoder} ({manifest.encoder_sha256[:12]}…), expected one made "
            f"by {encoder.name} ({encoder.sha256[:12]}…); {MEND}"
        )
    for file, digest in manifest.files.items():
        if not (build / file).is_file() or _sha256(build / file) != digest:
            raise BuildMismatchError(
                f"{build / file}: found a file other than the one this build was made of; {MEND} to make it anew"
            )
    try:
        return _read(build, manifest)
    except (OSError, LookupError, TypeError, ValueError, RuntimeError) as error:
        raise BuildMismatchError(
            f"{build}: found a build that this version of the program cannot read ({type(error).__name__}); {MEND} to "
            "make it anew"
        ) from error


def _read(build: Path, manifest: Manifest) -> LocalStore:
    return LocalStore(
        build.name,
        manifest,
        Content.from_json(json.loads((build / "content.json").read_text(encoding="utf-8"))),
        {passage.id: passage for passage in map(_passage_from_json, _lines(build / "passages.jsonl"))},
        [Entry(line[0], Field(line[1]), line[2], line[3], tuple(line[4])) for line in _lines(build / "entries.jsonl")],
        VectorIndex.load(build / "vectors.faiss"),
        WordIndex.load(build / "words"),
        Matcher.load(build / "matcher.npz"),
    )


def read_manifest(build: Path) -> Manifest:
    """Read a build's manifest.

    Raises:
        BuildMismatchError: it is not one.
    """
    try:
        data = json.loads((build / "manifest.json").read_text(encoding="utf-8"))
        data["skipped"] = tuple((name, why) for name, why in data["skipped"])
        data["files"] = dict(data["files"])
        return Manifest(**data)
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise BuildMismatchError(
            f"{build / 'manifest.json'}: found no readable manifest ({type(error).__name__}); {MEND} to make it anew"
        ) from None


def write_build(
    *,
    manifest: Manifest,
    content: Content,
    passages: Sequence[Passage],
    entries: Sequence[Entry],
    vectors: NDArray[np.float32],
    matcher: Matcher,
    folder: Path | None = None,
) -> str:
    """Write a build beside the others and make it the one that serves, in one step; return its name."""
    folder = folder or built_directory()
    folder.mkdir(parents=True, exist_ok=True)
    previous = current_build(folder)
    moment = datetime.datetime.fromisoformat(manifest.built_at).strftime("%Y%m%dT%H%M%S%f")
    name = f"{moment}-{manifest.corpus_digest[:12]}"
    partial = folder / f".partial-{name}-{os.getpid()}"
    shutil.rmtree(partial, ignore_errors=True)
    (partial / "words").mkdir(parents=True)
    _write_json(partial / "content.json", content.to_json())
    _write_lines(partial / "passages.jsonl", map(_passage_to_json, passages))
    _write_lines(partial / "entries.jsonl", (list(entry) for entry in entries))
    VectorIndex.of(vectors).save(partial / "vectors.faiss")
    WordIndex.of([entry.words for entry in entries]).save(partial / "words")
    matcher.save(partial / "matcher.npz")
    files = {str(path.relative_to(partial)): _sha256(path) for path in sorted(partial.rglob("*")) if path.is_file()}
    whole = {key: getattr(manifest, key) for key in Manifest.__slots__} | {"files": files}
    _write_json(partial / "manifest.json", whole)
    for path in partial.rglob("*"):
        _sync(path)
    partial.rename(folder / name)
    _sync(folder)
    pointer = folder / f".current-{os.getpid()}"
    pointer.write_text(name + "\n", encoding="utf-8")
    _sync(pointer)
    pointer.replace(folder / "current")
    _sync(folder)
    _remove_old(folder, keep={name, previous})
    return name


def _remove_old(folder: Path, *, keep: set[str | None]) -> None:
    """Remove the builds but those to keep, and what killed builds left behind.

    Kept are the one that serves and the one before it, which a running app may still be opening.
    """
    for path in folder.iterdir():
        if path.is_dir() and path.name not in keep:
            shutil.rmtree(path, ignore_errors=True)
        elif path.name.startswith(".current-"):
            path.unlink(missing_ok=True)


def _passage_to_json(passage: Passage) -> dict[str, Any]:
    return {
        "id": passage.id,
        "text": passage.text,
        "source_id": passage.source_id,
        "pinpoint": str(passage.pinpoint) if passage.pinpoint else None,
        "headings": list(passage.headings),
        "page": passage.page,
        "digest": passage.digest,
        "kind": passage.kind.value,
        "guide_id": passage.guide_id,
        "status": passage.status.value,
    }


def _passage_from_json(data: dict[str, Any]) -> Passage:
    return Passage(
        id=data["id"],
        text=data["text"],
        source_id=data["source_id"],
        pinpoint=Pinpoint.parse(data["pinpoint"]) if data["pinpoint"] else None,
        headings=tuple(data["headings"]),
        page=data["page"],
        digest=data["digest"],
        kind=PassageKind(data["kind"]),
        guide_id=data["guide_id"],
        status=SourceStatus(data["status"]),
    )


def _lines(path: Path) -> list[Any]:
    # split on newlines alone: text may hold other characters that Python takes for line ends
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def _write_lines(path: Path, rows: Iterable[Any]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _write_json(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
