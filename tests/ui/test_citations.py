"""Checking citations through the page: what stands beside what, and that no verdict and nothing typed is lost."""

import datetime
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from assistant import clock
from assistant.casework import reviews
from assistant.casework.accounts import add_account, set_open
from assistant.casework.database import open_engine
from assistant.casework.desk_models import Role, Verdict
from assistant.casework.reviews import FILE, NewReview, give_verdict, laid_beside, reviews_of
from assistant.casework.rights import Person
from assistant.wording import NO_OFFICIAL_TEXT
from corpus.documents import Passage
from corpus.errors import NotBuiltError
from corpus.guides import Guide
from corpus.paths import PROJECT, data_directory
from corpus.pinpoints import Pinpoint
from corpus.vocabulary import PassageKind, SourceStatus
from evals.cases import load_dataset
from ingest.passages import passages_of
from tests.builders import a_guide, a_myth, a_register, a_source, a_statement
from tests.ui.builders import CONTACTS
from tests.ui.fakes import GLOSSARY, TERMS
from ui.resources import OVERRIDES
from ui.screens import citations

OpenPage = Callable[..., AppTest]
HOSTILE = "<b>Kassandra</b> & *co*"
OFFICIAL = "The local authority must notify the child’s parent of its reasons."
ISSUER = "https://id.example.org"
LINK = "https://www.example.org/36"
ACT = a_source(pinpoint_url={"s": "https://www.example.org/{number}"})
GUIDE = a_guide()  # reasons, talk, appeal, appeal-in-time, wait
LONG_AGO = datetime.datetime(2026, 1, 2, 12, tzinfo=datetime.UTC)


def original(reference: str = "made-up-act s.36(5)") -> Passage:
    pinpoint = Pinpoint.parse(reference)
    return Passage(
        f"{reference}#1", OFFICIAL, pinpoint.source_id, pinpoint, (), 7, "0f", PassageKind.ORIGINAL, None,
        SourceStatus.IN_FORCE,
    )  # fmt: skip


def a_desk(*guides: Guide, held: tuple[Passage, ...] = ()) -> SimpleNamespace:
    """A desk over these guides, without a model, on a machine that holds these originals."""
    by_id = {guide.id: guide for guide in guides or (GUIDE,)}
    passages = {passage.id: passage for guide in by_id.values() for passage in passages_of(guide)}
    content = SimpleNamespace(guides=by_id, contacts=CONTACTS, register=a_register(ACT), glossary=GLOSSARY, terms=TERMS)
    store = SimpleNamespace(
        content=content,
        manifest=SimpleNamespace(built_at="2026-11-22T04:00:36+00:00"),
        passage=passages.__getitem__,
        originals_at=lambda pinpoint: [passage for passage in held if passage.pinpoint == pinpoint],
    )
    return SimpleNamespace(store=store)


def an_account(engine: Engine, name: str = "amina", role: Role = Role.ADVOCATE) -> Person:
    added = {"subject": name, "name": name.title(), "role": role, "now": LONG_AGO, "who": "terminal:tests"}
    return add_account(engine, issuer=ISSUER, **added)


@pytest.fixture
def amina(engine: Engine) -> Person:
    return an_account(engine)


@pytest.fixture(autouse=True)
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEND_ASSIST_DATA", str(tmp_path / "data"))


@pytest.fixture
def visit(open_page: OpenPage, amina: Person) -> OpenPage:
    """The page for an advocate, with a guide open."""

    def visited(*guides: Guide, held: tuple[Passage, ...] = (), choose: str = "refused", **parts: Any) -> AppTest:
        desk = a_desk(*guides, held=held)
        page = open_page(**{"desk": lambda: desk, "person": lambda: amina, **parts})
        page.switch_page("screens/citations.py").run()
        return page.selectbox(key=citations.GUIDE).select(choose).run() if choose else page

    return visited


def shown(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.main if element.type == "html")


def press(page: AppTest, says: str) -> AppTest:
    return next(button for button in page.button if button.label == says).click().run()


