"""Lines to blocks: which lines are headings, where each paragraph starts, what mark it bears."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.documents import Block
from ingest.clean import is_contents_line, join_lines, words_within
from ingest.numbering import Marked, decimal_number, is_bullet, legal_number, take_mark

# a line longer than this was not wrapped to a page's width: it is a paragraph of its own
_WRAPPED_AT_MOST = 130
# a line that leaves this much of the width free, though the next word would fit, ends its paragraph
_FULL_LINE = 0.85
# proportional letters say less about width, so on a page a last line must be shorter, and end a sentence
_SHORT_LINE = 0.75
# in text wrapped to a width, at least this share of the lines comes near it
_WRAPPED_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file.

    `opens` says that a blank line or gap stands before it, `turns` that it is the first of a page or column.
    `stands_alone` is a line that joins no other, such as a row of a table.
    """

    text: str
    page: int | None = None
    opens: bool = False
    turns: bool = False
    level: int | None = None
    is_quoted: bool = False
    stands_alone: bool = False


@dataclass(frozen=True, slots=True)
class _Shape:
    """How lines were broken: `width` is the length of full ones in characters, nine in ten are no longer."""

    width: int
    is_wrapped: bool


def blocks_of(lines: Sequence[Line]) -> tuple[Block, ...]:
    """Join lines into headings, paragraphs and bullets."""
    kept = [line for line in lines if line.text.strip() and not is_contents_line(line.text)]
    known_words = words_within(line.text for line in kept)
    shape = _shape_of(kept)
    blocks = []
    for group in _groups(kept, shape):
        first = group[0]
        marked = Marked("", first.text) if first.stands_alone else _mark(first, None)
        text = join_lines([marked.words, *(line.text for line in group[1:])], known_words)
        if text or marked.mark:
            blocks.append(Block(text, marked.mark, first.level, first.page, first.is_quoted))
    return tuple(blocks)


def _groups(lines: Sequence[Line], shape: _Shape) -> Iterator[list[Line]]:
    group: list[Line] = []
    for position, line in enumerate(lines):
        following = lines[position + 1] if position + 1 < len(lines) else None
        if group and _starts_block(group[-1], line, following, shape):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _starts_block(before: Line, line: Line, following: Line | None, shape: _Shape) -> bool:
    if line.opens or line.stands_alone or before.stands_alone or line.is_quoted != before.is_quoted:
        return True
    if line.level is not None or before.level is not None:
        # a heading may run over two lines of the same size
        return line.level != before.level or bool(take_mark(line.text).mark)
    if _mark(line, before).mark or _is_section_heading(line, following):
        return True
    return _ends_paragraph(before, line, shape)


def _ends_paragraph(before: Line, line: Line, shape: _Shape) -> bool:
    """Say whether a line without a mark starts a paragraph though no blank line stands before it."""
    ends_sentence = bool(re.search(r"[.:;!?][\"”’)]*$", before.text.rstrip()))
    if line.page is not None:
        return ends_sentence and (line.turns or len(before.text) < shape.width * _SHORT_LINE)
    if len(before.text) > _WRAPPED_AT_MOST:
        return True
    if not re.match(r"[^\w]*(?:[1-9][0-9]{0,2}[A-Z]{0,3}\s+)?[^\W\d_a-z]", line.text):
        return False  # in mid-sentence: a small letter, or a number that counts something
    next_word = len(line.text.split()[0])
    return not shape.is_wrapped or len(before.text) + 1 + next_word <= shape.width * _FULL_LINE


def _mark(line: Line, before: Line | None) -> Marked:
    """Take a line's mark, unless the line before shows that the number belongs to its sentence."""
    text = line.text.strip()
    marked = take_mark(text, opens_block=before is None)
    if not marked.mark or before is None:
        return marked
    end = before.text.rstrip()
    refers = re.search(
        r"\b(?:paragraphs?|paras?\.?|sections?|regulations?|rules?|chapters?|see|at|in|of|to)$", end, re.I
    )
    if refers:
        return Marked("", text)
    if is_bullet(marked.mark) and marked.mark not in "-–—*+":
        return marked
    if decimal_number(marked.mark) or legal_number(marked.mark):
        return Marked("", text) if end.endswith(",") else marked
    # "36", "(3)" and a dash may open a line in mid-sentence; after a finished clause they open an item
    finished = re.search(r"(?:[.:;!?—–,]|\band|\bor)[\"”’)]*$", end) or not take_mark(end).words or len(end) < 40
    return marked if finished else Marked("", text)


def _is_section_heading(line: Line, following: Line | None) -> bool:
    """Say whether this is `36 Assessment of needs`, known by the `(1)` that starts the next line."""
    return bool(following and re.match(r"\(1\)", following.text.strip()) and take_mark(line.text.strip()).mark)


def _shape_of(lines: Sequence[Line]) -> _Shape:
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[len(lengths) * 9 // 10] if lengths else 0
    # the last line of a paragraph says nothing about the width
    inner = [len(line.text) for line, following in pairwise(lines) if not following.opens and line.level is None]
    near = sum(length >= width * _FULL_LINE for length in inner)
    return _Shape(width, near >= len(inner) * _WRAPPED_SHARE)
