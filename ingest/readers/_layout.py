"""Placed lines of a PDF to lines in reading order: running heads out, gaps and headings seen."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ingest.clean import is_page_number, mended, running_form, single_spaced
from ingest.readers._lines import Line

_EDGE_LINES = 3  # a running head or foot is among this many lines at the top or bottom
_SAME_PLACE = 3.0  # points; running heads stand at one height from page to page
_NEIGHBOURS = (-2, -1, 1, 2)  # left and right pages may differ
_GAP = 1.25  # times the usual distance between lines; a wider one parts paragraphs
_LARGER = 1.12  # times the body's size; larger letters are a heading's
_HEADING_WORDS = 25


class Placed(NamedTuple):
    """A line with its height above the page's foot and the size of its letters, both in points."""

    text: str
    height: float
    size: float
    is_bold: bool


def in_reading_order(pages: Sequence[Sequence[Placed]]) -> list[Line]:
    """Return the lines of all pages, without running heads, feet and page numbers."""
    pages = [[Placed(mended(line.text), *line[1:]) for line in page] for page in pages]
    kept = [_without_running_lines(pages, number) for number in range(len(pages))]
    body_size = _body_size(kept)
    levels = _heading_levels(kept, body_size)
    distance = _line_distance(kept)
    lines = []
    for number, page in enumerate(kept, start=1):
        for position, line in enumerate(page):
            before = page[position - 1] if position else line
            drop = before.height - line.height
            # two lines of one heading stand as far apart as their letters are large
            scale = max(1.0, line.size / body_size) if line.size == before.size and body_size else 1.0
            lines.append(
                Line(
                    single_spaced(line.text),
                    page=number,
                    opens=drop > distance * _GAP * scale,
                    turns=position == 0 or drop < 0,
                    level=_level(line, body_size, levels),
                )
            )
    return lines


def _without_running_lines(pages: Sequence[Sequence[Placed]], number: int) -> list[Placed]:
    edges = _edges(pages[number])
    neighbours = [pages[number + step] for step in _NEIGHBOURS if 0 <= number + step < len(pages)]
    repeated = {(running_form(line.text), line.height) for neighbour in neighbours for line in _edges(neighbour)}
    return [
        line
        for line in pages[number]
        if line not in edges or not (is_page_number(line.text) or _is_repeated(line, repeated))
    ]


def _edges(page: Sequence[Placed]) -> list[Placed]:
    by_height = sorted(page, key=lambda line: line.height)
    return by_height[:_EDGE_LINES] + by_height[-_EDGE_LINES:]


def _is_repeated(line: Placed, repeated: set[tuple[str, float]]) -> bool:
    form = running_form(line.text)
    return any(form == other and abs(line.height - height) < _SAME_PLACE for other, height in repeated)


def _body_size(pages: Sequence[Sequence[Placed]]) -> float:
    """Return the size in which most characters are set."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _line_distance(pages: Sequence[Sequence[Placed]]) -> float:
    """Return the usual distance from one line down to the next, in points."""
    drops = Counter(
        round(upper.height - lower.height)
        for page in pages
        for upper, lower in pairwise(page)
        if upper.size == lower.size and upper.height - lower.height > 1
    )
    return float(drops.most_common(1)[0][0]) if drops else float("inf")


def _heading_levels(pages: Sequence[Sequence[Placed]], body_size: float) -> dict[float, int]:
    """Return a level for each size of letters larger than the body's, 1 the largest."""
    larger = {line.size for page in pages for line in page if line.size > body_size * _LARGER}
    return {size: min(level, 6) for level, size in enumerate(sorted(larger, reverse=True), start=1)}


def _level(line: Placed, body_size: float, levels: dict[float, int]) -> int | None:
    if len(line.text.split()) > _HEADING_WORDS:
        return None
    if level := levels.get(line.size):
        return level
    # bold letters of the body's size: a heading unless they stress a sentence or lead in to a list
    is_heading = (
        line.is_bold and line.size >= body_size and not line.text.rstrip().endswith((".", ":", ";", ",", "!", "?"))
    )
    return min(len(levels), 6) + 1 if is_heading else None