def typed(page: AppTest) -> tuple[Any, str, str]:
    missing, suggested = page.text_area
    return page.radio[0].value, missing.value, suggested.value


def fill(page: AppTest, verdict: Verdict | None, missing: str = "", suggested: str = "") -> AppTest:
    if verdict:
        page.radio[0].set_value(verdict)
    for area, text in zip(page.text_area, (missing, suggested), strict=True):
        area.set_value(text)
    return page


def given(engine: Engine, person: Person, item_id: str = "reasons", guide: Guide = GUIDE, **fields: Any) -> None:
    item = guide.by_item_id[guide.item_id(next(each for each in guide.items if each.id == item_id))]
    digest = next(each.digest for each in passages_of(guide) if each.id == guide.item_id(item))
    now = fields.pop("now", LONG_AGO)
    whole = {
        "guide_id": guide.id,
        "item_id": item_id,
        "passage_digest": digest,
        "citation": laid_beside(item.cite),
        "verdict": Verdict.SUPPORTED,
        **fields,
    }
    give_verdict(engine, person, NewReview(**whole), now)


def close(person: Person, engine: Engine) -> None:
    set_open(engine, ISSUER, person.name.casefold(), is_open=False, now=LONG_AGO, who="terminal:tests")


def kept(engine: Engine, person: Person) -> list[reviews.Review]:
    return reviews_of(engine, person, "refused", clock.now())


# who may


def told_nothing_of_guides_and_verdicts(page: AppTest) -> bool:
    told = shown(page)
    widgets = [*page.selectbox, *page.radio, *page.text_area]
    return not page.exception and not widgets and not any(word in told for word in ("Kassandra", "refused", "Made Up"))


def test_somebody_who_is_not_signed_in_is_asked_to_and_sees_nothing_else(engine: Engine, amina: Person) -> None:
    given(engine, amina, missing="Kassandra")
    desk = a_desk()
    page = AppTest.from_file(str(PROJECT / "ui" / "screens" / "citations.py"), default_timeout=20)
    page.session_state[OVERRIDES] = {"desk": lambda: desk, "engine": lambda: engine, "person": lambda: None}
    page.session_state[citations.GUIDE] = "refused"

    page.run()

    assert told_nothing_of_guides_and_verdicts(page)
    assert "sign in" in shown(page).casefold()


def test_somebody_who_is_not_signed_in_is_led_to_no_such_page(open_page: OpenPage) -> None:
    desk = a_desk()
    page = open_page(desk=lambda: desk, person=lambda: None)

    with pytest.raises(ValueError, match="citations"):
        page.switch_page("screens/citations.py")


def test_somebody_whose_account_is_closed_sees_no_verdict(visit: OpenPage, engine: Engine, amina: Person) -> None:
    given(engine, amina, missing="Kassandra")
    close(amina, engine)

    page = visit()

    assert not page.exception
    assert "no longer signed in" in shown(page)
    assert "Kassandra" not in shown(page)
    assert page.radio == []


def test_without_a_build_it_says_so(visit: OpenPage) -> None:
    def unbuilt() -> Any:
        raise NotBuiltError("/secret/path")

    page = visit(choose="", desk=unbuilt)

    assert not page.exception
    assert citations.NOT_READY in shown(page)
    assert "/secret/path" not in shown(page)


# what stands beside what


def test_before_a_guide_is_chosen_there_is_the_choice_alone_by_title(visit: OpenPage) -> None:
    page = visit(a_guide("zebra", title="A first title"), a_guide("refused"), choose="")

    assert page.selectbox(key=citations.GUIDE).options == ["A first title", "What if refused"]
    assert page.radio == []


def test_our_words_stand_beside_the_source_its_status_its_place_its_link_and_the_official_words(
    visit: OpenPage,
) -> None:
    page = visit(held=(original(),))

    told = shown(page)
    assert "Statement 1 of 5" in told
    assert "The council must give its reasons in writing." in told
    for part in ("Made Up Act 2014", "section 36(5)", "in force, as at 1 November 2026", OFFICIAL, "<dd>7</dd>"):
        assert part in told
    assert f'href="{LINK}"' in told
    assert NO_OFFICIAL_TEXT not in told


