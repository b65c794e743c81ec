"""A desk without a model or a corpus: gives the replies it was told to, in their order."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace

from assistant.answers import Reply
from corpus.sources import SourceRegister
from tests.ui.builders import CONTACTS
from ui.resources import BusyError


@dataclass
class FakeDesk:
    replies: Iterable[Reply | type[BusyError]]
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._next = iter(self.replies)
        content = SimpleNamespace(guides={}, contacts=CONTACTS, register=SourceRegister({}, {}))
        self.store = SimpleNamespace(content=content)

    def ask(self, turns: Sequence[str], today: datetime.date) -> Reply:
        self.asked.append(tuple(turns))
        reply = next(self._next)
        if isinstance(reply, type):
            raise reply
        return reply
