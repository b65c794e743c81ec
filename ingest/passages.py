"""From guides and originals to passages and the entries that find them."""

from collections.abc import Iterable, Iterator, Sequence

from corpus.asked import Asked
from corpus.documents import Passage, digest_of
from corpus.guides import Guide, Item, Limit, Myth, Option, Statement
from corpus.situations import Situation
from corpus.store import Entry, Field
from corpus.vocabulary import PassageKind, SourceStatus


def passages_of(guide: Guide) -> list[Passage]:
    """Return one passage for each statement, option, limit and myth of a guide, in its order."""
    return [
        Passage(
            id=guide.item_id(item),
            text=text_of(item),
            source_id=guide.id,
            pinpoint=None,
            headings=(guide.title,),
            page=None,
            digest=digest_of(text_of(item)),
            kind=kind_of(item),
            guide_id=guide.id,
            status=SourceStatus.IN_FORCE,
        )
        for item in guide.items
    ]


def text_of(item: Item) -> str:
    """Return an item as one text, every word that a family would read of it."""
    match item:
        case Statement():
            return item.text
        case Option():
            fields = (item.name, item.what_it_is, item.who_decides, item.time_limit, item.cost)
            return ". ".join(field.rstrip(".") for field in (*fields, item.may_suit, item.weigh_up)) + "."
        case Limit():
            return f"{item.must.rstrip('.')}: {item.within}"
        case Myth():
            return f"{item.said} {item.truth}"
        case _:
            raise TypeError(f"{type(item).__name__} is no kind of item")


def kind_of(item: Item) -> PassageKind:
    """Return what kind of passage an item makes."""
    kinds: dict[type[Item], PassageKind] = {
        Statement: PassageKind.STATEMENT,
        Option: PassageKind.OPTION,
        Limit: PassageKind.LIMIT,
        Myth: PassageKind.MYTH,
    }
    return kinds[type(item)]


def entries_of_guide(guide: Guide, asked: Iterable[Asked] = (), talks: Iterable[Sequence[str]] = ()) -> Iterator[Entry]:
    """Yield the texts by which a guide and its items are found.

    Args:
        guide: the guide.
        asked: what families typed about it.
        talks: what they typed turn by turn; each is found by all its turns together, and by its last two.
    """
    for question in asked:
        yield Entry(question.text, Field.ASKED, guide.id, f"{guide.id}/{question.item}")
    together = [" ".join(turns[-most:]) for turns in talks for most in (2, len(turns))]
    for phrasing in dict.fromkeys((guide.title, *guide.asked_as, *together)):
        yield Entry(phrasing, Field.PHRASING, guide.id, "")
    for item in guide.items:
        passage_id = guide.item_id(item)
        # what is matched is short: an option by its name and nature, not by its cost
        match item:
            case Option():
                words = f"{item.name}. {item.what_it_is}"
            case Myth():
                words = item.said
            case _:
                words = text_of(item)
        yield Entry(words, Field.WORDS, guide.id, passage_id)
        for asks in item.asks:
            yield Entry(asks, Field.ASKS, guide.id, passage_id)


def entries_of_situations(situations: Iterable[Situation]) -> Iterator[Entry]:
    """Yield the texts by which a situation without a guide is told apart."""
    for situation in situations:
        for phrasing in dict.fromkeys((situation.title, *situation.asked_as)):
            yield Entry(phrasing, Field.UNCOVERED, situation.id, "")


def entries_of_originals(passages: Iterable[Passage]) -> Iterator[Entry]:
    """Yield one entry for each passage of an original, under its headings."""
    for passage in passages:
        heading = f"{passage.headings[-1]}. " if passage.headings else ""
        yield Entry(heading + passage.text, Field.WORDS, "", passage.id)