def test_official_words_that_are_not_here_are_said_not_to_be(visit: OpenPage) -> None:
    page = visit(held=(original("made-up-act s.51"),))

    assert NO_OFFICIAL_TEXT in shown(page)
    assert OFFICIAL not in shown(page)


def test_every_kind_is_shown_with_every_word_of_it(visit: OpenPage) -> None:
    page = visit()

    told = [shown(page), *(shown(press(page, "Next")) for _ in range(4))]
    said = ("Statement", "Option, field by field", "Option, field by field", "Time limit", "Myth")
    for number, (kind, screen, passage) in enumerate(zip(said, told, passages_of(GUIDE), strict=True), 1):
        assert f"Statement {number} of 5" in screen
        assert f">{kind}</p>" in screen
        words = passage.text.replace("Talk: ", "").replace("Appeal: ", "").rstrip(".")
        assert all(part.strip() in screen for sentence in words.split(".") for part in sentence.split(":"))
    assert next(button for button in page.button if button.label == "Next").disabled


def test_every_source_of_a_statement_is_there_and_one_that_leads_nowhere_is_said_to(visit: OpenPage) -> None:
    cited = ["made-up-act s.36(5)", "made-up-act s.51", "gone-act s.1"]
    page = visit(a_guide(in_short=[a_statement(cite=cited)]))

    told = shown(page)
    assert [told.count(f"{name}</h5>") for name in ("section 36(5)", "section 51", "gone-act s.1")] == [1, 1, 1]
    assert "leads to no registered place" in told


def test_a_guide_is_text_and_never_markup(visit: OpenPage) -> None:
    page = visit(a_guide(title=HOSTILE, in_short=[a_statement(text=HOSTILE)], myths=[a_myth(said=HOSTILE)]))

    assert "<b>Kassandra" not in shown(page)
    assert "&lt;b&gt;Kassandra&lt;/b&gt; &amp; *co*" in shown(page)


# verdicts


def test_a_verdict_is_kept_with_the_words_it_was_given_on_and_shown_with_who_and_when(
    visit: OpenPage, engine: Engine, amina: Person
) -> None:
    page = visit()

    press(fill(page, Verdict.PARTLY, HOSTILE, "Say so"), "Save this verdict")

    [review] = kept(engine, amina)
    assert (review.item_id, review.verdict, review.missing, review.suggested) == (
        "reasons",
        Verdict.PARTLY,
        HOSTILE,
        "Say so",
    )
    assert review.passage_digest == passages_of(GUIDE)[0].digest
    assert review.citation == "made-up-act s.36(5)"
    told = shown(page)
    assert citations.SAVED in told
    assert "<strong>Partly supported</strong> – Amina, " in told
    assert "on these words" in told
    assert "<b>Kassandra" not in told
    assert "1 of 5 checked on today’s words; 1 partly supported" in told
    assert typed(page) == (None, "", "")


def test_pressing_save_again_on_the_emptied_form_keeps_nothing_more(
    visit: OpenPage, engine: Engine, amina: Person
) -> None:
    page = visit()
    press(fill(page, Verdict.SUPPORTED), "Save this verdict")

    press(page, "Save this verdict")

    assert citations.CHOOSE in shown(page)
    assert len(kept(engine, amina)) == 1


def test_without_a_verdict_nothing_is_kept_and_what_was_typed_stays(
    visit: OpenPage, engine: Engine, amina: Person
) -> None:
    page = press(fill(visit(), None, "The time limit"), "Save this verdict")

    assert citations.CHOOSE in shown(page)
    assert typed(page) == (None, "The time limit", "")
    assert kept(engine, amina) == []


def test_a_verdict_is_of_the_statement_in_focus(visit: OpenPage, engine: Engine, amina: Person) -> None:
    page = press(visit(), "Next")

    press(fill(page, Verdict.HARMFUL), "Save this verdict")

    assert [review.item_id for review in kept(engine, amina)] == ["talk"]
    assert "Statement 2 of 5" in shown(page)


