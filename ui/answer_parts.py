"""The parts of an answer as markup of ours: pure functions from records to escaped HTML, in the order of ui.md."""

from collections.abc import Mapping, Sequence

from assistant.answers import (
    Answer,
    Citation,
    CitedDate,
    CitedMyth,
    CitedOption,
    CitedStatement,
    HandoffOffer,
    HowMade,
)
from assistant.wording import (
    OPTIONS_LINE,
    STATUS_WORDS,
    URGENCY_WORDS,
    days_left_words,
    option_fields,
    short_date,
    written_date,
)
from corpus.vocabulary import SourceStatus, Urgency
from ui.cited import citation_marks
from ui.markup import bullets, disclosure, escaped, fields, heading, paragraph

NOT_CONSIDERED = (
    "Your papers, your council’s own rules and anything you have not typed here. Nothing was written for you alone: "
    "every sentence comes from a checked guide, or from a document itself."
)
_ROOM_WHEN_CLOSED = 110  # characters: some three lines of a phone


def statements(said: Sequence[CitedStatement], citations: Sequence[Citation]) -> str:
    """Return statements, each with what supports it."""
    return "".join(
        f'<div class="said"><p>{escaped(each.text)}</p>{citation_marks(each.citations, citations)}</div>'
        for each in said
    )


def dates(answer: Answer) -> str:
    """Return the table of dates and what we would need to know for others; empty when there is neither."""
    if not (answer.dates or answer.date_questions):
        return ""
    # display rules turn the table into blocks on a narrow screen; the roles keep it a table for a screen reader
    table = (
        '<table role="table"><thead role="rowgroup"><tr role="row">'
        '<th role="columnheader" scope="col">What</th><th role="columnheader" scope="col">By when</th>'
        '<th role="columnheader" scope="col">How it was worked out</th></tr></thead>'
        f'<tbody role="rowgroup">{"".join(_date(date, answer.citations) for date in answer.dates)}</tbody></table>'
    )
    questions = "".join(paragraph(question) for question in answer.date_questions)
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
    """Return every option, numbered; closed ones show name, time limit and cost."""
    items = "".join(
        f"<li>{disclosure(_closed(number, each), _opened(each, citations), kind='option', is_open=are_open)}</li>"
        for number, each in enumerate(listed, 1)
    )
    return f'<ol class="options" role="list">{items}</ol>'


def options_line() -> str:
    """Return what stands above the options."""
    return paragraph(OPTIONS_LINE, "quiet")


def _closed(number: int, option: CitedOption) -> str:
    return (
        f"<h4>{number}. {escaped(option.name)}</h4>"
        f'<span class="glance"><b>Time limit:</b> {escaped(_at_a_glance(option.time_limit))}</span>'
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
    told = [("What we did", bullets(made.steps))]
    if made.guides:
        told.append(
            ("Guides that came nearest, best first", bullets(guide_titles.get(id_, id_) for id_, _ in made.guides))
        )
    if made.sources:
        listed = (
            f"{source.title}: {STATUS_WORDS[SourceStatus(source.status)]}, as at {short_date(source.as_at)}"
            for source in made.sources
        )
        told.append(("Sources used, the law first", bullets(listed)))
    if made.checks:
        told.append(("Checks it passed", bullets(made.checks)))
    told.append(("What was not considered", bullets(made.not_considered or (NOT_CONSIDERED,))))
    if made.corpus_digest:
        told.append(("Version of the guides", escaped(made.corpus_digest[:12])))
    summary = "<span>How this answer was made</span>"
    return disclosure(summary, f'<div class="opened">{fields(told)}</div>', kind="made")
