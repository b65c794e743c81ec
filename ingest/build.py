"""The build: its steps in order. Knows nothing of any one format."""

import datetime
import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from corpus.documents import Passage
from corpus.encoder import Encoder
from corpus.errors import CorpusError
from corpus.fingerprint import digest_of_files
from corpus.matcher import hashed_features
from corpus.paths import CORPUS, data_directory
from corpus.store import FORMAT, Manifest, built_directory, current_build, open_store, read_manifest, write_build
from corpus.training import train_matcher
from corpus.vocabulary import PassageKind
from corpus.words import stems
from ingest.content import ReadContent, read_content
from ingest.embedding_cache import EmbeddingCache
from ingest.originals import read_originals
from ingest.passages import entries_of_guide, entries_of_originals, entries_of_situations, passages_of


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did. `skipped` names each file or part left out, and why."""

    name: str
    counts: dict[str, int]
    embedded: int
    changed: bool
    skipped: tuple[tuple[str, str], ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing was left out."""
        return not self.skipped


def build(
    encoder: Encoder,
    *,
    now: datetime.datetime,
    content_folder: Path = CORPUS,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Summary:
    """Read, split, embed and swap in a new build; when nothing changed, keep the one that serves.

    A broken guide or original is left out and told in the summary; the rest is built.

    Raises:
        CorpusError: nothing can be built at all, or another build is running.
    """
    with _only_build():
        read = read_content(content_folder)
        originals = read_originals(read.content.register)
        skipped = (*_content_faults(read), *originals.skipped)
        if not read.content.guides:
            raise CorpusError(
                f"{content_folder}: found no guide that can be read; expected at least one; mend what is named:\n"
                + "\n".join(f"{name}: {why}" for name, why in skipped)
            )
        passages = [passage for guide in read.content.guides.values() for passage in passages_of(guide)]
        entries = [
            entry
            for guide in read.content.guides.values()
            for entry in entries_of_guide(guide, read.asked.get(guide.id, ()), read.talks.get(guide.id, ()))
        ]
        passages += originals.passages
        entries += entries_of_situations(read.content.uncovered.values())
        entries += entries_of_originals(originals.passages)
        content_digest = digest_of_files(content_folder)
        corpus_digest = _corpus_digest(encoder, content_digest, passages, skipped)
        serving = _serving(encoder, corpus_digest)
        if serving is not None:
            return Summary(serving, _counts(read, passages, len(entries)), 0, changed=False, skipped=skipped)

        lexicon = read.content.glossary.lexicon
        texts = [lexicon.canonical(entry.text) for entry in entries]
        entries = [entry._replace(words=tuple(stems(text))) for entry, text in zip(entries, texts, strict=True)]
        hashed = hashed_features([entry.words for entry in entries])
        with EmbeddingCache(data_directory() / "cache", encoder) as cache:
            vectors, embedded = cache.vectors(texts, progress=progress)
        counts = _counts(read, passages, len(entries))
        name = write_build(
            manifest=Manifest(
                format=FORMAT,
                encoder=encoder.name,
                encoder_sha256=encoder.sha256,
                dimension=vectors.shape[1],
                content_digest=content_digest,
                corpus_digest=corpus_digest,
                built_at=now.isoformat(),
                counts=counts,
                skipped=skipped,
            ),
            content=read.content,
            passages=passages,
            entries=entries,
            vectors=vectors,
            matcher=train_matcher(entries, vectors, hashed),
        )
        return Summary(name, counts, embedded, changed=True, skipped=skipped)


def _content_faults(read: ReadContent) -> Iterator[tuple[str, str]]:
    for fault in read.faults:
        place, _, why = fault.partition(": ")
        yield place, why


def _counts(read: ReadContent, passages: list[Passage], entries: int) -> dict[str, int]:
    counts = {f"{kind.value}s": 0 for kind in PassageKind}
    for passage in passages:
        counts[f"{passage.kind.value}s"] += 1
    return {
        "guides": len(read.content.guides),
        "sources": len(read.content.register.sources),
        "passages": len(passages),
        "entries": entries,
        **counts,
    }


def _corpus_digest(
    encoder: Encoder, content_digest: str, passages: list[Passage], skipped: tuple[tuple[str, str], ...]
) -> str:
    whole = hashlib.sha256(f"{FORMAT}\0{encoder.sha256}\0{content_digest}\0{skipped}".encode())
    for passage in passages:
        if passage.kind is PassageKind.ORIGINAL:
            whole.update(f"{passage.id}\0{passage.digest}\0{passage.pinpoint}\0{passage.status}\0".encode())
    return whole.hexdigest()


def _serving(encoder: Encoder, corpus_digest: str) -> str | None:
    """Return the name of the build that serves when it is sound and of this very corpus."""
    name = current_build()
    if name is None:
        return None
    try:
        if read_manifest(built_directory() / name).corpus_digest != corpus_digest:
            return None
        return open_store(encoder).name
    except CorpusError:
        return None


@contextmanager
def _only_build() -> Iterator[None]:
    """Hold the lock that lets one build run at a time; the system lets go of it when a build is killed."""
    folder = data_directory()
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "build.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CorpusError(
                f"{folder / 'build.lock'}: another build is running in this data directory; wait until it ends"
            ) from None
        yield
