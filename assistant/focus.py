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
from corpus.guides import Guide, Limit, Statement
from corpus.store import Store
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


def focused(query: Query, guide: Guide, store: Store, settings: Settings) -> dict[str, float]:
    """Return how well each item of a guide answers a question, by passage id: 1 at most, 0 or less for not at all."""
    rows = store.rows_of(guide.id)
    if not rows:
        return {}
    entries = [store.entry(row) for row in rows]
    words = [frozenset(entry.words) for entry in entries]
    meaning = _centred(store.vectors_at(rows), (*query.vectors, *query.asked))
    wording = _overlap(words, frozenset(query.words))
    share = settings.focus_words_share
    scores: dict[str, float] = {}
    for entry, score in zip(entries, (1 - share) * meaning + share * wording, strict=True):
        if entry.passage_id:
            scores[entry.passage_id] = max(scores.get(entry.passage_id, -1.0), float(score))
    if asks_time(query.text):
        whose = _whose_time(query.text)
        items: tuple[Statement | Limit, ...] = (*guide.in_short, *guide.time_limits)
        for item in items:
            scores[guide.item_id(item)] = scores.get(guide.item_id(item), 0.0) + _timely(item, whose, settings)
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


def _units(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), dtype=np.float32)
