"""The glossary: parents' words, abbreviations and old names, and the law's words for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.errors import ContentError
from corpus.located_yaml import load_located
from corpus.sources import SourceRegister, Text
from corpus.validation import explain
from corpus.words import Lexicon, plain


class Entry(BaseModel):
    """One term, what it means in our words, and the other forms in which it is written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    term: Text
    means: Text
    also: tuple[Text, ...] = ()
    cite: tuple[Text, ...] = ()


class _GlossaryFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    entries: list[Entry]


@dataclass(frozen=True)
class Glossary:
    """Every entry, in the order of the file; `spellings` are other ways of writing ordinary words."""

    entries: tuple[Entry, ...] = ()
    spellings: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The entries as a map from written form to canonical term."""
        forms = {}
        for entry in self.entries:
            for form in (entry.term, *entry.also):
                forms[plain(form)] = plain(entry.term)
        return Lexicon(forms, self.spellings)


def load_glossary(path: Path, register: SourceRegister) -> Glossary:
    """Read `glossary.yaml`.

    Raises:
        ContentError: with one line for each fault, a form claimed by two entries among them.
    """
    located = load_located(path)
    try:
        file = _GlossaryFile.model_validate(located.data)
    except ValidationError as error:
        raise ContentError(explain(error, located, _GlossaryFile)) from None
    faults = []
    owner: dict[str, str] = {}
    for position, entry in enumerate(file.entries):
        where = ("entries", position)
        for form in dict.fromkeys(plain(form) for form in (entry.term, *entry.also)):
            if form in owner:
                faults.append(
                    located.fault(
                        (*where, "also"), f"the form {form!r} also belongs to {owner[form]!r}; keep it in one entry"
                    )
                )
            owner[form] = entry.term
        for number, reference in enumerate(entry.cite):
            if why := register.why_not_citable(reference):
                faults.append(located.fault((*where, "cite", number), why))
    if faults:
        raise ContentError(faults)
    return Glossary(tuple(file.entries))
