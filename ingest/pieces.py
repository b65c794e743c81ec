"""What splitting is made of: pieces of a document with their place, the path of headings, the cut of long ones."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from corpus.documents import Block
from corpus.pinpoints import Pinpoint, Unit
from corpus.sources import Existence, Source
from corpus.vocabulary import SourceKind
from ingest.numbering import decimal_number, is_bullet

WORDS_LIMIT = 220  # a longer piece is cut at sentence ends; longer passages blur what they are about
_SENTENCE_LIMIT = 2 * WORDS_LIMIT  # a sentence past this is cut between words
_CHARACTERS_LIMIT = 16 * WORDS_LIMIT
_HEADING_WORDS = 14
_HEADING_CHARACTERS = 200
UNMARKED_LEVEL = 8  # a heading known only by its shape is below all that are marked as headings
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|cf|vs?|no|nos|para|paras|reg|regs|sch|ch|pp?|ss?|mr|mrs|ms|dr|st|ltd|art|vol|ed)|\b[A-Z])\.$",
    re.I,
)
_SENTENCE_END = re.compile(r"[.!?][\"”’)\]]*(?=\s)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Blocks that stand together under one place; `source` is whose words they are.

    `numbered` says that the place is the document's own number, which then serves as the passage's id.
    """

    source: Source
    blocks: tuple[Block, ...]
    headings: tuple[str, ...]
    pinpoint: Pinpoint | None
    numbered: bool = False


class _Open(NamedTuple):
    level: int
    depth: int
    words: str


@dataclass(slots=True)
class OpenPiece:
    """A piece that still gathers the blocks that follow its first."""

    source: Source
    headings: tuple[str, ...]
    pinpoint: Pinpoint | None
    blocks: list[Block]

    def closed(self, *, numbered: bool = True) -> Piece:
        """Return the piece as it stands."""
        return Piece(self.source, tuple(self.blocks), self.headings, self.pinpoint, numbered=numbered)


@dataclass(slots=True)
class HeadingPath:
    """The headings above the place that a walk through a document has reached."""

    _open: list[_Open] = field(default_factory=list)

    def enter(self, block: Block, *, level: int | None = None, depth: int = 0) -> None:
        """Open a heading, closing its siblings and what is below them.

        `depth` is 1 for a heading numbered 4, 2 for 4.2, 0 for one without a number. Numbered headings are
        siblings by their numbers, because authors are careful with numbers and careless with sizes.
        """
        level = level or block.level or UNMARKED_LEVEL
        siblings = [position for position, entry in enumerate(self._open) if depth and entry.depth >= depth]
        if siblings:
            del self._open[siblings[0] :]
        else:
            self.leave(level, keep_numbered=depth > 0)
        self._open.append(_Open(level, depth, block.written))

    def leave(self, level: int, *, keep_numbered: bool = False) -> None:
        """Close the headings at a level and below, up to a numbered one where that is to be kept."""
        while self._open and self._open[-1].level >= level and not (keep_numbered and self._open[-1].depth):
            self._open.pop()

    @property
    def headings(self) -> tuple[str, ...]:
        """The open headings, outermost first."""
        return tuple(entry.words for entry in self._open)

    @property
    def is_numbered(self) -> bool:
        """Whether a numbered heading is open."""
        return any(entry.depth for entry in self._open)


def leads_in(block: Block) -> bool:
    """Say whether a block only leads in to what follows: it ends in a colon."""
    return block.level is None and bool(re.search(r":\s*[-–—]?[\"”’)]*$", block.text[-10:] or block.mark))


def looks_like_heading(block: Block) -> bool:
    """Say whether a block without a heading's marks could be one: short, capital first, no sentence's end."""
    words = block.text.split()
    return (
        0 < len(words) <= _HEADING_WORDS
        and len(block.text) <= _HEADING_CHARACTERS
        and not is_bullet(block.mark)
        and not block.text.rstrip().endswith((".", ":", ";", ",", "!", "…"))
        and not block.text[0].islower()
        and " | " not in block.text
    )


