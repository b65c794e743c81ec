"""Plain text, and text in which someone left Markdown's hashes and asterisks."""

import re
from collections.abc import Iterator
from pathlib import Path

from corpus.documents import Block
from ingest.clean import mended
from ingest.readers._lines import Line, blocks_of
from ingest.readers._reading import Reading, UnreadableFileError, file_bytes, what_it_looks_like

BOLD_LEVEL = 7  # a bold line is a heading below Markdown's six
_TITLE_WORDS = 20


def read(path: Path) -> Reading:
    """Read a text file.

    Raises:
        UnreadableFileError: it is empty, or not text in UTF-8 or Windows-1252.
    """
    text, notes = decoded(path, file_bytes(path))
    return with_title(blocks_of(list(_lines(text))), notes)


def decoded(path: Path, content: bytes) -> tuple[str, tuple[str, ...]]:
    """Return a file's text with mended characters, and a note when its encoding had to be guessed.

    Raises:
        UnreadableFileError: the bytes are not text.
    """
    looks = what_it_looks_like(content)
    if looks != "plain text":
        raise UnreadableFileError(
            path, looks, expected="plain text", cure="give the file the ending of what it is, or save it as UTF-8 text"
        )
    try:
        return mended(content.decode("utf-8-sig")), ()
    except UnicodeDecodeError as error:
        start = error.start
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        raise UnreadableFileError(
            path,
            f"bytes that are neither UTF-8 nor Windows-1252, the first at {start}",
            expected="text in UTF-8",
            cure="open it where it was written and save it again as UTF-8",
        ) from None
    note = f"read as Windows-1252, because byte {start} is not UTF-8; check that quotation marks and £ came out right"
    return mended(text), (note,)


def with_title(blocks: tuple[Block, ...], notes: tuple[str, ...], title: str | None = None) -> Reading:
    """Return the reading, titled by its first line when that is a heading or looks like one."""
    if not blocks:
        return Reading(title, (), notes)
    first = blocks[0]
    is_short = len(first.written.split()) <= _TITLE_WORDS and not first.written.endswith((".", ":", ";", ",", "!"))
    if first.level is None and not first.mark and is_short and len(blocks) > 1:
        first = Block(first.text, level=1, page=first.page)
    if first.level is not None:
        title = title or first.written
    return Reading(title, (first, *blocks[1:]), notes)


def heading_of(line: str) -> tuple[int, str] | None:
    """Return the level and words of `## Heading` and `**Heading**`, None for any other line."""
    hashes = re.match(r"\s{0,3}(#{1,6})\s+(\S.*)$", line)
    words = (hashes[2].rstrip().rstrip("#") if hashes else line).strip()
    bold = re.fullmatch(r"\*\*([^*]+)\*\*|__([^_]+)__", words)
    if bold:
        words = (bold[1] or bold[2]).strip()
    if hashes:
        return (len(hashes[1]), words.replace("**", "")) if words.strip("*_# ") else None
    # a whole sentence in bold is stressed, not a heading; one that ends in a colon leads in to a list
    is_heading = bold and not words.endswith((".", ":", ";", ",", "!", "?"))
    return (BOLD_LEVEL, words) if is_heading else None


def _lines(text: str) -> Iterator[Line]:
    opens = True
    for raw in text.splitlines():
        if not raw.strip():
            opens = True
            continue
        heading = heading_of(raw)
        if heading:
            yield Line(heading[1], opens=True, level=heading[0])
        else:
            yield Line(raw.replace("**", "").strip(), opens=opens)
        opens = heading is not None
