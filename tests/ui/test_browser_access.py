"""For every way of reading and pressing: keyboard alone, screen reader, larger text, other colours, less motion."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.ui.browser import (
    NEEDS_BROWSER,
    ask,
    heading,
    is_wider_than_the_screen,
    question_box,
    settle,
    visiting,
)
from tests.ui.servers import Server
from tests.ui.states import STATES, answer

pytestmark = NEEDS_BROWSER

# WCAG 1.4.12
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""
MOST_TABS = 150


def tab_to(page: Page, name: str, *, key: str = "Tab") -> None:
    """Press Tab until what has the focus reads like this."""
    for _ in range(MOST_TABS):
        page.keyboard.press(key)
        read = page.evaluate(
            """() => { const at = document.activeElement
                const named = at.labels && at.labels.length ? at.labels[0].textContent : ''
                return [at.getAttribute('aria-label'), named, at.textContent].filter(Boolean).join(' ') }"""
        )
        if re.search(name, read or ""):
            return
    raise AssertionError(f"{MOST_TABS} times {key} did not come to {name!r}")


def test_the_whole_path_goes_by_keyboard_alone(browser: Browser, states_server: Server) -> None:
    with visiting(browser, states_server.url) as page:
        tab_to(page, "^Ask a question")
        page.keyboard.type("A question")
        page.keyboard.press("Enter")
        expect(page.locator("#reply-1")).to_be_focused(timeout=15_000)
        settle(page)
        tab_to(page, "^Children and Families Act")
        page.keyboard.press("Enter")
        expect(page.get_by_text("In our words").first).to_be_visible()
        tab_to(page, "1. Talk to the council")
        page.keyboard.press("Space")
        expect(page.get_by_text("Weigh up").first).to_be_visible()
        tab_to(page, "^Pass this to an advocate")
        page.keyboard.press("Enter")
        expect(page.locator("#handoff-title")).to_be_focused()
        settle(page)
        tab_to(page, "^How can we reach you")
        page.keyboard.type("07700 900123")
        tab_to(page, "I agree that")
        page.keyboard.press("Space")
        tab_to(page, "^Send to an advocate")
        page.keyboard.press("Enter")
        expect(heading(page, "stored for an advocate")).to_be_focused(timeout=15_000)
        settle(page)
        page.wait_for_timeout(1_000)
        expect(heading(page, "stored for an advocate")).to_be_in_viewport()
        tab_to(page, "^Back to your questions")
        page.keyboard.press("Enter")
        expect(page.locator("#reply-1")).to_be_focused(timeout=15_000)
        settle(page)
        tab_to(page, "^Clear my chat")
        page.keyboard.press("Enter")
        settle(page)
        tab_to(page, "^Clear it now")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Your chat has been cleared.")).to_be_visible()


@pytest.mark.parametrize("state", STATES)
def test_a_screen_reader_hears_an_outline_without_jumps_and_a_name_for_every_control(
    browser: Browser, server: Server, state: str
) -> None:
    with visiting(browser, server.url) as page:
        STATES[state](page)
        heard = page.locator(".stMain").aria_snapshot()
        levels = [int(level) for level in re.findall(r"- heading .*\[level=(\d)\]", heard)]
        controls = re.findall(r"- (button|link|checkbox|radio|textbox|combobox)\b(?: \"((?:[^\"\\]|\\.)*)\")?", heard)

    # whom to contact now stands above everything, the service's own name included
    outline = levels if state != "emergency" else levels[1:]
    assert outline[0] == 1
    assert outline.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(outline)), outline
    assert [kind for kind, name in controls if len(name.strip()) < 3] == []
    assert not {name for _, name in controls} & {"here", "more", "link", "read more", "button"}


def test_open_all_and_a_citation_say_by_themselves_what_they_are(browser: Browser, server: Server) -> None:
    with visiting(browser, server.url) as page:
        answer(page)

        expect(page.get_by_role("button", name=re.compile(r"^Open all \d+ options$"))).to_be_visible()
        for name in page.locator(".cite > summary").all_text_contents():
            assert re.search(r"[A-Za-z]{3}", name) and len(name) > 8, name


def test_with_wider_spacing_nothing_is_cut_off_and_nothing_goes_sideways(browser: Browser, server: Server) -> None:
    with visiting(browser, server.url, size=(320, 640)) as page:
        page.add_style_tag(content=SPACED)
        for state in ("first screen", "answer with options and citations open"):
            STATES[state](page)
            assert is_wider_than_the_screen(page) == []
            assert _cut_off(page) == []


def _cut_off(page: Page) -> list[str]:
    """Return what holds more text than it shows."""
    return page.evaluate(
        """() => [...document.querySelectorAll('.stMain :is(p, h1, h2, h3, h4, h5, li, dd, dt, td, th, button, label)')]
            .filter((each) => each.checkVisibility() && !each.closest('.vh, thead')
                && getComputedStyle(each).overflow !== 'visible'
                && (each.scrollWidth > each.clientWidth + 2 || each.scrollHeight > each.clientHeight + 2))
            .map((each) => each.tagName + ': ' + each.textContent.slice(0, 60))"""
    )


def test_with_reduced_motion_nothing_moves(browser: Browser, states_server: Server) -> None:
    with visiting(browser, states_server.url, reduced_motion="reduce") as page:
        ask(page, "A question")
        page.get_by_text("In danger now?").click()
        settle(page)
        moving = page.evaluate(
            """() => [...document.querySelectorAll('*')].filter((each) => {
                const style = getComputedStyle(each)
                return style.scrollBehavior === 'smooth'
                    || style.animationName !== 'none' && parseFloat(style.animationDuration) > 0
                    || style.transitionProperty !== 'none'
                        && Math.max(...style.transitionDuration.split(',').map(parseFloat)) > 0
            }).map((each) => each.tagName + '.' + each.className)"""
        )
        assert moving == []


def test_in_forced_colours_edges_focus_and_links_can_be_seen(browser: Browser, states_server: Server) -> None:
    with visiting(browser, states_server.url, forced_colors="active") as page:
        ask(page, "A question")
        for edged in (".option", ".cite", ".dates", '[class*="st-key-asked-"]', ".stButton button"):
            assert page.locator(edged).first.evaluate(
                "(each) => parseFloat(getComputedStyle(each).borderTopWidth) + "
                "parseFloat(getComputedStyle(each).borderLeftWidth) > 0"
            ), edged
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        expect(question_box(page)).to_be_visible()


def test_at_four_hundred_percent_the_first_screen_and_the_form_can_be_read_and_filled(
    browser: Browser, states_server: Server
) -> None:
    with visiting(browser, states_server.url, size=(320, 256)) as page:
        assert is_wider_than_the_screen(page) == []
        ask(page, "A question")
        page.get_by_role("button", name="Pass this to an advocate").click()
        settle(page)
        box = page.get_by_label("How can we reach you?")
        box.fill("07700 900123")

        expect(box).to_be_in_viewport()
        assert is_wider_than_the_screen(page) == []


def test_a_long_list_has_a_small_heading_for_each_rung_and_keeps_its_order(
    browser: Browser, states_server: Server
) -> None:
    with visiting(browser, states_server.url) as page:
        ask(page, "many options")

        rungs = page.get_by_role("heading", level=4)
        assert [text for text in rungs.all_inner_texts() if text in WORDS] == WORDS
        names = page.locator(".options").get_by_role("heading", level=5).all_inner_texts()
        assert names == [f"{number}. Way {number - 1}" for number in range(1, 25)]


WORDS = [
    "Talk and ask",
    "Ask in writing",
    "Formal request or review",
    "Complaint or mediation",
    "Tribunal, panel or ombudsman",
]
