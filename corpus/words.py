"""From text to the words that are matched, the same way when indexing and when asking."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import Stemmer
from rapidfuzz import fuzz, process

_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
# Negations and question words are not here: "said no" and "how long" are what a question turns on.
_STOP = frozenset(
    "a about all also am an and any are as at be because been being but by can could did do does doing for from "
    "get getting go going got had has have having he her here him his i if in into is it its it's i'm i've just "
    "let like me more my now of on one or our please really she so some such tell than that the their them then "
    "there these they thing this those to too us very want wants was we were what while will with would yes you "
    "your".split()
)
# Words this short are too easily a typo of one another to be corrected.
_SHORTEST_CORRECTED = 5
_CLOSE_ENOUGH = 84.0


def plain(text: str) -> str:
    """Return text in lower case with accents, curly quotes and runs of space made plain."""
    if text.isascii():  # most of what is typed, and many times faster
        return " ".join(text.casefold().split())
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'")
    text = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return " ".join(text.casefold().split())


@dataclass(frozen=True)
class Lexicon:
    """Parents' words mapped to the law's: `forms` maps each written form to its canonical term, both in lower case.

    `spellings` maps other ways of writing an ordinary word to that word; a form is never taken apart by one.
    """

    forms: Mapping[str, str] = field(default_factory=dict)
    spellings: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        return _any_of(self.forms)

    @cached_property
    def _spelling_pattern(self) -> re.Pattern[str] | None:
        return _any_of({*self.spellings, *self.forms}) if self.spellings else None

    def usual(self, text: str) -> str:
        """Return `text` made plain, with the usual spelling of each ordinary word."""
        text = plain(text)
        if self._spelling_pattern is None:
            return text
        return self._spelling_pattern.sub(lambda match: self.spellings.get(match.group(), match.group()), text)

    def canonical(self, text: str) -> str:
        """Return `text` made plain in usual spelling, each known form replaced by its canonical term."""
        text = self.usual(text)
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda match: self.forms[match.group()], text)

    def words(self, text: str) -> list[str]:
        """Return the stems that count, in order; common words are left out."""
        return stems(self.canonical(text))


def stems(text: str) -> list[str]:
    """Return the stems of plain text that count, in order; common words are left out."""
    found = [word for word in _WORD.findall(text) if word not in _STOP]
    return list(map(str, _stemmer().stemWords(found)))


def _any_of(forms: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds the longest of the forms that stands as words of its own; `None` where there are none."""
    tree: dict[str, Any] = {}
    for form in forms:
        node = tree
        for char in form:
            node = node.setdefault(char, {})
        node[""] = {}
    return re.compile(rf"(?<!\w){_as_pattern(tree)}(?!\w)") if tree else None


def _as_pattern(tree: Mapping[str, Any]) -> str:
    """Write a tree of letters as a pattern: thousands of forms are told apart letter by letter, not one by one."""
    stem = ""
    while len(tree) == 1 and "" not in tree:
        ((char, tree),) = tree.items()
        stem += re.escape(char)
    branches = [re.escape(char) + _as_pattern(after) for char, after in sorted(tree.items()) if char]
    if not branches:
        return stem
    return f"{stem}(?:{'|'.join(branches)}){'?' if '' in tree else ''}"


def vocabulary_of(texts: Iterable[str]) -> frozenset[str]:
    """Return every word of `texts`, made plain."""
    return frozenset(word for text in texts for word in _WORD.findall(plain(text)))


class Speller:
    """Mends the typos of a question against the words the corpus uses."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = sorted({word for word in known if len(word) >= _SHORTEST_CORRECTED and word.isalpha()})
        self._set = frozenset(self._known)

    def mend(self, text: str, *, also_known: frozenset[str] = frozenset()) -> str:
        """Return `text` made plain, each unknown long word replaced by the nearest known one, if any is near."""

        def nearest(match: re.Match[str]) -> str:
            word = match.group()
            if len(word) < _SHORTEST_CORRECTED or word in self._set or word in _STOP or word in also_known:
                return word
            if _stemmer().stemWord(word) in self._stems:
                return word
            best = process.extractOne(word, self._known, scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH)
            return str(best[0]) if best and best[0][0] == word[0] else word

        return re.sub(r"[a-z]+(?:'[a-z]+)?", nearest, plain(text))

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(_stemmer().stemWords(self._known))


def _stemmer() -> Stemmer.Stemmer:
    # PyStemmer's objects are not safe to share between threads; making one costs microseconds.
    return Stemmer.Stemmer("english")
