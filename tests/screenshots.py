"""Pictures of the page in its main states, on a phone and on a desk, in light and dark: `make screenshots`.

Nothing is compared: somebody looks. The folder `screenshots/` is not in the repository.
"""

import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from corpus.paths import PROJECT
from tests.ui import states
from tests.ui.browser import DESKTOP, PHONE, press, settle, visiting
from tests.ui.servers import APP, CHROMIUM, NO_CHROMIUM, build_corpus, running
from ui.frame import INFORMATION

FOLDER = PROJECT / "screenshots"
TALLEST = 12_000  # pixels of one picture
LOOKS = (
    ("phone", PHONE, "light"),
    ("desk", DESKTOP, "dark"),
    ("phone", PHONE, "dark"),
    ("desk", DESKTOP, "light"),
)


def _as_it_stands(page: Page) -> None:
    """The whole of what can be read, for a state that no step is needed for."""


def _options_open(page: Page) -> None:
    states.answer(page)
    press(page, "Open all")


SHIPPED: dict[str, Callable[[Page], None]] = {
    "01-first-screen": states.first_screen,
    "02-answer": states.answer,
    "03-citation-open": states.citation_open,
    "04-options-open": _options_open,
    "05-everything-open": states.answer_opened,
    "06-follow-up": states.follow_up,
    "07-long-list": states.long_list,
    "08-clarification": states.clarification,
    "09-emergency": states.emergency,
    "10-hand-off": states.hand_off,
    "11-form": states.form,
    "12-form-with-faults": states.form_with_faults,
    "13-receipt": states.receipt,
    "14-out-of-scope": states.out_of_scope,
    "15-in-danger-now": states.danger,
    "16-long-conversation": states.long_conversation,
}
TROUBLED = {"17-busy": states.busy, "18-broken": states.broken}


def main(only: str = "") -> None:
    """Write every picture whose name begins with, or holds, `only`."""
    if CHROMIUM is None:
        sys.exit(NO_CHROMIUM)
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        data = Path(scratch)
        wanted = _named(SHIPPED, only)
        if wanted or only.startswith("page"):
            build_corpus(data / "shipped")
            with running(APP, data / "shipped", path="/ready") as server:
                _write_all(browser, server.url, wanted)
                _write_pages(browser, server.url, only)
        if wanted := _named(TROUBLED, only):
            with running(PROJECT / "tests/ui/states_page.py", data / "troubled") as server:
                _write_all(browser, server.url, wanted)
        if wanted := _named({"19-not-built": _as_it_stands}, only):
            with running(APP, data / "unbuilt") as server:
                _write_all(browser, server.url, wanted, has_box=False)
        browser.close()


def _named(steps: Mapping[str, Callable[[Page], None]], only: str) -> dict[str, Callable[[Page], None]]:
    return {name: step for name, step in steps.items() if only in name}


def _write_all(
    browser: Browser, url: str, steps: Mapping[str, Callable[[Page], None]], *, has_box: bool = True
) -> None:
    for look, size, scheme in LOOKS:
        for name, step in steps.items():
            with visiting(browser, url, size=size, scheme=scheme, has_box=has_box) as page:
                step(page)
                _write(page, f"{name}-{look}-{scheme}", size)


def _write_pages(browser: Browser, url: str, only: str) -> None:
    """Write the pages that only tell something."""
    for place in INFORMATION:
        if only not in f"page-{place.name}":
            continue
        for look, size, scheme in LOOKS:
            with visiting(browser, f"{url}/{place.name}", size=size, scheme=scheme, has_box=False) as page:
                _write(page, f"page-{place.name}-{look}-{scheme}", size)


def _write(page: Page, name: str, size: tuple[int, int]) -> None:
    """Write what is in view after the step, and where it scrolls, the whole of it."""
    page.screenshot(path=FOLDER / f"{name}.png")
    height = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll('*')].filter((each) =>
            ['auto', 'scroll'].includes(getComputedStyle(each).overflowY)).map((each) => each.scrollHeight), 0)"""
    )
    if height > size[1]:
        page.set_viewport_size({"width": size[0], "height": min(int(height) + 160, TALLEST)})
        settle(page)
        page.screenshot(path=FOLDER / f"{name}-whole.png")
    print(f"screenshots/{name}.png", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:2])
