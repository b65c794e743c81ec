"""A family's own copy, read back: everything the answer says is in it, and nothing that was typed can break it."""

import dataclasses
import io
import itertools
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from assistant.answers import Answer, Emergency, Handoff, OutOfScope, Reply
from assistant.pipeline import Assistant, load_assistant
from assistant.wording import STATUS_WORDS, option_fields, short_date, written_date
from corpus.guides import Signpost
from corpus.paths import CORPUS
from corpus.vocabulary import SourceStatus
from tests.assistant.test_every_guide import ABOUT_DANGER_OR_ELSEWHERE
from tests.ui.builders import (
    SERVICE,
    TODAY,
    a_citation,
    a_clarification,
    a_date,
    a_handoff,
    a_turn,
    an_answer,
    an_emergency,
    an_offer,
    an_option,
    out_of_scope,
)
from tests.ui.hostile_page import hostile_desk
from ui.conversation import Turn
from ui.take_away.contents import Publisher, file_name, word_file

GUIDES = sorted(path.stem for folder in ("guides", "policy") for path in (CORPUS / folder).rglob("*.yaml"))
ALL_DATES = (
    "The decision letter is dated 5 October 2026. The mediation certificate is dated 2 November 2026. "
    "We asked the council for an assessment on 1 September 2026. The draft plan was sent on 3 November 2026."
)
HELP = Signpost.model_validate({"name": "IPSEA", "for": "Free advice.", "url": "https://www.ipsea.org.uk"})
PUBLISHER = Publisher(SERVICE, (HELP,), {"refusal-to-assess": "The council refused"})
ODD = "\x00\x08\x1f\x7f\x9f\ud800\udfff\ufffe\uffff<w:p>&amp;]]>\r\n\u2028\u202e\U0001f600 end"


def opened(*turns: Turn, publisher: Publisher = PUBLISHER) -> Document:
    return docx.Document(io.BytesIO(word_file(turns, publisher)))


def lines_of(document: Document) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from (paragraph.text for row in block.rows for cell in row.cells for paragraph in cell.paragraphs)
        else:
            yield block.text


def text_of(document: Document) -> str:
    return "\n".join(lines_of(document))


def links_of(document: Document) -> list[str]:
    relations = document.part.rels
    return [relations[link.get(qn("r:id"))].target_ref for link in document.element.iter(qn("w:hyperlink"))]


def said_in(reply: Answer | Handoff) -> Iterator[str]:
    """Everything that a reply says and everything that supports it."""
    yield from (statement.text for statement in reply.direct)
    yield from reply.notices
    for date in reply.dates:
        yield from (date.what, written_date(date.date), date.working, date.changes_if)
    for citation in reply.citations:
        status = STATUS_WORDS[SourceStatus(citation.status)]
        yield f"{citation.name} ({status}, as at {short_date(citation.as_at)})"
        yield citation.url or citation.name
        yield citation.quote or citation.name
    if isinstance(reply, Answer):
        yield reply.heading
        for option in reply.options:
            yield option.name
            yield from (f"{label}: {text}" for label, text in option_fields(option))
        yield from reply.date_questions
        yield from (text for myth in reply.myths for text in (myth.said, myth.truth))


def missing(reply: Answer | Handoff, document: Document) -> list[str]:
    shown = text_of(document)
    return [each for each in said_in(reply) if each not in shown]


def test_an_answer_is_whole_and_in_the_order_of_the_page() -> None:
    reply = an_answer(
        citations=(a_citation(quote="The authority must give reasons.", page=3),),
        date_questions=("Which date is on the letter?",),
        handoff=an_offer(),
    )
    document = opened(a_turn(reply, asked="They said no.\nWhat now?"))

    assert missing(reply, document) == []
    shown = text_of(document)
    order = (
        "From SEND Assist, Saturday 21 November 2026.",
        "They said no.\nWhat now?",
        "The council must give reasons.",
        "Official words, page 3: “The authority must give reasons.”",
        "The law in England as at 21 November 2026.",
        "Monday 11 January 2027",
        "Which date is on the letter?",
        "All the options we know of",
        "2. Appeal to the tribunal",
        "People are often told",
        "A draft is not law.",
        "Best looked at by a person within two working days.",
        "The date on the letter",
        "searched the checked guides",
        "The council refused",
        "01234 567890",
        "not legal advice",
    )
    assert [shown.index(part) for part in order] == sorted(shown.index(part) for part in order)


