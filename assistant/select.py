"""Which guides were asked about, or that it is unclear, or that none was. A fixed floor for now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from assistant.retrieve import Evidence, Retrieved
from assistant.settings import Settings
from corpus.guides import Guide
from corpus.vocabulary import PassageKind


@dataclass(frozen=True, slots=True)
class Selected:
    """The guides to answer from, the best first; `near` are told apart from them, as what may be meant instead."""

    guides: tuple[str, ...]
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unclear:
    """Guides that fit about as well and are not about one thing, the best first."""

    guides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FromOriginal:
    """No guide fits, but these passages of approved originals bear on the question."""

    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """No guide is what was asked; `situation` is the one of the chart that is, where one stands out."""

    situation: str | None = None


Selection: TypeAlias = Selected | Unclear | FromOriginal | Nothing

_MOST_ORIGINAL_PASSAGES = 3


def select(
    retrieved: Retrieved,
    guides: Mapping[str, Guide],
    settings: Settings,
    *,
    may_ask: bool = True,
    is_ours: bool = False,
) -> Selection:
    """Decide from the scores alone.

    Args:
        retrieved: scored guides, situations and passages, best first.
        guides: every guide by id.
        settings: floors and odds.
        may_ask: whether a clarifying question may be put; never twice in a row.
        is_ours: whether the question is known to be of this service's kind, however oddly it is put.
    """
    floor = settings.closeness_floor_of_ours if is_ours else settings.closeness_floor
    if not retrieved.guides or retrieved.closeness < floor:
        return _from_originals(retrieved, settings)
    told = _from_originals(retrieved, settings)
    if isinstance(told, FromOriginal) and told.evidence[0].relevance >= retrieved.closeness + settings.original_margin:
        return told  # a document says it outright, and nothing of any guide comes near
    best, probability = retrieved.guides[0]
    elsewhere, elsewhere_probability = retrieved.uncovered[0] if retrieved.uncovered else ("", 0.0)
    is_faint = probability < settings.sure_floor and retrieved.closeness < settings.close_enough
    is_likelier_elsewhere = probability < settings.uncovered_odds * elsewhere_probability
    if probability < settings.answer_floor or is_faint or is_likelier_elsewhere:
        is_on_the_chart = isinstance(told, Nothing) and elsewhere_probability >= probability
        return Nothing(elsewhere) if is_on_the_chart else told
    close = [
        guide_id
        for guide_id, other in retrieved.guides[1:]
        if other >= settings.answer_floor or other * settings.together_odds >= probability
    ]
    belonging = [other for other in close if _belong(guides[best], guides[other])]
    if may_ask and probability < settings.unclear_below and len(close) > max(1, len(belonging)):
        # several situations fit about as well, and an answer would be of one or two of them
        return Unclear((best, *close)[:4])
    # what is left out of an answer can harm; the guide that belongs to the best goes first
    fainter = [
        guide_id for guide_id, other in retrieved.guides[1:] if other >= settings.beside_floor and guide_id not in close
    ]
    beside = [*sorted(close, key=lambda other: other not in belonging), *fainter]
    answering = (best, *beside)[: settings.most_guides]
    return Selected(answering, _near(answering, retrieved, settings))


def _near(answering: Sequence[str], retrieved: Retrieved, settings: Settings) -> tuple[str, ...]:
    """What else may be meant: guides until all are together probable enough, as far as there is room."""
    told = sum(probability for guide_id, probability in retrieved.guides if guide_id in answering)
    near: list[str] = []
    for guide_id, probability in retrieved.guides:
        if told >= settings.probable_enough or len(answering) + len(near) >= settings.most_guides_in_all:
            break
        if guide_id not in answering and probability >= settings.near_floor:
            near.append(guide_id)
            told += probability
    return tuple(near)


def _belong(one: Guide, other: Guide) -> bool:
    """Two guides belong together when either sends its readers to the other."""
    return other.id in one.see_also or one.id in other.see_also


def _from_originals(retrieved: Retrieved, settings: Settings) -> FromOriginal | Nothing:
    evidence = tuple(
        found
        for found in retrieved.passages
        if found.passage.kind is PassageKind.ORIGINAL and found.relevance >= settings.original_floor
    )
    return FromOriginal(evidence[:_MOST_ORIGINAL_PASSAGES]) if evidence else Nothing()
