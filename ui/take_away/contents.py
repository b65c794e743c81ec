"""What stands in a family's own copy, in the order of ui.md: whole turns with everything open. Knows no Streamlit."""

import datetime
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from assistant.answers import (
    Answer,
    Citation,
    CitedDate,
    CitedMyth,
    CitedOption,
    CitedStatement,
    Clarification,
    Emergency,
    Handoff,
    HandoffOffer,
    HowMade,
    OutOfScope,
    Reply,
)
from assistant.service import ServiceSettings
from assistant.wording import (
    FURTHER,
    NEAR,
    OPTIONS_LINE,
    STATUS_WORDS,
    URGENCY_WORDS,
    option_fields,
    short_date,
    written_date,
)
from corpus.contacts import Contact, Nation
from corpus.guides import Signpost
from corpus.vocabulary import Formality, SourceStatus, Urgency
from ui import about
from ui.answer_parts import FORMALITY_WORDS, MANY_OPTIONS, made_fields, reply_heading
from ui.conversation import Turn
from ui.take_away.word import Row, Source, WordFile

_LONGEST_NAME = 48  # characters of a heading in the name of a file
_SMALL_WORDS = re.compile(r"^(the|a|an|your)-")


@dataclass(frozen=True)
class Publisher:
    """Who gives the copy, and whom it names for help."""

    service: ServiceSettings
    signposts: tuple[Signpost, ...]
    guide_titles: Mapping[str, str]


def word_file(turns: Sequence[Turn], publisher: Publisher) -> bytes:
    """Return a Word document of these turns, oldest first; those without a reply are left out. At least one has one.

    The same turns give the same bytes.
    """
    replied = [(turn, turn.reply) for turn in turns if turn.reply is not None]
    name, last = publisher.service.name, replied[-1][0].today
    title = f"{name}: {reply_heading(replied[0][1])}" if len(replied) == 1 else f"{name}: your conversation"
    word = WordFile(title, name, last)
    word.paragraph(f"From {name}, {written_date(last)}.")
    for number, (turn, reply) in enumerate(replied, 1):
        word.heading("You asked" if len(replied) == 1 else f"You asked ({number} of {len(replied)})", 1)
        if turn.today != last:
            word.paragraph(written_date(turn.today))
        word.paragraph(turn.asked or "(nothing)")
        word.heading(reply_heading(reply), 1)
        _Writer(word, publisher).reply(reply)
    word.heading("Who to talk to", 1)
    _write_reach(word, publisher)
    word.paragraph(about.NOT_A_LAWYER)
    return word.to_bytes()


def file_name(turns: Sequence[Turn], service_name: str) -> str:
    """Return a name for the file in plain ASCII: `send-assist-council-said-no-2026-11-22.docx`.

    It is made of the service's name, a heading of ours and the date; of nothing that the family typed.
    """
    replied = [turn for turn in turns if turn.reply is not None]
    about_what = "conversation"
    if len(replied) == 1 and replied[0].reply:
        about_what = _SMALL_WORDS.sub("", _plain(reply_heading(replied[0].reply)))
    if len(about_what) > _LONGEST_NAME:
        about_what = about_what[: _LONGEST_NAME + 1].rpartition("-")[0] or about_what[:_LONGEST_NAME]
    parts = (_plain(service_name)[:_LONGEST_NAME], about_what, replied[-1].today.isoformat())
    return "-".join(part for part in parts if part) + ".docx"


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.lower().replace("’", "")).encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", letters))


