"""Your message to an advocate: opened with the code and the passphrase, acted on, and forgotten again."""

import io
import json
from collections.abc import Callable
from typing import Any

import docx
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from assistant.casework import family
from assistant.casework.attempts import MOST_TRIES
from assistant.casework.database import reading, writing
from assistant.casework.models import CaseEntry, EntryKind, Outcome, Referral, ReferralEvent, ReferralState
from assistant.casework.referrals import Receipt, submit
from assistant.casework.trouble import CaseworkUnavailableError, Trouble
from assistant.clock import now, today
from tests.assistant.casework.builders import a_key, a_referral
from tests.ui.browser import (
    NARROW,
    ask,
    heading,
    is_wider_than_the_screen,
    settle,
    violations,
    visiting,
)
from tests.ui.browser import press as press_on
from tests.ui.builders import SERVICE, a_turn, an_answer
from tests.ui.servers import CHROMIUM, NO_CHROMIUM, Server
from ui.conversation import Conversation, PassedOn, snapshot_of
from ui.screens.message import OPENED
from ui.take_away.receipt import case_file

OpenPage = Callable[..., AppTest]
TYPED = "Kassandra wrote this"


def shown(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.main if element.type == "html")


def texts(page: AppTest) -> list[str]:
    return [each.value for each in page.text]


def press(page: AppTest, says: str) -> AppTest:
    return next(button for button in page.button if button.label == says).click().run()


def visit(page: AppTest, name: str = "message") -> AppTest:
    return page.switch_page(f"screens/{name}.py").run()


def passed(engine: Engine, **fields: Any) -> Receipt:
    snapshot = snapshot_of([a_turn(an_answer(), asked="a question of theirs")])
    return submit(engine, a_referral(snapshot=snapshot, **fields), a_key(), now(), service=SERVICE)


def opened(page: AppTest, code: str, passphrase: str) -> AppTest:
    page.text_input(key="message-code").set_value(code)
    page.text_input(key="message-passphrase").set_value(passphrase)
    return press(page, "Show my message")


def open_case(open_page: OpenPage, receipt: Receipt, **parts: Any) -> AppTest:
    return opened(visit(open_page(person=lambda: None, **parts)), receipt.reference_code, receipt.passphrase)


def change(engine: Engine, **fields: Any) -> None:
    with writing(engine) as session:
        referral = session.scalars(select(Referral)).one()
        for name, value in fields.items():
            setattr(referral, name, value)


def state_of(engine: Engine) -> ReferralState:
    with reading(engine) as session:
        return session.scalars(select(Referral)).one().state


