"""The pages beside the first one in a real browser: what each owes to whoever reads it, and the way there and back."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.browser import (
    NARROW,
    PHONE,
    ask,
    is_wider_than_the_screen,
    press,
    question_box,
    settle,
    violations,
    visible_text,
    visiting,
)
from tests.ui.servers import CHROMIUM, NO_CHROMIUM, Server
from tests.ui.states import REFUSED
from ui.frame import ABOUT, INFORMATION, PRIVACY, WORDS, Place

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)]

WIDER_TEXT = (
    "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } "
    "p { margin-bottom: 2em !important; }"
)


def follow(page: Page, place: Place) -> None:
    """Follow the link at the end of the page."""
    page.locator(".st-key-footer").get_by_role("link", name=place.link).click()
    expect(page.get_by_role("heading", name=place.title, level=1)).to_be_focused(timeout=30_000)
    settle(page)


def come_back(page: Page) -> None:
    page.get_by_role("link", name="Back to your questions").click()
    expect(question_box(page)).to_be_visible(timeout=30_000)
    settle(page)


@pytest.mark.parametrize("place", INFORMATION, ids=lambda place: place.name)
def test_no_page_breaks_wcag_in_light_or_dark_scrolls_sideways_or_cuts_off_wider_text(
    browser: Browser, server: Server, place: Place
) -> None:
    with visiting(browser, server.url, size=PHONE) as page:
        follow(page, place)
        for summary in page.locator(".st-key-reading summary").locator("visible=true").all()[:3]:
            summary.click()
        in_light = violations(page)
        page.emulate_media(color_scheme="dark")
        page.wait_for_function("getComputedStyle(document.querySelector('.stApp')).colorScheme === 'dark'")
        in_dark = violations(page)
        page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        settle(page)
        wider = is_wider_than_the_screen(page)
        page.add_style_tag(content=WIDER_TEXT)
        settle(page)
        wider += is_wider_than_the_screen(page)
        title = page.title()

    assert (in_light, in_dark, wider) == ([], [], [])
    assert title.startswith(place.title)


def test_the_conversation_survives_a_visit_to_another_page_and_back(browser: Browser, server: Server) -> None:
    with visiting(browser, server.url) as page:
        ask(page, "Who can help us?")
        follow(page, ABOUT)
        come_back(page)
        expect(page.locator("#reply-1")).to_be_focused()
        assert "Who can help us?" in visible_text(page)

        follow(page, WORDS)
        page.go_back()
        expect(question_box(page)).to_be_visible(timeout=30_000)
        settle(page)
        assert "Who can help us?" in visible_text(page)

        ask(page, REFUSED)
        expect(page.get_by_text("Earlier answer")).to_be_visible()


def test_what_is_typed_into_the_form_is_still_there_after_a_look_at_the_privacy_page(
    browser: Browser, server: Server
) -> None:
    with visiting(browser, server.url) as page:
        press(page, "Talk to an advocate")
        page.get_by_label("What would you like help with?").fill("a long story")
        with page.context.expect_page() as opened:
            page.locator(".st-key-footer").get_by_role("link", name=re.compile("^Privacy")).click()
        expect(opened.value.get_by_role("heading", name=PRIVACY.title, level=1)).to_be_visible(timeout=30_000)

        expect(page.get_by_label("What would you like help with?")).to_have_value("a long story")


@pytest.mark.parametrize("name", ["about", "words"])
def test_a_page_can_be_opened_by_its_address(browser: Browser, server: Server, name: str) -> None:
    page = browser.new_page()
    page.goto(f"{server.url}/{name}")

    expect(page.get_by_role("link", name="Back to your questions")).to_be_visible(timeout=60_000)
    page.close()


def test_a_word_is_found_and_read_by_keyboard(browser: Browser, server: Server) -> None:
    with visiting(browser, server.url) as page:
        follow(page, WORDS)
        page.get_by_label("Find a word").fill("ehcp")
        page.keyboard.press("Enter")

        expect(page.get_by_role("heading", name="The word you typed")).to_be_visible()
        expect(page.locator("dt").first).to_have_text("EHC plan")


def test_the_terms_of_an_answer_are_explained_once_each_behind_one_line(browser: Browser, server: Server) -> None:
    with visiting(browser, server.url, size=NARROW) as page:
        ask(page, REFUSED)
        offered = page.locator("details.meanings")
        expect(offered).to_have_count(2)
        for each in offered.all():
            each.locator("> summary").focus()
            page.keyboard.press("Enter")
            expect(each).to_have_attribute("open", "")

        terms = offered.locator("dt").all_inner_texts()
        assert "mediation certificate" in terms
        assert len(terms) == len(set(terms))
        assert offered.locator("a a, summary a").count() == 0
        assert is_wider_than_the_screen(page) == []
        assert violations(page) == []


def test_the_cookies_are_those_that_the_privacy_page_names(browser: Browser, server: Server) -> None:
    with visiting(browser, server.url) as page:
        ask(page, "Who can help us?")
        follow(page, PRIVACY)
        cookies = [(cookie["name"], cookie["expires"]) for cookie in page.context.cookies()]
        items = page.evaluate("Object.keys(localStorage).concat(Object.keys(sessionStorage))")
        told = visible_text(page)

    assert cookies == [("_streamlit_xsrf", -1)]
    assert all(item.startswith("stActiveTheme") for item in items)
    assert all(name in told for name in ("_streamlit_xsrf", "stActiveTheme"))