class _Writer:
    """Writes one reply. The official words of a place are given once, where it is first cited."""

    def __init__(self, word: WordFile, publisher: Publisher) -> None:
        self.word, self.publisher = word, publisher
        self.citations: tuple[Citation, ...] = ()
        self.quoted: set[str] = set()

    def reply(self, reply: Reply) -> None:
        match reply:
            case Answer():
                self._answer(reply)
            case Clarification():
                self.word.bullets(reply.choices)
            case Handoff():
                self._hand_off(reply)
            case Emergency():
                self._contacts(reply.contacts)
                self.word.paragraph(reply.afterwards)
            case OutOfScope():
                self.word.paragraph(reply.message)
                self._contacts(reply.helpers)
                self.word.bullets(reply.elsewhere)
                self.word.paragraph(reply.covers)
            case _:
                assert_never(reply)

    def _answer(self, answer: Answer) -> None:
        self.citations = answer.citations
        self._statements(answer.direct)
        self._as_at(answer.law_as_at)
        self._dates(answer.dates, answer.date_questions)
        if answer.own_options:
            self.word.heading("Your options", 2)
            self.word.paragraph(OPTIONS_LINE)
        has_rungs = len(answer.own_options) >= MANY_OPTIONS  # then the page has these headings too
        rung = None
        for number, option in enumerate(answer.own_options, 1):
            if has_rungs and option.formality != rung:
                rung = option.formality
                self.word.heading(FORMALITY_WORDS[Formality(str(rung))], 3)
            self._option(number, option, level=4 if has_rungs else 3)
        self._near(answer)
        self._myths(answer.myths)
        for told in answer.own_further:
            self.word.heading(FURTHER.format(title=told.title), 2)
            self._statements(told.statements)
        self._notices(answer.notices)
        if answer.handoff:
            self.word.heading("Talk to an advocate about this", 2)
            self.word.paragraph(answer.handoff.why)
            self._offer(answer.handoff)
        self._how_made(answer.how_made)

    def _near(self, answer: Answer) -> None:
        numbers = itertools.count(len(answer.own_options) + 1)
        for near in answer.near:
            self.word.heading(NEAR.format(title=near.title), 2)
            self._statements(answer.further_near(near.guide))
            for option in answer.options_near(near.guide):
                self._option(next(numbers), option, level=3)

    def _hand_off(self, reply: Handoff) -> None:
        self.citations = reply.citations
        self.word.paragraph(reply.offer.why)
        self._notices(reply.notices)
        self._dates(reply.dates, ())
        self._dates(reply.dates, ())
        if reply.direct:
            self.word.heading("What is safe and general to know now", 2)
            self._statements(reply.direct)
        if reply.law_as_at:
            self._as_at(reply.law_as_at)
        self.word.heading("Talk to an advocate", 2)
        self._offer(reply.offer)
        self._how_made(reply.how_made)

    def _sources(self, indexes: Iterable[int]) -> tuple[Source, ...]:
        return tuple(self._source(self.citations[index]) for index in indexes)

    def _source(self, citation: Citation) -> Source:
        quote = ""
        if citation.quote and citation.reference not in self.quoted:
            self.quoted.add(citation.reference)
            on_page = f", page {citation.page}" if citation.page is not None else ""
            quote = f"Official words{on_page}: “{citation.quote}”"
        status = STATUS_WORDS[SourceStatus(citation.status)]
        return Source(f"{citation.name} ({status}, as at {short_date(citation.as_at)})", citation.url, quote)

    def _statements(self, said: Iterable[CitedStatement]) -> None:
        for each in said:
            self.word.paragraph(each.text)
            self.word.sources(self._sources(each.citations))

    def _as_at(self, date: datetime.date) -> None:
        self.word.paragraph(f"The law in England as at {short_date(date)}.")

    def _dates(self, dates: Sequence[CitedDate], questions: Iterable[str]) -> None:
        listed = list(questions)
        if dates or listed:
            self.word.heading("Dates", 2)
        if dates:
            rows = [Row(tuple(_cells(date)), self._sources(date.citations)) for date in dates]
            header = ("What", "By when", "How it was worked out")
            self.word.table("Dates: what is due, by when, and how each was worked out", header, rows, (4.5, 3.7, 8.8))
        for question in listed:
            self.word.paragraph(question)

    def _option(self, number: int, option: CitedOption, *, level: int) -> None:
        self.word.heading(f"{number}. {option.name}", level)
        for label, text in option_fields(option):
            self.word.labelled(label, text)
        self.word.sources(self._sources(option.citations))

    def _myths(self, listed: Sequence[CitedMyth]) -> None:
        if listed:
            self.word.heading("People are often told…", 2)
        for each in listed:
            self.word.paragraph(f"“{each.said}”")
            self.word.paragraph(each.truth)
            self.word.sources(self._sources(each.citations))

    def _notices(self, listed: Sequence[str]) -> None:
        if listed:
            self.word.heading("Good to know", 2)
            self.word.bullets(listed)

    def _offer(self, offer: HandoffOffer) -> None:
        if offer.urgency is not Urgency.ROUTINE:
            self.word.paragraph(f"Best looked at by a person {URGENCY_WORDS[offer.urgency]}.")
        self.word.heading("What happens next", 3)
        self.word.bullets(offer.next_steps)
        if offer.will_need:
            self.word.heading("An advocate will want to know", 3)
            self.word.bullets(offer.will_need)

    def _how_made(self, made: HowMade) -> None:
        self.word.heading("How this answer was made", 2)
        for label, lines in made_fields(made, self.publisher.guide_titles):
            self.word.heading(label, 3)
            self.word.bullets(lines)

    def _contacts(self, listed: Iterable[Contact | Nation]) -> None:
        for each in listed:
            purpose = each.purpose if isinstance(each, Contact) else each.system
            self.word.linked_bullet(f"{each.name}: {each.shown}. {purpose}", each.url)


def _cells(date: CitedDate) -> Iterator[str]:
    yield date.what
    # how many days are left is true on one day only, and this is kept
    yield written_date(date.date) + (". This date has passed." if date.days_left < 0 else "")
    yield "\n".join(text for text in (date.working, date.changes_if) if text)


def _write_reach(word: WordFile, publisher: Publisher) -> None:
    service = publisher.service
    if service.phone:
        hours = f" ({service.hours})" if service.hours else ""
        word.paragraph(f"Phone {service.name}: {service.phone}{hours}")
    if service.email:
        word.paragraph(f"E-mail: {service.email}")
    if service.website:
        word.linked_bullet("Website:", service.website)
    if not service.phone:
        word.paragraph(next(unset.page_says for unset in service.unset() if unset.field == "phone"))
        word.paragraph(about.NATIONAL_SERVICES)
        for each in itertools.islice(publisher.signposts, about.MOST_SIGNPOSTS):
            phone = f", {each.phone}" if each.phone else ""
            word.linked_bullet(f"{each.name}{phone}. {each.purpose}", each.url)
