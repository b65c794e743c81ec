"""Guidance to its numbered paragraphs: 9.14 with what follows it, up to the next number or heading."""

import re
from collections.abc import Iterator, Sequence

from corpus.documents import Block, Document
from corpus.pinpoints import Pinpoint, Unit
from corpus.sources import Existence, Source
from ingest.numbering import decimal_number, whole_number
from ingest.pieces import (
    HeadingPath,
    OpenPiece,
    Piece,
    exists,
    grouped,
    looks_like_heading,
    place_of,
    without_mark,
)

_PART_HEADING = re.compile(
    r"(?:chapter|part|annex|appendix|schedule)\s+(?:[0-9]{1,2}|[A-Z])\b(?!\s+(?:of|to|and)\b)", re.I
)
_FEWEST_NUMBERED = 8  # a list seldom runs so far; a document numbered 1, 2, 3 throughout does
_SENTENCE_WORDS = 12


def pieces(document: Document, source: Source) -> Iterator[Piece]:
    """Yield the numbered paragraphs, and unnumbered ones under their page or the whole."""
    numbers = _paragraph_numbers(document.blocks, source)
    path = HeadingPath()
    current: OpenPiece | None = None
    loose: list[Block] = []
    for position, block in enumerate(document.blocks):
        number = numbers.get(position)
        is_heading = _is_heading(document.blocks, position, numbers, in_paragraph=current is not None)
        if not (number or is_heading):
            if current:
                current.blocks.append(block)
            else:
                loose.append(block)
            continue
        if current:
            yield current.closed()
        yield from _loose(source, loose, path)
        current, loose = None, []
        if is_heading:
            path.enter(block, depth=number.count(".") + 1 if number else 0)
        if number:
            # a numbered heading is the path to its paragraph and no part of the words
            blocks = [] if is_heading else [without_mark(block)]
            current = OpenPiece(source, path.headings, Pinpoint(source.id, Unit.PARAGRAPH, number), blocks)
    if current:
        yield current.closed()
    yield from _loose(source, loose, path)


def _loose(source: Source, blocks: Sequence[Block], path: HeadingPath) -> Iterator[Piece]:
    for group in grouped(blocks):
        yield Piece(source, group, path.headings, place_of(source, group[0].page))


def _is_heading(blocks: Sequence[Block], position: int, numbers: dict[int, str], *, in_paragraph: bool) -> bool:
    """Say whether a block is a heading, by its mark-up or, where it has none, by its shape and what follows.

    A short line straight before a numbered paragraph is its heading, never the end of the paragraph before.
    """
    block = blocks[position]
    if block.level is not None:
        return True
    if position in numbers or not looks_like_heading(block) or position + 1 == len(blocks):
        return False
    if _PART_HEADING.match(block.written):
        return True
    following = blocks[position + 1]
    if position + 1 in numbers:
        return not block.mark
    starts_text = not following.mark and len(following.text.split()) >= _SENTENCE_WORDS
    return starts_text and not in_paragraph and not block.mark


def _paragraph_numbers(blocks: Sequence[Block], source: Source) -> dict[int, str]:
    """Return the number of each numbered paragraph by its position.

    1, 2, 3 are paragraph numbers only where the register lists them or they run through the whole document;
    elsewhere they are lists. A number that the register knows not to exist is not one.
    """
    decimals = {
        position: number for position, block in enumerate(blocks) if (number := decimal_number(block.mark)) is not None
    }
    wholes = {} if decimals else _whole_numbers(blocks, source)
    return {
        position: number
        for position, number in (decimals | wholes).items()
        if exists(source, Pinpoint(source.id, Unit.PARAGRAPH, number))
    }


def _whole_numbers(blocks: Sequence[Block], source: Source) -> dict[int, str]:
    found = {
        position: number
        for position, block in enumerate(blocks)
        if block.level is None and (number := whole_number(block.mark)) is not None
    }
    runs_through = [int(number) for number in found.values() if number.isdigit()] == list(range(1, len(found) + 1))
    if runs_through and len(found) >= _FEWEST_NUMBERED:
        return found
    return {
        position: number
        for position, number in found.items()
        if source.pinpoints and source.existence(Pinpoint(source.id, Unit.PARAGRAPH, number)) is Existence.EXISTS
    }
