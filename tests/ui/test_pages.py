"""The pages beside the first one: each from its own file, with and without settings and a build; there and back."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant.casework.attempts import MOST_TRIES
from assistant.casework.funder_report import SMALLEST_SHOWN
from assistant.casework.passphrases import WORDS
from assistant.service import ServiceSettings
from corpus.errors import ContentError, NotBuiltError
from corpus.guides import load_guides
from corpus.paths import CORPUS
from corpus.sources import load_sources
from corpus.vocabulary import HandoffReason
from tests.ui.builders import CONTACTS, SERVICE, a_handoff, an_answer, an_emergency, an_offer
from tests.ui.fakes import GLOSSARY, TERMS, FakeDesk
from tests.ui.states import STATES as TESTED_STATES
from ui.frame import INFORMATION
from ui.markup import escaped
from ui.screens import accessibility
from ui.signing_in import COOKIE

OpenPage = Callable[..., AppTest]
NAMES = [place.name for place in INFORMATION]
each_page = pytest.mark.parametrize("name", NAMES)
SET = ServiceSettings(
    phone="01234 567890",
    email="help@example.org",
    hours="Mondays in term time",
    reply_time="two working days",
    data_controller="The Example Charity",
    complaints_route="Write to the Director",
    privacy_contact="privacy@example.org",
    website="https://www.example.org",
    retention_days=200,
)
UNSET = ServiceSettings()
PRESENT = {
    "about": (
        'href="tel:01234567890"',
        "help@example.org",
        "Mondays in term time",
        "two working days",
        "The Example Charity",
        "Write to the Director",
        'href="https://www.example.org"',
    ),
    "privacy": ("The Example Charity", "privacy@example.org", "200 days", "01234 567890"),
    "accessibility": ("help@example.org", "Mondays in term time", "Write to the Director", 'href="tel:01234567890"'),
}


def shown(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.main if element.type == "html")


def visit(page: AppTest, name: str) -> AppTest:
    return page.switch_page(f"screens/{name}.py").run()


def ask(page: AppTest, text: str = "They said no") -> AppTest:
    return page.chat_input(key="question").set_value(text).run()


def press(page: AppTest, says: str) -> AppTest:
    return next(button for button in page.button if button.label == says).click().run()


@pytest.fixture(scope="module")
def real_desk() -> SimpleNamespace:
    """A desk over the shipped guides, without a model."""
    register = load_sources(CORPUS / "sources.yaml")
    guides = load_guides([CORPUS / "guides", CORPUS / "policy"], register).guides
    content = SimpleNamespace(guides=guides, contacts=CONTACTS, register=register, glossary=GLOSSARY, terms=TERMS)
    manifest = SimpleNamespace(built_at="2026-11-22T04:00:36+00:00")
    return SimpleNamespace(store=SimpleNamespace(content=content, manifest=manifest, originals_at=lambda pinpoint: []))


@each_page
def test_each_page_has_one_title_the_way_back_the_other_pages_and_help_in_danger(
    open_page: OpenPage, real_desk: SimpleNamespace, name: str
) -> None:
    page = visit(open_page(desk=lambda: real_desk), name)

    assert not page.exception
    assert not page.error
    assert shown(page).count("<h1") == 1
    links = [each.proto.label for each in page.get("page_link")]
    assert links == [place.link.replace("-", r"\-") for place in INFORMATION] + ["Back to your questions"]
    assert 'href="tel:999"' in shown(page)


@each_page
def test_each_page_works_without_a_build_and_with_broken_settings(open_page: OpenPage, name: str) -> None:
    def unbuilt() -> Any:
        raise NotBuiltError("/secret/path")

    def broken() -> Any:
        raise ContentError(["/secret/path: line 3"])

    page = visit(open_page(desk=unbuilt, service=broken), name)

    assert not page.exception
    assert not page.error
    assert shown(page).count("<h1") == 1
    assert "/secret/path" not in shown(page)


def test_the_pages_are_linked_from_the_first_screen_an_answer_and_where_there_is_no_build(
    open_page: OpenPage,
) -> None:
    def unbuilt() -> Any:
        raise NotBuiltError("/secret/path")

    first = open_page(an_answer())
    states = [first, open_page(desk=unbuilt), ask(open_page(an_answer())), ask(open_page(an_emergency()))]

    assert [len(page.get("page_link")) for page in states] == [len(INFORMATION)] * 4


def test_beside_a_form_the_pages_open_in_another_tab_so_that_nothing_typed_is_lost(open_page: OpenPage) -> None:
    page = press(open_page(), "Talk to an advocate")

    assert page.get("page_link") == []
    assert all(f'<a href="{name}" target="_blank"' in shown(page) for name in NAMES)


@each_page
def test_the_conversation_is_there_on_coming_back_and_takes_the_focus_once(open_page: OpenPage, name: str) -> None:
    page = ask(open_page(an_answer()), "They said no")
    before = page.session_state["focus"]

    visit(page, name)
    assert page.session_state["focus"]["target"] == "page-title"
    visit(page, "questions")

    assert page.text[0].value == "They said no"
    assert "said no to an assessment</h2>" in shown(page)
    back = page.session_state["focus"]
    assert (back["target"], back["moment"] != before["moment"]) == ("reply-1", True)
    page.run()
    assert page.session_state["focus"] == back


def test_coming_first_to_a_page_leaves_the_focus_alone(open_page: OpenPage) -> None:
    assert "focus" not in open_page().session_state


# settings, given and not


@pytest.mark.parametrize(("name", "present"), PRESENT.items())
def test_each_setting_stands_where_it_matters(open_page: OpenPage, name: str, present: tuple[str, ...]) -> None:
    page = visit(open_page(service=lambda: SET), name)

    assert [each for each in present if each not in shown(page)] == []
    assert "This service has not" not in shown(page)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("about", {"phone", "email", "hours", "reply_time", "data_controller", "complaints_route", "website"}),
        ("privacy", {"data_controller", "privacy_contact"}),
        ("accessibility", {"phone", "email", "hours", "complaints_route"}),
    ],
)
def test_each_setting_that_is_not_given_is_said_so(open_page: OpenPage, name: str, fields: set[str]) -> None:
    page = visit(open_page(service=lambda: UNSET), name)

    says = {each.field: each.page_says.replace(f"{UNSET.name} ", "") for each in UNSET.unset() if each.field in fields}
    missing = {field for field, words in says.items() if words not in shown(page)}
    assert missing <= {"reply_time"}  # said as what a receipt says
    assert ("reply_time" not in fields) or "has not said how soon it replies" in shown(page)


@pytest.mark.parametrize(("service", "says"), [(SET, "01234 567890"), (UNSET, "has not given a phone number")])
def test_the_first_screen_an_emergency_and_a_hand_off_say_how_to_phone(
    open_page: OpenPage, service: ServiceSettings, says: str
) -> None:
    first = open_page(service=lambda: service)
    emergency = ask(open_page(an_emergency(), service=lambda: service))
    handoff = ask(open_page(a_handoff(), service=lambda: service))

    assert all(says in shown(page) for page in (first, emergency, handoff))
    assert shown(emergency).index('href="tel:999"') < shown(emergency).index(says)


@pytest.mark.parametrize(
    ("service", "says"),
    [(SET, "An advocate will reply within two working days."), (UNSET, "has not said how soon it replies")],
)
def test_the_form_says_how_soon_somebody_replies_before_it_is_sent(
    open_page: OpenPage, service: ServiceSettings, says: str
) -> None:
    page = press(open_page(service=lambda: service), "Talk to an advocate")

    assert says in shown(page)


@pytest.mark.parametrize(("service", "says"), [(SET, "Write to the Director"), (UNSET, "has not said how to complain")])
def test_a_complaint_about_the_service_is_told_how_to_complain(
    open_page: OpenPage, service: ServiceSettings, says: str
) -> None:
    offer = an_offer(reason=HandoffReason.COMPLAINT_ABOUT_US)
    page = ask(open_page(a_handoff(offer=offer), service=lambda: service))

    assert says in shown(page)


@pytest.mark.parametrize(("service", "says"), [(SET, "01234 567890"), (UNSET, "has not given a phone number")])
def test_a_page_that_fails_says_how_to_phone(open_page: OpenPage, service: ServiceSettings, says: str) -> None:
    def broken() -> Any:
        raise RuntimeError("the test")

    page = open_page(desk=broken, service=lambda: service)

    assert "Something went wrong on our side" in page.error[0].value
    assert says in shown(page)


@pytest.mark.parametrize(("service", "says"), [(SET, "01234 567890"), (UNSET, "has not given a phone number")])
def test_where_there_is_no_build_it_says_how_to_phone(open_page: OpenPage, service: ServiceSettings, says: str) -> None:
    def unbuilt() -> Any:
        raise NotBuiltError("the test")

    assert says in shown(open_page(desk=unbuilt, service=lambda: service))


@pytest.mark.parametrize(("service", "says"), [(SET, "two working days"), (UNSET, "has not said how soon it replies")])
def test_the_receipt_promises_no_more_than_the_service_has_said(
    open_page: OpenPage, service: ServiceSettings, says: str
) -> None:
    page = press(open_page(service=lambda: service), "Talk to an advocate")
    page.text_input(key="contact-1").set_value("07700 900123")
    page.checkbox(key="consented-1").check()

    press(page, "Send to an advocate")

    assert page.code
    assert says in shown(page)
    assert f"{service.retention_days} days" in shown(page)


def test_settings_are_text_and_never_markup(open_page: OpenPage) -> None:
    hostile = ServiceSettings(**dict.fromkeys(("hours", "complaints_route", "data_controller"), "<b>we</b>"))

    for name in ("about", "privacy", "accessibility"):
        assert "<b>we</b>" not in shown(visit(open_page(service=lambda: hostile), name))


# what each page says


def test_about_says_how_fresh_the_guides_are_the_sources_and_the_clauses(
    open_page: OpenPage, real_desk: SimpleNamespace
) -> None:
    page = visit(open_page(desk=lambda: real_desk, service=lambda: SERVICE), "about")

    told = shown(page)
    situations = [guide for guide in real_desk.store.content.guides.values() if guide.stage != "service"]
    assert f"<dt>Guides</dt><dd>{len(situations)}</dd>" in told
    assert "22 November 2026" in told
    assert "March 2027" in told
    assert "clause" in told
    assert all(escaped(source.title) in told for source in real_desk.store.content.register.sources.values())
    assert "proposed, not law, as at" in told
    assert "MIT" in told


def test_privacy_says_what_the_form_asks_and_how_long_a_lost_page_is_held(open_page: OpenPage) -> None:
    told = shown(visit(open_page(service=lambda: SET), "privacy"))

    assert "How can we reach you?" in told
    assert "I agree that SEND Assist keeps what I send with this form for 200 days" in told
    assert "“Hard to understand”" in told
    assert "_streamlit_xsrf" in told


def test_privacy_says_how_it_is_sealed_who_reads_it_and_what_a_family_can_do_by_itself(open_page: OpenPage) -> None:
    told = shown(visit(open_page(service=lambda: SET), "privacy"))

    for words in (
        "sealed (encrypted)",
        f"Of your passphrase, {WORDS} words",
        "say that they have none",
        "A lead of SEND Assist may look at this case later",
        "Your message to an advocate",
        f"After {MOST_TRIES} wrong tries",
        f"<code>{COOKIE}</code>, which keeps them signed in. Families never get it",
        f"Numbers under {SMALLEST_SHOWN} are left out",
    ):
        assert words in told


def test_the_accessibility_statement_claims_no_more_states_than_are_tested() -> None:
    assert len(TESTED_STATES) >= accessibility.STATES


def test_every_word_is_listed_and_found_by_how_families_write_it(open_page: OpenPage) -> None:
    page = visit(open_page(), "words")
    assert all(f"<dt>{word}</dt>" in shown(page) for word in ("council", "EHC plan", "mediation"))

    page.text_input(key="sought").set_value("ehcp").run()

    assert "<dt>EHC plan</dt>" in shown(page)
    assert "<dt>mediation</dt>" not in shown(page)
    assert "1 word found." in shown(page)


def test_a_word_that_is_not_there_says_so_and_is_not_shown_back(open_page: OpenPage) -> None:
    page = visit(open_page(), "words")

    page.text_input(key="sought").set_value("<b>zzz").run()

    assert "No word here has those letters." in shown(page)
    assert "zzz" not in shown(page)


def test_a_desk_without_pages_is_a_desk_still() -> None:
    assert FakeDesk(()).store.content.terms is TERMS