def test_every_address_is_written_out_and_linked() -> None:
    document = opened(a_turn(an_answer()))

    assert set(links_of(document)) == {"https://www.legislation.gov.uk/ukpga/2014/6/section/36"}
    assert text_of(document).count("https://www.legislation.gov.uk/ukpga/2014/6/section/36") == len(links_of(document))


def test_official_words_are_given_once() -> None:
    shown = text_of(opened(a_turn(an_answer(citations=(a_citation(quote="Just these."),)))))

    assert shown.count("“Just these.”") == 1


def test_a_date_that_has_passed_says_so_and_none_says_how_many_days_are_left() -> None:
    shown = text_of(opened(a_turn(an_answer(dates=(a_date(days_left=-2), a_date(days_left=51))))))

    assert shown.count("This date has passed.") == 1
    assert "51 days" not in shown


def test_a_hand_off_has_why_what_is_safe_to_know_and_whom_to_reach() -> None:
    reply = a_handoff(dates=(a_date(),))
    document = opened(a_turn(reply))

    assert missing(reply, document) == []
    assert "What is safe and general to know now" in text_of(document)
    assert "The choice is yours." in text_of(document)


def test_without_a_phone_national_services_stand_in_its_place() -> None:
    publisher = dataclasses.replace(PUBLISHER, service=SERVICE.model_copy(update={"phone": None}))
    document = opened(a_turn(an_answer()), publisher=publisher)

    assert "IPSEA. Free advice." in text_of(document)
    assert "https://www.ipsea.org.uk" in links_of(document)


def test_a_conversation_holds_every_turn_that_has_a_reply() -> None:
    replies = (an_answer(), a_clarification(), a_handoff(), an_emergency(), out_of_scope(), None)
    turns = [a_turn(reply, number=number, asked=f"Question {number}") for number, reply in enumerate(replies, 1)]
    shown = text_of(opened(*turns))

    for words in ("You asked (1 of 5)", "Question 5", "A refusal", "The choice is yours.", "116 123", "SNAP Cymru"):
        assert words in shown
    assert "Question 6" not in shown


def test_it_can_be_read_by_a_screen_reader() -> None:
    document = opened(a_turn(an_answer(), asked="They said no"))

    levels = [
        int(paragraph.style.name[-1])
        for paragraph in document.paragraphs
        if paragraph.style and paragraph.style.name.startswith("Heading")
    ]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))
    assert document.core_properties.title == "SEND Assist: The council has said no to an assessment"
    assert document.core_properties.language == "en-GB"
    assert {each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    (table,) = document.tables
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in table.rows[0].cells] == ["What", "By when", "How it was worked out"]


