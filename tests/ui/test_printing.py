"""A conversation on paper, as Chromium prints it: everything opened, black on white, addresses written out."""

import io
import unicodedata
from collections.abc import Iterable

import docx
import pypdf
import pytest
from playwright.sync_api import Browser, Page

from tests.ui.browser import DESKTOP, PHONE, ask, visiting
from tests.ui.servers import CHROMIUM, NO_CHROMIUM, Server

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)]

REFUSED = "The council said no to an EHC assessment. The letter is dated 10 November 2026. What can we do?"
FOLLOW_UP = "Do we have to try mediation before an appeal?"
# what is behind something that opens counts, too
# what else the rules say, and what else may be meant, are on paper where the family has opened them
_CLOSED = ".further:not([open]), .near:not([open])"
_ADDRESSES = f"all => all.filter(each => !each.closest('{_CLOSED}')).map(each => each.getAttribute('href'))"
_TEXTS = f"all => all.filter(each => !each.closest('{_CLOSED}')).map(each => each.textContent)"
_OF_OPTIONS = (
    ".st-key-reading .option > summary h4, .st-key-reading .option > summary h5, .option > .opened > dl > div > dd"
)


def printed(page: Page) -> str:
    """Return what stands on paper, without white space: a line of paper ends anywhere."""
    page.emulate_media(media="print")
    return _squeezed(pypdf.PdfReader(io.BytesIO(page.pdf(format="A4"))).pages)


def _squeezed(pages: Iterable[pypdf.PageObject]) -> str:
    return _plain("".join(page.extract_text() for page in pages))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_of_a_conversation_is_on_paper(browser: Browser, server: Server, scheme: str) -> None:
    with visiting(browser, server.url, size=PHONE, scheme=scheme) as page:
        ask(page, REFUSED)
        ask(page, FOLLOW_UP)
        reading = page.locator(".st-key-reading")
        opened = reading.locator(".further:visible").first
        opened.locator("summary").first.click()
        told = opened.locator(".said > p").last.text_content() or ""
        addresses = set(reading.locator(".cite a").evaluate_all(_ADDRESSES))
        texts = set(page.locator(_OF_OPTIONS).evaluate_all(_TEXTS))
        paper = printed(page)
        ink = reading.locator(".said p").first.evaluate("each => getComputedStyle(each).color")
        ground = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")

    assert len(addresses) > 10
    assert len(texts) > 80
    assert [each for each in addresses if _plain(each) not in paper] == []
    assert _plain(told) in paper
    assert [each for each in texts if _plain(each) not in paper] == []
    for words in (REFUSED, FOLLOW_UP, "Monday 11 January 2027", "not legal advice", "How this answer was made"):
        assert _plain(words) in paper
    for chrome in ("Ask a question", "In danger now?", "Pass this to an advocate", "Something wrong with this answer"):
        assert _plain(chrome) not in paper
    assert (ink, ground) == ("rgb(0, 0, 0)", "rgba(0, 0, 0, 0)")


def test_the_print_button_prints_by_keyboard_and_by_pointer(browser: Browser, server: Server) -> None:
    with visiting(browser, server.url) as page:
        page.evaluate("() => { window.timesPrinted = 0; window.print = () => { window.timesPrinted += 1 } }")
        ask(page, REFUSED)
        button = page.get_by_role("button", name="Print", exact=True)

        button.focus()
        page.keyboard.press("Enter")
        by_keyboard = page.evaluate("window.timesPrinted")
        button.click()

        assert (by_keyboard, page.evaluate("window.timesPrinted")) == (1, 2)


def test_the_word_document_is_saved_and_the_page_stays_as_it_is(browser: Browser, server: Server) -> None:
    with visiting(browser, server.url, size=DESKTOP) as page:
        ask(page, f"{REFUSED} Xanthippe")
        page.locator("details.option").first.locator("summary").first.click()
        with page.expect_download() as waiting:
            page.get_by_role("button", name="Save as a Word document").click()
        saved = waiting.value

        assert saved.suggested_filename.startswith("send-assist-council-has-said-no")
        assert "anthippe" not in saved.url
        assert "Xanthippe" in "".join(paragraph.text for paragraph in docx.Document(str(saved.path())).paragraphs)
        assert page.locator("details.option").first.evaluate("each => each.open")
    assert "anthippe" not in server.log.read_text()
