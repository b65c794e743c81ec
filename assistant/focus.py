"""Which items of a guide answer this very question.

Within one guide everything is about the same situation, so one small model per guide tells its items apart: a ridge
regression from what families ask of each item, and the item's own words, to the item. It is worked out from the
vectors of the build in a few milliseconds, at the first question about the guide.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assistant.retrieve import Query
from assistant.settings import Settings
from corpus.guides import Guide, Limit, Statement
from corpus.hashing import words_and_pairs
from corpus.store import Field, Store
from corpus.vocabulary import Who
from corpus.words import plain

_ASKS_TIME = re.compile(
    r"\b(how long|how many (days|weeks|months)|how soon|deadline|time limit|by when|when (do|does|must)"
    r"|last (day|date)|what date)\b"
)
# the party is looked for in the words that follow, up to here
_NEAR = 45
_OF_FAMILY = re.compile(r"\b(i|we|me|us|my|our)\b")
_OF_OTHERS = re.compile(r"\b(they|them|the|council|la|lea|school)\b")
_NAMES_TIME = re.compile(r"\b([0-9]+|one|two|three|six|twelve) (calendar |working |school )?(day|week|month|year)s?\b")
_BINDS_OTHERS = re.compile(r"\b(council|school|tribunal|adviser|nhs body) (must|has to|should)\b")


def asks_time(text: str) -> bool:
    """Say whether a question is about how long something takes, or by when."""
    return bool(_ASKS_TIME.search(plain(text)))


@dataclass
class Focus:
    """Tells which items answer a question, for every guide of one store."""

    store: Store
    settings: Settings
    _models: "dict[str, _ItemModel]" = field(default_factory=dict)

    def scores(self, query: Query, guide: Guide) -> dict[str, float]:
        """Return how well each statement, limit and myth answers, by passage id: about 1 fully, 0 or less not at all.

        Empty for a guide that is not in the build.
        """
        model = self._models.get(guide.id)
        if model is None:
            model = self._models[guide.id] = _ItemModel(guide, self.store, self.settings)
        scores = model.scores(query)
        if scores and asks_time(query.text):
            whose = _whose_time(query.text)
            items: tuple[Statement | Limit, ...] = (*guide.in_short, *guide.time_limits)
            for item in items:
                scores[guide.item_id(item)] += _timely(item, whose, self.settings)
        return scores


@dataclass
class _ItemModel:
    """Ridge regression over the entries of one guide: meaning about the guide's own centre, and words by rarity."""

    guide: Guide
    store: Store
    settings: Settings

    def scores(self, query: Query) -> dict[str, float]:
        if not self._rows:
            return {}
        words = self._of_words(query.words)
        # of several sentences the one that asks counts
        seen = np.stack([self._seen(vector, words) for vector in (*query.vectors, *query.asked)])
        best = (seen @ self._weights).max(axis=0)
        return {item: float(score) for item, score in zip(self._items, best, strict=True)}

    @cached_property
    def _rows(self) -> list[int]:
        answering = {self.guide.item_id(item) for item in self.guide.sayable}
        return [row for row in self.store.rows_of(self.guide.id) if self.store.entry(row).passage_id in answering]

    @cached_property
    def _items(self) -> list[str]:
        return list(dict.fromkeys(self.store.entry(row).passage_id for row in self._rows))

    @cached_property
    def _vectors(self) -> NDArray[np.float32]:
        return self.store.vectors_at(self._rows)

    @cached_property
    def _centre(self) -> NDArray[np.float32]:
        return np.asarray(self._vectors.mean(axis=0), dtype=np.float32)

    @cached_property
    def _rarity(self) -> dict[str, tuple[int, float]]:
        """The column and the weight of each word, and pair of words, of the guide."""
        holding = Counter(token for row in self._rows for token in words_and_pairs(self.store.entry(row).words))
        whole = len(self._rows)
        return {
            token: (column, math.log(1 + (whole - count + 0.5) / (count + 0.5)))
            for column, (token, count) in enumerate(sorted(holding.items()))
        }

    @cached_property
    def _weights(self) -> NDArray[np.float32]:
        """Shape (features, items): the solution of the ridge in its dual form, for there are few entries."""
        entries = [self.store.entry(row) for row in self._rows]
        seen = np.stack(
            [
                self._seen(vector, self._of_words(entry.words))
                for vector, entry in zip(self._vectors, entries, strict=True)
            ]
        )
        wanted = np.zeros((len(entries), len(self._items)), dtype=np.float32)
        for row, entry in enumerate(entries):
            wanted[row, self._items.index(entry.passage_id)] = 1.0
        # an item's own words speak for it more surely than any one way of asking
        penalty = [
            self.settings.focus_penalty / (self.settings.focus_own_words if entry.field is Field.WORDS else 1.0)
            for entry in entries
        ]
        dual = np.linalg.solve(seen @ seen.T + np.diag(penalty), wanted)
        return np.asarray(seen.T @ dual, dtype=np.float32)

    def _seen(self, vector: NDArray[np.float32], words: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.concatenate([_unit(vector - self._centre), self.settings.focus_words_weight * words])

    def _of_words(self, words: Sequence[str]) -> NDArray[np.float32]:
        columns = np.zeros(len(self._rarity), dtype=np.float32)
        for token in words_and_pairs(words):
            if token in self._rarity:
                column, weight = self._rarity[token]
                columns[column] = weight
        return _unit(columns)


def _whose_time(text: str) -> Who | None:
    """Whose time was asked about: the family's, the council's for all others, or None where it is not said."""
    asked = plain(text)
    match = _ASKS_TIME.search(asked)
    near = asked[match.end() : match.end() + _NEAR] if match else ""
    family, others = _OF_FAMILY.search(near), _OF_OTHERS.search(near)
    if family is None and others is None:
        return None
    is_family = others is None or (family is not None and family.start() < others.start())
    return Who.FAMILY if is_family else Who.COUNCIL


def _timely(item: Statement | Limit, whose: Who | None, settings: Settings) -> float:
    """Asked how long, what names a time answers; the time of another party than the one asked about does not."""
    if isinstance(item, Limit):
        is_of_family, bonus = item.who is Who.FAMILY, settings.names_time_bonus
    else:
        is_of_family = not _BINDS_OTHERS.search(plain(item.text))
        bonus = settings.names_time_bonus if _NAMES_TIME.search(plain(item.text)) else 0.0
    is_wrong = whose is not None and is_of_family != (whose is Who.FAMILY)
    return bonus - (settings.wrong_party_cost if is_wrong else 0.0)


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), dtype=np.float32)
