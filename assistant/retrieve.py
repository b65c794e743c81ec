"""A question to scored guides and passages. Ranks; never judges what they say."""

import itertools
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assistant.settings import Settings
from assistant.understand import Turn
from assistant.weighing import Heard, Reading, Weights
from corpus.documents import Passage
from corpus.encoder import Encoder
from corpus.matcher import features
from corpus.store import Store
from corpus.words import Lexicon, Speller

_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_ASKS = re.compile(r"(what|how|who|when|where|which|why|can|could|do|does|did|is|are|am|will|would|should|must)\b")
_MOST_ASKING = 3


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage as it bears on this question; `relevance` in [0, 1], 1 the best."""

    passage: Passage
    relevance: float


@dataclass(frozen=True, slots=True)
class Query:
    """A question made fit to search with: unit vectors of its windows, and its stems in order.

    `asked` are the vectors of the sentences that ask, where the question is more than one sentence or leans on turns
    before it: the rest says which situation it is, these say what is wanted of it.
    """

    text: str
    vectors: tuple[NDArray[np.float32], ...]
    words: tuple[str, ...]
    asked: tuple[NDArray[np.float32], ...] = ()


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What bears on a question, best first.

    `guides` and `uncovered` (situations of the chart that no guide covers) share one scale: how probable it is,
    in [0, 1], that this is what was asked about; together they make 1. `closeness`, in [0, 1], is how near
    anything of them comes at all: low for a question about something else altogether.
    """

    guides: tuple[tuple[str, float], ...]
    uncovered: tuple[tuple[str, float], ...]
    passages: tuple[Evidence, ...]
    closeness: float