def without_mark(block: Block) -> Block:
    """Return the block as its words alone: its number has become the pinpoint."""
    return replace(block, mark="")


def exists(source: Source, pinpoint: Pinpoint) -> bool:
    """Say whether the register allows this place; a number that it knows to be none is not a number."""
    return source.existence(pinpoint) is not Existence.DOES_NOT_EXIST


def place_of(source: Source, page: int | None) -> Pinpoint | None:
    """Return the place of words that bear no number: the page, else the whole, else None.

    None where such a place could not be cited: in legislation, or where the register lists numbered parts.
    """
    if source.kind.is_legislation:
        return None
    pinpoints = []
    if page and source.kind is not SourceKind.COMMENTARY:
        pinpoints.append(Pinpoint(source.id, Unit.PAGE, str(page)))
    if source.kind is not SourceKind.POLICY:
        pinpoints.append(Pinpoint(source.id, Unit.WHOLE))
    return next((pinpoint for pinpoint in pinpoints if source.citable(pinpoint) is None), None)


def grouped(blocks: Sequence[Block]) -> Iterator[tuple[Block, ...]]:
    """Yield unnumbered blocks as they belong together: a lead-in with what it leads in to, a list as one."""
    group: list[Block] = []
    for block in blocks:
        continues = group and (leads_in(group[-1]) or (block.mark and is_list_item(block)))
        # a list that follows words leads on from them; one long enough to fill a passage starts afresh
        if group and (not continues or _words(group) > WORDS_LIMIT):
            yield tuple(group)
            group = []
        group.append(block)
    if group:
        yield tuple(group)


def is_list_item(block: Block) -> bool:
    """Say whether a block is a bullet or a lettered or numbered item, not a numbered paragraph such as 2.20."""
    return bool(block.mark) and decimal_number(block.mark) is None


def cut(text: str) -> list[tuple[int, int]]:
    """Return where to cut a text into parts of about `WORDS_LIMIT` words, at the ends of lines and sentences.

    Every word is in one part, in order; a text within the limit is one part.
    """
    words = len(text.split())
    if words <= WORDS_LIMIT and len(text) <= _CHARACTERS_LIMIT:
        return [(0, len(text))]
    wanted = words / -(-words // WORDS_LIMIT)
    parts, start, counted = [], 0, 0
    position = 0
    for end in _sentence_ends(text):
        length = len(text[position:end].split())
        if counted and counted + length > WORDS_LIMIT:
            parts.append((start, position))
            start, counted = position, 0
        counted += length
        position = end
        if counted >= wanted:
            parts.append((start, position))
            start, counted = position, 0
    if counted:
        parts.append((start, len(text)))
    return parts


def _sentence_ends(text: str) -> Iterator[int]:
    """Yield the ends of sentences and lines, and of stretches too long to be a sentence."""
    begin = 0
    for line in re.finditer(r"[^\n]*\n?", text):
        ends = [
            match.end()
            for match in _SENTENCE_END.finditer(text, line.start(), line.end())
            if not _ABBREVIATION.search(text, max(begin, match.end() - 8), match.end())
        ]
        for end in [*ends, line.end()]:
            # the cheap test first, so that a line of many megabytes is not counted over and over
            while end - begin > _CHARACTERS_LIMIT or len(text[begin:end].split()) > _SENTENCE_LIMIT:
                begin = _word_end(text, begin, end)
                yield begin
            if end > begin:
                yield end
                begin = end


def _word_end(text: str, begin: int, end: int) -> int:
    """Return the end of the last word that fits a part, or of a part's length where there is no space."""
    stretch = text[begin : min(end, begin + _CHARACTERS_LIMIT)]
    ends = [match.end() for match in re.finditer(r"\s+", stretch)]
    return begin + (ends[:WORDS_LIMIT][-1] if ends else len(stretch))


def _words(blocks: Sequence[Block]) -> int:
    return sum(len(block.written.split()) for block in blocks)
