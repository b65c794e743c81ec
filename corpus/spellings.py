"""How words are written at night on a phone: typos, phonetic spellings and slang, and the usual word for each."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, RootModel, ValidationError

from corpus.errors import ContentError
from corpus.glossary import Glossary
from corpus.located_yaml import load_located
from corpus.sources import Text
from corpus.validation import explain
from corpus.words import plain


class _SpellingsFile(RootModel[dict[Text, Annotated[list[Text], Field(min_length=1)]]]):
    """The usual word, and the other ways in which it is written."""


def load_spellings(path: Path, glossary: Glossary) -> Mapping[str, str]:
    """Read `spellings.yaml`: each written form mapped to its usual word, both made plain.

    Raises:
        ContentError: with one line for each fault; a form that stands twice, that is a usual word itself, or that the
            glossary explains are among them.
    """
    located = load_located(path)
    try:
        file = _SpellingsFile.model_validate(located.data)
    except ValidationError as error:
        raise ContentError(explain(error, located)) from None
    explained = glossary.lexicon.forms
    usual = {plain(word) for word in file.root}
    faults = []
    spellings: dict[str, str] = {}
    for word, forms in file.root.items():
        for number, form in enumerate(map(plain, forms)):
            where = (word, number)
            if form in spellings:
                faults.append(located.fault(where, f"the form {form!r} also stands for {spellings[form]!r}; keep one"))
            elif form in usual:
                faults.append(located.fault(where, f"the form {form!r} is itself a usual word; take it out"))
            elif form in explained:
                faults.append(
                    located.fault(where, f"the form {form!r} is in the glossary ({explained[form]!r}); take it out")
                )
            spellings[form] = plain(word)
    if faults:
        raise ContentError(faults)
    return spellings
