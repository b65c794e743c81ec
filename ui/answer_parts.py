"""The parts of an answer as markup of ours: pure functions from records to escaped HTML, in the order of ui.md."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
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
    Further,
    Handoff,
    HandoffOffer,
    HowMade,
    OutOfScope,
    Reply,
)
from assistant.wording import (
    NEAR_HEADING,
    NEAR_LINE,
    OPTIONS_LINE,
    STATUS_WORDS,
    URGENCY_WORDS,
    days_left_words,
    option_fields,
    short_date,
    written_date,
)
from corpus.vocabulary import Formality, SourceStatus, Urgency
from ui.cited import citation_marks
from ui.markup import bullets, disclosure, escaped, fields, heading, paragraph

NOT_CONSIDERED = (
    "Your papers, your council’s own rules and anything you have not typed here. Nothing was written for you alone: "
    "every sentence comes from a checked guide, or from a document itself."
)
OUTSIDE = "Outside what this service covers"
NEEDS_A_PERSON = "This needs a person"
MANY_OPTIONS = 20
"""From here on a list is too long for a phone without headings."""
FORMALITY_WORDS = {
    Formality.INFORMAL_TALK: "Talk and ask",
    Formality.WRITTEN_REQUEST: "Ask in writing",
    Formality.FORMAL_REQUEST_OR_REVIEW: "Formal request or review",
    Formality.COMPLAINT_OR_MEDIATION: "Complaint or mediation",
    Formality.TRIBUNAL_PANEL_OR_OMBUDSMAN: "Tribunal, panel or ombudsman",
    Formality.COURT: "Court",
}
_ROOM_WHEN_CLOSED = 110  # characters: some three lines of a phone


def reply_heading(reply: Reply) -> str:
    """Return the heading of a reply, in words of ours."""
    match reply:
        case Answer():
            return reply.heading
        case Clarification():
            return reply.question
        case Handoff():
            return NEEDS_A_PERSON
        case Emergency():
            return reply.message
        case OutOfScope():
            return OUTSIDE
        case _:
            assert_never(reply)


def statements(said: Sequence[CitedStatement], citations: Sequence[Citation]) -> str:
    """Return statements, each with what supports it."""
    return "".join(
        f'<div class="said"><p>{escaped(each.text)}</p>{citation_marks(each.citations, citations)}</div>'
        for each in said
    )


def dates(answer: Answer | Handoff) -> str:
    """Return the table of dates and what we would need to know for others; empty when there is neither."""
    asked = answer.date_questions if isinstance(answer, Answer) else ()
    if not (answer.dates or asked):
        return ""
    # display rules turn the table into blocks on a narrow screen; the roles keep it a table for a screen reader
    table = (
        '<table role="table"><thead role="rowgroup"><tr role="row">'
        '<th role="columnheader" scope="col">What</th><th role="columnheader" scope="col">By when</th>'
        '<th role="columnheader" scope="col">How it was worked out</th></tr></thead>'
        f'<tbody role="rowgroup">{"".join(_date(date, answer.citations) for date in answer.dates)}</tbody></table>'
    )
    questions = "".join(paragraph(question) for question in asked)
    return f'<div class="dates">{heading("Dates", 3)}{table if answer.dates else ""}{questions}</div>'


def _date(date: CitedDate, citations: Sequence[Citation]) -> str:
    left = days_left_words(date.days_left)
    passed = " – this date has passed" if date.days_left < 0 else ""
    changes = paragraph(date.changes_if, "quiet") if date.changes_if else ""
    return (
        f'<tr role="row"><th role="rowheader" scope="row">{escaped(date.what)}</th>'
        f'<td role="cell"><strong class="when">{written_date(date.date)}</strong> <span>{left}{passed}</span></td>'
        f'<td role="cell"><p>{escaped(date.working)}</p>{changes}{citation_marks(date.citations, citations)}</td></tr>'
    )


def options(listed: Sequence[CitedOption], citations: Sequence[Citation], *, are_open: bool) -> str:
    """Return every option, numbered; closed ones show name, time limit and cost. A long list has a heading a rung."""
    numbered = list(enumerate(listed, 1))
    if len(numbered) < MANY_OPTIONS:
        return _option_list(numbered, citations, level=4, are_open=are_open)
    # they stand in order of formality, so grouping them moves none
    rungs = itertools.groupby(numbered, key=lambda pair: Formality(str(pair[1].formality)))
    return "".join(
        heading(FORMALITY_WORDS[rung], 4) + _option_list(list(each), citations, level=5, are_open=are_open)
        for rung, each in rungs
    )


def same_options(listed: Sequence[CitedOption], citations: Sequence[Citation]) -> str:
    """Return every option behind one line, for an answer that has the options of the one before it."""
    count = f"The same {len(listed)} options" if len(listed) > 1 else "The same option"
    summary = f"<span>{count} as before: show {'them' if len(listed) > 1 else 'it'} again</span>"
    body = f'<div class="opened">{options_line()}{options(listed, citations, are_open=False)}</div>'
    return disclosure(summary, body, kind="same")


def _option_list(
    numbered: Sequence[tuple[int, CitedOption]], citations: Sequence[Citation], *, level: int, are_open: bool
) -> str:
    items = (
        disclosure(_closed(number, each, level), _opened(each, citations), kind="option", is_open=are_open)
        for number, each in numbered
    )
    return f'<ol class="options" role="list">{"".join(f"<li>{item}</li>" for item in items)}</ol>'


def options_line() -> str:
    """Return what stands above the options."""
    return paragraph(OPTIONS_LINE, "quiet")


def _closed(number: int, option: CitedOption, level: int) -> str:
    return (
        heading(f"{number}. {option.name}", level)
        + f'<span class="glance"><b>Time limit:</b> {escaped(_at_a_glance(option.time_limit))}</span>'
        f'<span class="glance"><b>Cost:</b> {escaped(_at_a_glance(option.cost))}</span>'
    )


def _at_a_glance(text: str) -> str:
    """Return a text, or its first sentence and that there is more: a limit is never cut in the middle."""
    first, stop, rest = text.partition(". ")
    return f"{first}. More inside." if stop and rest and len(text) > _ROOM_WHEN_CLOSED else text


def _opened(option: CitedOption, citations: Sequence[Citation]) -> str:
    told = fields((name, escaped(text)) for name, text in option_fields(option))
    return f'<div class="opened">{told}{citation_marks(option.citations, citations)}</div>'


def myths(listed: Sequence[CitedMyth], citations: Sequence[Citation]) -> str:
    """Return what people are often told, and what is so; empty when nothing matters here."""
    if not listed:
        return ""
    told = "".join(
        f'<div class="said"><p>“{escaped(each.said)}”</p><p>{escaped(each.truth)}</p>'
        f"{citation_marks(each.citations, citations)}</div>"
        for each in listed
    )
    return heading("People are often told…", 3) + told


def further(listed: Sequence[Further], citations: Sequence[Citation]) -> str:
    """Return all else that the guides of an answer say, each guide behind one line; empty when nothing is left."""
    if not listed:
        return ""
    told = "".join(
        disclosure(
            f"<span>{escaped(each.title)} ({len(each.statements)} more)</span>",
            f'<div class="opened">{statements(each.statements, citations)}</div>',
            kind="further",
        )
        for each in listed
    )
    return f'<div class="all-further">{heading("What else the rules say", 3)}{told}</div>'


def near(answer: Answer) -> str:
    """Return the guides that are less likely what was asked about, each behind one line with all its options."""
    told, numbers = "", itertools.count(len(answer.own_options) + 1)
    for each in answer.near:
        said, offered = answer.further_near(each.guide), answer.options_near(each.guide)
        listed = [(next(numbers), option) for option in offered]
        told += disclosure(
            f"<span>{escaped(each.title)} ({_counted(len(offered), 'option')})</span>",
            f'<div class="opened">{statements(said, answer.citations)}'
            f"{_option_list(listed, answer.citations, level=4, are_open=False) if listed else ''}</div>",
            kind="near",
        )
    return f'<div class="all-further">{heading(NEAR_HEADING, 3)}{paragraph(NEAR_LINE, "quiet")}{told}</div>'


def _counted(count: int, what: str) -> str:
    more = "more " if count else "no more "
    return f"{count if count else ''}{' ' if count else ''}{more}{what}{'' if count == 1 else 's'}"


def notices(listed: Sequence[str]) -> str:
    """Return what is good to know; empty when there is nothing."""
    return heading("Good to know", 3) + bullets(listed) if listed else ""


def offer(offered: HandoffOffer, *, with_why: bool = True) -> str:
    """Return why a person is needed, how soon, what happens next, and what an advocate will want to know."""
    parts = [paragraph(offered.why)] if with_why else []
    if offered.urgency is not Urgency.ROUTINE:
        parts.append(f'<p class="soon">Best looked at by a person {escaped(URGENCY_WORDS[offered.urgency])}.</p>')
    parts += [heading("What happens next", 4), bullets(offered.next_steps)]
    if offered.will_need:
        parts += [heading("An advocate will want to know", 4), bullets(offered.will_need)]
    return "".join(parts)


def how_made(made: HowMade, guide_titles: Mapping[str, str]) -> str:
    """Return how an answer was made, in full, behind one line."""
    told = ((name, bullets(lines)) for name, lines in made_fields(made, guide_titles))
    summary = "<span>How this answer was made</span>"
    return disclosure(summary, f'<div class="opened">{fields(told)}</div>', kind="made")


def made_fields(made: HowMade, guide_titles: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield how an answer was made: what each part is about, and its lines."""
    yield "What we did", made.steps
    if made.guides:
        yield "Guides that came nearest, best first", tuple(guide_titles.get(id_, id_) for id_, _ in made.guides)
    if made.sources:
        yield (
            "Sources used, the law first",
            tuple(
                f"{source.title}: {STATUS_WORDS[SourceStatus(source.status)]}, as at {short_date(source.as_at)}"
                for source in made.sources
            ),
        )
    if made.checks:
        yield "Checks it passed", made.checks
    yield "What was not considered", made.not_considered or (NOT_CONSIDERED,)
    if made.corpus_digest:
        yield "Version of the guides", (made.corpus_digest[:12],)
