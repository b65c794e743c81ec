"""A family at a real browser: small steps, each waiting until the page has settled."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.ui.servers import CHROMIUM, NO_CHROMIUM

NEEDS_BROWSER = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE = (390, 844)
NARROW = (320, 640)
DESKTOP = (1280, 900)
# what is read, and the page around it, both of which may scroll down and never sideways
_SCROLLERS = '[data-testid="stMain"], [data-testid="stLayoutWrapper"]:has(> :is(.st-key-reading, .st-key-desk))'


@contextmanager
def visiting(
    browser: Browser,
    url: str,
    *,
    size: tuple[int, int] = PHONE,
    scheme: Any = "light",
    has_box: bool = True,
    **more: Any,
) -> Iterator[Page]:
    """Give a page of its own browser context, settled on the first screen."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, **more)
    page = context.new_page()
    page.goto(url)
    begun = question_box(page) if has_box else page.get_by_role("heading", level=1)
    expect(begun).to_be_visible(timeout=60_000)
    settle(page)
    try:
        yield page
    finally:
        context.close()


def question_box(page: Page) -> Any:
    return page.get_by_role("textbox", name="Ask a question")


def settle(page: Page) -> None:
    page.wait_for_timeout(150)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=30_000)
    page.wait_for_timeout(250)


def ask(page: Page, text: str) -> None:
    """Ask, and wait until the reply's heading has the focus."""
    earlier = page.locator('[class*="st-key-asked-"]').count()
    question_box(page).fill(text)
    question_box(page).press("Enter")
    expect(page.locator(f"#reply-{earlier + 1}")).to_be_focused(timeout=15_000)
    settle(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(name)).locator("visible=true").first.click()
    settle(page)


def heading(page: Page, name: str) -> Any:
    return page.get_by_role("heading", name=re.compile(name)).locator("visible=true").first


def violations(page: Page, tags: Sequence[str] = WCAG) -> list[str]:
    """Return what breaks WCAG 2.2 A or AA, or other rules of axe's, on the page as it stands."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": list(tags)}}).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:150]} {node.get('failureSummary', '')}"
        for rule in found
        for node in rule["nodes"]
    ]


def is_wider_than_the_screen(page: Page) -> list[str]:
    """Return what makes the page scroll sideways; empty when nothing does."""
    return page.evaluate(
        """(scrollers) => [document.scrollingElement, ...document.querySelectorAll(scrollers)]
            .filter((each) => each.scrollWidth > each.clientWidth)
            .map((each) => `${each.className}: ${each.scrollWidth} > ${each.clientWidth}`)""",
        _SCROLLERS,
    )


def visible_text(page: Page) -> str:
    return str(page.locator(".st-key-reading").inner_text())