@dataclass(frozen=True)
class Retriever:
    """Searches one store with one encoder."""

    store: Store
    encoder: Encoder
    lexicon: Lexicon
    speller: Speller
    settings: Settings
    weights: Weights

    def retrieve(self, heard: Heard) -> Retrieved:
        """Find what bears on a turn, every reading of it taken together."""
        ranked = sorted(
            zip(self.store.matcher.classes, self.weights.probabilities(heard), strict=True),
            key=lambda pair: (-pair[1], pair[0]),
        )
        guides = self.store.content.guides
        return Retrieved(
            tuple((name, float(probability)) for name, probability in ranked if name in guides),
            tuple((name, float(probability)) for name, probability in ranked if name not in guides),
            self._passages(heard.alone.fused),
            heard.closeness,
        )

    def hear(self, turn: Turn, earlier: Sequence[Turn] = (), before: Reading | None = None) -> tuple[Query, Heard]:
        """Read a turn by itself and together with those before it.

        Args:
            turn: what was typed last.
            earlier: what was typed before, oldest first; of a long talk the last turns.
            before: the reading of all that was said before, where it is known from the turn before.

        Returns:
            The turn made fit to search with as if nothing had been said before, and its readings.
        """
        earlier = earlier[-self.settings.most_earlier_turns :]
        alone = turn.searched
        with_last = " ".join(each.searched for each in (*earlier[-1:], turn))
        with_all = " ".join(each.searched for each in (*earlier, turn))
        said_before = " ".join(each.searched for each in earlier)
        wanted = dict.fromkeys((alone, with_last, with_all, *(() if before else (said_before or alone,))))
        windows = {text: [self._searchable(window) for window in self._windows(text)] for text in wanted}
        asking = [self._searchable(sentence) for sentence in _asking(alone)]
        encoded = iter(self.encoder.encode([*(each for of_text in windows.values() for each in of_text), *asking]))
        vectors = {text: tuple(itertools.islice(encoded, len(of_text))) for text, of_text in windows.items()}
        words = {text: tuple(self.lexicon.words(self._searchable(text))) for text in wanted}
        readings = {text: self._read(vectors[text], words[text]) for text in wanted}
        heard = Heard(
            readings[alone],
            readings[with_last],
            readings[with_all],
            before or readings[said_before or alone],
            turns=len(earlier) + 1,
            words=len(alone.split()),
            words_before=len(earlier[-1].searched.split()) if earlier else 0,
            leans=turn.leans,
        )
        return Query(turn.text, vectors[alone], words[alone], tuple(encoded)), heard

    def in_light_of(self, query: Query, earlier: Sequence[Query]) -> Query:
        """Return a query that leans on others, read together with them; the later they were said the more they say.

        Args:
            query: what was asked last.
            earlier: each as it was said, oldest first.
        """
        context = earlier[-self.settings.most_earlier_turns :]
        shares = [self.settings.earlier_turn_share**age for age in range(len(context), 0, -1)]
        said_before = sum(
            (share * before.vectors[0] for share, before in zip(shares, context, strict=True)),
            start=np.zeros_like(query.vectors[0]),
        )
        return replace(
            query,
            vectors=tuple(_unit(vector + said_before) for vector in query.vectors),
            words=tuple(word for each in (query, *context) for word in each.words),
            # what was said before tells the situation; what is wanted of it now is in the last turn alone
            asked=(*query.vectors, *query.asked),
        )

    def _searchable(self, text: str) -> str:
        return self.lexicon.canonical(self.speller.mend(self.lexicon.usual(text)))

    def _windows(self, text: str) -> list[str]:
        """A long question is read in pieces, since an encoder reads only so far; the whole comes first."""
        words = text.split()
        size = self.settings.window_words
        if len(words) <= size:
            return [text]
        windows = [" ".join(words[start : start + size]) for start in range(0, len(words), size // 2)]
        # of a long letter the beginning says what it is about, and the end is where the question stands
        half = self.settings.most_windows // 2
        return windows if len(windows) <= 2 * half else [*windows[:half], *windows[-half:]]

    def _read(self, vectors: Sequence[NDArray[np.float32]], words: Sequence[str]) -> Reading:
        """What the matcher and nearness make of one text."""
        meaning: dict[int, float] = {}
        for vector in vectors:
            for hit in self.store.nearest(vector, limit=self.settings.hits):
                meaning[hit.row] = max(meaning.get(hit.row, 0.0), hit.score)
        by_words = dict(self.store.holding(words, limit=self.settings.hits))
        share = self.settings.meaning_weight
        fused = {
            row: share * max(meaning.get(row, 0.0), 0.0) + (1 - share) * by_words.get(row, 0.0)
            for row in meaning.keys() | by_words.keys()
        }
        nearness = self._nearness(fused)
        matcher = self.store.matcher
        judged = matcher.log_probabilities(features(_unit(np.mean(np.stack(vectors), axis=0)), words))
        return Reading(
            np.array([judged[name] for name in matcher.classes]),
            np.array([nearness.get(name, 0.0) for name in matcher.classes]),
            fused,
        )

    def _nearness(self, fused: Mapping[int, float]) -> dict[str, float]:
        """How near each guide or situation comes: one entry that fits may be chance, several are not."""
        scores: dict[str, list[float]] = defaultdict(list)
        for row, score in fused.items():
            entry = self.store.entry(row)
            if entry.guide_id:
                scores[entry.guide_id].append(score)
        guides = self.store.content.guides
        nearness = {}
        for name, found in scores.items():
            wanted = self.settings.guide_entries if name in guides else self.settings.situation_entries
            best = sorted(found, reverse=True)[:wanted]
            share = self.settings.best_entry_share
            nearness[name] = share * best[0] + (1 - share) * sum(best) / len(best)
        return nearness

    def _passages(self, fused: Mapping[int, float]) -> tuple[Evidence, ...]:
        best: dict[str, float] = {}
        for row, score in fused.items():
            passage_id = self.store.entry(row).passage_id
            if passage_id:
                best[passage_id] = max(best.get(passage_id, 0.0), score)
        return tuple(
            Evidence(self.store.passage(passage_id), relevance)
            for passage_id, relevance in sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
        )


def _asking(text: str) -> list[str]:
    """Return the sentences of a longer text that ask something, the last ones first; none of a single sentence."""
    sentences = [sentence.strip() for sentence in _SENTENCE_END.split(text) if sentence.strip()]
    asking = [sentence for sentence in sentences if sentence.endswith("?") or _ASKS.match(sentence.casefold())]
    return asking[::-1][:_MOST_ASKING] if len(sentences) > 1 else []


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), dtype=np.float32)
