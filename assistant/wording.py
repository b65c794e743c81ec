"""Every sentence of the assistant's own that a person reads, and a reply as plain text. No decisions."""

import datetime
import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from assistant.answers import (
    Answer,
    Citation,
    CitedDate,
    CitedOption,
    Clarification,
    Emergency,
    Handoff,
    HandoffOffer,
    OutOfScope,
    Reply,
)
from assistant.deadlines import Trouble
from corpus.contacts import Contact, Nation
from corpus.vocabulary import SourceStatus, Urgency, Who

OPTIONS_LINE = "All the options we know of, in order of formality. We do not favour any."
NO_OFFICIAL_TEXT = "official text not on this machine"
WHICH_SITUATION = "Which of these is closest to what you are asking about?"
MYTH = "Many families are told: “{said}.” That is not so. {truth}"
FURTHER = "What else the rules say: {title}"
NO_SUCH_PLACE = (
    "You mention “{typed}”. There is no {place} in the {source} (version of {date}). The number may be a slip."
)
UNKNOWN_PLACE = (
    "You mention “{typed}”. We could not find {place} in the {source}. The number may be a slip: it is worth checking "
    "where you saw or heard it."
)
NEAR_HEADING = "If it is about one of these"
NEAR_LINE = "What you asked may also be about these. Each opens to what the rules say and all its options."
NEAR = "If it is about this: {title}"
ABOUT_SITUATION = "This looks like: “{title}”."
OTHER_NATION = (
    "{nation} has its own law and its own system for this, so an answer for England would be wrong for you. "
    "{helper} helps families there."
)
FROM_DOCUMENT = (
    "These are the document's own words, not ours. No guide of ours covers this yet, so there is no list of options. "
    "A person can help you with what it means for you."
)
WHO = {
    Who.FAMILY: "you",
    Who.COUNCIL: "the council",
    Who.SCHOOL: "the school",
    Who.TRIBUNAL: "the tribunal",
    Who.MEDIATION_ADVISER: "the mediation adviser",
    Who.NHS: "the NHS",
    Who.OMBUDSMAN: "the Ombudsman",
    Who.OTHER: "others",
}
DATE_QUESTION = "{question} With it, the last day can be worked out here."
UNDATED = (
    "You gave the date {date}, and it is not clear what happened on it. Say, for example, “the decision letter is "
    "dated {date}”, and the time limit can be worked out."
)
YEAR_ASSUMED = "“{text}” was read as {date}. If it was another year, say which."
TWO_DATES = "You gave two different dates for the same thing, so neither was used. {question}"
DATE_TROUBLE = {
    Trouble.IMPOSSIBLE: "“{text}” is not a day in the calendar, so nothing was worked out from it. Which date is it?",
    Trouble.AMBIGUOUS: "“{text}” could be more than one day, so nothing was worked out from it. Which date is it?",
    Trouble.INEXACT: (
        "“{text}” is not one exact day, so the last day can only be worked out roughly from it. Which date is it?"
    ),
    Trouble.WEEKDAY_DISAGREES: "In “{text}” the weekday and the date do not go together. Which date is it?",
    Trouble.IN_FUTURE: "“{text}” lies in the future, so it was not used. Which date is it?",
}
STATUS_WORDS = {
    SourceStatus.IN_FORCE: "in force",
    SourceStatus.DRAFT: "a draft, not law",
    SourceStatus.PROPOSED: "proposed, not law",
    SourceStatus.SUPERSEDED: "replaced by a later version",
    SourceStatus.HISTORIC: "history, no longer current",
}
URGENCY_WORDS = {
    Urgency.TODAY: "today",
    Urgency.WITHIN_TWO_WORKING_DAYS: "within two working days",
    Urgency.WITHIN_A_WEEK: "within a week",
    Urgency.ROUTINE: "when an advocate is free",
}


def written_date(date: datetime.date) -> str:
    """Return a date as a person writes it: `Monday 7 December 2026`."""
    return f"{date:%A} {date.day} {date:%B %Y}"


def short_date(date: datetime.date) -> str:
    """Return a date without its weekday: `7 December 2026`."""
    return f"{date.day} {date:%B %Y}"


def status_notice(title: str, status: SourceStatus) -> str:
    """Return what to say of a source that is not the law now."""
    return f"{title} is {STATUS_WORDS[status]}. It is told here as such, and not as what applies today."


def days_left_words(days: int) -> str:
    """Return how far off a date is, in words."""
    if days < 0:
        return f"{-days} day{'s' if days != -1 else ''} ago"
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def as_text(reply: Reply) -> str:
    """Return everything a family would read of a reply, options open, as plain text."""
    return "\n".join(_lines(reply)).strip() + "\n"


def _lines(reply: Reply) -> Iterator[str]:
    match reply:
        case Answer():
            yield from _answer(reply)
        case Clarification():
            yield reply.question
            for choice in reply.choices:
                yield f"  - {choice}"
        case Handoff():
            yield from _offer(reply.offer)
            yield from _notices(reply.notices)
            sources = _Sources(reply.citations)
            yield from _dates(reply.dates, (), sources)
            if reply.direct:
                yield ""
                yield "What is safe and general to know now"
                for statement in reply.direct:
                    yield f"{statement.text} {sources.marks(statement.citations)}"
            yield from sources.lines()
        case Emergency():
            yield reply.message
            for contact in reply.contacts:
                yield f"  {contact_line(contact)}"
            yield ""
            yield reply.afterwards
        case OutOfScope():
            yield reply.message
            for helper in reply.helpers:
                yield f"  {contact_line(helper)}"
            for line in reply.elsewhere:
                yield f"  {line}"
            yield ""
            yield reply.covers
        case _:
            assert_never(reply)


