"""Which situation a question is about: a linear model over meaning and words, trained when the corpus is built.

Its classes are the guides, and the situations of the chart that no guide covers yet: a question about one of those
is told apart, not answered from the nearest guide. It is trained on the corpus alone: how families put each
situation, the questions its items answer, the items themselves. No question of an eval is ever in it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.hashing import add_signed_rows, checksum, letter_runs, words_and_pairs

# Words and pairs of words are hashed into so many signed columns, and runs of letters into so many, which know a word
# by its stem and in spite of a slip.
WORD_COLUMNS = 512
LETTER_COLUMNS = 1024
# Weight of each of the two beside the vector, all of length 1 (DECISIONS 9).
WORDS_WEIGHT = 0.8


def features(vector: NDArray[np.float32], words: Sequence[str]) -> NDArray[np.float32]:
    """Return what the model sees of one text: its unit vector, its stems and pairs of stems, its runs of letters.

    Args:
        vector: shape (dimension,), unit length.
        words: stems in order, from `Lexicon.words`.

    Returns:
        Shape (dimension + WORD_COLUMNS + LETTER_COLUMNS,).
    """
    return np.concatenate([vector.astype(np.float32), hashed_features([words])[0]])


def hashed_features(words: Sequence[Sequence[str]]) -> NDArray[np.float32]:
    """Return what follows the vector in `features`, of many texts at once.

    Args:
        words: stems in order, text by text.

    Returns:
        Shape (len(words), WORD_COLUMNS + LETTER_COLUMNS).
    """
    # each word is taken apart once
    number_of = cache(checksum)
    runs_of = cache(lambda word: frozenset(map(checksum, letter_runs(word))))
    found = np.zeros((len(words), WORD_COLUMNS + LETTER_COLUMNS), dtype=np.float32)
    add_signed_rows([set(map(number_of, words_and_pairs(each))) for each in words], found[:, :WORD_COLUMNS])
    add_signed_rows([frozenset().union(*map(runs_of, each)) for each in words], found[:, WORD_COLUMNS:])
    found *= WORDS_WEIGHT
    return found


@dataclass(frozen=True)
class Matcher:
    """The trained model. `classes` are guide ids, and ids of uncovered situations, in the order of its rows."""

    classes: tuple[str, ...]
    weights: NDArray[np.float32]  # (classes, features)
    offsets: NDArray[np.float32]  # (classes,)

    def log_probabilities(self, seen: NDArray[np.float32]) -> dict[str, float]:
        """Return the logarithm of each class's probability, for the features of one text."""
        logits = (self.weights @ seen + self.offsets).astype(float)
        highest = float(logits.max())
        whole = highest + math.log(float(np.exp(logits - highest).sum()))
        return {name: float(logit) - whole for name, logit in zip(self.classes, logits, strict=True)}

    def save(self, path: Path) -> None:
        """Write the model: arrays alone, nothing that is unpickled."""
        with path.open("wb") as file:
            np.savez(file, classes=np.array(self.classes), weights=self.weights, offsets=self.offsets)

    @classmethod
    def load(cls, path: Path) -> "Matcher":
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(
                tuple(str(name) for name in arrays["classes"]),
                arrays["weights"].astype(np.float32),
                arrays["offsets"].astype(np.float32),
            )
