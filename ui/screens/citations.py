"""Checking citations: a guide gone through statement by statement beside its sources, and what was found kept."""

import logging
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias, assert_never

import streamlit as st

from assistant import clock
from assistant.answers import Citation
from assistant.casework.desk_models import Verdict
from assistant.casework.reviews import (
    NewReview,
    NoSuchReviewError,
    Review,
    give_verdict,
    is_of_today,
    keep_as_case,
    laid_beside,
    newest_of_each,
    reviews_of,
)
from assistant.casework.rights import NotAllowedError, Person
from assistant.casework.trouble import CaseworkUnavailableError
from assistant.citing import Citations, UncitableError
from assistant.wording import NO_OFFICIAL_TEXT, STATUS_WORDS, WHO, short_date
from corpus.errors import CorpusError
from corpus.guides import Guide, Limit, Myth, Option, Statement
from corpus.pinpoints import Pinpoint
from corpus.store import Store
from corpus.vocabulary import SourceStatus, Verified
from ui.desk_forms import NOT_ALLOWED, NOT_SAVED
from ui.desk_frame import CITATIONS, show_desk_page
from ui.desk_words import moment_words
from ui.focus import aim
from ui.frame import TITLE
from ui.markup import disclosure, escaped, fields, heading, host, link, paragraph
from ui.resources import get_desk, get_engine

log = logging.getLogger(__name__)

Part: TypeAlias = Statement | Option | Limit | Myth
LINE, LINES = 300, 5_000  # characters of a question and of a longer text; casework takes as many
GUIDE, ITEM = "review-guide", "review-item"
"""In the session: the guide that is open, and the item of it that is looked at, by its id for ever."""

INTRODUCTION = (
    "Lay each thing that a guide says beside its source, and say what you find. A verdict belongs to the words it was "
    "given on: when they change, it is told as one on earlier words."
)
VERDICTS = {
    Verdict.SUPPORTED: ("Supported", "The sources say this."),
    Verdict.PARTLY: ("Partly supported", "The sources say some of it, or say it with a condition that is left out."),
    Verdict.NOT_SUPPORTED: ("Not supported", "The sources do not say this."),
    Verdict.OUT_OF_DATE: ("Out of date", "The law or the guidance has changed since."),
    Verdict.HARMFUL: ("Harmful", "A family that relies on it could be hurt, or lose a right or a time limit."),
}
VERIFIED = {
    Verified.PAGE: "When it was written, it was checked against the page of its source.",
    Verified.KNOWLEDGE: "When it was written, it was not checked against the page of its source.",
}
NO_FAMILYS_WORDS = "Write nothing about a family or a case here, and no family’s own words."
NOT_READY = "The guides are not ready on this machine yet."
UNREADABLE = "Earlier verdicts cannot be read just now, so none are shown. You can read on."
CHOOSE = "Nothing has been saved yet. Choose a verdict."
ASK = "Nothing has been kept yet. Choose a question, or type one."
SAVED = "Your verdict is saved."
CASE_KEPT = "It is kept as an eval case."
CASE_WAS_THERE = "This verdict is an eval case already."

_STATEMENT, _FAULT = "citations-statement", "citations-fault"  # what takes the focus
_FORMS, _SAID = "review-forms", "review-said"


class Checked(NamedTuple):
    """One item of a guide as it stands today, and its newest verdict."""

    item: Part
    id: str
    digest: str
    last: Review | None

    @property
    def citation(self) -> str:
        """What its words are laid beside."""
        return laid_beside(self.item.cite)

    @property
    def is_checked(self) -> bool:
        """Whether its newest verdict is on today's words and sources."""
        return self.last is not None and self.holds(self.last)

    def holds(self, review: Review) -> bool:
        """Whether a verdict was given on today's words and sources."""
        return is_of_today(review, self.digest, self.citation)


class Typed(NamedTuple):
    """What stands in the form of a verdict."""

    verdict: Verdict | None
    missing: str
    suggested: str


def main() -> None:
    """Show the page."""
    show_desk_page(CITATIONS, show)


def open_at(guide_id: str, item_id: str = "") -> None:
    """Have this page open a guide when it is shown next, at one item where its id for ever is given."""
    st.session_state[GUIDE] = guide_id
    st.session_state[ITEM] = item_id


