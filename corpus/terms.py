"""Terms of art that stand in our answers, as they are written there, each with what it means in plain words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.errors import ContentError
from corpus.glossary import Glossary
from corpus.located_yaml import LocatedYaml, load_located
from corpus.sources import SourceRegister, Text
from corpus.validation import explain
from corpus.words import plain


class Term(BaseModel):
    """One term, what it means, and the forms in which our answers write it: the term itself among them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    term: Text
    means: Text
    written: tuple[Text, ...] = ()
    cite: tuple[Text, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds the term: whole words, with a plural `s`, the first letter large or small.

        The rest keeps its case, or `section A` would be found in "each section a family reads".
        """
        forms = sorted({self.term, *self.written}, key=len, reverse=True)
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(_form, forms))})s?(?!\w|\(\d)")


def _form(form: str) -> str:
    first = form[0]
    return f"[{re.escape(first.lower())}{re.escape(first.upper())}]{re.escape(form[1:])}"


@dataclass(frozen=True)
class Terms:
    """Every term, in the order of the file."""

    entries: tuple[Term, ...] = ()

    def used_in(self, texts: Iterable[str]) -> tuple[Term, ...]:
        """Return the terms that stand in any of the texts, each once, in the order in which a reader meets them."""
        whole = "\n".join(texts)
        met = [(found.start(), term) for term in self.entries if (found := term.pattern.search(whole))]
        return tuple(term for _, term in sorted(met, key=lambda each: each[0]))


class _Listed(BaseModel):
    """A line of the file. `means` and `cite` are left out where the glossary explains the term already."""

    model_config = ConfigDict(extra="forbid")

    term: Text
    means: Text | None = None
    written: tuple[Text, ...] = ()
    cite: tuple[Text, ...] = ()


class _TermsFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    terms: list[_Listed]


def load_terms(path: Path, register: SourceRegister, glossary: Glossary) -> Terms:
    """Read `terms.yaml`; what the glossary explains is explained here in the same words.

    Raises:
        ContentError: with one line for each fault: a term that nothing explains, one explained twice, a form that
            two terms claim, a reference that cannot be cited.
    """
    located = load_located(path)
    try:
        file = _TermsFile.model_validate(located.data)
    except ValidationError as error:
        raise ContentError(explain(error, located, _TermsFile)) from None
    explained = {plain(entry.term): entry for entry in glossary.entries}
    faults = _claimed_twice(file.terms, located)
    terms = []
    for position, listed in enumerate(file.terms):
        where = ("terms", position)
        entry = explained.get(plain(listed.term))
        if listed.means and entry:
            faults.append(
                located.fault(
                    (*where, "means"),
                    f"the glossary explains {listed.term!r} already; say it in one place: leave `means` out here",
                )
            )
        elif listed.means is None and entry is None:
            faults.append(
                located.fault(
                    (*where, "term"),
                    f"found {listed.term!r}, which the glossary does not explain; add `means`, or correct the term",
                )
            )
        elif listed.cite and entry:
            faults.append(
                located.fault((*where, "cite"), f"the glossary cites for {listed.term!r}; leave `cite` out here")
            )
        for number, reference in enumerate(listed.cite):
            if why := register.why_not_citable(reference):
                faults.append(located.fault((*where, "cite", number), why))
        means, cite = (entry.means, entry.cite) if entry else (listed.means or "", listed.cite)
        if means:
            terms.append(Term(term=listed.term, means=means, written=listed.written, cite=cite))
    if faults:
        raise ContentError(faults)
    return Terms(tuple(terms))


def _claimed_twice(listed: Iterable[_Listed], located: LocatedYaml) -> list[str]:
    faults = []
    owner: dict[str, str] = {}
    for position, each in enumerate(listed):
        # `sections B and F` explains both of its sections
        for form in dict.fromkeys((each.term, *(form for form in each.written if not form.startswith("sections ")))):
            if form in owner:
                faults.append(
                    located.fault(
                        ("terms", position, "written"),
                        f"the form {form!r} also belongs to {owner[form]!r}; keep it with one term",
                    )
                )
            owner[form] = each.term
    return faults
