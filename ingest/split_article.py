"""An article to its own words and the official paragraphs it quotes. Readers' comments are never evidence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.documents import Block, Document
from corpus.pinpoints import Pinpoint, Unit, sort_key
from corpus.sources import Source
from ingest.comments import article_of, is_name
from ingest.numbering import decimal_number
from ingest.pieces import (
    HeadingPath,
    Piece,
    exists,
    grouped,
    is_list_item,
    leads_in,
    looks_like_heading,
    place_of,
    without_mark,
)

_LONG_LEAD_IN = 40  # words; a longer lead-in to a quotation says something of its own
_SENTENCE_WORDS = 12
_PENDING_LIMIT = 4  # paragraphs that may stand between a quoted number and what shows that the quotation goes on
# official paragraphs say neither "I" nor "you", ask nothing and shorten nothing; an author soon does
_AUTHORS_VOICE = re.compile(
    r"\b(?:I|[Mm]y|[Mm]e|[Mm]yself|[Ww]e|[Oo]ur|[Uu]s|[Yy]ou|[Yy]our)\b"
    r"|\w[’'](?:t|ll|re|ve|m|d)\b|[?!]|\bthe (?:new |draft )?[Cc]ode\b"
)


def pieces(document: Document, source: Source, quoted: Source | None) -> Iterator[Piece]:
    """Yield the article's paragraphs, and each quoted numbered paragraph as a piece of its own.

    A quoted paragraph has the place `para.2.20` of `quoted` when that is given, else the whole of the article.
    """
    article = article_of(document.blocks)
    blocks = article.blocks
    path = HeadingPath()
    own: list[Block] = []
    position = 0
    while position < len(blocks):
        block = blocks[position]
        if decimal_number(block.mark) and block.level is None:
            lead_in = own.pop() if own and leads_in(own[-1]) else None
            if lead_in and len(lead_in.text.split()) > _LONG_LEAD_IN:
                own.append(lead_in)
            yield from _own(source, own, path)
            own = []
            quotation = _quotation(blocks, position, article.furniture)
            headings = path.headings + ((lead_in.written,) if lead_in else ())
            yield from (_quoted_piece(source, quoted, group, headings) for group in quotation.paragraphs)
            position = quotation.end
            continue
        is_furniture = position in article.furniture
        if is_furniture or _is_heading(blocks, position):
            yield from _own(source, own, path)
            own = []
            if not is_furniture:
                path.enter(block)
        else:
            own.append(block)
        position += 1
    yield from _own(source, own, path)


def _own(source: Source, blocks: Sequence[Block], path: HeadingPath) -> Iterator[Piece]:
    for group in grouped(blocks):
        yield Piece(source, group, path.headings, place_of(source, None))


def _quoted_piece(source: Source, quoted: Source | None, group: Sequence[Block], headings: tuple[str, ...]) -> Piece:
    number = decimal_number(group[0].mark)
    if quoted and number:
        pinpoint = Pinpoint(quoted.id, Unit.PARAGRAPH, number)
        if exists(quoted, pinpoint):
            return Piece(quoted, (without_mark(group[0]), *group[1:]), headings, pinpoint, numbered=True)
    return Piece(source, tuple(group), headings, place_of(source, None))


def _is_heading(blocks: Sequence[Block], position: int) -> bool:
    block = blocks[position]
    if block.level is not None:
        return True
    if position + 1 == len(blocks) or block.mark or not looks_like_heading(block) or is_name(block.text):
        return False
    following = blocks[position + 1]
    return not following.mark and len(following.text.split()) >= _SENTENCE_WORDS


@dataclass(frozen=True, slots=True)
class _Quotation:
    paragraphs: tuple[tuple[Block, ...], ...]
    end: int  # the position after the last block quoted


def _quotation(blocks: Sequence[Block], start: int, furniture: frozenset[int]) -> _Quotation:
    """Return the numbered paragraphs quoted from `start` on, each with what follows it.

    Nothing marks where a quotation ends, and words of the author's must not pass for the Code's. So a paragraph
    without a number is held back until the next number, or bullets that it leads on to, show it to be quoted; the
    author's own voice ends the quotation. Inside a block quotation all is quoted, and its end is the end.
    """
    paragraphs = [[blocks[start]]]
    pending: list[Block] = []
    end = start + 1
    in_bullets = False
    for position in range(start + 1, len(blocks)):
        block = blocks[position]
        number = decimal_number(block.mark)
        if position in furniture or block.level is not None or block.is_quoted != blocks[start].is_quoted:
            break
        if not block.is_quoted and _AUTHORS_VOICE.search(block.text):
            break
        if number:
            # a lead-in straight before a number is the author's, who starts to quote afresh
            is_later = sort_key(number) > sort_key(decimal_number(paragraphs[-1][0].mark) or "0")
            if not is_later or (pending and leads_in(pending[-1])):
                break
            paragraphs[-1] += pending
            paragraphs.append([block])
        elif block.is_quoted or (is_list_item(block) and (in_bullets or not pending or leads_in(pending[-1]))):
            paragraphs[-1] += [*pending, block]
        else:
            pending.append(block)
            if len(pending) > _PENDING_LIMIT:
                break
            continue
        in_bullets = is_list_item(block)
        pending, end = [], position + 1
    return _Quotation(tuple(tuple(paragraph) for paragraph in paragraphs), end)
