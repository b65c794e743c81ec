"""Markdown: headings, lists, quotations and rows of tables; links and emphasis keep their words alone."""

import re
from collections.abc import Iterator
from pathlib import Path

from ingest.readers._lines import Line, blocks_of
from ingest.readers._reading import Reading, file_bytes
from ingest.readers.text import decoded, heading_of, with_title

_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_RULE = re.compile(r"\s{0,3}([-*_])\s*(?:\1\s*){2,}$")
_TABLE_RULE = re.compile(r"\s*\|?[\s:|-]*-[\s:|-]*\|[\s:|-]*$")
_REFERENCE = re.compile(r"\s{0,3}\[[^\]]{1,200}\]:\s+\S+")


def read(path: Path) -> Reading:
    """Read a Markdown file.

    Raises:
        UnreadableFileError: it is empty, or not text in UTF-8 or Windows-1252.
    """
    text, notes = decoded(path, file_bytes(path))
    title, body = _without_front_matter(text)
    return with_title(blocks_of(list(_lines(body))), notes, title)


def plain(text: str) -> str:
    """Return a line's words without Markdown's signs.

    Every pattern is bounded, so that a line of a million brackets takes no longer than one of prose.
    """
    text = re.sub(r"!\[[^\]]{0,300}\]\([^)]{0,2000}\)", "", text)
    text = re.sub(r"\[([^\]\[]{1,300})\](?:\([^)]{0,2000}\)|\[[^\]]{0,200}\])", r"\1", text)
    text = re.sub(r"<(https?://[^>\s]{1,2000})>", r"\1", text)
    text = re.sub(r"<br\s*/?>", " ", text, flags=re.I)
    text = re.sub(r"</?[a-zA-Z][^<>]{0,200}>", "", text)
    text = re.sub(r"(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<!\w)([*_])(?=\S)([^*_]{1,2000})(?<=\S)\1(?!\w)", r"\2", text)
    text = re.sub(r"`([^`]{1,500})`", r"\1", text)
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text).strip()


def _without_front_matter(text: str) -> tuple[str | None, str]:
    match = re.match(r"---[ \t]*\n(.{0,20000}?)\n---[ \t]*(?:\n|$)", text, re.S)
    if match is None:
        return None, text
    title = re.search(r"^title:[ \t]*(\S.*)$", match[1], re.M)
    return (title[1].strip("\"' ") if title else None), text[match.end() :]


def _lines(text: str) -> Iterator[Line]:
    opens, in_fence, in_comment = True, False, False
    lines = text.splitlines()
    for position, raw in enumerate(lines):
        if in_comment or raw.lstrip().startswith("<!--"):
            in_comment = "-->" not in raw
            continue
        if _FENCE.match(raw):
            in_fence, opens = not in_fence, True
            continue
        quoted = re.match(r"\s{0,3}(?:>\s?)+", raw)
        line = raw[quoted.end() :] if quoted else raw
        if not line.strip() or (not in_fence and (_RULE.match(line) or _REFERENCE.match(line))):
            opens = True
            continue
        if in_fence:
            yield Line(line, opens=opens, stands_alone=True)
        elif "|" in line and _TABLE_RULE.match(line):
            continue
        elif (heading := heading_of(line)) and not quoted:
            yield Line(plain(heading[1]), opens=True, level=heading[0])
            opens = True
            continue
        elif level := _underlined(lines, position):
            yield Line(plain(line), opens=True, level=level)
        elif re.fullmatch(r"\s{0,3}=+\s*", line):
            opens = True
            continue
        elif line.lstrip().startswith("|"):
            cells = [plain(cell) for cell in line.strip().strip("|").split("|")]
            yield Line(" | ".join(cells), opens=opens, stands_alone=True)
        elif words := plain(line):
            yield Line(words, opens=opens, is_quoted=quoted is not None)
        opens = False


def _underlined(lines: list[str], position: int) -> int | None:
    """Return the level of a heading underlined with `===` or `---`, None for any other line."""
    below = lines[position + 1].strip() if position + 1 < len(lines) else ""
    if not re.fullmatch(r"={3,}|-{3,}", below) or (position and lines[position - 1].strip()):
        return None
    return 1 if below[0] == "=" else 2
