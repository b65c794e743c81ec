"""The whole product in a real browser: the path of a family, and what every state owes to whoever reads it."""

import json
import re
import urllib.error
import urllib.request
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from assistant.casework.database import open_engine, reading
from assistant.casework.models import Referral
from tests.ui.browser import (
    DESKTOP,
    NARROW,
    NEEDS_BROWSER,
    PHONE,
    WCAG,
    ask,
    heading,
    is_wider_than_the_screen,
    press,
    question_box,
    settle,
    violations,
    visible_text,
    visiting,
)
from tests.ui.hostile_page import FILE_NAME
from tests.ui.servers import Server
from tests.ui.states import REFUSED, STATES, answer

pytestmark = NEEDS_BROWSER


# what a family does


def test_a_family_asks_reads_checks_follows_up_and_passes_it_to_an_advocate(browser: Browser, server: Server) -> None:
    with visiting(browser, server.url) as page:
        ask(page, REFUSED)
        expect(heading(page, "said no to an EHC needs assessment")).to_be_focused()
        expect(page.get_by_role("cell", name=re.compile("^Monday 11 January 2027"))).to_be_visible()

        option = page.locator("details.option").filter(has_text="Mediation").first
        option.locator("summary").first.click()
        expect(option.get_by_text("Weigh up")).to_be_visible()

        citation = page.locator("details.cite").filter(has_text="Children and Families Act 2014, section").first
        citation.locator("summary").click()
        expect(citation.get_by_text("In our words")).to_be_visible()
        expect(citation.get_by_text("official text not on this machine")).to_be_visible()
        law = citation.get_by_role("link")
        expect(law).to_have_attribute("href", re.compile(r"^https://www\.legislation\.gov\.uk/"))
        expect(law).to_have_attribute("target", "_blank")
        expect(law).to_have_attribute("rel", re.compile("noopener"))

        ask(page, "Do we have to try mediation before an appeal?")
        expect(page.get_by_text("Earlier answer")).to_be_visible()

        press(page, "Pass this to an advocate")
        page.get_by_label("How can we reach you?").fill("07700 900123")
        page.get_by_label("What would you like help with?").fill("Please ring me")
        page.get_by_role("checkbox", name="Send question 2").uncheck(force=True)
        page.get_by_role("checkbox", name="I agree").check(force=True)
        press(page, "Send to an advocate")
        expect(heading(page, "stored for an advocate")).to_be_focused()
        code = page.locator(".st-key-receipt-code code").inner_text()

    with reading(open_engine(server.database_url)) as session:
        referral = session.scalars(select(Referral).where(Referral.reference_code == code)).one()
    assert (referral.contact, referral.message) == ("07700 900123", "Please ring me")
    assert [turn["asked"] for turn in referral.snapshot["turns"]] == [REFUSED]
    assert referral.snapshot["turns"][0]["reply"]["options"]


def test_the_question_box_and_help_in_danger_are_in_view_at_once_on_a_phone(browser: Browser, server: Server) -> None:
    with visiting(browser, server.url, size=PHONE) as page:
        for found in (question_box(page), page.get_by_role("button", name="In danger now?")):
            box = found.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= PHONE[1]

        page.get_by_role("button", name="In danger now?").click()

        expect(page.get_by_role("link", name="Call 999").first).to_be_visible()


def test_a_reply_is_announced_once_and_its_heading_takes_the_focus(browser: Browser, server: Server) -> None:
    with visiting(browser, server.url) as page:
        ask(page, "Who can help us?")

        assert page.locator('[role="status"]').all_inner_texts() == ["The answer is ready."]
        assert page.evaluate("document.activeElement.tagName") == "H2"


def test_it_works_by_keyboard_alone(browser: Browser, server: Server) -> None:
    with visiting(browser, server.url) as page:
        ask(page, REFUSED)

        page.keyboard.press("Tab")  # from the heading to the first citation
        page.keyboard.press("Enter")

        opened = page.evaluate("document.activeElement.parentElement.open && document.activeElement.tagName")
        assert opened == "SUMMARY"


def test_an_emergency_stands_above_everything_else(browser: Browser, server: Server) -> None:
    with visiting(browser, server.url) as page:
        ask(page, "Who can help us?")
        ask(page, "I want to kill myself")

        call = page.locator(".st-key-reading").get_by_role("link", name=re.compile("Call 999")).first
        expect(call).to_have_attribute("href", "tel:999")
        expect(call).to_be_in_viewport()
        assert visible_text(page).startswith("If anyone may be in danger")


def test_a_refresh_leaves_nothing(browser: Browser, server: Server) -> None:
    with visiting(browser, server.url) as page:
        ask(page, "Who can help us?")

        page.reload()
        expect(question_box(page)).to_be_visible(timeout=60_000)
        settle(page)

        assert "You asked" not in visible_text(page)


def test_two_families_side_by_side_see_only_their_own(browser: Browser, server: Server) -> None:
    with visiting(browser, server.url) as one, visiting(browser, server.url) as other:
        ask(one, "Who can help us?")
        ask(other, REFUSED)
        ask(one, "How do I ask for an EHC needs assessment?")

        assert "letter is dated" not in visible_text(one)
        assert "Who can help us?" not in visible_text(other)


