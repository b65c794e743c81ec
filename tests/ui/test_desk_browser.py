"""The whole way of a case in two real browsers at once: a family's, and an advocate's; and a third who may not."""

import contextlib
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from assistant import clock
from assistant.casework.accounts import AccountError, add_account
from assistant.casework.desk_models import Role
from assistant.casework.migrate import open_database
from tests.assistant.casework.people import PASSWORD
from tests.ui.browser import (
    DESKTOP,
    NARROW,
    NEEDS_BROWSER,
    ask,
    is_wider_than_the_screen,
    press,
    question_box,
    settle,
    violations,
    visible_text,
    visiting,
)
from tests.ui.servers import Server

pytestmark = NEEDS_BROWSER
HELP = "I do not know what to write on the form, Kassandra"


@pytest.fixture
def people(server: Server) -> None:
    engine = open_database(server.database_url)
    for name, role in (("ana", Role.ADVOCATE), ("ben", Role.ADVOCATE), ("lea", Role.LEAD)):
        with contextlib.suppress(AccountError):  # made for an earlier test of this server
            add_account(
                engine,
                subject=name,
                name=name.title(),
                role=role,
                now=clock.now(),
                who="terminal:tests",
                password=PASSWORD,
            )
    engine.dispose()


def sign_in(page: Page, server: Server, name: str) -> None:
    page.goto(f"{server.url}/desk/sign-in")
    page.get_by_label("The name you sign in with").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible(timeout=60_000)
    settle(page)


def pass_on(family: Page) -> tuple[str, str]:
    """Ask, and pass it to an advocate. Returns the code and the passphrase."""
    ask(family, "The council refused to assess my son. The letter is dated 3 November 2026. Can I appeal?")
    press(family, "Pass this to an advocate")
    family.get_by_label(re.compile("How can we reach you")).fill("07700 900123")
    family.get_by_label(re.compile("Which council or school")).fill("Ashdown Primary School")
    family.get_by_label(re.compile("What would you like help with")).fill(HELP)
    family.get_by_role("checkbox", name=re.compile("I agree that")).first.check(force=True)
    press(family, "Send to an advocate")
    expect(family.get_by_role("heading", name="Your message is stored for an advocate")).to_be_visible(timeout=30_000)
    shown = family.locator('[data-testid="stCode"] code')
    expect(shown).to_have_count(2)
    code, passphrase = shown.all_inner_texts()
    # the whole of both can be read on a phone
    clipped = "(all) => all.filter((each) => each.scrollWidth > each.clientWidth).length"
    assert family.locator('[data-testid="stCode"] pre').evaluate_all(clipped) == 0
    return code.strip(), passphrase.strip()


def take(advocate: Page, code: str) -> None:
    box = advocate.get_by_role("combobox", name=re.compile("Open a case"))
    box.fill(code)
    box.press("Enter")
    settle(advocate)
    press(advocate, "^Open it$")
    expect(advocate.get_by_role("heading", name="Is there a conflict of interest?")).to_be_visible(timeout=30_000)


@pytest.mark.usefixtures("people")
@pytest.mark.timeout(240)
def test_a_case_goes_from_a_familys_question_to_the_advocates_closed_case_and_back(
    browser: Browser, server: Server
) -> None:
    context = browser.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
    advocate = context.new_page()
    sign_in(advocate, server, "ana")
    with visiting(browser, server.url) as family:
        code, passphrase = pass_on(family)

        # the advocate finds it, sees no more than a conflict needs, and takes it
        advocate.reload()
        expect(advocate.get_by_text(code).first).to_be_visible(timeout=30_000)
        settle(advocate)
        assert violations(advocate) == []
        take(advocate, code)
        assert "Ashdown Primary School" in advocate.inner_text("body")
        assert "Kassandra" not in advocate.inner_text("body")
        assert violations(advocate) == []
        advocate.get_by_role("checkbox", name=re.compile("I have no conflict")).check(force=True)
        press(advocate, "Take this case")
        expect(advocate.get_by_text(HELP)).to_be_visible(timeout=30_000)
        assert violations(advocate) == []

        # by keyboard from statement to statement
        expect(advocate.get_by_role("heading", name=re.compile("Statement 1 of"))).to_be_visible()
        settle(advocate)
        advocate.keyboard.press("Alt+n")
        expect(advocate.get_by_role("heading", name=re.compile("Statement 2 of"))).to_be_visible(timeout=15_000)
        settle(advocate)

        # writes to the family, who reads it with their code and answers
        advocate.get_by_text("A message that the family reads with their code").click()
        advocate.get_by_label("Your words").fill("I will ring you on Monday.")
        press(advocate, "Save it")
        family.goto(f"{server.url}/message")
        expect(family.get_by_label(re.compile("Reference code"))).to_be_visible(timeout=60_000)
        settle(family)
        family.get_by_label(re.compile("Reference code")).fill(code)
        family.get_by_label(re.compile("Passphrase")).fill(passphrase)
        press(family, "Show my message")
        expect(family.get_by_text("I will ring you on Monday.")).to_be_visible(timeout=30_000)
        assert violations(family) == []
        assert "Ana" not in visible_text(family)

        # closes it
        advocate.get_by_text("Close this case").click()
        settle(advocate)
        press(advocate, "^Close it$")
        expect(advocate.get_by_text(re.compile("Closed: Advice given"))).to_be_visible(timeout=30_000)

    # leaves, and what was on the screen cannot be had again
    advocate.get_by_role("button", name="Sign out").click()
    expect(advocate.get_by_role("heading", level=1)).to_be_visible()
    advocate.goto(f"{server.url}/case")
    expect(question_box(advocate)).to_be_visible(timeout=60_000)  # to them the page does not exist any more
    settle(advocate)
    assert "Kassandra" not in advocate.inner_text("body")
    context.close()
    log = server.log.read_text()
    assert "Kassandra" not in log
    assert passphrase not in log


@pytest.mark.usefixtures("people")
@pytest.mark.timeout(240)
@pytest.mark.parametrize(("size", "scheme"), [(NARROW, "light"), (DESKTOP, "dark")])
def test_the_pages_of_the_desk_break_no_rule_and_fit_a_narrow_screen(
    browser: Browser, server: Server, size: tuple[int, int], scheme: str
) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page = context.new_page()
    sign_in(page, server, "lea")
    for link, title in (
        ("Cases", "Cases"),
        ("Check citations", "Checking citations"),
        ("Registers", "Registers"),
        ("Oversight", "Oversight"),
    ):
        if page.get_by_role("heading", level=1).inner_text() != title:
            page.get_by_role("link", name=link).first.click()
        expect(page.get_by_role("heading", name=title, level=1)).to_be_visible(timeout=30_000)
        settle(page)
        assert violations(page) == [], title
        assert is_wider_than_the_screen(page) == [], title
    context.close()
