"""Which items of a guide answer this very question.

Within one guide everything is about the same situation, so what all its entries share is taken away first, and a
word counts by how few of them have it.
"""

import math
import re
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from assistant.retrieve import Query
from assistant.settings import Settings
from corpus.guides import Guide, Limit
from corpus.store import Store
from corpus.vocabulary import Who
from corpus.words import plain

_ASKS_TIME = re.compile(
    r"\b(how long|how many (days|weeks|months)|how soon|deadline|time limit|by when|when (do|does|must))\b"
)
# the party is looked for in the words that follow, up to here
_NEAR = 45
_OF_FAMILY = re.compile(r"\b(i|we|me|us|my|our)\b")
_OF_OTHERS = re.compile(r"\b(they|them|the|council|la|lea|school)\b")


def asks_time(text: str) -> bool:
    """Say whether a question is about how long something takes, or by when."""
    return bool(_ASKS_TIME.search(plain(text)))


def focused(query: Query, guide: Guide, store: Store, settings: Settings) -> dict[str, float]:
    """Return how well each item of a guide answers a question, by passage id: 1 at most, 0 or less for not at all."""
    rows = store.rows_of(guide.id)
    if not rows:
        return {}
    entries = [store.entry(row) for row in rows]
    words = [frozenset(entry.words) for entry in entries]
    meaning = _centred(store.vectors_at(rows), query.vectors)
    wording = _overlap(words, frozenset(query.words))
    share = settings.focus_words_share
    scores: dict[str, float] = {}
    for entry, score in zip(entries, (1 - share) * meaning + share * wording, strict=True):
        if entry.passage_id:
            scores[entry.passage_id] = max(scores.get(entry.passage_id, -1.0), float(score))
    for limit in guide.time_limits:
        scores[guide.item_id(limit)] = scores.get(guide.item_id(limit), 0.0) + _of_right_party(
            query.text, limit, settings
        )
    return scores


def _centred(entries: NDArray[np.float32], queries: tuple[NDArray[np.float32], ...]) -> NDArray[np.float32]:
    """Cosines with the guide's own mean taken from both sides; of several queries the best counts."""
    mean = entries.mean(axis=0)
    apart = _units(entries - mean)
    return np.asarray((apart @ _units(np.stack(queries) - mean).T).max(axis=1), dtype=np.float32)


def _overlap(entries: list[frozenset[str]], asked: frozenset[str]) -> NDArray[np.float32]:
    """The share of the question's words that an entry holds, each weighed by its rarity within the guide."""
    counts = Counter(word for words in entries for word in words)
    rarity = {word: math.log(1 + (len(entries) - counts[word] + 0.5) / (counts[word] + 0.5)) for word in asked}
    whole = sum(rarity.values()) or 1.0
    return np.array([sum(rarity[word] for word in asked & words) / whole for words in entries], dtype=np.float32)


def _of_right_party(text: str, limit: Limit, settings: Settings) -> float:
    """Asked how long we have, the council's own time limit is the wrong answer, and the other way round."""
    asked = plain(text)
    match = _ASKS_TIME.search(asked)
    if match is None:
        return 0.0
    near = asked[match.end() : match.end() + _NEAR]
    family, others = _OF_FAMILY.search(near), _OF_OTHERS.search(near)
    if family is None and others is None:
        return 0.0
    is_family = others is None or (family is not None and family.start() < others.start())
    return 0.0 if (limit.who is Who.FAMILY) == is_family else -settings.wrong_party_cost


def _units(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), dtype=np.float32)
