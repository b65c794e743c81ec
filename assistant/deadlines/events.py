"""Tell what each found date is the date of, by the words near it. A date that no word explains stays unknown."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from assistant.deadlines import cues
from assistant.deadlines.calendars import written
from assistant.deadlines.dates_in_text import Assumed, FoundDate, Span, Trouble, find_dates, next_such_date
from corpus.vocabulary import ClockStart

_MASK = "\0"  # stands in for the letters of a date, so that its dots and commas end no clause
_FULL_NAME = re.compile(r"education,?\s+health\s+(?:and|&)\s+care", re.IGNORECASE)  # its comma ends no clause either
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)|\n")
_CLAUSE_END = re.compile(
    r"[,;()]|\s[-–—]\s|\b(?:and|but|then|so|because|when|after|while|although|though|which)\b", re.IGNORECASE
)
# A clause of nothing but these says nothing of its date: "On 3 September, …", "It was 3 June when …".
_SAYS_NOTHING = re.compile(
    r"^(?:\W|\b(?:on|in|it|its|was|is|that|thats|this|the|about|around|back|since|from|at|of|just|only|maybe|i|think|s)"
    r"\b)*$",
    re.IGNORECASE,
)
# "It is 22 November now" tells what day it is, and of nothing that happened.
_IS_NOW = re.compile(r"\b(?:now|today)\b", re.IGNORECASE)
_IS_OVER = re.compile(r"\b(?:was|had|were|lost|won|went|happened|took place)\b", re.IGNORECASE)

# With these words, even a stretch of days is no reading of a past event: "the decision is due in November".
_IS_AHEAD = re.compile(
    r"\b(?:will|going to|gonna|expect\w*|due|would|might|may|should|if|hoping|hope|plan to|by|until|till|before)\b",
    re.IGNORECASE,
)
# How far back a document is looked for that "it's dated" speaks of, so that a long text is read in good time.
_NEAR_ENOUGH = 300  # characters
_MOST_CLAUSES = 12
_MOST_DATES = 80  # in one turn
_LONGEST_POST = datetime.timedelta(days=21)  # of two dates of one letter so near, the later is the day it came

_MAY_LIE_AHEAD = frozenset({ClockStart.HEARING, ClockStart.REVIEW_MEETING, ClockStart.MOVED_AREA})

_REACHED_YOU = (
    "This is the day it reached you. Time runs from the day it was sent or issued, so the last day may be sooner: "
    "look for the date on it."
)
_DATE_ON_IT_COUNTS = "The day it reached you. The date on it is what counts."


@dataclass(frozen=True, slots=True)
class Event:
    """A date and what starts on it; `start` is None where no word tells. `note` is for the family.

    `is_received` says that the date is the day a document came, not the date on it; `is_explained` that the words
    tell what the date is of, and that no clock of ours starts on it, such as a birthday.
    """

    start: ClockStart | None
    found: FoundDate
    note: str | None = None
    is_received: bool = False
    is_explained: bool = False


class Clause(NamedTuple):
    """A part of a message: its text, with dates masked, where it begins, and the number of its sentence."""

    text: str
    offset: int  # into the message
    sentence: int


def read_events(text: str, *, today: datetime.date, before: Sequence[str] = ()) -> tuple[Event, ...]:
    """Return the events of the dates in `text`, in the order they stand.

    Of the date on a document and the day it came, the date on it counts; the other is kept, with a note and no
    start. A date after `today` of something that has happened is trouble, not a date; a hearing, a review or a move
    may lie ahead.
    Where no day is known, and nothing tells what it would start or the date on the document is there too, there is
    nothing to ask, and no event. Of a text with very many dates the first are read.

    Args:
        text: one turn.
        today: the day that "yesterday" is counted from.
        before: earlier turns, oldest first: "it's dated 5 November" is of the document they named last.
    """
    dates = find_dates(text, today=today)[:_MOST_DATES]
    clauses = clauses_of(text, dates)
    before = [turn[-_NEAR_ENOUGH:] for turn in before] if dates else []
    earlier = tuple(clause for turn in before for clause in clauses_of(turn, find_dates(turn, today=today)))
    # families who name no document date the council's letter, but not where a school has said no
    context = " ".join((*before, text[:_NEAR_ENOUGH]))
    named_before = _document_named(earlier) or ("" if cues.is_of_a_school(context) else "letter")
    read: list[tuple[Event, str]] = []
    for found in dates:
        said, is_of_earlier = _said_of(found, dates, clauses, named_before)
        if said is None or (found.date == today and cues.cue_in(said) is None and _is_now(found, clauses)):
            read.append((Event(None, found, is_explained=True), ""))
            continue
        if not said and len(dates) == 1 and _SAYS_NOTHING.match("".join(c.text for c in clauses).replace(_MASK, "")):
            said, is_of_earlier = _answered(before, earlier, today), True
        message = context if is_of_earlier and before else text
        read.append((_settled(said, message, found, today), said))
    dated: dict[ClockStart, set[datetime.date]] = {}  # the days that are told of each start, not of its coming
    on_paper: dict[ClockStart, set[datetime.date]] = {}  # those of them that a document is said to be dated
    for event, said in read:
        if event.start is not None and event.found.date is not None and not event.is_received:
            dated.setdefault(event.start, set()).add(event.found.date)
            if cues.DATED.search(said):
                on_paper.setdefault(event.start, set()).add(event.found.date)
    events = [_without_start(event) if _came(event, said, dated, on_paper) else event for event, said in read]
    return tuple(event for event in events if not _is_idle(event, dated))


def known_dates(events: Iterable[Event]) -> Mapping[ClockStart, datetime.date]:
    """Return the date of each start that has exactly one; two different dates leave it unknown, to be asked."""
    dates: dict[ClockStart, set[datetime.date]] = {}
    for event in events:
        if event.start is not None and event.found.date is not None:
            dates.setdefault(event.start, set()).add(event.found.date)
    return {start: found.pop() for start, found in dates.items() if len(found) == 1}


def known_spans(events: Iterable[Event]) -> Mapping[ClockStart, Span]:
    """Return the days that each start can be of which no day is told; two different stretches leave it unknown."""
    listed = list(events)
    spans: dict[ClockStart, set[Span]] = {}
    for event in listed:
        if event.start is not None and event.found.within is not None:
            spans.setdefault(event.start, set()).add(event.found.within)
    dated = {event.start for event in listed if event.found.date is not None}
    return {start: found.pop() for start, found in spans.items() if len(found) == 1 and start not in dated}


def _masked(text: str, dates: Iterable[FoundDate]) -> str:
    """Hide the dates and other text that would end a clause; every letter keeps its place."""
    for found in dates:
        text = text[: found.start] + _MASK * (found.end - found.start) + text[found.end :]
    return _FULL_NAME.sub(lambda name: "ehc".ljust(len(name.group())), text.replace("’", "'"))


def clauses_of(text: str, dates: Iterable[FoundDate] = ()) -> tuple[Clause, ...]:
    """Return the clauses of a message in order, with `dates` masked; offsets are into `text`."""
    return tuple(
        Clause(piece, offset + start, number)
        for number, (sentence, offset) in enumerate(_pieces(_masked(text, dates), _SENTENCE_END))
        for piece, start in _pieces(sentence, _CLAUSE_END)
    )


def _pieces(text: str, end: re.Pattern[str]) -> list[tuple[str, int]]:
    pieces, start = [], 0
    for match in end.finditer(text):
        pieces.append((text[start : match.start()], start))
        start = match.end()
    return [*pieces, (text[start:], start)]


def _said_of(
    found: FoundDate, dates: tuple[FoundDate, ...], clauses: tuple[Clause, ...], named_before: str
) -> tuple[str | None, bool]:
    """Return the words that tell of one date, and whether they are of an earlier turn; None for a last day told.

    They are its part of the clause, or a clause beside it that has no date.
    """
    index = next(number for number, clause in enumerate(clauses) if _holds(clause, found))
    clause = clauses[index]
    part = _part(found, [other for other in dates if _holds(clause, other)], clause)
    if cues.MUST_BE_DONE_BY.search(part.split(_MASK)[0]):
        return None, False
    words = part.replace(_MASK, "")
    if cues.ONLY_DATED.match(words) or cues.ONLY_CAME.match(words):
        opening = clause._replace(text=clause.text.partition(part)[0][-_NEAR_ENOUGH:])
        here = _document_named((*clauses[max(0, index - _MOST_CLAUSES) : index], opening))
        named = here or named_before
        # how the document was told of before is no word about this date
        named = named if cues.ONLY_DATED.match(words) else cues.DATED.sub("", named)
        return f"{named} {words}", not here
    if not _SAYS_NOTHING.match(words):
        return words, False
    beside = [*clauses[index + 1 : index + 2], *clauses[max(index - 1, 0) : index]]
    near = [
        each for each in beside if each.sentence == clause.sentence and _MASK not in each.text and each.text.strip()
    ]
    return near[0].text if near else "", False


def _is_now(found: FoundDate, clauses: tuple[Clause, ...]) -> bool:
    return any(_holds(clause, found) and _IS_NOW.search(clause.text) for clause in clauses)


def _holds(clause: Clause, found: FoundDate) -> bool:
    return clause.offset <= found.start < clause.offset + len(clause.text)


def _part(found: FoundDate, dates: list[FoundDate], clause: Clause) -> str:
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


def _answered(before: Sequence[str], earlier: tuple[Clause, ...], today: datetime.date) -> str:
    """Return what a turn that is nothing but a date tells of: the document named last, where it has no date yet."""
    named = _document_named(earlier)
    dated = {event.start for turn in before for event in read_events(turn, today=today) if event.found.date}
    return f"{named} dated" if named and cues.start_in(named, " ".join(before)) not in dated else ""


def _document_named(clauses: Iterable[Clause]) -> str:
    """Return the last clause that names a document, without how it came; empty where none does."""
    for clause in reversed(tuple(clauses)):
        words = clause.text.replace(_MASK, "")
        cue = cues.cue_in(words)
        if cue is not None and (cue.start in cues.DOCUMENTS or (cue.start is None and "letter" in words.lower())):
            return cues.RECEIVED.sub("", words)
    return ""


def _settled(said: str, message: str, found: FoundDate, today: datetime.date) -> Event:
    """Fit the date to what it is the date of: a hearing may lie ahead, anything else has happened."""
    start = cues.start_in(said, message)
    if start is None:
        return Event(None, found, is_explained=cues.is_explained(said))
    if found.within is not None and _IS_AHEAD.search(said):
        found = replace(found, trouble=Trouble.AMBIGUOUS, within=None)
    if start in _MAY_LIE_AHEAD:
        return Event(start, found if _IS_OVER.search(said) else next_such_date(found, today=today))
    if found.date is not None and found.date > today:
        return Event(start, replace(found, date=None, trouble=Trouble.IN_FUTURE))
    is_received = start in cues.DOCUMENTS and bool(cues.RECEIVED.search(said)) and not cues.DATED.search(said)
    notes = [_REACHED_YOU] if is_received else []
    if found.date is not None and found.assumed in (Assumed.APPROXIMATE, Assumed.LAST_WEEKDAY):
        notes.append(f"“{found.text}” is read as {written(found.date)}. Another date would move the last day.")
    return Event(start, found, " ".join(notes) or None, is_received)


def _came(
    event: Event,
    said: str,
    dated: Mapping[ClockStart, set[datetime.date]],
    on_paper: Mapping[ClockStart, set[datetime.date]],
) -> bool:
    """Say whether this is the day a document came, where the date on it is told too."""
    if event.start is None or event.start not in cues.DOCUMENTS or event.found.date is None:
        return False
    if event.is_received:
        return event.start in dated
    if cues.DATED.search(said):
        return False
    return any(day < event.found.date <= day + _LONGEST_POST for day in on_paper.get(event.start, ()))


def _is_idle(event: Event, dated: Mapping[ClockStart, set[datetime.date]]) -> bool:
    """Say whether no day is known and none need be asked for: nothing would start on it, or its day is told too."""
    if event.found.trouble not in (Trouble.AMBIGUOUS, Trouble.INEXACT):
        return False
    return event.start is None or event.start in dated


def _without_start(event: Event) -> Event:
    return replace(event, start=None, note=_DATE_ON_IT_COUNTS)
