"""What the guides cover of the chart of situations, and what waits for an advocate's eye. Reads; prints nothing."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corpus.store import Content
from corpus.vocabulary import SourceStatus, Verified


@dataclass(frozen=True, slots=True)
class Coverage:
    """Each situation of the chart once: by the guides that cover it, by those that only touch it, or missing."""

    covered: Mapping[str, tuple[str, ...]]
    touched: Mapping[str, tuple[str, ...]]
    missing: tuple[str, ...]


def coverage_of(content: Content) -> Coverage:
    """Return what the guides declare in `covers` and `touches`, in the order of the chart."""
    covering: dict[str, list[str]] = defaultdict(list)
    touching: dict[str, list[str]] = defaultdict(list)
    for guide in content.guides.values():
        for situation in guide.covers:
            covering[situation].append(guide.id)
        for situation in guide.touches:
            touching[situation].append(guide.id)
    ids = [situation.id for situation in content.situations]
    return Coverage(
        {each: tuple(covering[each]) for each in ids if each in covering},
        {each: tuple(touching[each]) for each in ids if each in touching and each not in covering},
        tuple(each for each in ids if each not in covering and each not in touching),
    )


@dataclass(frozen=True, slots=True, order=True)
class ToReview:
    """One reference that an advocate should look at, why, and the items that rest on it."""

    reference: str
    why: str
    items: tuple[str, ...]


def to_review(content: Content, today: datetime.date) -> Iterator[ToReview]:
    """Yield what rests on knowledge alone, on a source past its review date, or on one that is not law today.

    By reference, so that one look at a provision settles every item that cites it.
    """
    resting: dict[tuple[str, str], list[str]] = defaultdict(list)
    for guide in content.guides.values():
        for item in guide.items:
            for reference in item.cite:
                source = content.register.get(reference.partition(" ")[0])
                if source is None:
                    continue
                if item.verified is Verified.KNOWLEDGE:
                    resting[reference, "from knowledge: the provision's own page was not opened"].append(
                        guide.item_id(item)
                    )
                if source.review_by < today:
                    resting[reference, f"its source was due for review by {source.review_by}"].append(
                        guide.item_id(item)
                    )
                if source.status is not SourceStatus.IN_FORCE:
                    resting[reference, f"its source is {source.status.value.replace('_', ' ')}"].append(
                        guide.item_id(item)
                    )
    for (reference, why), items in sorted(resting.items()):
        yield ToReview(reference, why, tuple(items))
