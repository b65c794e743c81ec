"""The marks that documents number themselves by: `4.`, `2.20`, `(a)`, `5.—(1)`, bullets."""

import re
from typing import NamedTuple

_PART = r"[1-9][0-9]{0,2}[A-Z]?"
_CAPITAL = r"[A-Z“\"‘'(\[]"
# what follows a number that measures something, so that "2.5 million" opens no paragraph 2.5
_MEASURES = r"(?:am|pm|a\.m|p\.m|hours?|days?|weeks?|months?|years?|million|billion|per|percent|miles?|km|kg|cm)\b"

_DECIMAL = re.compile(rf"({_PART}(?:\.{_PART}){{1,2}})[.)]?(?:\s+(?!{_MEASURES}|[0-9%])|(?=[A-Z][a-z])|$)")
_LEGAL = re.compile(
    r"([1-9][0-9]{0,2}[A-Z]{0,3}(?:\s?\.?\s?[—–-]\s?\([0-9]{1,2}[A-Z]?\)|\s\([0-9]{1,2}[A-Z]?\)(?=\s[A-Z])))\s*"
)
_WHOLE = re.compile(r"([1-9][0-9]{0,2}[A-Z]{0,2}[.)])(?:\s+|$)")
_BARE = re.compile(rf"([1-9][0-9]{{0,2}}(?:[A-Z]{{1,3}}(?=\s|[A-Z][a-z]))?)(?:\s+(?={_CAPITAL})|(?=[A-Z][a-z]))")
_BRACKET = re.compile(r"(\((?:[0-9]{1,3}[A-Z]{0,2}|([a-z])\2?|[ivxl]{1,5}|[A-Z])\)|[a-z]\))(?:\s*(?=\S)|$)")
_BULLET = re.compile(r"([•●▪◦‣·○■□➢➤✓✔❖])\s*|([*+–—-])\s+")


class Marked(NamedTuple):
    """A line taken apart; `mark` is empty when the line opens with none."""

    mark: str
    words: str


def take_mark(line: str, *, opens_block: bool = True) -> Marked:
    """Take the number or bullet off the front of a line.

    A bare `36` is a mark only where it `opens_block`, and a decimal before a small letter likewise: inside
    a paragraph they are far more often a number that a line break brought to the front.
    """
    patterns = [_LEGAL, _DECIMAL, _WHOLE, _BRACKET, _BULLET, *([_BARE] if opens_block else [])]
    for pattern in patterns:
        if match := pattern.match(line):
            words = line[match.end() :].strip()
            if pattern is _DECIMAL and words[:1].islower() and not opens_block:
                continue
            return Marked((match[1] or match[2]) if pattern is _BULLET else match[1], words)
    return Marked("", line.strip())


def is_bullet(mark: str) -> bool:
    """Say whether a mark counts nothing."""
    return bool(mark) and not any(character.isalnum() for character in mark)


def decimal_number(mark: str) -> str | None:
    """Return `2.20` for the mark `2.20`, None for any other kind of mark."""
    return mark if re.fullmatch(rf"{_PART}(?:\.{_PART}){{1,2}}", mark) else None


def whole_number(mark: str) -> str | None:
    """Return `4` for the marks `4.`, `4)` and `4`, None for any other kind."""
    match = re.fullmatch(r"([1-9][0-9]{0,2}[A-Z]{0,3})[.)]?", mark)
    return match[1] if match else None


def bracketed(mark: str) -> str | None:
    """Return `a` for `(a)` and `a)`, None for any other kind of mark."""
    match = re.fullmatch(r"\(?([0-9A-Za-z]{1,5})\)", mark)
    return match[1] if match and whole_number(mark) is None else None


def legal_number(mark: str) -> tuple[str, str] | None:
    """Return `("5", "1")` for the marks `5.—(1)` and `5 (1)`, None for any other kind."""
    match = re.fullmatch(r"([0-9]+[A-Z]{0,3})\s?\.?\s?[—–-]?\s?\(([0-9]+[A-Z]?)\)", mark)
    return (match[1], match[2]) if match else None
