"""How hard our words are to read."""

import functools
import re
import sys
import types
from collections.abc import Iterable

from corpus.guides import Guide
from corpus.sources import SourceRegister
from tests.builders import OPTION_WORDS


@functools.cache
def _textstat():
    # textstat 0.7.3 imports pkg_resources, which setuptools no longer has; nothing that grades a text uses it
    sys.modules.setdefault("pkg_resources", types.ModuleType("pkg_resources"))
    from textstat import textstat

    return textstat


def grade(text: str) -> float:
    """The Flesch-Kincaid grade: about the school year, counted as in the United States, that reads it with ease."""
    return _textstat().flesch_kincaid_grade(text)


def words_of(guide: Guide, register: SourceRegister) -> str:
    """The guide's statements and options as one text, without the names of law."""
    texts = [statement.text for statement in guide.in_short]
    texts += [getattr(option, word) for option in guide.options for word in OPTION_WORDS]
    return _without_names(" ".join(f"{text.rstrip('.')}." for text in texts), register)


def _without_names(text: str, register: SourceRegister) -> str:
    names = {name for source in register.sources.values() for name in (source.title, source.short_title)}
    return re.sub("|".join(_alternatives(names)), "the law", text)


def _alternatives(names: Iterable[str]) -> list[str]:
    return [re.escape(name) for name in sorted(names, key=len, reverse=True)]