def show(person: Person) -> None:
    """Show the page to somebody who may check citations.

    Raises:
        NotAllowedError: they no longer may.
    """
    st.html(heading(CITATIONS.title, 1, target=TITLE) + paragraph(INTRODUCTION))
    try:
        store = get_desk().store
    except CorpusError as error:
        log.error("citations cannot be checked: %s", error)
        st.html(paragraph(NOT_READY))
        return
    guide = _choose(store)
    if guide is None:
        return
    reviews = _given(person, guide)
    last = newest_of_each(reviews or ())
    checked = [
        Checked(item, id_, store.passage(id_).digest, last.get((guide.id, item.id)))
        for id_, item in guide.by_item_id.items()
    ]
    st.html(heading(guide.title, 2))
    if reviews is None:
        st.html(f'<div class="faults" role="alert">{paragraph(UNREADABLE)}</div>')
    else:
        st.html(f'<p role="status">{escaped(count_words(checked))}</p>' + _whole_guide(checked))
    at = next((at for at, each in enumerate(checked) if each.id == st.session_state.get(ITEM)), 0)
    if said := st.session_state.pop(_SAID, ""):
        st.html(f'<p role="status" class="done">{escaped(said)}</p>')
    unchecked = (place for place, each in enumerate(checked) if not each.is_checked)
    first = None if reviews is None else next(unchecked, None)
    _show_one(person, store, guide, checked, at, first)
    of_this = [review for review in reviews or () if review.item_id == checked[at].item.id]
    if of_this:
        st.html(heading("Verdicts so far", 3) + "".join(_verdict(review, checked[at]) for review in of_this))
    if of_this and checked[at].holds(of_this[0]):
        _show_case(person, guide, checked[at].item, of_this[0])


def count_words(checked: Sequence[Checked]) -> str:
    """Return how far a guide has been checked: `12 of 41 checked on today’s words; 1 not supported`."""
    found = Counter(each.last.verdict for each in checked if each.last and each.is_checked)
    others = [verdict for verdict in VERDICTS if found[verdict] and verdict is not Verdict.SUPPORTED]
    counted = (f"{found[verdict]} {_name(verdict)}" for verdict in others)
    return "; ".join((f"{found.total()} of {len(checked)} checked on today’s words", *counted))


def _choose(store: Store) -> Guide | None:
    guides = store.content.guides
    if st.session_state.get(GUIDE) not in guides:
        st.session_state.pop(GUIDE, None)  # of another build
    chosen = st.selectbox(
        "Guide",
        sorted(guides, key=lambda id_: guides[id_].title),
        index=None,
        format_func=lambda id_: guides[id_].title,
        key=GUIDE,
        placeholder="Choose one, or type a word of its title",
        help="Save first. What is typed below and not saved is lost when another guide is opened.",
        persist_state="session",
    )
    return None if chosen is None else guides[chosen]


def _given(person: Person, guide: Guide) -> list[Review] | None:
    """Return the verdicts on a guide; None where they cannot be read, so that none is taken for nothing found."""
    try:
        return reviews_of(get_engine(), person, guide.id, clock.now())
    except CaseworkUnavailableError as error:
        log.error("verdicts cannot be read: %s", error)
        return None


def _show_one(
    person: Person, store: Store, guide: Guide, checked: Sequence[Checked], at: int, first: int | None
) -> None:
    """Show one item beside its sources, and the form of its verdict; `first` is the first without a verdict.

    The way to the others stands in the form too: its buttons bring along what is typed, so that it is there on coming
    back.
    """
    each = checked[at]
    with st.form(f"verdict-form-{each.id}", border=False, enter_to_submit=False):
        st.html(heading(f"Statement {at + 1} of {len(checked)}", 3, target=_STATEMENT))
        with st.container(horizontal=True, key="review-ways"):
            goes_back = st.form_submit_button(
                "Previous", key="review-previous", disabled=at == 0, shortcut="Alt+PageUp"
            )
            goes_on = st.form_submit_button(
                "Next", key="review-next", disabled=at == len(checked) - 1, shortcut="Alt+PageDown"
            )
            goes_first = st.form_submit_button(
                "First without a verdict", key="review-first", disabled=first in (None, at)
            )
        ours, theirs = st.columns(2, gap="large")
        ours.html(heading("What we say", 4) + _our_words(each.item))
        theirs.html(heading("What it rests on", 4) + "".join(_sources(each, store)))
        faults = st.empty()
        typed = _ask(each)
        is_pressed = st.form_submit_button("Save this verdict", type="primary", key="review-save")
    for pressed, place in ((goes_back, at - 1), (goes_on, at + 1), (goes_first, first)):
        if pressed and place is not None:
            st.session_state[ITEM] = checked[place].id
            aim(_STATEMENT, secrets.token_hex(8))
            st.rerun()
    if is_pressed:
        st.session_state[ITEM] = each.id
        if fault := _fault_in_saving(person, guide, each, typed):
            faults.html(_told(fault))
        else:
            _forms()[each.id] += 1  # an empty form, for what may be found another day
            st.session_state[_SAID] = SAVED
            st.rerun()