def entries_of(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return [entry.text for entry in session.scalars(select(CaseEntry))]


class Breaking:
    """An engine that can be told to be in trouble."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.is_broken = engine, False

    def __call__(self) -> Engine:
        if self.is_broken:
            raise CaseworkUnavailableError(Trouble.LOCKED, "the test")
        return self.engine


# opening it


def test_it_says_where_it_stands_when_it_was_sent_how_soon_a_reply_comes_and_when_it_is_erased(
    open_page: OpenPage, engine: Engine
) -> None:
    receipt = passed(engine)

    page = open_case(open_page, receipt)

    told = shown(page)
    for words in ("no advocate has taken it yet", receipt.reference_code, "within two working days", "Erased on"):
        assert words in told
    assert {TYPED, "07700 900123", "a question of theirs"} <= set(texts(page))
    assert any("The council must give reasons." in text for text in texts(page))
    assert TYPED not in told
    assert not page.exception


def test_the_code_and_the_passphrase_open_it_however_they_are_typed(open_page: OpenPage, engine: Engine) -> None:
    receipt = passed(engine)
    page = visit(open_page(person=lambda: None))

    opened(page, receipt.reference_code.lower().replace("-", " "), receipt.passphrase.upper().replace(" ", "-"))

    assert "Where it stands" in shown(page)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"state": ReferralState.CLAIMED}, "An advocate has it."),
        ({"state": ReferralState.WAITING}, "waiting for you or for somebody else"),
        ({"state": ReferralState.ANSWERED}, "An advocate has answered."),
        ({"state": ReferralState.CLOSED, "outcome": Outcome.NOT_REACHED}, "It is closed. The advocate could not reach"),
        ({"state": ReferralState.WITHDRAWN}, "You have withdrawn it."),
    ],
)
def test_each_state_is_told_in_plain_words_and_what_has_ended_takes_nothing_more(
    open_page: OpenPage, engine: Engine, fields: dict[str, Any], says: str
) -> None:
    receipt = passed(engine)
    change(engine, **fields)

    page = open_case(open_page, receipt)

    assert says in shown(page)
    labels = [button.label for button in page.button]
    assert ("Withdraw" in labels) == fields["state"].is_open
    assert ("Send this to the advocate" in labels) == fields["state"].is_open
    assert "Erase for good" in labels


def test_what_an_advocate_wrote_to_the_family_is_there_and_their_notes_are_not(
    open_page: OpenPage, engine: Engine
) -> None:
    receipt = passed(engine)
    with writing(engine) as session:
        referral = session.scalars(select(Referral)).one()
        for kind, text in ((EntryKind.NOTE, "a note"), (EntryKind.TO_FAMILY, "<b>We can ring</b> on Monday")):
            session.add(CaseEntry(referral_id=referral.id, idempotency_key=text, kind=kind, text=text, at=now()))

    page = open_case(open_page, receipt)

    assert "<b>We can ring</b> on Monday" in texts(page)
    assert "a note" not in texts(page)
    assert "An advocate wrote to you" in shown(page)


def test_a_wrong_code_and_a_wrong_passphrase_are_told_in_the_same_words_and_stay_in_the_form(
    open_page: OpenPage, engine: Engine
) -> None:
    receipt = passed(engine)
    told = []
    for code, passphrase in (
        (receipt.reference_code, "wrong words here now"),
        ("SA-2222-3333-4444", receipt.passphrase),
        ("", ""),
    ):
        page = opened(visit(open_page(person=lambda: None)), code, passphrase)
        told.append(next(each for each in page.main if each.type == "html" and "faults" in each.proto.body).proto.body)
        assert page.text_input(key="message-code").value == code
        assert OPENED not in page.session_state

    assert "We found no message with this code and this passphrase." in told[0]
    assert told[0] == told[1] == told[2]


def test_after_too_many_tries_it_says_until_when_and_whom_to_phone(open_page: OpenPage, engine: Engine) -> None:
    receipt = passed(engine)
    page = visit(open_page(person=lambda: None))

    for _ in range(MOST_TRIES + 1):
        opened(page, receipt.reference_code, "wrong words here now")
    told = shown(opened(page, receipt.reference_code, receipt.passphrase))

    assert "You can try again from" in told
    assert 'href="tel:01234567890"' in told[told.index("too many tries") :]
    assert OPENED not in page.session_state


def test_without_a_database_it_gives_the_phone_and_keeps_what_was_typed(open_page: OpenPage, engine: Engine) -> None:
    breaking = Breaking(engine)
    breaking.is_broken = True
    receipt = passed(engine)

    page = open_case(open_page, receipt, engine=breaking)

    assert "We cannot look just now" in shown(page)
    assert 'href="tel:01234567890"' in shown(page)
    assert page.text_input(key="message-passphrase").value == receipt.passphrase
    assert not page.exception


def test_the_code_of_what_was_just_passed_on_is_there_already_and_the_passphrase_is_not(open_page: OpenPage) -> None:
    page = open_page(person=lambda: None)
    page.session_state["conversation"] = Conversation(passed_on=[PassedOn("SA-7KQM-2XWD-9HTR")])

    visit(page)

    assert page.text_input(key="message-code").value == "SA-7KQM-2XWD-9HTR"
    assert page.text_input(key="message-passphrase").value == ""


# adding


def test_what_is_added_is_stored_once_and_the_field_is_empty_again(open_page: OpenPage, engine: Engine) -> None:
    page = open_case(open_page, passed(engine))
    page.text_area[0].set_value("There is a new letter")

    press(page, "Send this to the advocate")

    assert entries_of(engine) == ["There is a new letter"]
    assert "What you added is stored" in shown(page)
    assert "There is a new letter" in texts(page)
    assert page.text_area[0].value == ""


def test_what_was_to_be_added_stays_when_the_database_fails_and_a_second_press_stores_it_once(
    open_page: OpenPage, engine: Engine
) -> None:
    breaking = Breaking(engine)
    page = open_case(open_page, passed(engine), engine=breaking)
    page.text_area[0].set_value("There is a new letter")
    breaking.is_broken = True

    press(page, "Send this to the advocate")

    assert "We cannot look just now" in shown(page)
    assert page.text_area[0].value == "There is a new letter"
    breaking.is_broken = False
    press(page, "Send this to the advocate")
    assert entries_of(engine) == ["There is a new letter"]


def test_a_run_that_was_cut_off_after_the_commit_does_not_add_twice(
    open_page: OpenPage, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_case(open_page, passed(engine))
    page.text_area[0].set_value("There is a new letter")
    with monkeypatch.context() as patch:
        patch.setattr(family, "find", _cut_off)  # the text is on disk, and the page never hears of it
        press(page, "Send this to the advocate")
    assert entries_of(engine) == ["There is a new letter"]

    press(page, "Send this to the advocate")

    assert entries_of(engine) == ["There is a new letter"]
    assert "What you added is stored" in shown(page)


def _cut_off(*_: Any) -> family.CaseForFamily:
    raise CaseworkUnavailableError(Trouble.GONE, "the test")


def test_nothing_is_added_where_nothing_was_written_and_it_says_so(open_page: OpenPage, engine: Engine) -> None:
    page = open_case(open_page, passed(engine))

    press(page, "Send this to the advocate")

    assert "Write what you want to add first." in shown(page)
    assert entries_of(engine) == []


def test_what_is_half_written_survives_a_look_at_another_page(open_page: OpenPage, engine: Engine) -> None:
    receipt = passed(engine)
    page = open_case(open_page, receipt)
    page.text_area[0].set_value("half a sentence").run()

    visit(page, "words")
    opened(visit(page), receipt.reference_code, receipt.passphrase)

    assert page.text_area[0].value == "half a sentence"


# withdrawing, erasing, saving


def test_it_is_withdrawn_only_after_a_second_question(open_page: OpenPage, engine: Engine) -> None:
    receipt = passed(engine)
    page = open_case(open_page, receipt)
    page.session_state["conversation"] = Conversation(passed_on=[PassedOn(receipt.reference_code)])
    press(page, "Withdraw")
    assert "Withdraw your message?" in shown(page)
    assert state_of(engine) is ReferralState.NEW

    press(page, "No, leave it as it is")
    assert state_of(engine) is ReferralState.NEW
    press(page, "Withdraw")
    press(page, "Yes, withdraw it")

    assert state_of(engine) is ReferralState.WITHDRAWN
    assert "Your message is withdrawn." in shown(page)
    assert "You have withdrawn it." in shown(page)
    assert page.session_state["conversation"].passed_on == []


def test_it_is_erased_only_after_a_second_question_that_says_what_stays(open_page: OpenPage, engine: Engine) -> None:
    page = open_case(open_page, passed(engine))
    press(page, "Erase for good")
    assert "No word that you wrote is in it." in shown(page)

    press(page, "Yes, erase it for good")

    with reading(engine) as session:
        assert session.scalars(select(Referral)).all() == []
        assert session.scalars(select(ReferralEvent)).all() != []
    assert "Your message is erased for good." in shown(page)
    assert OPENED not in page.session_state
    assert TYPED not in texts(page)


def test_what_was_erased_elsewhere_is_noticed_at_the_next_thing_that_is_done(
    open_page: OpenPage, engine: Engine
) -> None:
    receipt = passed(engine)
    page = open_case(open_page, receipt)
    family.delete(engine, receipt.reference_code, receipt.passphrase, now())

    press(page, "Save everything that is kept")

    assert "We found no message" in shown(page)
    assert page.get("download_button") == []


def test_everything_that_is_kept_can_be_saved(open_page: OpenPage, engine: Engine) -> None:
    page = open_case(open_page, passed(engine))

    press(page, "Save everything that is kept")

    ways = [each.proto.label for each in page.get("download_button")]
    assert ways == ["Save as a Word document", "Save as data (JSON)"]
    with reading(engine) as session:
        assert "exported" in {event.what.value for event in session.scalars(select(ReferralEvent))}


def test_the_word_document_holds_what_was_sent_and_written_and_no_passphrase(engine: Engine) -> None:
    receipt = passed(engine)
    family.add(
        engine,
        receipt.reference_code,
        receipt.passphrase,
        now(),
        text="A new letter",
        idempotency_key=a_key("more"),
    )
    case = family.find(engine, receipt.reference_code, receipt.passphrase, now())

    made = case_file(case, [("Message", TYPED)], "An advocate has it.", SERVICE, today())

    text = "\n".join(each.text for each in docx.Document(io.BytesIO(made)).paragraphs)
    for words in (receipt.reference_code, TYPED, "A new letter", "a question of theirs", "An advocate has it."):
        assert words in text
    assert receipt.passphrase not in text


# forgetting


@pytest.mark.parametrize("name", ["questions", "about", "privacy"])
def test_leaving_the_page_forgets_the_code_the_passphrase_and_the_case(
    open_page: OpenPage, engine: Engine, name: str
) -> None:
    receipt = passed(engine)
    page = open_case(open_page, receipt)
    assert receipt.passphrase in whole_session(page)

    visit(page, name)

    for secret in (receipt.reference_code, receipt.passphrase, TYPED):
        assert secret not in whole_session(page)
    assert "Where it stands" not in shown(visit(page))


def test_closing_forgets_it_and_what_was_half_written(open_page: OpenPage, engine: Engine) -> None:
    receipt = passed(engine)
    page = open_case(open_page, receipt)
    page.text_area[0].set_value("half a sentence").run()

    press(page, "Close")

    for secret in (receipt.passphrase, receipt.reference_code, TYPED, "half a sentence"):
        assert secret not in whole_session(page)
    assert page.text_input(key="message-passphrase").value == ""


def test_neither_the_code_nor_the_passphrase_is_in_the_address_or_the_log(
    open_page: OpenPage, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    receipt, breaking = passed(engine), Breaking(engine)
    page = open_case(open_page, receipt, engine=breaking)
    breaking.is_broken = True
    for label in ("Look again for something new", "Save everything that is kept", "Erase for good"):
        press(page, label)
    press(page, "Yes, erase it for good")

    assert "a family's case could not be used" in caplog.text
    for secret in (receipt.reference_code, receipt.passphrase):
        assert secret not in caplog.text + json.dumps(dict(page.query_params))
        assert secret not in repr(page.session_state[OPENED])


def whole_session(page: AppTest) -> str:
    """All that the session holds, opened up as far as a secret of ours could be hidden in it."""
    kept = page.session_state._state.filtered_state
    return str([vars(value) if hasattr(value, "__dict__") else value for value in kept.values()]) + str(list(kept))


# in a browser

in_browser = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)]


def handed_off(page: Page) -> tuple[str, str]:
    """Pass a question on, and return the code and the passphrase."""
    ask(page, "a question")
    press_on(page, "Pass this to an advocate")
    page.get_by_label("How can we reach you?").fill("07700 900123")
    page.get_by_label("What would you like help with?").fill("A long story")
    page.get_by_role("checkbox", name="Send question 1").uncheck(force=True)
    settle(page)
    expect(page.get_by_label("What would you like help with?")).to_have_value("A long story")
    expect(page.get_by_text("needed when an advocate is free")).to_be_visible()
    page.get_by_role("checkbox", name="I agree").check(force=True)
    press_on(page, "Send to an advocate")
    expect(heading(page, "stored for an advocate")).to_be_focused()
    code, passphrase = (page.locator(f".st-key-receipt-{name} code") for name in ("code", "passphrase"))
    expect(passphrase).to_be_visible()
    return code.inner_text(), passphrase.inner_text()


def faults_of(page: Page) -> list[str]:
    """What breaks WCAG in light or dark, and what scrolls sideways on a narrow screen."""
    found = violations(page)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("getComputedStyle(document.querySelector('.stApp')).colorScheme === 'dark'")
    found += violations(page)
    page.emulate_media(color_scheme="light")
    size = page.viewport_size
    page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    settle(page)
    found += is_wider_than_the_screen(page)
    assert size is not None
    page.set_viewport_size(size)
    settle(page)
    return found


@pytest.mark.parametrize("_", [pytest.param("", marks=in_browser)])
def test_a_family_keeps_the_receipt_and_follows_its_message_to_the_end(
    browser: Browser, states_server: Server, _: str
) -> None:
    with visiting(browser, states_server.url) as page:
        code, passphrase = handed_off(page)
        assert faults_of(page) == []
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Save as a Word document").click()
        kept = docx.Document(str(waiting.value.path()))
        assert passphrase in "\n".join(each.text for each in kept.paragraphs)

        press_on(page, "Back to your questions")
        expect(page.get_by_text(code).first).to_be_visible()
        page.locator(".st-key-footer").get_by_role("link", name="Your message to an advocate").click()
        expect(page.get_by_role("heading", name="Your message to an advocate", level=1)).to_be_focused(timeout=30_000)
        settle(page)
        assert faults_of(page) == []
        page.get_by_label("Passphrase").fill("wrong words here now")
        press_on(page, "Show my message")
        expect(heading(page, "Nothing was found")).to_be_focused()
        assert violations(page) == []
        page.get_by_label("Passphrase").fill(passphrase)
        press_on(page, "Show my message")
        expect(heading(page, "Where it stands")).to_be_focused()
        page.get_by_text("What you wrote on the form").click()
        expect(page.get_by_text("A long story")).to_be_visible()
        assert faults_of(page) == []

        page.get_by_label("What would you like to add?").fill("There is a new letter")
        press_on(page, "Send this to the advocate")
        expect(page.get_by_text("What you added is stored for the advocate.")).to_be_focused()
        expect(page.get_by_text("There is a new letter")).to_be_visible()
        press_on(page, "Save everything that is kept")
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Save as data").click()
        assert json.loads(waiting.value.path().read_text())["you_told_us"]["message"] == "A long story"
        press_on(page, "Erase for good")
        expect(heading(page, "Erase your message for good")).to_be_focused()
        assert faults_of(page) == []
        press_on(page, "Yes, erase it for good")
        expect(page.get_by_text("Your message is erased for good.")).to_be_focused()
        assert code not in page.url
    told = states_server.log.read_text()
    assert code not in told
    assert passphrase not in told
