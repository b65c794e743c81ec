"""A desk without a model or a corpus: gives the replies it was told to, in their order."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace

from assistant.answers import Reply
from assistant.memory import Memory
from corpus.glossary import Entry, Glossary
from corpus.sources import SourceRegister
from corpus.terms import Term, Terms
from tests.ui.builders import CONTACTS
from ui.resources import BusyError

GLOSSARY = Glossary(
    (
        Entry(
            term="EHC plan", means="The legal document that says what help a child gets.", also=("ehcp", "statement")
        ),
        Entry(term="mediation", means="A meeting led by an independent person, to try to agree."),
    )
)
TERMS = Terms((Term(term="council", means="The local authority for your area."),))


@dataclass
class FakeDesk:
    replies: Iterable[Reply | type[BusyError]]
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._next = iter(self.replies)
        content = SimpleNamespace(
            guides={}, contacts=CONTACTS, register=SourceRegister({}, {}), glossary=GLOSSARY, terms=TERMS
        )
        self.store = SimpleNamespace(content=content, manifest=SimpleNamespace(built_at="2026-11-22T04:00:36+00:00"))

    def ask(self, turns: Sequence[str], today: datetime.date, memory: Memory | None = None) -> Reply:
        self.asked.append(tuple(turns))
        reply = next(self._next)
        if isinstance(reply, type):
            raise reply
        return reply