def _ask(each: Checked) -> Typed:
    form = f"{each.id}-{_forms()[each.id]}"
    verdict = st.radio(
        "Verdict",
        tuple(VERDICTS),
        index=None,
        format_func=lambda verdict: VERDICTS[verdict][0],
        captions=[what for _, what in VERDICTS.values()],
        key=f"verdict-{form}",
        persist_state="session",
    )
    missing, suggested = (
        st.text_area(asks, max_chars=LINES, key=f"{name}-{form}", height="content", persist_state="session")
        for name, asks in (("missing", "What is missing?"), ("suggested", "A suggested correction"))
    )
    st.html(paragraph(NO_FAMILYS_WORDS, "quiet"))
    return Typed(verdict, missing, suggested)


def _forms() -> Counter[str]:
    """Return how many verdicts were saved on each item in this session: each has a form of its own."""
    found: Counter[str] = st.session_state.setdefault(_FORMS, Counter())
    return found


def _fault_in_saving(person: Person, guide: Guide, each: Checked, typed: Typed) -> str:
    """Save a verdict; return what to tell where that did not work, else an empty text."""
    if typed.verdict is None:
        return CHOOSE
    new = NewReview(
        guide_id=guide.id,
        item_id=each.item.id,
        passage_digest=each.digest,
        citation=each.citation,
        verdict=typed.verdict,
        missing=typed.missing,
        suggested=typed.suggested,
    )
    try:
        give_verdict(get_engine(), person, new, clock.now())
    except CaseworkUnavailableError as error:
        log.error("a verdict could not be stored: %s", error)
        return NOT_SAVED
    except NotAllowedError:
        return NOT_ALLOWED
    return ""


def _show_case(person: Person, guide: Guide, item: Part, review: Review) -> None:
    """Offer to make an eval case of a verdict, with a question of the guide's own or one that is made up."""
    st.html(
        heading("An eval case", 3)
        + paragraph(
            "A question that this guide should answer, kept with the newest verdict. Every later version of the "
            "service can then be measured by it."
        )
    )
    with st.form(f"case-form-{review.id}", border=False, enter_to_submit=False):
        ours = tuple(dict.fromkeys((*item.asks, *guide.asked_as)))
        chosen = st.selectbox("The question", ours, key=f"case-question-{review.id}", persist_state="session")
        own = st.text_input(
            "Or a question that you make up (never a family’s own words)",
            max_chars=LINE,
            key=f"case-own-{review.id}",
            autocomplete="off",
            persist_state="session",
        )
        faults = st.empty()
        is_pressed = st.form_submit_button("Make this an eval case", key="review-case")
    if not is_pressed:
        return
    asked = own.strip() or chosen or ""
    try:
        is_new = keep_as_case(get_engine(), person, review.id, asked, clock.now())
    except (CaseworkUnavailableError, NoSuchReviewError) as error:
        log.error("an eval case could not be kept: %s", error)
        faults.html(_told(NOT_SAVED))
    except NotAllowedError:
        faults.html(_told(NOT_ALLOWED))
    except ValueError:
        faults.html(_told(ASK))
    else:
        faults.html(f'<p role="status" class="done">{CASE_KEPT if is_new else CASE_WAS_THERE}</p>')


def _told(fault: str) -> str:
    aim(_FAULT, secrets.token_hex(8))
    return f'<div class="faults" role="alert" id="{_FAULT}" tabindex="-1">{paragraph(fault)}</div>'


