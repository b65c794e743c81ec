"""A family's conversation as plain data, for as long as their page is open. Knows nothing of Streamlit."""

import datetime
import itertools
import secrets
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

from assistant.answers import Answer, CitedDate, Emergency, Handoff, HandoffOffer, Reply
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
    def matter(self) -> frozenset[str]:
        """The guides that the reply itself is made of; those that it tells apart are another matter."""
        match self.reply:
            case Answer():
                return frozenset(self.reply.guides) - {each.guide for each in self.reply.near}
            case Handoff():
                return frozenset(self.reply.guides)
            case _:
                return frozenset()

    @property
    def is_pending(self) -> bool:
        """Whether it still has to be answered."""
        return self.reply is None and self.held_up is None

    def wait_again(self) -> None:
        """Put what was held up back among what waits, and let its reply take the focus."""
        if self.held_up:
            self.held_up, self.under_way = None, None
        self.moment = secrets.token_hex(8)  # the focus goes to its reply again


@dataclass(frozen=True, slots=True)
class PassedOn:
    """What the family has passed to an advocate: the reference code, and the turns that went along."""

    reference_code: str
    turns: tuple[Turn, ...] = ()

    def covers(self, turn: Turn) -> bool:
        """Whether a turn went along, or is about the same matter as one that did."""
        return any(sent.number == turn.number or sent.matter & turn.matter for sent in self.turns)


class Pressing(NamedTuple):
    """Why and how soon a person is needed, and the turn that says so; none does when nothing presses."""

    reason: HandoffReason
    urgency: Urgency
    turn: Turn | None


@dataclass(slots=True)
class Conversation:
    """Every turn, oldest first. Numbers are never used twice, so that no two widgets share a key."""

    turns: list[Turn] = field(default_factory=list)
    passed_on: list[PassedOn] = field(default_factory=list)
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

    def code_for(self, turn: Turn) -> str:
        """The reference code under which this turn's matter was passed on last; empty when it was not."""
        return next((each.reference_code for each in reversed(self.passed_on) if each.covers(turn)), "")

    def take_back(self, reference_code: str) -> None:
        """Say no longer that something was passed on: the family has withdrawn or erased it."""
        self.passed_on = [each for each in self.passed_on if each.reference_code != reference_code]


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
    found = pressing(turns)
    return found.reason, found.urgency


def pressing(turns: Iterable[Turn]) -> Pressing:
    """Return the same with the turn that decides how soon."""
    found = Pressing(HandoffReason.ASKED_FOR_PERSON, Urgency.ROUTINE, None)
    for turn in turns:
        offer = turn.offer
        if isinstance(turn.reply, Emergency):
            found = Pressing(found.reason, Urgency.TODAY, turn)
        elif offer and _URGENCIES.index(offer.urgency) <= _URGENCIES.index(found.urgency):
            found = Pressing(offer.reason, offer.urgency, turn)
    return found


def dates_in(turns: Iterable[Turn]) -> tuple[CitedDate, ...]:
    """Return the dates that were worked out in these turns, soonest first; one that was told twice once."""
    told = {
        (date.what, date.date): date
        for turn in turns
        if isinstance(turn.reply, Answer | Handoff)
        for date in turn.reply.dates
    }
    return tuple(sorted(told.values(), key=lambda date: (date.date, date.what)))


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