def _answer(answer: Answer) -> Iterator[str]:
    sources = _Sources(answer.citations)
    yield answer.heading
    yield ""
    for statement in answer.direct:
        yield f"{statement.text} {sources.marks(statement.citations)}"
    yield from _dates(answer.dates, answer.date_questions, sources)
    if answer.options:
        yield ""
        yield "Your options"
        yield OPTIONS_LINE
        for number, option in enumerate(answer.own_options, 1):
            yield from _option(number, option, sources)
    yield from _near(answer, sources)
    if answer.myths:
        yield ""
        yield "People are often told…"
        for myth in answer.myths:
            yield f"  “{myth.said}” {myth.truth} {sources.marks(myth.citations)}"
    for told in answer.own_further:
        yield ""
        yield FURTHER.format(title=told.title)
        for statement in told.statements:
            yield f"  {statement.text} {sources.marks(statement.citations)}"
    yield from _notices(answer.notices)
    if answer.handoff:
        yield ""
        yield from _offer(answer.handoff)
    yield from sources.lines()
    yield ""
    yield f"Law as at {short_date(answer.law_as_at)}."


def _near(answer: Answer, sources: "_Sources") -> Iterator[str]:
    numbers = itertools.count(len(answer.own_options) + 1)
    for near in answer.near:
        yield ""
        yield NEAR.format(title=near.title)
        for statement in answer.further_near(near.guide):
            yield f"  {statement.text} {sources.marks(statement.citations)}"
        for option in answer.options_near(near.guide):
            yield from _option(next(numbers), option, sources)


def _dates(dates: Sequence[CitedDate], questions: Sequence[str], sources: "_Sources") -> Iterator[str]:
    if not (dates or questions):
        return
    yield ""
    yield "Dates"
    for date in dates:
        when = f"{written_date(date.date)} ({days_left_words(date.days_left)})"
        yield f"  {date.what}: {when} {sources.marks(date.citations)}"
        yield f"    {date.working}"
        if date.changes_if:
            yield f"    {date.changes_if}"
    for question in questions:
        yield f"  {question}"


def option_fields(option: CitedOption) -> tuple[tuple[str, str], ...]:
    """Return the fields of an option that are shown open, with their labels, in order."""
    return (
        ("What it is", option.what_it_is),
        ("Who decides", option.who_decides),
        ("Time limit", option.time_limit),
        ("Cost", option.cost),
        ("May suit", option.may_suit),
        ("Weigh up", option.weigh_up),
    )


def _option(number: int, option: CitedOption, sources: "_Sources") -> Iterator[str]:
    yield f"  {number}. {option.name} {sources.marks(option.citations)}"
    for label, text in option_fields(option):
        yield f"     {label}: {text}"


def _notices(notices: Iterable[str]) -> Iterator[str]:
    listed = list(notices)
    if listed:
        yield ""
        yield "Good to know"
        for notice in listed:
            yield f"  {notice}"


def _offer(offer: HandoffOffer) -> Iterator[str]:
    yield "This needs a person" if offer.urgency is not Urgency.ROUTINE else "Talk to an advocate"
    yield offer.why
    yield "What happens next"
    for step in offer.next_steps:
        yield f"  - {step}"
    if offer.will_need:
        yield "An advocate will want to know"
        for need in offer.will_need:
            yield f"  - {need}"


class _Sources:
    """The places cited by a reply, each numbered once however many statements it supports."""

    def __init__(self, citations: Sequence[Citation]) -> None:
        self._citations = citations
        places = dict.fromkeys(citation.reference for citation in citations)
        self._numbers = {reference: number for number, reference in enumerate(places, 1)}

    def marks(self, indexes: Iterable[int]) -> str:
        """Return the numbers of some citations, such as `[1][4]`."""
        numbers = dict.fromkeys(self._numbers[self._citations[index].reference] for index in indexes)
        return "".join(f"[{number}]" for number in numbers)

    def lines(self) -> Iterator[str]:
        """Yield the list of places, with status, date, link and official words."""
        if not self._citations:
            return
        yield ""
        yield "Sources"
        shown: set[str] = set()
        for citation in self._citations:
            if citation.reference in shown:
                continue
            shown.add(citation.reference)
            link = f" {citation.url}" if citation.url else ""
            status = STATUS_WORDS[SourceStatus(citation.status)]
            number = self._numbers[citation.reference]
            yield f"  [{number}] {citation.name} ({status}, as at {short_date(citation.as_at)}).{link}"
            yield f"      Official words: {citation.quote or NO_OFFICIAL_TEXT}"


def contact_line(contact: Contact | Nation) -> str:
    """Return a contact on one line: name, how to reach it, and what for."""
    what = contact.purpose if isinstance(contact, Contact) else contact.system
    link = f" {contact.url}" if contact.url else ""
    return f"{contact.name}: {contact.shown}.{link} {what}"
