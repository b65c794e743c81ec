"""An Act, regulations or tribunal rules to provisions: s.36(8), reg.5(1), r.12(2), sch.13 para.2(1)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.documents import Block, Document
from corpus.pinpoints import Pinpoint, Unit, sort_key
from corpus.sources import Source
from corpus.vocabulary import SourceKind
from ingest.numbering import bracketed, legal_number, whole_number
from ingest.pieces import HeadingPath, OpenPiece, Piece, exists, looks_like_heading, without_mark

_UNITS = {
    SourceKind.ACT: Unit.SECTION,
    SourceKind.REGULATIONS: Unit.REGULATION,
    SourceKind.TRIBUNAL_RULES: Unit.RULE,
}
_SCHEDULE = re.compile(r"(?:the\s+)?schedules?(?:\s+([0-9]{1,3}[A-Z]{0,2}))?\b", re.I)
_DIVISION = re.compile(r"(part|chapter)\s+(?:[0-9]{1,3}[A-Z]?|[IVX]{1,6})\b", re.I)
_CONTENTS = re.compile(r"(?:table\s+of\s+)?contents|arrangement\s+of\s+(?:sections|regulations|rules)", re.I)
_LEVELS = {"schedule": 10, "part": 20, "chapter": 30}
_TITLE_STEP = 5  # a division's title, on the line after `PART 1`, is just below it
_CROSS_HEADING = 40
_PROVISION = 50
_AHEAD = 6  # blocks looked at to tell a heading from text


def pieces(document: Document, source: Source) -> Iterator[Piece]:
    """Yield each subsection with its lettered paragraphs; what stands before the first provision has no place."""
    walk = _Walk(source)
    for position, block in enumerate(document.blocks):
        yield from walk.read(block, document.blocks[position + 1 : position + 1 + _AHEAD])
    yield from walk.close()


class _Walk:
    """Where a walk through legislation stands: the schedule, the provision, the piece being gathered."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.path = HeadingPath()
        self.contents: list[tuple[Block, int]] | None = None  # in the contents: headings since the last entry
        self.schedule: str | None = None  # None in the body, "" in a schedule that has no number
        self.number: str | None = None
        self.last = "0"  # the number before, which a list inside a provision does not follow
        self.division = 0  # the level of the division whose heading was the block before, 0 elsewhere
        self.current: OpenPiece | None = None

    def read(self, block: Block, after: Sequence[Block]) -> Iterator[Piece]:
        opened = self._provision(block, after)
        level = None if opened else self._heading_level(block, after)
        self.division = level if level and level in _LEVELS.values() else 0
        if self.contents is not None and not opened:
            self._read_contents(block, level)
        elif _CONTENTS.fullmatch(block.text) and not block.mark:
            yield from self.close()
            self.contents = []
        elif opened:
            yield from self.close()
            self._leave_contents()
            self._enter_provision(block, *opened)
        elif level:
            yield from self.close()
            self._enter_division(block, level)
        elif _is_contents_entry(block, after):
            yield from self.close()
        elif self.number and (sub := _digits(block.mark)):
            yield from self.close()
            self._start(without_mark(block), sub)
        elif self.current:
            self.current.blocks.append(block)
        else:
            self._start(block, None)

    def close(self) -> Iterator[Piece]:
        """Yield the piece in hand, unless it is nothing but headings that lead to no provision."""
        piece, self.current = self.current, None
        if piece and (piece.pinpoint or not all(looks_like_heading(block) for block in piece.blocks)):
            yield piece.closed(numbered=piece.pinpoint is not None)

    def _read_contents(self, block: Block, level: int | None) -> None:
        if self.contents is not None and level and level != _LEVELS["schedule"]:
            self.contents.append((block, level))
        elif block.mark:
            self.contents = []

    def _leave_contents(self) -> None:
        """Open the headings that stood between the contents and the first provision."""
        for block, level in self.contents or []:
            self.path.enter(replace(block, level=level))
        self.contents = None

    def _enter_division(self, block: Block, level: int) -> None:
        self.path.enter(replace(block, level=level))
        self.number = None
        if level == _LEVELS["schedule"]:
            match = _SCHEDULE.match(block.text)
            self.schedule = (match[1] or "") if match else ""
            self.last = "0"

    def _enter_provision(self, block: Block, number: str, sub: str | None) -> None:
        self.number = self.last = number
        words = without_mark(block)
        if sub is None and (block.level is not None or looks_like_heading(words)):
            self.path.enter(replace(block, level=_PROVISION))
        else:
            self.path.leave(_PROVISION)
            # a number that no pinpoint can hold stays in the words
            self._start(words if self._pinpoint(sub) else block, sub)

    def _provision(self, block: Block, after: Sequence[Block]) -> tuple[str, str | None] | None:
        """Return the number, and the subsection, that a block opens; None when it opens no provision."""
        if legal := legal_number(block.mark):
            return legal
        number = whole_number(block.mark)
        if number is None or _is_contents_entry(block, after):
            return None
        is_heading = block.level is not None or looks_like_heading(without_mark(block))
        return (number, None) if is_heading or sort_key(number) > sort_key(self.last) else None

    def _heading_level(self, block: Block, after: Sequence[Block]) -> int | None:
        """Return the level of a heading that is no provision's own, None for any other block."""
        if block.mark or not (block.level or looks_like_heading(block)):
            return None
        if _SCHEDULE.fullmatch(block.text) or block.text.startswith("SCHEDULE "):
            return _LEVELS["schedule"]
        if block.level and _SCHEDULE.match(block.text):
            return _LEVELS["schedule"]
        if division := _DIVISION.match(block.text):
            return _LEVELS[division[1].lower()]
        if self.division:
            return self.division + _TITLE_STEP
        if block.level == 1 and not self.path.headings:
            return 1  # the title of the whole
        return _CROSS_HEADING if block.level or self._leads_to_provision(after) else None

    def _leads_to_provision(self, after: Sequence[Block]) -> bool:
        """Say whether nothing but headings stands between here and the next provision."""
        for position, block in enumerate(after):
            if self._provision(block, after[position + 1 :]):
                return True
            if block.mark or not looks_like_heading(block):
                return False
        return False

    def _start(self, block: Block, sub: str | None) -> None:
        self.current = OpenPiece(self.source, self.path.headings, self._pinpoint(sub), [block])

    def _pinpoint(self, sub: str | None) -> Pinpoint | None:
        if self.number is None or self.schedule == "":
            return None
        subs = (sub,) if sub else ()
        if self.schedule:
            pinpoint = Pinpoint(
                self.source.id, Unit.SCHEDULE, self.schedule, paragraph=self.number, paragraph_subs=subs
            )
        else:
            pinpoint = Pinpoint(self.source.id, _UNITS[self.source.kind], self.number, subs)
        return pinpoint if exists(self.source, pinpoint) else None


def _digits(mark: str) -> str | None:
    """Return `1` for the mark `(1)`, None for `(a)` and any other kind."""
    inner = bracketed(mark)
    return inner if inner and inner[0].isdigit() else None


def _is_contents_entry(block: Block, after: Sequence[Block]) -> bool:
    """Say whether a numbered short line stands in a list of provisions: no text of its own comes next."""
    if block.level is not None or whole_number(block.mark) is None or not looks_like_heading(without_mark(block)):
        return False
    if not after:
        return True
    following = after[0]
    has_text = bool(bracketed(following.mark)) or not (
        following.mark or following.level is not None or looks_like_heading(following)
    )
    return not has_text
