"""A policy to its clauses: n.m is the m-th paragraph or bullet of section n, lead-ins not counted."""

import re
from collections.abc import Iterator, Sequence

from corpus.documents import Block, Document
from corpus.pinpoints import Pinpoint, Unit
from corpus.sources import Source
from ingest.numbering import decimal_number, whole_number
from ingest.pieces import HeadingPath, OpenPiece, Piece, leads_in, looks_like_heading, place_of, without_mark

_LONG_LEAD_IN = 25  # words; a longer lead-in says something of its own and is kept as a piece too


def pieces(document: Document, source: Source) -> Iterator[Piece]:
    """Yield the clauses of a policy in order.

    Where the author numbered the clauses (4.2 …), those numbers are kept, and what follows one belongs to it.
    The lead-in above a clause (`Advocates will:`) is the last of its headings: without it `Not act …` misleads.
    """
    walk = _Walk(source)
    sections = _section_numbers(document.blocks)
    for position, block in enumerate(document.blocks):
        if position in sections:
            yield from walk.enter_section(block, sections[position])
        elif block.level is not None:
            yield from walk.enter_heading(block)
        else:
            yield from walk.read(block, has_sections=bool(sections))
    yield from walk.finish()


class _Walk:
    """Where a walk through a policy stands: the section, the count in it, the lead-in over what comes next."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.path = HeadingPath()
        self.section: str | None = None
        self.count = 0
        self.lead_in: Block | None = None
        self.lead_in_is_used = False
        self.clause: OpenPiece | None = None  # the author's own 4.2, which gathers what follows it

    def enter_section(self, block: Block, number: str) -> Iterator[Piece]:
        yield from self.finish()
        self.path.enter(block, depth=1)
        self.section, self.count = number, 0

    def enter_heading(self, block: Block) -> Iterator[Piece]:
        yield from self.finish()
        self.path.enter(block)
        if not self.path.is_numbered:
            self.section = None

    def read(self, block: Block, *, has_sections: bool) -> Iterator[Piece]:
        own_number = self._own_number(block, has_sections=has_sections)
        if own_number:
            yield from self.finish()
            pinpoint = Pinpoint(self.source.id, Unit.CLAUSE, own_number)
            self.clause = OpenPiece(self.source, self.path.headings, pinpoint, [without_mark(block)])
        elif self.clause:
            self.clause.blocks.append(block)
        elif leads_in(block):
            yield from self._leave_lead_in()
            self.lead_in, self.lead_in_is_used = block, False
        else:
            self.lead_in_is_used = True
            self.count += 1
            yield self._counted(block)

    def finish(self) -> Iterator[Piece]:
        """Yield what is still in hand at the end of a section."""
        if self.clause:
            yield self.clause.closed()
            self.clause = None
        yield from self._leave_lead_in()
        self.lead_in = None

    def _own_number(self, block: Block, *, has_sections: bool) -> str | None:
        """Return the number an author gave a clause: 4.2 in section 4; a plain 4 where there are no sections."""
        number = decimal_number(block.mark)
        if number:
            return number if self.section in (None, number.split(".")[0]) else None
        return None if has_sections else whole_number(block.mark)

    def _counted(self, block: Block) -> Piece:
        headings = self.path.headings + ((self.lead_in.written,) if self.lead_in else ())
        if self.section is None:
            return Piece(self.source, (block,), headings, place_of(self.source, block.page))
        pinpoint = Pinpoint(self.source.id, Unit.CLAUSE, f"{self.section}.{self.count}")
        return Piece(self.source, (block,), headings, pinpoint, numbered=True)

    def _leave_lead_in(self) -> Iterator[Piece]:
        """Yield a lead-in whose words would otherwise be lost: one that leads in to nothing, or is long."""
        block = self.lead_in
        if block and not (self.lead_in_is_used and len(block.text.split()) <= _LONG_LEAD_IN):
            pinpoint = Pinpoint(self.source.id, Unit.CLAUSE, self.section) if self.section else None
            place = pinpoint or place_of(self.source, block.page)
            yield Piece(self.source, (block,), self.path.headings, place, numbered=pinpoint is not None)


def _section_numbers(blocks: Sequence[Block]) -> dict[int, str]:
    """Return the number of each section by its heading's position.

    A heading marked as one counts as it stands. A bare `4. Impartiality` counts when it follows section 3 and
    text of its own comes next, so that numbered lists and tables of contents are not taken for sections.
    """
    sections: dict[int, str] = {}
    last = 0
    for position, block in enumerate(blocks):
        number = whole_number(block.mark) or _worded_number(block)
        if number is None:
            continue
        is_next = number.isdigit() and int(number) == last + 1
        if block.level is not None or (is_next and _stands_as_heading(blocks, position)):
            sections[position] = number
            last = int(re.sub(r"\D", "", number))
    return sections


def _stands_as_heading(blocks: Sequence[Block], position: int) -> bool:
    if position + 1 == len(blocks) or not looks_like_heading(blocks[position]):
        return False
    following = blocks[position + 1]
    is_list = whole_number(following.mark) is not None and following.level is None
    return not is_list


def _worded_number(block: Block) -> str | None:
    """Return 4 for a heading `Section 4: Impartiality`."""
    match = re.match(r"(?:section|clause)\s+([1-9][0-9]?)\b(?!\.)", block.text, re.I) if not block.mark else None
    return match[1] if match and (block.level is not None or looks_like_heading(block)) else None
