"""How a family comes to each state of the page: one step for each, for the tests and the pictures alike."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.ui.browser import ask, heading, press, settle

REFUSED = "The council said no to an EHC assessment. The letter is dated 10 November 2026. What can we do?"


def first_screen(page: Page) -> None:
    """Nothing has been asked yet."""


def answer(page: Page) -> None:
    ask(page, REFUSED)


def answer_opened(page: Page) -> None:
    ask(page, REFUSED)
    press(page, "Open all")
    for kind in (".said .cite", ".option .cite", ".made"):
        page.locator(f".st-key-reading details{kind.split()[-1]} > summary").locator("visible=true").first.click()
    page.get_by_text("Something wrong with this answer?").click()
    settle(page)


def citation_open(page: Page) -> None:
    ask(page, REFUSED)
    page.locator(".said .cite > summary").locator("visible=true").first.click()
    settle(page)


def follow_up(page: Page) -> None:
    ask(page, REFUSED)
    ask(page, "Do we have to try mediation before an appeal?")


def long_list(page: Page) -> None:
    ask(page, "Who can help us?")


def clarification(page: Page) -> None:
    ask(page, "help")


def emergency(page: Page) -> None:
    ask(page, "I want to kill myself")


def out_of_scope(page: Page) -> None:
    ask(page, "We live in Cardiff. How do we get an IDP?")


def hand_off(page: Page) -> None:
    ask(page, "Which school should I choose?")


def danger(page: Page) -> None:
    page.get_by_role("button", name="In danger now?").click()
    settle(page)


def form(page: Page) -> None:
    ask(page, REFUSED)
    press(page, "Pass this to an advocate")


def form_with_faults(page: Page) -> None:
    form(page)
    press(page, "Send to an advocate")


def receipt(page: Page) -> None:
    form(page)
    page.get_by_label("How can we reach you?").fill("07700 900123")
    page.get_by_role("checkbox", name="I agree").check(force=True)
    press(page, "Send to an advocate")
    expect(heading(page, "stored for an advocate")).to_be_visible()
    expect(page.locator(".st-key-receipt-code code")).to_be_visible()  # Streamlit loads what shows it when first needed


def long_conversation(page: Page) -> None:
    for question in (REFUSED, "What does an appeal cost?", "help", "Who can help us?", "Do we have to try mediation?"):
        ask(page, question)


STATES: dict[str, Callable[[Page], None]] = {
    "first screen": first_screen,
    "answer": answer,
    "answer with options and citations open": answer_opened,
    "follow-up": follow_up,
    "long list of options": long_list,
    "clarification": clarification,
    "emergency": emergency,
    "out of scope": out_of_scope,
    "hand-off": hand_off,
    "in danger now": danger,
    "form": form,
    "form with faults": form_with_faults,
    "receipt": receipt,
}
"""With the shipped corpus."""


def busy(page: Page) -> None:
    ask(page, "I ask while it is busy")


def broken(page: Page) -> None:
    ask(page, "I ask while it is broken")


TROUBLED: dict[str, Callable[[Page], None]] = {"busy": busy, "broken": broken}
"""With a desk that is told to be in trouble: `states_page.py`."""
