"""Where a conversation stands, so that its next reply need not work out the earlier turns again.

Held by whoever holds the conversation, and gone with it; a reply is the same with an empty one.
"""

from dataclasses import dataclass, field

from assistant.boundaries import Rule
from assistant.retrieve import Query
from assistant.understand import Turn
from assistant.weighing import Reading


@dataclass(frozen=True, slots=True)
class Talk:
    """What a conversation is about after a turn.

    `turns` are the last ones, oldest first, and `heard` the reading of all of them together; `topic` are the guides
    that it is about, `situation` the guide of what happened to the family, which a side question about mediation or
    helpers leaves standing; `said` the turns about the topic as they were searched with, oldest first; `was_asked`
    whether the last reply was a clarifying question; `calling` are the rules by which what was told calls for a person.
    """

    turns: tuple[Turn, ...] = ()
    heard: Reading | None = None
    topic: tuple[str, ...] = ()
    situation: str = ""
    said: tuple[Query, ...] = ()
    was_asked: bool = False
    calling: tuple[Rule, ...] = ()


@dataclass
class Memory:
    """Where one conversation stood after its last reply."""

    _turns: tuple[str, ...] = field(default=(), repr=False)  # no error message may show what a family typed
    _build: str = ""
    _talk: Talk = field(default=Talk(), repr=False)

    def recalled(self, turns: tuple[str, ...], build: str) -> Talk | None:
        """Return where the talk stood after these turns, or None where it must be worked out."""
        return self._talk if turns and (turns, build) == (self._turns, self._build) else None

    def keep(self, turns: tuple[str, ...], build: str, talk: Talk) -> None:
        """Note where the talk stands now."""
        self._turns, self._build, self._talk = turns, build, talk
