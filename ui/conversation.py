"""A family's conversation as plain data, for as long as their page is open. Knows nothing of Streamlit."""

import datetime
import itertools
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from assistant.answers import Answer, Emergency, Handoff, HandoffOffer, Reply
from assistant.contract import as_json
from corpus.vocabulary import HandoffReason, Urgency

_URGENCIES = tuple(Urgency)  # most urgent first


@dataclass(slots=True)
class Turn:
    """One thing the family typed, and what came back: nothing yet, a reply, or that we were too busy."""

    number: int
    asked: str = field(repr=False)  # no error message that shows a turn may show what a family typed
    today: datetime.date
    reply: Reply | None = None
    seconds: float = 0.0
    was_busy: bool = False
    moment: str = field(default_factory=lambda: secrets.token_hex(8))  # another one than any reply before it had

    @property
    def offer(self) -> HandoffOffer | None:
        """Why a person is needed, where the reply says so."""
        match self.reply:
            case Answer():
                return self.reply.handoff
            case Handoff():
                return self.reply.offer
            case _:
                return None

    @property
    def is_pending(self) -> bool:
        """Whether it still has to be answered."""
        return self.reply is None and not self.was_busy


@dataclass(slots=True)
class Conversation:
    """Every turn, oldest first. Numbers are never used twice, so that no two widgets share a key."""

    turns: list[Turn] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def ask(self, text: str, today: datetime.date) -> None:
        """Add what the family typed; it waits for its reply."""
        self.turns.append(Turn(next(self._numbers), text, today))

    @property
    def last(self) -> Turn | None:
        """The turn on top of the family's mind."""
        return self.turns[-1] if self.turns else None

    @property
    def in_danger(self) -> bool:
        """Whether the last reply is whom to contact now."""
        return self.last is not None and isinstance(self.last.reply, Emergency)

    @property
    def texts(self) -> tuple[str, ...]:
        """What the family typed, oldest first: what a reply depends on."""
        return tuple(turn.asked for turn in self.turns)


def most_pressing(turns: Iterable[Turn]) -> tuple[HandoffReason, Urgency]:
    """Return why and how soon a person is needed, judged by the turns that the family sends and by nothing else.

    The most urgent counts; of equals, the latest.
    """
    found = (HandoffReason.ASKED_FOR_PERSON, Urgency.ROUTINE)
    for turn in turns:
        offer = turn.offer
        if isinstance(turn.reply, Emergency):
            found = (found[0], Urgency.TODAY)
        elif offer and _URGENCIES.index(offer.urgency) <= _URGENCIES.index(found[1]):
            found = (offer.reason, offer.urgency)
    return found


def snapshot_of(turns: Iterable[Turn]) -> dict[str, Any]:
    """Return the turns as an advocate will read them: what was typed, what was shown, and its evidence."""
    sent = [turn for turn in turns if turn.reply is not None]
    return {
        "turns": [
            {
                "asked": turn.asked,
                "on": turn.today.isoformat(),
                "reply": as_json(turn.reply, asked_id=str(turn.number), seconds=turn.seconds),
            }
            for turn in sent
            if turn.reply is not None
        ]
    }
