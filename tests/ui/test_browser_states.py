"""When it does not go smoothly: slow, busy, broken, cut off, and two families at the same moment."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.browser import (
    NEEDS_BROWSER,
    ask,
    heading,
    press,
    question_box,
    settle,
    violations,
    visible_text,
    visiting,
)
from tests.ui.servers import Server, running

pytestmark = NEEDS_BROWSER


def send(page: Page, text: str) -> None:
    """Type and send, and do not wait."""
    question_box(page).fill(text)
    question_box(page).press("Enter")


def answered(page: Page, number: int) -> None:
    expect(page.locator(f"#reply-{number}")).to_be_focused(timeout=15_000)
    settle(page)


# slow


def test_a_slow_answer_is_announced_once_and_comes_whole(browser: Browser, states_server: Server) -> None:
    with visiting(browser, states_server.url) as page:
        page.evaluate(
            """() => {
                window.said = []
                const look = () => document.querySelectorAll('[role="status"]').forEach((each) => {
                    const text = each.textContent
                    if (window.said.at(-1) !== text) window.said.push(text)
                })
                new MutationObserver(look).observe(document.body, {childList: true, subtree: true, characterData: true})
            }"""
        )
        send(page, "a slow one")
        expect(page.get_by_text("Checking the guidance…")).to_be_visible()
        expect(page.locator('[class*="st-key-asked-"]')).to_contain_text("a slow one")
        assert page.locator(".option").count() == 0
        answered(page, 1)

        assert page.evaluate("window.said") == ["Checking the guidance…", "The answer is ready."]
        assert page.locator('[role="status"]').all_inner_texts() == ["The answer is ready."]


def test_what_is_asked_while_an_answer_is_on_its_way_is_seen_at_once_and_answered_too(
    browser: Browser, states_server: Server
) -> None:
    with visiting(browser, states_server.url) as page:
        send(page, "a slow first one")
        expect(page.get_by_text("Checking the guidance…")).to_be_visible()
        for typed in ("the second", "the third"):
            send(page, typed)
            expect(page.locator('[class*="st-key-asked-"]').last).to_contain_text(typed, timeout=2_000)
        answered(page, 3)

        for number, text in enumerate(("a slow first one", "the second", "the third"), 1):
            expect(heading(page, f"Asked {number}: {text}, answered 1 time$")).to_be_visible()


def test_what_is_half_typed_while_an_answer_comes_stays_in_the_box(browser: Browser, states_server: Server) -> None:
    with visiting(browser, states_server.url) as page:
        send(page, "a slow one")
        expect(page.get_by_text("Checking the guidance…")).to_be_visible()
        question_box(page).fill("And another thing, which")
        answered(page, 1)

        expect(question_box(page)).to_have_value("And another thing, which")


def test_what_is_sent_twice_is_answered_once(browser: Browser, states_server: Server) -> None:
    with visiting(browser, states_server.url) as page:
        send(page, "a slow one")
        send(page, "a slow one")
        answered(page, 1)

        assert page.locator('[class*="st-key-asked-"]').count() == 1
        expect(heading(page, "answered 1 time$")).to_be_visible()


def test_an_example_tapped_twice_is_asked_once(browser: Browser, states_server: Server) -> None:
    with visiting(browser, states_server.url) as page:
        page.get_by_role("button", name="Who can help us?").dblclick()
        answered(page, 1)

        assert page.locator('[class*="st-key-asked-"]').count() == 1
        expect(heading(page, "answered 1 time$")).to_be_visible()


# busy and broken


@pytest.mark.parametrize(
    ("asked", "says"),
    [("it is busy", "Many families are asking"), ("it is broken", "Something went wrong on our side")],
)
def test_what_was_not_answered_says_why_keeps_the_question_names_people_and_can_be_asked_again(
    browser: Browser, states_server: Server, asked: str, says: str
) -> None:
    with visiting(browser, states_server.url) as page:
        ask(page, asked)

        expect(heading(page, "Not answered yet")).to_be_focused()
        expect(page.get_by_text(says)).to_be_visible()
        expect(page.locator('[class*="st-key-asked-"]')).to_contain_text(asked)
        expect(page.locator(".st-key-reading").get_by_role("link", name="01234 567890").first).to_be_visible()
        assert page.locator('[role="status"]').all_inner_texts() == ["Your question has not been answered yet."]
        assert violations(page) == []
        press(page, "Try again")
        answered(page, 1)

        expect(heading(page, "answered 2 times")).to_be_visible()
    assert "may hold what was typed" not in states_server.log.read_text()


def test_the_next_question_is_answered_although_the_one_before_was_not(browser: Browser, states_server: Server) -> None:
    with visiting(browser, states_server.url) as page:
        ask(page, "it is broken")
        ask(page, "another")

        expect(heading(page, "Asked 2: another")).to_be_focused()
        press(page, "Try again")
        expect(heading(page, "Asked 1: it is broken, answered 2 times")).to_be_visible()


def test_when_the_database_is_gone_answers_still_come_and_the_form_keeps_what_was_typed(
    browser: Browser, states_server: Server, tmp_path: Path
) -> None:
    server_data = states_server.data / "casework.sqlite3"
    with visiting(browser, states_server.url) as page:
        ask(page, "a question")
        press(page, "Pass this to an advocate")
        page.get_by_label("How can we reach you?").fill("07700 900123")
        page.get_by_label("What would you like help with?").fill("A long story")
        page.get_by_role("checkbox", name="I agree").check(force=True)
        moved = [each.rename(tmp_path / each.name) for each in server_data.parent.glob("casework.sqlite3*")]
        server_data.mkdir()
        try:
            press(page, "Send to an advocate")

            expect(heading(page, "We could not store this just now")).to_be_focused()
            expect(page.get_by_label("What would you like help with?")).to_have_value("A long story")
            press(page, "Back, without sending")
            ask(page, "another question")
        finally:
            server_data.rmdir()
            for each in moved:
                each.rename(server_data.parent / each.name)


# cut off


def test_when_the_server_is_gone_the_page_can_still_be_read_and_afterwards_says_what_is_lost(
    browser: Browser, tmp_path: Path
) -> None:
    with (
        running(Path(__file__).with_name("states_page.py"), tmp_path) as server,
        visiting(browser, server.url) as page,
    ):
        ask(page, "the first")
        question_box(page).fill("Half a sentence")
        before = visible_text(page)
        server.stop()
        told = page.get_by_role("dialog")
        expect(told).to_be_visible(timeout=30_000)

        assert told.locator("code").is_hidden()  # Streamlit's words, for whoever runs it
        assert "This page cannot reach the service just now" in told.evaluate(
            "(each) => getComputedStyle(each.lastElementChild, '::after').content"
        )
        told.get_by_role("button", name="Close").click()
        assert visible_text(page) == before
        server.start()
        server.wait()
        expect(question_box(page)).to_be_enabled(timeout=60_000)
        assert visible_text(page) == before
        expect(question_box(page)).to_have_value("Half a sentence")
        question_box(page).press("Enter")
        answered(page, 1)

        expect(heading(page, "Half a sentence")).to_be_visible()
        expect(page.get_by_text("The chat that was on this page is gone.")).to_be_visible()


def test_a_refresh_says_that_the_chat_is_gone_once_and_a_cleared_chat_says_so_instead(
    browser: Browser, states_server: Server
) -> None:
    gone = "The chat that was on this page is gone."
    with visiting(browser, states_server.url) as page:
        expect(page.get_by_text(gone)).to_be_hidden()
        ask(page, "first")
        press(page, "Clear my chat")
        press(page, "Clear it now")
        expect(page.get_by_text("Your chat has been cleared.")).to_be_visible()
        expect(page.get_by_text(gone)).to_be_hidden()
        ask(page, "second")
        for is_told in (True, False):
            page.reload()
            expect(question_box(page)).to_be_visible(timeout=60_000)
            settle(page)
            assert page.get_by_text(gone).count() == int(is_told)


# two families


def test_two_families_who_ask_at_the_same_moment_see_only_their_own(browser: Browser, states_server: Server) -> None:
    with visiting(browser, states_server.url) as one, visiting(browser, states_server.url) as other:
        for turn in (1, 2, 3):
            send(one, f"slow one, {turn}")
            send(other, f"slow other, {turn}")
            answered(one, turn)
            answered(other, turn)

        for page, mine, theirs in ((one, "slow one", "slow other"), (other, "slow other", "slow one")):
            assert theirs not in str(page.locator("body").text_content())
            asked = page.locator('[class*="st-key-asked-"]').all_inner_texts()
            assert [re.sub(r"\s+", " ", text) for text in asked] == [f"You asked {mine}, {turn}" for turn in (1, 2, 3)]


def test_one_family_clears_its_chat_while_another_reads_and_waits(browser: Browser, states_server: Server) -> None:
    with visiting(browser, states_server.url) as one, visiting(browser, states_server.url) as other:
        ask(one, "mine")
        ask(other, "theirs")
        send(other, "slow and theirs")
        press(one, "Clear my chat")
        press(one, "Clear it now")
        expect(one.get_by_text("Your chat has been cleared.")).to_be_visible()
        answered(other, 2)

        assert "theirs" not in visible_text(one)
        assert "Asked 2: slow and theirs" in visible_text(other)
        assert other.locator('[class*="st-key-asked-"]').count() == 2


def test_a_chat_that_is_cleared_while_its_answer_is_on_its_way_stays_empty(
    browser: Browser, states_server: Server
) -> None:
    with visiting(browser, states_server.url) as page:
        ask(page, "first")
        send(page, "slow and secret")
        expect(page.get_by_text("Checking the guidance…")).to_be_visible()
        page.get_by_role("button", name="Clear my chat").click()
        page.get_by_role("button", name="Clear it now").click()
        expect(page.get_by_text("Your chat has been cleared.")).to_be_visible()
        page.wait_for_timeout(3_000)

        assert "secret" not in visible_text(page)


def test_a_follow_up_with_the_same_options_shows_them_on_one_line_that_opens(
    browser: Browser, states_server: Server
) -> None:
    with visiting(browser, states_server.url) as page:
        ask(page, "many options")
        ask(page, "and many options again")
        line = page.locator("summary").filter(has_text=re.compile("^The same 24 options as before: show them again$"))
        expect(line).to_be_visible()
        expect(page.locator(".same details.option").first).to_be_hidden()

        line.press("Enter")

        expect(page.locator(".same details.option").first).to_be_visible()
        assert page.locator(".same details.option").count() == 24