def test_what_is_typed_and_not_saved_is_there_on_coming_back(visit: OpenPage) -> None:
    page = fill(visit(), Verdict.PARTLY, "Half a thou", "Say")

    press(page, "Next")
    assert typed(page) == (None, "", "")
    press(page, "Previous")

    assert "Statement 1 of 5" in shown(page)
    assert typed(page) == (Verdict.PARTLY, "Half a thou", "Say")


def test_saving_one_verdict_leaves_what_is_typed_at_another(visit: OpenPage) -> None:
    page = fill(visit(), None, "Half a thou")
    press(page, "Next")

    press(fill(page, Verdict.SUPPORTED), "Save this verdict")
    press(page, "Previous")

    assert typed(page) == (None, "Half a thou", "")


def test_a_verdict_that_could_not_be_kept_says_so_and_everything_typed_stays(
    visit: OpenPage, engine: Engine, amina: Person, tmp_path: Path
) -> None:
    engines = [engine]
    page = fill(visit(engine=lambda: engines[-1]), Verdict.PARTLY, "The time limit", "Say so")
    engines.append(open_engine(f"sqlite:///{tmp_path / 'gone.sqlite3'}"))

    press(page, "Save this verdict")

    assert not page.exception
    assert citations.NOT_SAVED in shown(page)
    assert "gone.sqlite3" not in shown(page)
    assert typed(page) == (Verdict.PARTLY, "The time limit", "Say so")
    assert kept(engine, amina) == []

    engines.pop()
    press(page, "Save this verdict")
    assert [review.missing for review in kept(engine, amina)] == ["The time limit"]


def test_verdicts_that_cannot_be_read_are_not_told_as_none(visit: OpenPage, tmp_path: Path) -> None:
    broken = open_engine(f"sqlite:///{tmp_path / 'gone.sqlite3'}")

    page = visit(engine=lambda: broken)

    assert not page.exception
    assert citations.UNREADABLE in shown(page)
    assert "checked on today" not in shown(page)
    assert "no verdict yet" not in shown(page)
    assert len(page.text_area) == 2
    assert next(button for button in page.button if button.label == "First without a verdict").disabled


def test_somebody_whose_account_was_closed_meanwhile_keeps_nothing(
    visit: OpenPage, engine: Engine, amina: Person
) -> None:
    ben = an_account(engine, "ben")
    page = fill(visit(), Verdict.PARTLY, "The time limit")
    close(amina, engine)

    press(page, "Save this verdict")

    assert not page.exception
    assert "no longer signed in" in shown(page)
    assert kept(engine, ben) == []


def test_verdicts_of_others_stand_newest_first_and_on_which_words(
    visit: OpenPage, engine: Engine, amina: Person
) -> None:
    ben = an_account(engine, "ben")
    earlier = a_guide(in_short=[a_statement(text="The council may give reasons.")])
    other_source = a_guide(in_short=[a_statement(cite=["made-up-act s.36"])])
    day = datetime.timedelta(days=1)
    given(engine, ben, guide=earlier, verdict=Verdict.HARMFUL)
    given(engine, ben, guide=other_source, verdict=Verdict.NOT_SUPPORTED, now=LONG_AGO + day)
    given(engine, amina, now=LONG_AGO + 2 * day)

    told = shown(visit())

    lines = [
        "<strong>Supported</strong> – Amina, 4 January 2026, 12:00, on these words<",
        "<strong>Not supported</strong> – Ben, 3 January 2026, 12:00, on these words beside other sources<",
        "<strong>Harmful</strong> – Ben, 2 January 2026, 12:00, on earlier words<",
    ]
    places = [told.index(line) for line in lines]
    assert places == sorted(places)
    assert "1 of 5 checked on today’s words<" in told


def test_a_verdict_on_earlier_words_does_not_count_and_makes_no_case(
    visit: OpenPage, engine: Engine, amina: Person
) -> None:
    given(engine, amina, guide=a_guide(in_short=[a_statement(text="The council may give reasons.")]))

    page = visit()

    assert "0 of 5 checked on today’s words<" in shown(page)
    assert "supported, Amina, 2 January 2026, given on earlier words" in shown(page)
    assert [button for button in page.button if button.label == "Make this an eval case"] == []


