"""Which registered source a file is the text of, by the titles that stand at its top."""

import re

from rapidfuzz import fuzz

from corpus.documents import Document
from corpus.sources import Source, SourceRegister
from corpus.words import plain

_TOP_BLOCKS = 6
_CLOSE_ENOUGH = 88.0


def recognised(document: Document, register: SourceRegister) -> Source | None:
    """Return the one registered source whose title stands at the top of a document, or None when unsure.

    The Act of another year, or the draft of a code, is another source however alike their titles are.
    """
    top = [_bare(block.text) for block in document.blocks[:_TOP_BLOCKS] if len(block.text) < 200]
    best: dict[str, float] = {}
    for source in register.sources.values():
        titles = [_bare(title) for title in (source.title, source.short_title)]
        best[source.id] = max((_closeness(line, title) for line in top for title in titles), default=0.0)
    found = [source_id for source_id, closeness in best.items() if closeness >= _CLOSE_ENOUGH]
    return register.sources[found[0]] if len(found) == 1 else None


def _closeness(line: str, title: str) -> float:
    if _telling(line) != _telling(title):
        return 0.0
    return fuzz.ratio(line, title)


def _telling(text: str) -> list[str]:
    """The words that tell like titles apart: years and other numbers, `draft`."""
    return [word for word in text.split() if word.isdigit() or word == "draft"]


def _bare(text: str) -> str:
    """A title without the numbers and editions that registers add in brackets, and without marks.

    Other words in brackets tell instruments apart: `Education (Scotland) Act` is not the Education Act.
    """
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"\([^)]*(?:\d|as amended|in force)[^)]*\)", " ", plain(text))))
