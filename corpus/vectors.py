"""Vectors on disk and the nearest of them. The only module that imports faiss; no ranking policy."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import faiss
import numpy as np
from numpy.typing import NDArray

from corpus.errors import BuildMismatchError


class Hit(NamedTuple):
    """One row of the index and how well it matched, on the scale of the search that found it."""

    row: int
    score: float


class VectorIndex:
    """Exact inner-product search over unit vectors, so that scores are cosines."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def of(cls, vectors: NDArray[np.float32]) -> "VectorIndex":
        """Index vectors of shape (rows, dimension), unit length, in row order."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "VectorIndex":
        """Read what `save` wrote."""
        # through bytes, because faiss cannot open every path that Python can
        return cls(faiss.deserialize_index(np.frombuffer(path.read_bytes(), dtype=np.uint8)))

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        path.write_bytes(faiss.serialize_index(self._index).tobytes())

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def search(self, vector: NDArray[np.float32], *, limit: int) -> list[Hit]:
        """Return the rows nearest to a vector, best first.

        Args:
            vector: shape (dimension,), unit length, from the encoder that built the index.
            limit: most hits to return; a smaller index returns fewer.

        Returns:
            Hits in falling cosine, in [-1, 1] up to rounding; exact ties in no promised order.

        Raises:
            BuildMismatchError: the vector's length is not the index's.
        """
        if vector.shape != (self.dimension,):
            raise BuildMismatchError(
                f"the question's vector has shape {vector.shape}, the index expects ({self.dimension},); "
                "if the encoder changed, run `python -m ingest build`"
            )
        # faiss pads a short result with row -1, so never ask for more than there is
        wanted = min(limit, len(self))
        if wanted == 0:
            return []
        scores, rows = self._index.search(np.ascontiguousarray(vector[np.newaxis], dtype=np.float32), wanted)
        return [Hit(int(row), float(score)) for row, score in zip(rows[0], scores[0], strict=True)]

    def at(self, rows: Sequence[int]) -> NDArray[np.float32]:
        """Return the vectors of rows, shape (rows, dimension), in the order given."""
        if not rows:
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.stack([self._index.reconstruct(int(row)) for row in rows])
