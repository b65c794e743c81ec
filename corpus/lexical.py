"""Words on disk and the rows that hold them (BM25). The only module that imports bm25s."""

import json
import logging
import math
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np

from corpus.vectors import Hit

# It tells of every step, whatever level a program asks for.
logging.getLogger("bm25s").setLevel(logging.WARNING)

# An index of nothing cannot be made by bm25s; a row of this word is never matched by a question.
_NOTHING = "\u0000"


class WordIndex:
    """BM25 (Lucene's variant) over rows of words."""

    def __init__(self, bm25: bm25s.BM25, rows: int) -> None:
        self._bm25 = bm25
        self._rows = rows

    @classmethod
    def of(cls, rows: Sequence[Sequence[str]]) -> "WordIndex":
        """Index rows of stems, in row order."""
        bm25 = bm25s.BM25(method="lucene")
        bm25.index([list(words) or [_NOTHING] for words in rows] or [[_NOTHING]], show_progress=False)
        return cls(bm25, len(rows))

    @classmethod
    def load(cls, folder: Path) -> "WordIndex":
        """Read what `save` wrote; numpy and JSON only, nothing is unpickled."""
        rows = json.loads((folder / "rows.json").read_text(encoding="utf-8"))
        return cls(bm25s.BM25.load(str(folder), load_corpus=False), int(rows))

    def save(self, folder: Path) -> None:
        """Write the index to a folder."""
        self._bm25.save(str(folder), show_progress=False)
        (folder / "rows.json").write_text(json.dumps(self._rows), encoding="utf-8")

    def __len__(self) -> int:
        return self._rows

    def search(self, words: Sequence[str], *, limit: int) -> list[Hit]:
        """Return the rows that hold the words, best first.

        Scores lie in (0, 1]: a row's BM25 over that of a row of average length holding each word once. A
        word that no row holds counts as a rare one, so that a question about something else scores low.
        """
        words = [word for word in words if word]  # bm25s keeps the empty word for itself
        known = [word for word in words if word in self._bm25.vocab_dict]
        if not known or not self._rows:
            return []
        full = sum(self._rarity(word) for word in words) / (1 + self._bm25.k1)
        scores = self._bm25.get_scores(known)[: self._rows]
        matched = np.flatnonzero(scores > 0)
        # stable, so that ties come in the order of the rows for ever
        best = matched[np.argsort(-scores[matched], kind="stable")][:limit]
        return [Hit(row, min(float(scores[row]) / full, 1.0)) for row in best.tolist()]

    def _rarity(self, word: str) -> float:
        """The word's inverse document frequency, as Lucene counts it."""
        column = self._bm25.vocab_dict.get(word)
        if column is None:
            return math.log(1 + self._rows)
        starts = self._bm25.scores["indptr"]
        rows = int(starts[column + 1] - starts[column])
        return math.log(1 + (self._rows - rows + 0.5) / (rows + 0.5))
