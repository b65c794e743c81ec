"""Passing it on: what is told of dates and urgency, what is agreed to, and the receipt with the family's own copy."""

import io
from collections.abc import Callable

import docx
import pytest
from docx.table import Table
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from assistant.answers import Reply
from assistant.casework import family
from assistant.casework.database import reading
from assistant.casework.models import Referral
from assistant.casework.referrals import Receipt, find_by_key
from assistant.casework.trouble import CaseworkUnavailableError, Trouble
from assistant.clock import now
from corpus.paths import PROJECT
from corpus.vocabulary import Urgency
from tests.ui.builders import SERVICE, a_date, a_handoff, a_turn, an_answer, an_emergency, an_offer
from tests.ui.fakes import FakeDesk
from ui.conversation import Conversation, PassedOn, dates_in
from ui.resources import OVERRIDES
from ui.take_away.receipt import Sent, read_aloud, receipt_file

OpenPage = Callable[..., AppTest]
SAMPLE = "A lead of SEND Assist may look at this case later"


def shown(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.main if element.type == "html")


def ask(page: AppTest, text: str = "They said no") -> AppTest:
    return page.chat_input(key="question").set_value(text).run()


def press(page: AppTest, says: str) -> AppTest:
    return next(button for button in page.button if button.label == says).click().run()


def sent(page: AppTest, **typed: str) -> AppTest:
    for name, text in {"contact": "07700 900123", **typed}.items():
        next(each for each in (*page.text_input, *page.text_area) if each.key == f"{name}-1").set_value(text)
    page.checkbox(key="consented-1").check()
    return press(page, "Send to an advocate")


def stored(engine: Engine) -> Referral:
    with reading(engine) as session:
        return session.scalars(select(Referral)).one()


# the form


def test_the_dates_of_what_is_ticked_are_listed_with_weekday_and_working_and_go_when_it_is_unticked(
    open_page: OpenPage,
) -> None:
    page = press(ask(open_page(an_answer())), "Pass this to an advocate")
    for words in ("Dates in what you send", "Monday 11 January 2027", "Two months from Tuesday 10 November 2026."):
        assert words in shown(page)

    page.checkbox(key="send-1-1").uncheck().run()

    assert "Dates in what you send" not in shown(page)
    assert "Monday 11 January 2027" not in shown(page)


def test_how_it_is_marked_and_why_follows_what_is_ticked(open_page: OpenPage) -> None:
    page = ask(open_page(an_answer(dates=()), an_answer(handoff=an_offer())))
    page = press(ask(page, "and now"), "Talk to an advocate")
    assert (
        "This will be marked as: needed within two working days, because of what the answer to question 2 says: "
        "“A time limit is close.”"
    ) in shown(page)

    page.checkbox(key="send-1-2").uncheck().run()

    assert "This will be marked as: needed when an advocate is free." in shown(page)
    assert "No date was worked out in what you send." in shown(page)


def test_danger_is_marked_for_today_and_says_not_to_wait_for_the_reply_alone(open_page: OpenPage) -> None:
    page = press(ask(open_page(an_emergency())), "Talk to an advocate")

    assert "needed today, because question 1 may be about somebody in danger." in shown(page)
    assert "If it cannot wait, phone 01234 567890" in shown(page)


def test_a_date_that_two_answers_tell_is_listed_once_and_the_soonest_stands_first() -> None:
    early = a_date(what="The meeting", date=a_date().date.replace(day=2))
    turns = [a_turn(an_answer()), a_turn(a_handoff(dates=(a_date(), early)), number=2)]

    assert [date.what for date in dates_in(turns)] == ["The meeting", a_date().what]


@pytest.mark.parametrize("is_ticked", [True, False])
def test_a_lead_may_look_at_it_only_where_the_second_box_was_ticked(
    open_page: OpenPage, engine: Engine, is_ticked: bool
) -> None:
    page = press(open_page(), "Talk to an advocate")
    box = next(each for each in page.checkbox if SAMPLE in each.label)
    assert box.value is False
    box.set_value(is_ticked)

    sent(page)

    assert stored(engine).may_be_sampled is is_ticked


def test_after_a_refresh_the_form_says_that_the_conversation_is_gone_and_can_be_sent(engine: Engine) -> None:
    page = AppTest.from_file(str(PROJECT / "ui" / "page.py"), default_timeout=20)
    desk = FakeDesk(())
    page.session_state[OVERRIDES] = {
        "desk": lambda: desk,
        "service": lambda: SERVICE,
        "engine": lambda: engine,
        "person": lambda: None,
    }
    page.query_params["chat"] = "1"  # what a page bears that has had a conversation
    page = press(page.run(), "Talk to an advocate")
    assert "The chat that was on this page is gone." in shown(page)
    assert "nothing of it to send" in shown(page)

    sent(page, message="They said no")

    assert stored(engine).message == "They said no"


def test_a_question_without_an_answer_is_said_not_to_be_sent(open_page: OpenPage) -> None:
    page = ask(open_page(an_answer()))
    page.session_state["conversation"].turns.append(a_turn(number=7, under_way=None))
    page.session_state["is_form_open"] = False

    page = press(page, "Talk to an advocate")

    assert "has not been answered yet is not sent" in shown(page)


def test_the_form_opens_and_keeps_what_was_typed_while_there_is_no_database_at_all(open_page: OpenPage) -> None:
    def gone() -> Engine:
        raise CaseworkUnavailableError(Trouble.NO_KEY, "the test")

    page = press(open_page(engine=gone, person=lambda: None), "Talk to an advocate")
    sent(page, message="long story")
    page.run()

    assert page.text_area(key="message-1").value == "long story"
    assert not page.exception
    assert not page.error


