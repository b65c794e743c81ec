"""What the family has said so far: what to look for, and the dates and facts named. Nothing is guessed."""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.deadlines import (
    Event,
    Span,
    Trouble,
    find_dates,
    known_dates,
    known_spans,
    read_events,
    september_of_move,
)
from corpus.vocabulary import ClockStart
from corpus.words import plain

_TAG = re.compile(r"<[^<>]{0,2000}>")
_AGE = re.compile(
    r"\b(?:(?:he|she|they|child|son|daughter|boy|girl|who|i)(?: is|'?s| are|'?re| am|'?m)? "
    r"(?:now |just |only )?(?:turned )?"
    r"(?P<a>\d{1,2})\b(?! (?:weeks?|months?|days?|hours?|times|terms?|minutes|mins|words|schools|lessons|sessions))"
    r"|(?P<b>\d{1,2}) ?(?:-| )?(?:years?|yrs?|y/?o)\b(?:[ -]?old)?|\baged? (?P<c>\d{1,2})\b)"
)
_OLDEST = 25
_LEANS = re.compile(
    r"^(and|but|so|or|also|ok|okay|then|what about|how about|what if|why|how long|how much|when|no,?|yes,?|sorry)\b"
    r"|\b(it|that|this|they|them|those|he|she|him|her|there|the (letter|decision|deadline|same|first|second|third))\b"
)
_FEW_WORDS = 9
_MOST_BEFORE = 3  # earlier turns in which the document that "it's dated" speaks of is looked for
_ENGLAND = re.compile(
    r"\b(live|living|based|are|we'?re|am|i'?m) in england\b|\benglish council\b|\bnot in (wales|scotland)\b"
)


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing the family typed, without markup.

    `searched` is the same without its dates, which say nothing of the situation; `leans` says whether it may need
    the turns before it to be understood; `says_england` that the family lives there; `is_dates_only` that it says
    no more than a date.
    """

    text: str
    searched: str
    leans: bool
    says_england: bool
    is_dates_only: bool = False


@dataclass(frozen=True, slots=True)
class Understanding:
    """All turns, oldest first, and the facts they name. A later date or age replaces an earlier one.

    `within` are the days that a start can be, where no day of it is known; `last_events` are the dates of the last
    turn, those that could not be read or placed among them; `contradicted` are starts for which one turn gave two
    different days.
    """

    turns: tuple[Turn, ...]
    dates: Mapping[ClockStart, datetime.date]
    within: Mapping[ClockStart, Span]
    last_events: tuple[Event, ...]
    contradicted: tuple[ClockStart, ...]
    age: int | None

    @property
    def last(self) -> Turn:
        """The turn to answer."""
        return self.turns[-1]


def understand(turns: Sequence[str], today: datetime.date) -> Understanding:
    """Read the turns. Never raises, whatever was typed.

    Args:
        turns: at least one, oldest first.
        today: the day that "yesterday" is counted from.
    """
    read = tuple(_turn(text, today) for text in turns)
    texts = [turn.text for turn in read]
    events = [
        read_events(text, today=today, before=texts[max(0, number - _MOST_BEFORE) : number])
        for number, text in enumerate(texts)
    ]
    dates: dict[ClockStart, datetime.date] = {}
    within: dict[ClockStart, Span] = {}
    contradicted: set[ClockStart] = set()
    for of_turn in events:
        known = known_dates(of_turn)
        named = {event.start for event in of_turn if event.start and event.found.date}
        contradicted = (contradicted | (named - known.keys())) - known.keys()
        spans = known_spans(of_turn)
        # a month that holds the day told before says nothing new; another month corrects it
        corrected = {start for start, span in spans.items() if start in dates and not span.holds(dates[start])}
        dates = {start: date for start, date in dates.items() if start not in contradicted | corrected} | dict(known)
        within = {start: span for start, span in (within | dict(spans)).items() if start not in dates}
    moves = [move for text in texts if (move := september_of_move(text, today=today)) is not None]
    if moves:
        dates[ClockStart.PHASE_TRANSFER_YEAR] = moves[-1]
    ages = [age for turn in read if (age := _age(turn.text)) is not None]
    return Understanding(
        read,
        dates,
        within,
        events[-1],
        tuple(sorted(contradicted)),
        ages[-1] if ages else None,
    )


def visible(text: str) -> str:
    """Return a message without markup, which is never what was asked, and without characters that cannot be seen."""
    return "".join(char if char.isprintable() else " " for char in _TAG.sub(" ", text))


def _turn(text: str, today: datetime.date) -> Turn:
    kept = " ".join(visible(text).split())
    words = plain(kept)
    searched = kept
    for found in find_dates(kept, today=today):
        if found.trouble is Trouble.INEXACT:
            continue  # "in September" may say something of the situation
        searched = searched[: found.start] + " " * (found.end - found.start) + searched[found.end :]
    return Turn(
        kept,
        " ".join(searched.split()) or kept,
        leans=len(words.split()) <= _FEW_WORDS or bool(_LEANS.search(words[:80])),
        says_england=bool(_ENGLAND.search(words)),
        is_dates_only=bool(kept) and not any(char.isalnum() for char in searched),
    )


def _age(text: str) -> int | None:
    """The age told; of several, such as of brothers and sisters, the youngest."""
    told = (int(next(group for group in match.groups() if group)) for match in _AGE.finditer(plain(text)))
    return min((age for age in told if age <= _OLDEST), default=None)
