"""What words mean: every entry of the glossary, found by a word or read through by letter."""

import itertools
from collections.abc import Sequence

import streamlit as st

from corpus.errors import CorpusError
from corpus.glossary import Entry
from corpus.store import Content
from corpus.terms import Term
from corpus.words import plain
from ui.frame import WORDS, information_page
from ui.markup import escaped, heading, paragraph
from ui.resources import get_desk
from ui.words import explanations

LONGEST_WORD = 100  # characters
INTRODUCTION = (
    "These are words that councils, schools and the law use, in plain words. Each names the place in the law or the "
    "guidance that it comes from, where there is one. This is the law in England."
)
NOT_HERE = "The list of words is part of the guides, and they are not ready on this machine yet."
Word = Entry | Term


def main() -> None:
    """Show the page."""
    with information_page(WORDS):
        try:
            content = get_desk().store.content
        except CorpusError:
            st.html(paragraph(NOT_HERE))
            return
        st.html(paragraph(INTRODUCTION))
        sought = st.text_input(
            "Find a word, or letters such as EHCP", key="sought", max_chars=LONGEST_WORD, autocomplete="off"
        )
        words = words_of(content)
        found = [word for word in words if any(plain(sought) in form for form in _forms(word))]
        st.html(f'<p role="status" class="quiet">{escaped(_count(len(found), sought))}</p>')
        st.html(_listed(found, plain(sought), content))


def words_of(content: Content) -> list[Word]:
    """Return the glossary, and the terms that only answers explain, by the alphabet."""
    known = {plain(entry.term) for entry in content.glossary.entries}
    others = [term for term in content.terms.entries if plain(term.term) not in known]
    return sorted([*content.glossary.entries, *others], key=lambda word: plain(word.term))


def _forms(word: Word) -> list[str]:
    return [plain(form) for form in (word.term, *(word.also if isinstance(word, Entry) else word.written))]


def _count(found: int, sought: str) -> str:
    if not sought.strip():
        return f"{found} words, by the alphabet."
    if not found:
        return "No word here has those letters. Try fewer letters, or ask the question in your own words."
    return "1 word found." if found == 1 else f"{found} words found."


def _listed(found: Sequence[Word], sought: str, content: Content) -> str:
    """Return the words by letter, after the very one that was sought."""
    exact = [word for word in found if sought in _forms(word)]
    others = [word for word in found if word not in exact]
    first = heading("The word you typed", 2) + explanations(exact, content.register) if exact else ""
    grouped = itertools.groupby(others, key=lambda word: plain(word.term)[0].upper())
    return first + "".join(
        heading(letter, 2) + explanations(tuple(group), content.register) for letter, group in grouped
    )


if __name__ == "__main__":
    main()