def test_the_count_names_what_was_found_amiss(visit: OpenPage, engine: Engine, amina: Person) -> None:
    given(engine, amina, "reasons")
    given(engine, amina, "talk", verdict=Verdict.NOT_SUPPORTED)
    given(engine, amina, "wait", verdict=Verdict.OUT_OF_DATE)

    assert "3 of 5 checked on today’s words; 1 not supported; 1 out of date<" in shown(visit())


def test_one_press_leads_to_the_first_without_a_verdict(visit: OpenPage, engine: Engine, amina: Person) -> None:
    given(engine, amina, "reasons")
    given(engine, amina, "talk")
    page = visit()

    press(page, "First without a verdict")

    assert "Statement 3 of 5" in shown(page)
    assert page.session_state["focus"]["target"] == "citations-statement"
    assert next(button for button in page.button if button.label == "First without a verdict").disabled


def test_another_guide_begins_at_its_first_statement(visit: OpenPage) -> None:
    page = press(visit(GUIDE, a_guide("other")), "Next")

    page.selectbox(key=citations.GUIDE).select("other").run()

    assert "What if other</h2>" in shown(page)
    assert "Statement 1 of 5" in shown(page)


def test_another_page_can_open_it_at_a_statement(visit: OpenPage) -> None:
    page = visit(choose="")
    page.session_state[citations.GUIDE] = "refused"
    page.session_state[citations.ITEM] = "refused/wait"

    page.run()

    assert "Statement 5 of 5" in shown(page)


def test_a_guide_that_is_no_longer_there_is_not_open(open_page: OpenPage, amina: Person) -> None:
    desk = a_desk()
    page = open_page(desk=lambda: desk, person=lambda: amina)
    page.session_state[citations.GUIDE] = "gone"

    page.switch_page("screens/citations.py").run()

    assert not page.exception
    assert page.selectbox(key=citations.GUIDE).value is None
    assert page.radio == []


# eval cases


def cases() -> Any:
    return load_dataset(data_directory() / FILE).cases


def test_one_press_makes_a_verdict_a_case_with_a_question_of_the_guides_own(
    visit: OpenPage, engine: Engine, amina: Person
) -> None:
    given(engine, amina)
    page = visit()

    press(page, "Make this an eval case")

    assert citations.CASE_KEPT in shown(page)
    [case] = cases()
    assert (case.turns, case.guides, case.facts) == (("why refused",), ("refused",), ("refused/reasons",))
    assert page.selectbox[1].options == ["why refused", *GUIDE.asked_as]


def test_the_same_press_again_makes_no_second_case(visit: OpenPage, engine: Engine, amina: Person) -> None:
    given(engine, amina)
    page = press(visit(), "Make this an eval case")

    press(page, "Make this an eval case")

    assert citations.CASE_WAS_THERE in shown(page)
    assert len(cases()) == 1


def test_a_question_that_the_advocate_makes_up_is_the_cases(visit: OpenPage, engine: Engine, amina: Person) -> None:
    given(engine, amina)
    page = visit()
    own = page.text_input(key=f"case-own-{kept(engine, amina)[0].id}")
    assert "never a family" in own.label

    own.set_value("  Must they say why? ")
    press(page, "Make this an eval case")

    assert [case.turns for case in cases()] == [("Must they say why?",)]


def test_a_case_that_could_not_be_kept_says_so_and_the_question_stays(
    visit: OpenPage, engine: Engine, amina: Person
) -> None:
    given(engine, amina)
    page = visit()
    data_directory().write_text("a file where the folder should be", encoding="utf-8")
    own = page.text_input(key=f"case-own-{kept(engine, amina)[0].id}").set_value("Must they say why?")

    press(page, "Make this an eval case")

    assert not page.exception
    assert citations.NOT_SAVED in shown(page)
    assert page.text_input(key=own.key).value == "Must they say why?"
