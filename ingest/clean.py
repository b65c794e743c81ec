"""Text to text: mends what typesetting and copying do to words. Pure, and knows nothing of pages."""

import re
from collections.abc import Iterable, Sequence

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
# bullets that fonts keep at odd places: Symbol and Wingdings in the private area, WinAnsi's at 127
_BULLETS = dict.fromkeys(["\uf0b7", "\uf0a7", "\uf0d8", "\uf076", "\uf0fc", "\uf02d", "\x7f"], "•")
# invisible characters that would hide inside a quotation or turn its direction
_INVISIBLE = [0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), *range(0xD800, 0xE000)]
_CONTROLS = [code for code in (*range(0x20), *range(0x80, 0xA0)) if chr(code) not in "\t\n\r\f\v\x85"]
_MENDED = str.maketrans(
    {**_LIGATURES, **_BULLETS, **{chr(code): "" for code in (*_INVISIBLE, *_CONTROLS)}, "\u2011": "-"}
)
_SOFT_HYPHEN = "\u00ad"
_LONGEST_WORD = 60
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def mended(text: str) -> str:
    """Return the text without ligatures and invisible characters, its bullets as bullets.

    A soft hyphen stays where it ends a line, because `join_lines` needs it.
    """
    return re.sub(rf"{_SOFT_HYPHEN}(?!\s*?(?:\n|$))", "", text.translate(_MENDED))


def single_spaced(text: str) -> str:
    """Return the text on one line, single spaces between words."""
    return " ".join(text.split())


def words_within(lines: Iterable[str]) -> frozenset[str]:
    """Return the words of the lines in small letters, `decision-making` whole and in halves.

    What stands on either side of a line's last hyphen is left out: it may be half a word.
    """
    words: set[str] = set()
    is_broken = False
    for line in lines:
        found = [match.group().casefold() for match in _WORD.finditer(line)]
        was_broken, is_broken = is_broken, line.rstrip().endswith("-")
        found = found[was_broken : len(found) - is_broken]
        words.update(found)
        words.update(half for word in found if "-" in word for half in word.split("-"))
    return frozenset(words)


def join_lines(lines: Sequence[str], known_words: frozenset[str]) -> str:
    """Join the lines of one paragraph, mending words broken at a line's end.

    `known_words` are the document's own: they tell `provi-`/`sion` from `decision-`/`making`.
    """
    parts: list[str] = []
    for line in map(single_spaced, lines):
        before = parts[-1][-_LONGEST_WORD:] if parts else ""
        broken = re.search(r"([^\W\d_]+)-$", before)
        rest = re.match(r"[^\W\d_]+", line)
        if before.endswith(_SOFT_HYPHEN):
            parts[-1] = parts[-1][:-1]
        elif broken and rest and rest.group() not in ("and", "or", "to"):
            if rest.group().islower() and _is_one_word(broken[1], rest.group(), known_words):
                parts[-1] = parts[-1][:-1]
        elif parts:
            parts.append(" ")
        parts.append(line)
    return "".join(parts).removesuffix(_SOFT_HYPHEN)


def _is_one_word(start: str, end: str, known_words: frozenset[str]) -> bool:
    start, end = start.casefold(), end.casefold()
    if start + end in known_words:
        return True
    if f"{start}-{end}" in known_words:
        return False
    return not (start in known_words and end in known_words)


def running_form(line: str) -> str:
    """Return what a running header or footer keeps from page to page: its words, `#` for any number."""
    return re.sub(r"[0-9]+", "#", single_spaced(line)).casefold()


def is_page_number(line: str) -> bool:
    """Say whether a line is nothing but a page number: `12`, `- 12 -`, `Page 3 of 40`, `xiv`."""
    return bool(
        re.fullmatch(r"\W*(?:page\s+)?(?:[0-9]{1,4}|[ivx]{1,5})(?:\s*(?:of|/)\s*[0-9]{1,4})?\W*", line.strip(), re.I)
    )


def is_contents_line(line: str) -> bool:
    """Say whether a line is of a table of contents: leader dots and a page number."""
    return bool(re.search(r"(?:\.\s?){4,}\s*[0-9]{1,4}\s*$", line[-200:]))
