"""Phrasings of two guides that say the same: a question put so could not be told to belong to either."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.guides import Guide

TOO_ALIKE = 0.92  # cosine above which two phrasings are one question


@dataclass(frozen=True, slots=True)
class Alike:
    """Two phrasings of different guides, and the cosine of their meanings."""

    one: tuple[str, str]  # guide, phrasing
    other: tuple[str, str]
    cosine: float


def phrasings_of(guides: Iterable[Guide]) -> list[tuple[str, str]]:
    """Return every phrasing with the id of its guide."""
    return [(guide.id, phrasing) for guide in guides for phrasing in guide.asked_as]


def alike(phrasings: list[tuple[str, str]], vectors: NDArray[np.float32]) -> Iterator[Alike]:
    """Yield the pairs of different guides that are too alike, the most alike first.

    Args:
        phrasings: from `phrasings_of`.
        vectors: their unit vectors, shape (len(phrasings), dimension).
    """
    cosines = np.triu(vectors @ vectors.T, k=1)
    rows, columns = np.nonzero(cosines > TOO_ALIKE)
    for _, row, column in sorted(
        (-float(cosines[row, column]), int(row), int(column)) for row, column in zip(rows, columns, strict=True)
    ):
        if phrasings[row][0] != phrasings[column][0]:
            yield Alike(phrasings[row], phrasings[column], float(cosines[row, column]))
