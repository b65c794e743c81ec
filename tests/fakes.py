"""A small encoder with predictable vectors."""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class FakeEncoder:
    """Each word adds 1 along the direction it hashes to; vectors are of unit length. Remembers what it was asked."""

    name = "fake"
    sha256 = "f" * 64
    dimension = 64

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.casefold().split() or [""]:
                vectors[row, zlib.crc32(word.encode()) % self.dimension] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / np.where(lengths == 0, 1, lengths)


class OtherEncoder(FakeEncoder):
    """Another model, whose vectors mean something else."""

    name = "other"
    sha256 = "e" * 64
