"""What comes back: a closed union of replies. Records only; each invariant is checked when one is made.

Code that handles a `Reply` matches every kind and ends with `assert_never`.
"""

import datetime
from dataclasses import dataclass, field
from typing import TypeAlias

from assistant.deadlines import Bound
from corpus.contacts import Contact, Nation
from corpus.vocabulary import HandoffReason, Urgency


class BrokenReplyError(ValueError):
    """A reply that would break an invariant: our fault, never the family's."""


@dataclass(frozen=True, slots=True)
class Citation:
    """One place in one source, as it supports one thing we say.

    `our_words` is what we say; `quote` is the official wording, verbatim, or None where it is not held here.
    """

    source_id: str
    reference: str
    name: str
    url: str | None
    our_words: str
    quote: str | None
    page: int | None
    status: str
    as_at: datetime.date
    passage_id: str


@dataclass(frozen=True, slots=True)
class CitedStatement:
    """Something said, and the indexes of what supports it in the reply's `citations`."""

    id: str
    text: str
    citations: tuple[int, ...]

    def __post_init__(self) -> None:
        _needs_citation(self.id, self.citations)


@dataclass(frozen=True, slots=True)
class Further:
    """What else a guide of the answer says, statement by statement, beside what answers the question first."""

    guide: str
    title: str
    statements: tuple[CitedStatement, ...]


@dataclass(frozen=True, slots=True)
class CitedOption:
    """A route open to the family. `guides` are all the guides of the answer that list it."""

    id: str
    name: str
    formality: int
    what_it_is: str
    who_decides: str
    time_limit: str
    cost: str
    may_suit: str
    weigh_up: str
    citations: tuple[int, ...]
    guides: tuple[str, ...]

    def __post_init__(self) -> None:
        _needs_citation(self.id, self.citations)


@dataclass(frozen=True, slots=True)
class Near:
    """A guide of an answer that is told apart from the rest: it is less likely what was asked about."""

    guide: str
    title: str


@dataclass(frozen=True, slots=True)
class CitedMyth:
    """Something the family has been told that is not so, and what is."""

    id: str
    said: str
    truth: str
    citations: tuple[int, ...]

    def __post_init__(self) -> None:
        _needs_citation(self.id, self.citations)


@dataclass(frozen=True, slots=True)
class CitedDate:
    """A computed date with its working, and which fact would change it; `bound` says how much it says."""

    what: str
    date: datetime.date
    rule: str
    working: str
    changes_if: str
    days_left: int
    who: str
    citations: tuple[int, ...]
    bound: Bound = Bound.EXACT

    def __post_init__(self) -> None:
        _needs_citation(self.what, self.citations)


@dataclass(frozen=True, slots=True)
class HandoffOffer:
    """Why a person is needed, how soon, what happens next, and what an advocate will want to know."""

    reason: HandoffReason
    urgency: Urgency
    why: str
    next_steps: tuple[str, ...]
    will_need: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UsedSource:
    """A source behind a reply, and where it stands."""

    id: str
    title: str
    status: str
    as_at: datetime.date
    authority: int


@dataclass(frozen=True, slots=True)
class HowMade:
    """How a reply was made, in full: shown to the family, and kept with a referral."""

    steps: tuple[str, ...]
    guides: tuple[tuple[str, float], ...] = ()
    passages: tuple[str, ...] = ()
    sources: tuple[UsedSource, ...] = ()
    checks: tuple[str, ...] = ()
    not_considered: tuple[str, ...] = ()
    corpus_digest: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What answers the question, then every option of the situation. `handoff` when a person should help too.

    `guides` are all that are used, the best first; those of them in `near` are shown apart, with their own options.
    """

    heading: str
    direct: tuple[CitedStatement, ...]
    options: tuple[CitedOption, ...]
    citations: tuple[Citation, ...]
    law_as_at: datetime.date
    how_made: HowMade
    dates: tuple[CitedDate, ...] = ()
    date_questions: tuple[str, ...] = ()
    myths: tuple[CitedMyth, ...] = ()
    further: tuple[Further, ...] = ()
    notices: tuple[str, ...] = ()
    guides: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()
    handoff: HandoffOffer | None = None

    def __post_init__(self) -> None:
        if not self.direct:
            raise BrokenReplyError("an answer says nothing that answers the question")
        _needs_known_citations(self)

    @property
    def own_options(self) -> tuple[CitedOption, ...]:
        """The options of the guides that answer; the same option of a near guide is among them."""
        apart = {each.guide for each in self.near}
        return tuple(option for option in self.options if option.guides[0] not in apart)

    @property
    def own_further(self) -> tuple[Further, ...]:
        """What else the guides that answer say."""
        apart = {each.guide for each in self.near}
        return tuple(told for told in self.further if told.guide not in apart)

    def options_near(self, guide: str) -> tuple[CitedOption, ...]:
        """The options of a near guide that no guide before it lists."""
        return tuple(option for option in self.options if option.guides[0] == guide)

    def further_near(self, guide: str) -> tuple[CitedStatement, ...]:
        """What a near guide says that the direct part leaves out."""
        return tuple(said for told in self.further if told.guide == guide for said in told.statements)


@dataclass(frozen=True, slots=True)
class Clarification:
    """One question with two to four choices."""

    question: str
    choices: tuple[str, ...]
    how_made: HowMade = field(default_factory=lambda: HowMade(()))

    def __post_init__(self) -> None:
        if not 2 <= len(self.choices) <= 4:
            raise BrokenReplyError(f"a clarification has {len(self.choices)} choices; expected 2 to 4")


@dataclass(frozen=True, slots=True)
class Handoff:
    """What is asked needs a person: why, what is safe and general to know now, and what happens next.

    `dates` are the last days that follow from what the family said, as in an answer.
    """

    offer: HandoffOffer
    how_made: HowMade
    direct: tuple[CitedStatement, ...] = ()
    citations: tuple[Citation, ...] = ()
    notices: tuple[str, ...] = ()
    guides: tuple[str, ...] = ()
    law_as_at: datetime.date | None = None
    dates: tuple[CitedDate, ...] = ()

    def __post_init__(self) -> None:
        _needs_known_citations(self)


@dataclass(frozen=True, slots=True)
class Emergency:
    """Someone may be in danger: who to contact now, first and in full."""

    message: str
    contacts: tuple[Contact, ...]
    afterwards: str
    how_made: HowMade

    def __post_init__(self) -> None:
        if not self.contacts:
            raise BrokenReplyError("an emergency reply names nobody to contact")


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """Not ours to answer: what this service covers, and who does cover what was asked."""

    message: str
    covers: str
    helpers: tuple[Nation | Contact, ...]
    how_made: HowMade
    elsewhere: tuple[str, ...] = ()


Reply: TypeAlias = Answer | Clarification | Handoff | Emergency | OutOfScope


def _needs_citation(name: str, citations: tuple[int, ...]) -> None:
    if not citations:
        raise BrokenReplyError(f"{name!r} has no citation; everything a family reads about the law has one")


def _needs_known_citations(reply: Answer | Handoff) -> None:
    used = [index for part in (reply.direct, reply.dates) for item in part for index in item.citations]
    if isinstance(reply, Answer):
        used += [index for part in (reply.options, reply.myths) for item in part for index in item.citations]
        used += [index for told in reply.further for each in told.statements for index in each.citations]
    for index in used:
        if not 0 <= index < len(reply.citations):
            raise BrokenReplyError(f"citation {index} is not among the reply's {len(reply.citations)} citations")
