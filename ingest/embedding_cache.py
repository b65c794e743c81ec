"""Vectors kept by the words they were made from, so that unchanged words are never embedded twice."""

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from corpus.encoder import Encoder
from corpus.errors import CorpusError

# Small enough that a killed build loses seconds of work, large enough to fill the encoder's batches.
_BATCH = 256
_ASKED_AT_ONCE = 500


class EmbeddingCache:
    """A file of vectors for one encoder. Use as a context manager."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._encoder = encoder
        self._path = folder / f"vectors-{encoder.sha256[:16]}.sqlite3"

    def __enter__(self) -> "EmbeddingCache":
        try:
            self._open()
        except sqlite3.OperationalError as error:
            raise self._unusable(error) from None
        except sqlite3.DatabaseError:
            self._start_afresh()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def _open(self) -> None:
        self._connection = sqlite3.connect(self._path, timeout=30)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"
        )

    def _start_afresh(self) -> None:
        """Make a damaged file anew: it is only a cache."""
        self._connection.close()
        for ending in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
        self._open()

    def vectors(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] = lambda done, total: None
    ) -> tuple[NDArray[np.float32], int]:
        """Return the vectors of `texts` in their order, and how many texts had to be embedded.

        Args:
            texts: any texts; repeated ones are embedded once.
            progress: told how many of the missing texts are done, and how many there are.

        Raises:
            CorpusError: the cache cannot be written, such as on a full disk.
        """
        try:
            vectors, embedded = self._vectors(texts, progress)
        except sqlite3.OperationalError as error:
            raise self._unusable(error) from None
        except sqlite3.DatabaseError:
            pass
        except ValueError:
            pass  # what was kept is no vectors
        else:
            # damage that SQLite cannot see: what was kept was of unit length
            with np.errstate(over="ignore", invalid="ignore"):
                is_sound = np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=0.01)
            if is_sound:
                return vectors, embedded
        self._start_afresh()
        return self._vectors(texts, progress)

    def _vectors(self, texts: Sequence[str], progress: Callable[[int, int], None]) -> tuple[NDArray[np.float32], int]:
        keys = [hashlib.sha256(text.encode()).digest() for text in texts]
        kept = self._kept(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
        # texts of like length share a batch, which saves padding
        ordered = sorted(missing.items(), key=lambda pair: len(pair[1]))
        progress(0, len(ordered))
        for start in range(0, len(ordered), _BATCH):
            batch = ordered[start : start + _BATCH]
            made = self._encoder.encode([text for _, text in batch]).astype(np.float32)
            self._keep([key for key, _ in batch], made)
            kept |= {key: vector.tobytes() for (key, _), vector in zip(batch, made, strict=True)}
            progress(min(start + _BATCH, len(ordered)), len(ordered))
        if not texts:
            return np.empty((0, self._encoder.dimension), dtype=np.float32), 0
        return np.frombuffer(b"".join(kept[key] for key in keys), dtype=np.float32).reshape(len(keys), -1), len(ordered)

    def _kept(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the vectors that are kept, as bytes; those of another length than the encoder's are left out."""
        kept: dict[bytes, bytes] = {}
        wanted = list(dict.fromkeys(keys))
        for start in range(0, len(wanted), _ASKED_AT_ONCE):
            some = wanted[start : start + _ASKED_AT_ONCE]
            places = ", ".join("?" * len(some))
            kept |= self._connection.execute(f"SELECT key, vector FROM vectors WHERE key IN ({places})", some)
        # the encoder knows its length once it is loaded, which takes seconds that a sound and whole file saves
        if len(kept) == len(wanted) and len({len(vector) for vector in kept.values()}) == 1:
            return kept
        length = self._encoder.dimension * np.dtype(np.float32).itemsize
        return {key: vector for key, vector in kept.items() if len(vector) == length}

    def _keep(self, keys: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        rows = [(key, vector.tobytes()) for key, vector in zip(keys, vectors, strict=True)]
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def _unusable(self, error: sqlite3.Error) -> CorpusError:
        return CorpusError(
            f"{self._path}: the cache of vectors could not be written ({error}); make room on the disk, or check "
            "who may write there, and build again"
        )