def test_clearing_the_chat_empties_it_and_the_next_answer_takes_the_focus_again(
    browser: Browser, server: Server
) -> None:
    with visiting(browser, server.url) as page:
        ask(page, "Who can help us?")
        press(page, "Clear my chat")
        press(page, "Clear it now")
        expect(page.get_by_text("Your chat has been cleared.")).to_be_visible()

        ask(page, "Who can help us?")

        expect(page.locator("#reply-1")).to_be_focused()


# what nobody else may see


def test_the_page_asks_no_other_machine_and_puts_nothing_typed_into_an_address_or_the_log(
    browser: Browser, server: Server
) -> None:
    secret = "Our daughter Xanthippe was refused an assessment"
    with visiting(browser, server.url) as page:
        addresses: list[str] = []
        page.on("request", lambda request: addresses.append(request.url))
        page.reload()
        expect(question_box(page)).to_be_visible(timeout=60_000)
        ask(page, secret)
        press(page, "Pass this to an advocate")
        page.get_by_label("What shall we call you?").fill("Xanthippe")
        press(page, "Send to an advocate")

        assert {urlsplit(address).hostname for address in addresses} <= {"localhost", None}
        assert "anthippe" not in " ".join([*addresses, page.url])
    assert "anthippe" not in server.log.read_text()


HOSTILE = (
    "<script>window.hurt = 1</script><img src=x onerror='window.hurt = 1'> [click](javascript:window.hurt=1) "
    "![i](https://elsewhere.example/i.png) **bold** $x^2$ :red[red] <b>council refused to assess</b>"
)


def test_markup_that_a_family_types_is_shown_and_not_obeyed(browser: Browser, server: Server) -> None:
    with visiting(browser, server.url) as page:
        ask(page, HOSTILE)
        press(page, "Talk to an advocate")
        page.get_by_label("What shall we call you?").fill(HOSTILE[:250])
        press(page, "Send to an advocate")

        assert HOSTILE in page.locator('[class*="st-key-typed-send-"]').inner_text()
        _nothing_was_obeyed(page)


def test_markup_in_guides_originals_and_labels_is_shown_and_not_obeyed(
    browser: Browser, hostile_server: Server
) -> None:
    with visiting(browser, hostile_server.url) as page:
        ask(page, "first")
        _nothing_was_obeyed(page)
        page.locator('[class*="st-key-choice-"] button').first.click()
        expect(page.locator("#reply-2")).to_be_focused()
        settle(page)
        press(page, "Open all")
        page.locator(".made > summary").last.click()
        expect(page.locator(".cite > summary").filter(has_text=FILE_NAME).first).to_be_visible()
        expect(page.locator(".made").filter(has_text=FILE_NAME).last).to_be_visible()
        _nothing_was_obeyed(page)
        ask(page, "third")
        _nothing_was_obeyed(page)
        press(page, "Talk to an advocate")
        _nothing_was_obeyed(page)


def _nothing_was_obeyed(page: Page) -> None:
    settle(page)
    assert page.evaluate("window.hurt") is None
    reading = page.locator(".st-key-reading")
    for made in ("img", "script", "strong:text-is('bold')", ".katex", "a[href^='javascript']", "[onerror]"):
        assert reading.locator(made).count() == 0, made
    assert "**bold** $x^2$" in str(reading.text_content())


# what every state owes


@pytest.mark.parametrize("state", STATES)
def test_no_state_breaks_wcag_in_light_or_dark_or_scrolls_sideways(
    browser: Browser, server: Server, state: str
) -> None:
    with visiting(browser, server.url) as page:
        STATES[state](page)
        in_light = violations(page)
        page.emulate_media(color_scheme="dark")
        page.wait_for_function("getComputedStyle(document.querySelector('.stApp')).colorScheme === 'dark'")
        in_dark = violations(page)
        page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        settle(page)
        wider = is_wider_than_the_screen(page)

    assert (in_light, in_dark, wider) == ([], [], [])


def test_at_four_hundred_percent_the_bar_covers_nothing(browser: Browser, server: Server) -> None:
    # 1280 by 1024 at 400 %
    with visiting(browser, server.url, size=(320, 256)) as page:
        answer(page)

        assert is_wider_than_the_screen(page) == []
        expect(page.locator("#reply-1")).to_be_in_viewport()


def test_lines_stay_short_on_a_wide_screen(browser: Browser, server: Server) -> None:
    with visiting(browser, server.url, size=DESKTOP) as page:
        answer(page)

        width = page.locator(".st-key-reading .said p").locator("visible=true").first.bounding_box()
        assert width is not None
        # 18 px Source Sans has some 8.3 px a character: 70 characters are 581 px
        assert width["width"] <= 600


# what the operator sees


def test_ready_says_so_as_json(server: Server) -> None:
    with urllib.request.urlopen(f"{server.url}/ready") as answer:
        assert answer.headers["content-type"] == "application/json"
        assert json.load(answer) == {"ready": True, "reasons": []}


def test_without_a_corpus_it_is_not_ready_and_says_why_here_and_on_the_page(
    browser: Browser, unbuilt_server: Server
) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{unbuilt_server.url}/ready")

    assert refused.value.code == 503
    assert refused.value.headers["content-type"] == "application/json"
    assert "python -m ingest build" in json.load(refused.value)["reasons"][0]
    page = browser.new_page()
    page.goto(unbuilt_server.url)
    expect(page.get_by_text("python -m ingest build")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("link", name=re.compile("Call 999"))).to_be_visible()
    assert violations(page, [*WCAG, "best-practice"]) == []
    page.close()