# the receipt


def test_the_receipt_gives_a_code_and_a_passphrase_that_open_the_message(open_page: OpenPage, engine: Engine) -> None:
    page = sent(press(open_page(), "Talk to an advocate"), message="Please ring")

    code, passphrase = (each.value for each in page.code)
    assert family.find(engine, code, passphrase, now()).told_us.message == "Please ring"
    assert read_aloud(code) in shown(page)
    for words in ("shown here only", "two working days", "If it is urgent", "01234 567890", "Your message to an"):
        assert words in shown(page)
    assert [each.proto.label for each in page.get("download_button")] == ["Save as a Word document"]


def test_the_passphrase_is_forgotten_on_going_back_and_is_in_no_log_and_no_address(
    open_page: OpenPage, caplog: pytest.LogCaptureFixture
) -> None:
    page = sent(press(ask(open_page(an_answer())), "Pass this to an advocate"))
    code, passphrase = (each.value for each in page.code)
    kept = dict(page.query_params)

    press(page, "Back to your questions")

    assert code in shown(page)
    assert page.session_state["form"] is None
    assert passphrase not in shown(page) + caplog.text + str(kept) + str(page.query_params)
    assert code not in caplog.text + str(page.query_params)


def test_after_a_form_that_was_the_first_thing_the_first_screen_names_the_code(open_page: OpenPage) -> None:
    page = sent(press(open_page(), "Talk to an advocate"))
    code = page.code[0].value

    press(page, "Back to your questions")

    assert code in shown(page)


def test_a_code_is_read_aloud_letter_by_letter() -> None:
    assert read_aloud("SA-7KQM-2XWD-9HTR") == "S A, 7 K Q M, 2 X W D, 9 H T R"


def test_the_copy_holds_the_code_the_passphrase_what_was_sent_its_dates_and_what_happens_next(
    open_page: OpenPage, engine: Engine
) -> None:
    page = ask(ask(open_page(an_answer(), an_answer(heading="Left out")), "a question"), "not this one")
    page = press(page, "Talk to an advocate")
    page.checkbox(key="send-1-2").uncheck().run()
    form = page.session_state["form"]
    page = sent(page, message="Two\nlines")
    receipt = family_receipt(page, engine)

    document = docx.Document(io.BytesIO(receipt_file(receipt, form.sent, SERVICE)))

    lines = []
    for block in document.iter_inner_content():
        cells = [cell.text for row in block.rows for cell in row.cells] if isinstance(block, Table) else [block.text]
        lines += cells
    text = "\n".join(lines)
    for words in (
        receipt.reference_code,
        receipt.passphrase,
        "07700 900123",
        "Two\nlines",
        "a question",
        "The council must give reasons.",
        "Monday 11 January 2027",
        "within two working days",
        "I agree that SEND Assist keeps",
    ):
        assert words in text
    assert "not this one" not in text
    assert "Left out" not in text
    assert SAMPLE not in text


def family_receipt(page: AppTest, engine: Engine) -> Receipt:
    receipt = find_by_key(engine, page.session_state["form"].key)
    assert receipt is not None
    return receipt


def test_a_copy_bears_any_text_as_text() -> None:
    odd = "\x00\x1b<w:p>&amp;\u202e end"
    receipt = a_receipt()

    made = receipt_file(receipt, Sent((("Label", odd),), (a_turn(an_answer(), asked=odd),), ()), SERVICE)

    assert "<w:p>&amp;" in "\n".join(each.text for each in docx.Document(io.BytesIO(made)).paragraphs)


def a_receipt() -> Receipt:
    return Receipt("SA-7KQM-2XWD-9HTR", now(), Urgency.ROUTINE, "An advocate will reply.", "acorn tidal mule fifth")


# what is known of it afterwards


def test_a_turn_is_of_a_matter_that_was_passed_on_when_it_went_along_or_shares_a_guide_of_its_own() -> None:
    gone_along = a_turn(an_answer(), number=1)
    same = a_turn(an_answer(heading="Later"), number=2)
    other = a_turn(an_answer(guides=("transport",)), number=3)
    conversation = Conversation([gone_along, same, other], [PassedOn("SA-1", (gone_along,))])

    assert [conversation.code_for(turn) for turn in conversation.turns] == ["SA-1", "SA-1", ""]
    conversation.take_back("SA-1")
    assert conversation.code_for(gone_along) == ""


@pytest.mark.parametrize(
    "later", [an_answer(heading="Later"), an_answer(handoff=an_offer()), a_handoff(guides=("refusal-to-assess",))]
)
def test_a_later_answer_on_the_same_matter_says_that_an_advocate_has_it_and_leads_to_the_message(
    open_page: OpenPage, later: Reply
) -> None:
    page = sent(press(ask(open_page(an_answer(), later)), "Pass this to an advocate"))
    code = page.code[0].value
    press(page, "Back to your questions")

    ask(page, "and what now")

    told = shown(page)
    line = f"You have passed this to an advocate ({code}). They have what you sent. This answer is general"
    assert told.rindex(line) < told.rindex("Talk to an advocate")
    labels = [button.label for button in page.button]
    assert "Pass this to an advocate" not in labels
    page.button(key="add-2").click().run()
    assert page.text_input(key="message-code").value == code


def test_a_later_answer_on_another_matter_can_be_passed_on_as_before(open_page: OpenPage) -> None:
    page = sent(press(ask(open_page(an_answer(), an_answer(guides=("transport",)))), "Pass this to an advocate"))
    press(page, "Back to your questions")

    ask(page, "and the bus")

    assert page.button(key="hand-off-2").label == "Pass this to an advocate"