def test_a_long_list_has_the_headings_of_the_page() -> None:
    options = tuple(an_option(name=f"Way {number}", formality=1 + number // 10) for number in range(25))
    shown = list(lines_of(opened(a_turn(an_answer(options=options)))))

    assert shown.index("Talk and ask") < shown.index("1. Way 0") < shown.index("Ask in writing")


def test_the_same_answer_gives_the_same_bytes() -> None:
    turn = a_turn(an_answer())
    made = word_file([turn], PUBLISHER)

    assert made == word_file([turn], PUBLISHER)
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# hostile text


def test_what_no_document_may_hold_is_left_out_and_the_rest_stays() -> None:
    shown = text_of(opened(a_turn(an_answer(), asked=ODD)))

    assert "<w:p>&amp;]]>\n" in shown
    assert "\U0001f600 end" in shown


@given(st.text(alphabet=st.characters(), max_size=200), st.text(alphabet=st.characters(), max_size=50))
@settings(max_examples=40, deadline=None)
def test_no_text_at_all_stops_it(asked: str, said: str) -> None:
    citation = a_citation(name=said, quote=said, url=f"https://{said}")

    word_file([a_turn(an_answer(heading=said, citations=(citation,)), asked=asked)], PUBLISHER)


def test_markup_is_text_and_no_address_but_a_web_page_is_linked() -> None:
    desk = hostile_desk()
    turns = [a_turn(desk.ask((), TODAY), number=number, asked=ODD) for number in (1, 2, 3)]
    document = opened(*turns)

    assert "<script>window.hurt = 1</script>" in text_of(document)
    assert all(link.startswith("https://") for link in links_of(document))


def test_the_longest_question_fits() -> None:
    opened(a_turn(an_answer(), asked="a\n" * 10_000))


# the name of the file


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("The council said no", "send-assist-council-said-no-2026-11-21.docx"),
        ("Sœur’s “plan” – über/../etc", "send-assist-surs-plan-uber-etc-2026-11-21.docx"),
        ("…", "send-assist-2026-11-21.docx"),
        ("word " * 30, "send-assist-word-word-word-word-word-word-word-word-word-2026-11-21.docx"),
    ],
)
def test_the_name_of_the_file_is_plain(heading: str, name: str) -> None:
    assert file_name([a_turn(an_answer(heading=heading))], "SEND Assist") == name


def test_the_name_of_the_file_holds_nothing_that_was_typed() -> None:
    turns = [a_turn(an_answer(), asked="Xanthippe"), a_turn(a_handoff(), asked="Xanthippe")]

    assert file_name(turns, "SEND Assist") == "send-assist-conversation-2026-11-21.docx"


# on the page


def ask(page: AppTest, text: str = "They said no") -> AppTest:
    return page.chat_input(key="question").set_value(text).run()


def ways(page: AppTest) -> list[str]:
    return [button.proto.label for button in page.get("download_button")]


@pytest.mark.parametrize("reply", [an_answer(), a_handoff()], ids=["answer", "hand-off"])
def test_what_is_said_can_be_kept(open_page: Callable[..., AppTest], reply: Reply) -> None:
    page = ask(open_page(reply))

    assert ways(page) == ["Save as a Word document"]
    assert not page.exception


def test_the_whole_conversation_can_be_kept_under_the_latest_answer(open_page: Callable[..., AppTest]) -> None:
    page = ask(ask(open_page(an_answer(), an_answer())), "and then?")

    assert ways(page).count("Save the whole conversation") == 1


@pytest.mark.parametrize("reply", [a_clarification(), an_emergency(), out_of_scope()])
def test_nothing_else_offers_a_copy(open_page: Callable[..., AppTest], reply: Reply) -> None:
    assert ways(ask(open_page(reply))) == []


# every guide


@pytest.fixture(scope="module")
def assistant(built_data: Path) -> Assistant:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SEND_ASSIST_DATA", str(built_data))
        return load_assistant()


def replies_to(assistant: Assistant, asked: Sequence[str]) -> Any:
    return assistant.reply(asked, TODAY)


@pytest.mark.model
@pytest.mark.parametrize("guide_id", GUIDES)
def test_the_answer_of_every_guide_is_whole(guide_id: str, assistant: Assistant) -> None:
    reply = replies_to(assistant, [ALL_DATES, assistant.guides[guide_id].title])

    if isinstance(reply, Emergency | OutOfScope):  # some guides are about danger or another nation
        assert guide_id in ABOUT_DANGER_OR_ELSEWHERE
        return
    assert isinstance(reply, Answer | Handoff)
    document = opened(a_turn(reply))
    assert missing(reply, document) == []
    assert {citation.url for citation in reply.citations if citation.url} <= set(links_of(document))
