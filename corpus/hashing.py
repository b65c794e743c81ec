"""Words and runs of letters as columns of numbers, without a vocabulary to keep."""

import itertools
import re
import zlib
from collections.abc import Collection, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_RUNS = (3, 4)


def words_and_pairs(words: Sequence[str]) -> set[str]:
    """Return the words, and each two that follow one another."""
    return {*words, *(f"{one}_{other}" for one, other in itertools.pairwise(words))}


def letter_runs(text: str) -> set[str]:
    """Return every three and four letters in a row of each word of plain text, `#` where a word begins and ends."""
    marked = (f"#{word}#" for word in _WORD.findall(text))
    return {word[start : start + run] for word in marked for run in _RUNS for start in range(len(word) - run + 1)}


def signed_columns(tokens: Iterable[str], columns: int) -> NDArray[np.float32]:
    """Hash tokens into so many signed columns; shape (columns,), length 1, or 0 for no tokens."""
    counted = np.zeros(columns, dtype=np.float32)
    for token in tokens:
        number = checksum(token)
        counted[number % columns] += 1.0 if (number >> 16) & 1 else -1.0
    length = float(np.linalg.norm(counted))
    return counted / length if length > 0 else counted


def add_signed_rows(rows: Sequence[Collection[int]], into: NDArray[np.float32]) -> None:
    """Write `signed_columns` of many rows at once.

    Args:
        rows: their tokens, each as its `checksum`.
        into: zeros of shape (len(rows), columns).
    """
    sizes = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
    checksums = np.fromiter(itertools.chain.from_iterable(rows), dtype=np.int64, count=int(sizes.sum()))
    cells = (np.repeat(np.arange(len(rows)), sizes), checksums % into.shape[1])
    np.add.at(into, cells, np.where((checksums >> 16) & 1, np.float32(1), np.float32(-1)))
    lengths = np.sqrt(np.einsum("ij,ij->i", into, into))
    into /= np.where(lengths > 0, lengths, 1)[:, None]


def checksum(token: str) -> int:
    """Return the number that a token is hashed by."""
    return zlib.crc32(token.encode())
