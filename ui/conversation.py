"""A family's conversation as plain data, for as long as their page is open. Knows nothing of Streamlit."""

import datetime
import itertools
import secrets
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from assistant.answers import Answer, Emergency, Handoff, HandoffOffer, Reply
from assistant.contract import as_json
from assistant.memory import Memory
from corpus.vocabulary import HandoffReason, Urgency

_URGENCIES = tuple(Urgency)  # most urgent first


class HeldUp(Enum):
    """Why a question was not answered; it can be asked again."""

    BUSY = "busy"
    BROKEN = "broken"


@dataclass(slots=True)
class Turn:
    """One thing the family typed, and what came back: nothing yet, a reply, or why there is none."""

    number: int
    asked: str = field(repr=False)  # no error message that shows a turn may show what a family typed
    today: datetime.date
    reply: Reply | None = None
    seconds: float = 0.0
    held_up: HeldUp | None = None
    under_way: "Future[None] | None" = field(default=None, repr=False)  # while somebody works on it
    was_overtaken: bool = False  # another question was typed before its reply came, so it was never the last in view
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
        return self.reply is None and self.held_up is None

    def wait_again(self) -> None:
        """Put what was held up back among what waits, and let its reply take the focus."""
        if self.held_up:
            self.held_up, self.under_way = None, None
        self.moment = secrets.token_hex(8)  # the focus goes to its reply again


@dataclass(slots=True)
class Conversation:
    """Every turn, oldest first. Numbers are never used twice, so that no two widgets share a key."""

    turns: list[Turn] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory)
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def ask(self, text: str, today: datetime.date, *, is_tapped: bool = False) -> None:
        """Add what the family typed or tapped; it waits for its reply.

        What is sent twice, such as by a second tap on the same button, is asked once.
        """
        last = self.last
        if last and last.asked == text and (last.is_pending or is_tapped):
            last.wait_again()
            return
        self.turns.append(Turn(next(self._numbers), text, today))

    @property
    def last(self) -> Turn | None:
        """The turn on top of the family's mind."""
        return self.turns[-1] if self.turns else None

    @property
    def waiting(self) -> Turn | None:
        """The oldest turn that still has to be answered."""
        return next((turn for turn in self.turns if turn.is_pending), None)

    @property
    def danger(self) -> Turn | None:
        """The turn whose reply is whom to contact now: the last, or one that it overtook before it could be read."""
        for turn in reversed(self.turns):
            if turn is not self.last and not turn.was_overtaken:
                return None
            if isinstance(turn.reply, Emergency):
                return turn
        return None

    @property
    def texts(self) -> tuple[str, ...]:
        """What the family typed, oldest first: what a reply depends on."""
        return tuple(turn.asked for turn in self.turns)

    def texts_up_to(self, turn: Turn) -> tuple[str, ...]:
        """What the family had typed when they asked this."""
        return tuple(each.asked for each in self.turns if each.number <= turn.number)


def has_options_of_before(turn: Turn, turns: Iterable[Turn]) -> bool:
    """Whether a turn's answer has the very options of the answer before it, so that they need not be read again."""
    earlier = [each.reply for each in turns if each.number < turn.number and isinstance(each.reply, Answer)]
    return (
        bool(earlier)
        and isinstance(turn.reply, Answer)
        and [option.id for option in turn.reply.own_options] == [option.id for option in earlier[-1].own_options]
    )


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
