"""What words mean: the terms of art of one answer, and every entry of the glossary. Words of ours, escaped."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answers import Answer, Handoff
from assistant.wording import option_fields
from corpus.pinpoints import Pinpoint, PinpointError
from corpus.sources import SourceRegister
from corpus.terms import Term, Terms
from ui.markup import disclosure, escaped, link

IN_ANSWER = "What these words mean"
IN_OPTIONS = "What the words in these options mean"


class Explained(Protocol):
    """A word with what it means, and where the law or guidance says so."""

    @property
    def term(self) -> str: ...
    @property
    def means(self) -> str: ...
    @property
    def cite(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Words:
    """Explains the terms of art of an answer, each once in it."""

    terms: Terms
    register: SourceRegister

    def of_answer(self, reply: Answer | Handoff) -> str:
        """Return the terms that the direct answer, its dates and its myths use, behind one line; empty without any."""
        return self._behind(IN_ANSWER, self.terms.used_in(_texts(reply)))

    def of_options(self, answer: Answer) -> str:
        """Return the terms that only the options use, behind one line; empty without any."""
        told = set(self.terms.used_in(_texts(answer)))
        in_options = (text for option in answer.options for _, text in (("", option.name), *option_fields(option)))
        return self._behind(IN_OPTIONS, [term for term in self.terms.used_in(in_options) if term not in told])

    def _behind(self, summary: str, met: Sequence[Term]) -> str:
        if not met:
            return ""
        body = f'<div class="opened">{explanations(met, self.register)}</div>'
        return disclosure(f"<span>{escaped(summary)} ({len(met)})</span>", body, kind="meanings")


def explanations(words: Iterable[Explained], register: SourceRegister) -> str:
    """Return words with what they mean and the names of the law, in the order given."""
    return '<dl class="words">' + "".join(_explanation(word, register) for word in words) + "</dl>"


def _texts(reply: Answer | Handoff) -> Iterator[str]:
    yield from (statement.text for statement in reply.direct)
    for date in reply.dates:
        yield from (date.what, date.working, date.changes_if)
    if isinstance(reply, Answer):
        for myth in reply.myths:
            yield from (myth.said, myth.truth)


def _explanation(word: Explained, register: SourceRegister) -> str:
    law = "".join(f'<dd class="quiet">{each}</dd>' for each in _law(word.cite, register))
    return f"<div><dt>{escaped(word.term)}</dt><dd>{escaped(word.means)}</dd>{law}</div>"


def _law(references: Iterable[str], register: SourceRegister) -> Iterator[str]:
    """Yield the name of each place, linked; one that no longer resolves is left out, and the words stay."""
    for reference in references:
        try:
            pinpoint = Pinpoint.parse(reference)
        except PinpointError:
            continue
        source = register.get(pinpoint.source_id)
        if source is not None:
            yield link(source.citation_name(pinpoint), source.link(pinpoint))
