"""Tell what each found date is the date of, by the words near it. A date that no word explains stays unknown."""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from assistant.deadlines import cues
from assistant.deadlines.calendars import written
from assistant.deadlines.dates_in_text import Assumed, FoundDate, Trouble, find_dates, next_such_date
from corpus.vocabulary import ClockStart

_MASK = "\0"  # stands in for the letters of a date, so that its dots and commas end no clause
_FULL_NAME = re.compile(r"education,?\s+health\s+(?:and|&)\s+care", re.IGNORECASE)  # its comma ends no clause either
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)|\n")
_CLAUSE_END = re.compile(
    r"[,;()]|\s[-–—]\s|\b(?:and|but|then|so|because|when|after|while|although|though|which)\b", re.IGNORECASE
)
# A clause of nothing but these says nothing of its date: "On 3 September, …", "It was 3 June when …".
_SAYS_NOTHING = re.compile(
    r"^(?:\W|\b(?:on|in|it|was|is|that|this|the|about|around|back|since|from|at|of|just|only|maybe|i|think)\b)*$",
    re.IGNORECASE,
)
_IS_OVER = re.compile(r"\b(?:was|had|were|lost|won|went|happened|took place)\b", re.IGNORECASE)

_REACHED_YOU = (
    "This is the day it reached you. Time runs from the day it was sent or issued, so the last day may be sooner: "
    "look for the date on it."
)
_DATE_ON_IT_COUNTS = "The day it reached you. The date on it is what counts."


@dataclass(frozen=True, slots=True)
class Event:
    """A date and what starts on it; `start` is None where no word tells. `note` is for the family.

    `is_received` says that the date is the day a document came, not the date on it.
    """

    start: ClockStart | None
    found: FoundDate
    note: str | None = None
    is_received: bool = False


class _Clause(NamedTuple):
    text: str  # with dates masked
    offset: int  # into the message
    sentence: int


def read_events(text: str, *, today: datetime.date) -> tuple[Event, ...]:
    """Return one event for each date in `text`, in the order they stand.

    Of the date on a document and the day it came, the date on it counts; the other is kept, with a note and no
    start. A date after `today` of something that has happened is trouble, not a date; a hearing may lie ahead.
    """
    dates = find_dates(text, today=today)
    clauses = _clauses(_masked(text, dates))
    events = []
    for found in dates:
        said = _said_of(found, dates, clauses)
        events.append(_settled(cues.start_in(said, text), found, said, today))
    return tuple(_without_start(event) if _is_dated_too(event, events) else event for event in events)


def known_dates(events: Iterable[Event]) -> Mapping[ClockStart, datetime.date]:
    """Return the date of each start that has exactly one; two different dates leave it unknown, to be asked."""
    dates: dict[ClockStart, set[datetime.date]] = {}
    for event in events:
        if event.start is not None and event.found.date is not None:
            dates.setdefault(event.start, set()).add(event.found.date)
    return {start: found.pop() for start, found in dates.items() if len(found) == 1}


def _masked(text: str, dates: Iterable[FoundDate]) -> str:
    """Hide the dates and other text that would end a clause; every letter keeps its place."""
    for found in dates:
        text = text[: found.start] + _MASK * (found.end - found.start) + text[found.end :]
    return _FULL_NAME.sub(lambda name: "ehc".ljust(len(name.group())), text.replace("’", "'"))


def _clauses(masked: str) -> tuple[_Clause, ...]:
    return tuple(
        _Clause(piece, offset + start, number)
        for number, (sentence, offset) in enumerate(_pieces(masked, _SENTENCE_END))
        for piece, start in _pieces(sentence, _CLAUSE_END)
    )


def _pieces(text: str, end: re.Pattern[str]) -> list[tuple[str, int]]:
    pieces, start = [], 0
    for match in end.finditer(text):
        pieces.append((text[start : match.start()], start))
        start = match.end()
    return [*pieces, (text[start:], start)]


def _said_of(found: FoundDate, dates: tuple[FoundDate, ...], clauses: tuple[_Clause, ...]) -> str:
    """Return the words that tell of one date: its part of the clause, or a clause beside it that has no date."""
    index = next(number for number, clause in enumerate(clauses) if _holds(clause, found))
    clause = clauses[index]
    part = _part(found, [other for other in dates if _holds(clause, other)], clause)
    if cues.MUST_BE_DONE_BY.search(part.split(_MASK)[0]):
        return ""
    words = part.replace(_MASK, "")
    if cues.ONLY_DATED.match(words):
        return f"{_document_named(clauses[:index])} {words}"
    if not _SAYS_NOTHING.match(words):
        return words
    beside = [*clauses[index + 1 : index + 2], *clauses[max(index - 1, 0) : index]]
    near = [
        each for each in beside if each.sentence == clause.sentence and _MASK not in each.text and each.text.strip()
    ]
    return near[0].text if near else ""


def _holds(clause: _Clause, found: FoundDate) -> bool:
    return clause.offset <= found.start < clause.offset + len(clause.text)


def _part(found: FoundDate, dates: list[FoundDate], clause: _Clause) -> str:
    """Return the part of a clause that belongs to one of its dates.

    Dates share a clause by what stands before each ("dated 3 June arrived 5 June") or, where the clause opens
    with a date, by what follows each ("1 June asked, 3 September refused").
    """
    if len(dates) == 1:
        return clause.text
    number = dates.index(found)
    opening = clause.text[: dates[0].start - clause.offset]
    if _SAYS_NOTHING.match(opening):
        end = dates[number + 1].start - clause.offset if number + 1 < len(dates) else len(clause.text)
        return clause.text[found.start - clause.offset : end]
    begin = dates[number - 1].end - clause.offset if number else 0
    part = clause.text[begin : found.end - clause.offset]
    is_of_same_thing = number > 0 and cues.RECEIVED.search(part) and cues.cue_in(part) is None
    return f"{cues.DATED.sub('', opening)}{part}" if is_of_same_thing else part


def _document_named(clauses: tuple[_Clause, ...]) -> str:
    """Return the nearest clause before that names a document; families who name none date the council's letter."""
    for clause in reversed(clauses):
        words = clause.text.replace(_MASK, "")
        cue = cues.cue_in(words)
        if cue is not None and (cue.start in cues.DOCUMENTS or (cue.start is None and "letter" in words.lower())):
            return cues.RECEIVED.sub("", words)
    return "letter"


def _settled(start: ClockStart | None, found: FoundDate, said: str, today: datetime.date) -> Event:
    """Fit the date to what it is the date of: a hearing may lie ahead, anything else has happened."""
    if start is ClockStart.HEARING:
        return Event(start, found if _IS_OVER.search(said) else next_such_date(found, today=today))
    if start is not None and found.date is not None and found.date > today:
        return Event(start, replace(found, date=None, trouble=Trouble.IN_FUTURE))
    is_received = start in cues.DOCUMENTS and bool(cues.RECEIVED.search(said)) and not cues.DATED.search(said)
    notes = [_REACHED_YOU] if is_received else []
    if start is not None and found.date is not None and found.assumed in (Assumed.APPROXIMATE, Assumed.LAST_WEEKDAY):
        notes.append(f"“{found.text}” is read as {written(found.date)}. Another date would move the last day.")
    return Event(start, found, " ".join(notes) or None, is_received)


def _is_dated_too(event: Event, events: Iterable[Event]) -> bool:
    return event.is_received and any(
        other.start is event.start and not other.is_received and other.found.date is not None for other in events
    )


def _without_start(event: Event) -> Event:
    return replace(event, start=None, note=_DATE_ON_IT_COUNTS)
