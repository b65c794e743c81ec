"""From references to citations: each one resolved, named, linked, and quoted where the original is held."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.answers import Citation
from corpus.documents import Passage
from corpus.pinpoints import Pinpoint, Unit
from corpus.sources import Source
from corpus.store import Store

_LONGEST_QUOTE = 2500  # characters; a longer place is linked, not shown


class UncitableError(LookupError):
    """A reference that does not resolve; the answer that needs it is not shown."""


@dataclass
class Citations:
    """Collects the citations of one reply, each place and wording once."""

    store: Store
    collected: list[Citation] = field(default_factory=list)
    _index: dict[tuple[str, str], int] = field(default_factory=dict)

    @classmethod
    def after(cls, store: Store, citations: Iterable[Citation]) -> "Citations":
        """Go on from the citations that a reply has: they keep their indexes, and none is listed twice."""
        collected = list(citations)
        index = {(each.reference, each.our_words or each.passage_id): at for at, each in enumerate(collected)}
        return cls(store, collected, index)

    def cite(self, references: Iterable[str], *, our_words: str, passage_id: str) -> tuple[int, ...]:
        """Return the indexes of the citations that support `our_words`.

        Raises:
            UncitableError: a reference names no registered source, or a place outside its register.
        """
        return tuple(self._one(reference, our_words, passage_id) for reference in references)

    def cite_original(self, passage: Passage) -> int:
        """Cite a passage of an original by its own words."""
        source = self._source(passage.source_id)
        pinpoint = passage.pinpoint or Pinpoint(passage.source_id, Unit.WHOLE)
        return self._add(source, pinpoint, "", passage.text, passage.page, passage.id)

    def _one(self, reference: str, our_words: str, passage_id: str) -> int:
        if why := self.store.content.register.why_not_citable(reference):
            raise UncitableError(why)
        pinpoint = Pinpoint.parse(reference)
        quote, page = official_words(self.store, pinpoint) or (None, None)
        return self._add(self._source(pinpoint.source_id), pinpoint, our_words, quote, page, passage_id)

    def _source(self, source_id: str) -> Source:
        source = self.store.content.register.get(source_id)
        if source is None:
            raise UncitableError(f"found the source {source_id!r}, which is not registered")
        return source

    def _add(
        self, source: Source, pinpoint: Pinpoint, our_words: str, quote: str | None, page: int | None, passage_id: str
    ) -> int:
        key = (str(pinpoint), our_words or passage_id)
        if key not in self._index:
            self._index[key] = len(self.collected)
            self.collected.append(
                Citation(
                    source_id=source.id,
                    reference=str(pinpoint),
                    name=source.citation_name(pinpoint),
                    url=source.link(pinpoint),
                    our_words=our_words,
                    quote=quote,
                    page=page,
                    status=source.status.value,
                    as_at=source.as_at,
                    passage_id=passage_id,
                )
            )
        return self._index[key]


def official_words(store: Store, pinpoint: Pinpoint) -> tuple[str, int | None] | None:
    """Return the official wording of a place and its page, or None where it is not held, or too long to show.

    A paragraph that was split into parts is given whole. Where the place itself is not held, what holds it is; a
    passage merely inside it is not, since it would pass a part for the whole.
    """
    held = store.originals_at(pinpoint)
    exact = [passage for passage in held if passage.pinpoint == pinpoint]
    around = [passage for passage in held if passage.pinpoint and passage.pinpoint.holds(pinpoint)]
    innermost = min(around, key=lambda passage: len(passage.text), default=None)
    parts = exact or [passage for passage in around if innermost and passage.pinpoint == innermost.pinpoint]
    words = " ".join(passage.text for passage in parts)
    return (words, parts[0].page) if parts and len(words) <= _LONGEST_QUOTE else None