def _our_words(item: Part) -> str:
    """Return what we say, with its kind, and every word that a verdict is on."""
    match item:
        case Statement():
            kind, said = "Statement", paragraph(item.text)
        case Option():
            told = (
                ("Name", item.name),
                ("What it is", item.what_it_is),
                ("Who decides", item.who_decides),
                ("Time limit", item.time_limit),
                ("Cost", item.cost),
                ("May suit", item.may_suit),
                ("Weigh up", item.weigh_up),
            )
            kind, said = "Option, field by field", fields((name, escaped(text)) for name, text in told)
        case Limit():
            told_limit = (
                ("Whose time limit", WHO[item.who]),
                ("What they must do", item.must),
                ("Within", item.within),
                ("Counted from", item.starts.value.replace("_", " ")),
            )
            kind, said = "Time limit", fields((name, escaped(text)) for name, text in told_limit)
        case Myth():
            kind = "Myth"
            said = fields((("People are told", escaped(item.said)), ("What is so", escaped(item.truth))))
        case _:
            assert_never(item)
    return f'{paragraph(kind, "quiet")}<div class="said">{said}</div>{paragraph(VERIFIED[item.verified], "quiet")}'


def _sources(each: Checked, store: Store) -> Iterator[str]:
    """Yield each place that an item cites, with the official words where they are held."""
    for reference in each.item.cite:
        citations = Citations(store)
        try:
            citations.cite((reference,), our_words="", passage_id=each.id)
        except UncitableError as error:
            log.error("a citation of %s does not resolve: %s", each.id, error)
            yield heading(reference, 5) + paragraph("This reference leads to no registered place.")
            continue
        citation = citations.collected[0]
        more = (
            f"<p>{link(f'Read it at {host(citation.url)}', citation.url, unseen=f': {citation.name}')}</p>"
            if citation.url
            else "<p>It has no page of its own that can be linked.</p>"
        )
        yield heading(citation.name, 5) + fields(_facts(citation, store)) + more


def _facts(citation: Citation, store: Store) -> Iterator[tuple[str, str]]:
    source = store.content.register.sources[citation.source_id]
    yield "Source", escaped(source.title)
    yield "Place", escaped(Pinpoint.parse(citation.reference).spoken or "the whole of it")
    yield "Status", f"{escaped(STATUS_WORDS[SourceStatus(citation.status)])}, as at {short_date(citation.as_at)}"
    held = f"<blockquote>{escaped(citation.quote)}</blockquote>" if citation.quote else f"<p>{NO_OFFICIAL_TEXT}</p>"
    yield "Official words", held
    if citation.page is not None:
        yield "Page", str(citation.page)


def _verdict(review: Review, each: Checked) -> str:
    """Return one verdict: what was found, by whom and when, and whether on the words that stand above."""
    if each.holds(review):
        on = "on these words"
    elif is_of_today(review, each.digest):
        on = "on these words beside other sources"
    else:
        on = "on earlier words"
    said = (("What is missing", review.missing), ("Suggested correction", review.suggested))
    more = fields((name, f"<blockquote>{escaped(words)}</blockquote>") for name, words in said if words)
    who = f"{review.reviewer}, {moment_words(review.at)}, {on}"
    return f'<div class="verdict"><p><strong>{VERDICTS[review.verdict][0]}</strong> – {escaped(who)}</p>{more}</div>'


def _whole_guide(checked: Sequence[Checked]) -> str:
    items = "".join(f"<li>{escaped(_standing(each))}</li>" for each in checked)
    return disclosure("<span>All statements and their verdicts</span>", f'<ol class="opened">{items}</ol>', kind="made")


def _standing(each: Checked) -> str:
    match each.item:
        case Statement():
            words = each.item.text
        case Option():
            words = each.item.name
        case Limit():
            words = each.item.must
        case Myth():
            words = each.item.said
        case _:
            assert_never(each.item)
    if each.last is None:
        return f"{words} – no verdict yet"
    on = "" if each.is_checked else ", given on earlier words or sources"
    return f"{words} – {_name(each.last.verdict)}, {each.last.reviewer}, {short_date(each.last.at.date())}{on}"


def _name(verdict: Verdict) -> str:
    return VERDICTS[verdict][0].lower()


if __name__ == "__main__":
    main()
