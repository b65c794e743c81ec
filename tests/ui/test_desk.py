"""The desk through the page: the queue, taking a case, what the family saw, writing, moving and closing."""

import contextlib
import dataclasses
import datetime
import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from assistant import clock
from assistant.casework import cases
from assistant.casework.accounts import set_open, set_role
from assistant.casework.desk_models import InterestKind, Role
from assistant.casework.models import EntryKind, Outcome, ReferralState
from assistant.casework.registers import NewInterest, declare_interest
from assistant.casework.rights import Person
from assistant.casework.trouble import CaseworkUnavailableError, Trouble
from assistant.contract import as_json
from corpus.vocabulary import Urgency
from tests.assistant.casework.builders import TYPED, submitted
from tests.assistant.casework.people import signed_in, vouched_for
from tests.ui.builders import a_citation, an_answer
from ui.case_seen import turns_of
from ui.desk_frame import NEEDS, NOT_YOURS, SIGNED_OUT, places_of
from ui.screens.case import NO_CONFLICT
from ui.take_away.case_pack import case_pack

OpenPage = Callable[..., AppTest]
HOSTILE = "<script>alert(1)</script> <b>*bold*</b>"


def snapshot(**fields: Any) -> dict[str, Any]:
    reply = as_json(an_answer(**fields), asked_id="1", seconds=0.1)
    return {"turns": [{"asked": f"They said no {HOSTILE}", "on": "2026-11-21", "reply": reply}]}


@pytest.fixture
def ana(engine: Engine) -> Person:
    return vouched_for(engine, "ana")


@pytest.fixture
def lea(engine: Engine) -> Person:
    return vouched_for(engine, "lea", Role.LEAD)


@pytest.fixture
def at_desk(open_page: OpenPage) -> OpenPage:
    def opened(person: Person | None, name: str = "desk", **parts: Any) -> AppTest:
        page = open_page(person=lambda: person, **parts)
        return page.switch_page(f"screens/{name}.py").run()

    return opened


def shown(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.main if element.type == "html")


def press(page: AppTest, says: str) -> AppTest:
    return next(button for button in page.button if button.label == says).click().run()


def opened(page: AppTest, code: str) -> AppTest:
    page.selectbox(key="queue-code").select(code)
    press(page, "Open it")
    return page.switch_page("screens/case.py").run()


def taken(page: AppTest, code: str) -> AppTest:
    page = opened(page, code)
    page.checkbox(key=f"no-conflict-{code}").check()
    return press(page, "Take this case")


# who sees what


def test_nobody_sees_a_page_of_the_desk_before_signing_in(at_desk: OpenPage, engine: Engine) -> None:
    submitted(engine)
    page = at_desk(None)

    assert SIGNED_OUT in shown(page)
    assert "SA-" not in shown(page)
    assert [place.name for place in places_of(None)] == ["desk"]


@pytest.mark.parametrize(
    ("role", "names"),
    [
        (Role.ADVOCATE, ["desk", "case", "citations", "registers"]),
        (Role.LEAD, ["desk", "case", "citations", "registers", "oversight"]),
        (Role.STAFF, ["desk", "citations", "registers"]),
    ],
)
def test_each_role_reaches_its_own_pages_and_no_other(engine: Engine, role: Role, names: list[str]) -> None:
    assert [place.name for place in places_of(vouched_for(engine, "somebody", role))] == names


def test_staff_are_told_that_the_queue_is_not_theirs_and_see_no_code(at_desk: OpenPage, engine: Engine) -> None:
    code = submitted(engine).reference_code
    page = at_desk(vouched_for(engine, "sam", Role.STAFF))

    assert NOT_YOURS in shown(page)
    assert code not in shown(page)


def test_whose_account_is_closed_or_changed_between_two_clicks_is_shown_nothing_more(
    at_desk: OpenPage, engine: Engine, ana: Person
) -> None:
    code = submitted(engine).reference_code
    page = taken(at_desk(ana), code)
    assert TYPED in page.text[0].value

    set_role(engine, "tests", "ana", Role.STAFF, now=clock.now(), who="terminal:tests")
    page.run()
    assert TYPED not in shown(page)
    assert not page.text
    assert "no longer signed in" in shown(page)

    set_role(engine, "tests", "ana", Role.ADVOCATE, now=clock.now(), who="terminal:tests")
    set_open(engine, "tests", "ana", is_open=False, now=clock.now(), who="terminal:tests")
    assert "no longer signed in" in shown(page.run())


# the queue


def test_the_queue_lists_what_to_take_first_and_nothing_that_was_typed(
    at_desk: OpenPage, engine: Engine, ana: Person
) -> None:
    later = submitted(engine, "later", now=clock.now(), snapshot=snapshot(), name_or_alias="Kassandra").reference_code
    sooner = submitted(engine, "sooner", now=clock.now(), urgency=Urgency.TODAY).reference_code
    page = at_desk(ana)

    assert shown(page).index(sooner) < shown(page).index(later)
    assert page.selectbox(key="queue-code").options[0].startswith(sooner)
    assert "Kassandra" not in shown(page)
    assert "2 cases" in shown(page)


def test_the_queue_is_narrowed_by_what_is_typed_and_says_when_nothing_is_left(
    at_desk: OpenPage, engine: Engine, ana: Person
) -> None:
    code = submitted(engine, now=clock.now()).reference_code
    page = at_desk(ana)

    assert code in shown(page.text_input(key="queue-search").set_value(code[-4:]).run())
    page.text_input(key="queue-search").set_value("no such thing").run()
    assert "Nothing here just now" in shown(page)
    page.text_input(key="queue-search").set_value("").run()
    page.checkbox(key="queue-mine").check().run()
    assert code not in shown(page)


def test_a_database_that_is_gone_is_told_plainly(at_desk: OpenPage, ana: Person) -> None:
    def gone() -> Any:
        raise CaseworkUnavailableError(Trouble.GONE, "/secret/path")

    page = at_desk(ana, engine=gone)

    assert "cannot be used just now" in shown(page)
    assert "/secret/path" not in shown(page)


# taking a case


def test_before_it_is_taken_a_case_shows_what_tells_a_conflict_and_no_more(
    at_desk: OpenPage, engine: Engine, ana: Person
) -> None:
    code = submitted(
        engine, now=clock.now(), council_or_school=f"Ashdown {HOSTILE}", name_or_alias="Kassandra", snapshot=snapshot()
    ).reference_code
    page = opened(at_desk(ana), code)

    assert "Ashdown &lt;script&gt;" in shown(page)
    assert "Kassandra" not in shown(page)
    assert not page.text
    assert page.checkbox(key=f"no-conflict-{code}").label == NO_CONFLICT


def test_a_case_is_not_opened_without_a_word_on_conflicts(at_desk: OpenPage, engine: Engine, ana: Person) -> None:
    code = submitted(engine, now=clock.now()).reference_code
    page = press(opened(at_desk(ana), code), "Take this case")

    assert "no conflict of interest" in shown(page)
    assert not page.text
    assert cases.queue(engine, ana, clock.now())[0].owner is None


def test_a_tie_in_the_register_leaves_no_way_to_take_the_case(at_desk: OpenPage, engine: Engine, ana: Person) -> None:
    tie = NewInterest(about="Ashdown Primary School", kind=InterestKind.CHILD_THERE)
    declare_interest(engine, ana, tie, clock.now(), account_id=ana.account_id)
    code = submitted(engine, now=clock.now(), council_or_school="ashdown primary").reference_code
    page = opened(at_desk(ana), code)

    assert "You may not take this case" in shown(page)
    assert "own child there" in shown(page)
    assert "Take this case" not in [button.label for button in page.button]


def test_a_lead_gives_a_case_to_an_advocate_from_the_page(
    at_desk: OpenPage, engine: Engine, ana: Person, lea: Person
) -> None:
    code = submitted(engine, now=clock.now()).reference_code
    page = opened(at_desk(lea), code)
    page.selectbox(key=f"to-{code}").select(ana.account_id)
    press(page, "Give it to them")

    assert cases.open_case(engine, ana, code, clock.now()).message == TYPED


def test_declaring_a_conflict_gives_the_case_back(at_desk: OpenPage, engine: Engine, ana: Person, lea: Person) -> None:
    code = submitted(engine, now=clock.now()).reference_code
    page = taken(at_desk(ana), code)
    page.text_area(key=f"why-{code}").set_value("I know them")
    press(page, "Declare it: I may not have this case")

    assert not page.text
    assert cases.queue(engine, lea, clock.now())[0].owner is None
    assert "You declared that you may not have this case" in shown(page)


# the case


def test_the_case_shows_what_the_family_saw_beside_its_evidence_as_it_stood(
    at_desk: OpenPage, engine: Engine, ana: Person
) -> None:
    citation = a_citation(our_words="The words of that day.", quote=None)
    code = submitted(engine, now=clock.now(), snapshot=snapshot(citations=(citation,))).reference_code
    page = taken(at_desk(ana), code)

    assert any(element.value == f"They said no {HOSTILE}" for element in page.text)
    assert "The words of that day." in shown(page)
    assert "Statement 1 of" in shown(page)
    assert "<script>" not in shown(page)
    press(page, "Next")
    assert "Statement 2 of" in shown(page)
    press(page, "Previous")
    assert "Statement 1 of" in shown(page)


def test_writing_is_kept_once_and_empties_its_box(at_desk: OpenPage, engine: Engine, ana: Person) -> None:
    code = submitted(engine, now=clock.now()).reference_code
    page = taken(at_desk(ana), code)
    page.radio(key=f"entry-kind-{code}").set_value(EntryKind.TO_FAMILY)
    page.text_area(key=f"entry-{code}-0").set_value(f"I rang you. {HOSTILE}")
    press(page, "Save it")

    case = cases.open_case(engine, ana, code, clock.now())
    assert [(entry.kind, entry.text) for entry in case.entries] == [(EntryKind.TO_FAMILY, f"I rang you. {HOSTILE}")]
    assert page.text_area(key=f"entry-{code}-1").value == ""
    assert "I rang you. &lt;script&gt;" in shown(page)


def test_saving_nothing_says_so(at_desk: OpenPage, engine: Engine, ana: Person) -> None:
    code = submitted(engine, now=clock.now()).reference_code
    page = press(taken(at_desk(ana), code), "Save it")

    assert "Write something first" in shown(page)
    assert cases.open_case(engine, ana, code, clock.now()).entries == ()


def test_a_case_is_moved_and_closed_and_opened_again_from_the_page(
    at_desk: OpenPage, engine: Engine, ana: Person
) -> None:
    code = submitted(engine, now=clock.now()).reference_code
    page = taken(at_desk(ana), code)
    page.selectbox(key=f"state-{code}").select(ReferralState.ANSWERED)
    press(page, "Set it")
    assert cases.open_case(engine, ana, code, clock.now()).state is ReferralState.ANSWERED

    page.selectbox(key=f"outcome-{code}").select(Outcome.ADVICE_GIVEN)
    press(page, "Close it")
    assert "Closed: Advice given." in shown(page)
    press(page, "Open it again")
    assert cases.open_case(engine, ana, code, clock.now()).state.is_open


def test_somebody_elses_case_is_not_shown_whatever_the_session_says(
    at_desk: OpenPage, engine: Engine, ana: Person
) -> None:
    ben = vouched_for(engine, "ben")
    code = submitted(engine, now=clock.now()).reference_code
    cases.claim(engine, ben, code, clock.now(), declares_no_conflict=True)
    page = at_desk(ana)
    page.session_state["case-code"] = code
    page.session_state[f"case-open-{code}"] = True
    page.switch_page("screens/case.py").run()

    assert not page.text
    assert "You do not have this case" in shown(page)


def test_an_erased_case_says_that_it_is_gone(at_desk: OpenPage, engine: Engine, ana: Person) -> None:
    from assistant.casework.referrals import delete_referral

    code = submitted(engine, now=clock.now()).reference_code
    page = taken(at_desk(ana), code)
    delete_referral(engine, code, who="family", now=clock.now())
    page.run()

    assert "There is no case with this code" in shown(page)
    assert not page.text


def test_the_case_pack_holds_what_they_saw_and_what_was_written(engine: Engine, ana: Person) -> None:
    code = submitted(engine, now=clock.now(), snapshot=snapshot(), name_or_alias="Kassandra").reference_code
    case = cases.claim(engine, ana, code, clock.now(), declares_no_conflict=True)
    document = docx.Document(io.BytesIO(case_pack(case, turns_of(case.snapshot))))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)

    assert "Kassandra" in text
    assert HOSTILE in text
    assert an_answer().direct[0].text in text
    assert "Confidential" in text


@pytest.mark.parametrize(
    "broken",
    [{}, {"turns": None}, {"turns": [None, 3, "x"]}, {"turns": [{}]}, {"turns": [{"asked": 3, "reply": []}]},
     {"turns": [{"reply": {"direct": [{"text": "a", "citations": [9, "x", -1]}], "citations": [None]}}]}],
)  # fmt: skip
def test_a_snapshot_of_another_version_is_read_as_far_as_it_goes(broken: dict[str, Any]) -> None:
    for turn in turns_of(broken):
        assert all(not seen.evidence for seen in turn.statements)


def test_every_page_of_the_desk_needs_a_right() -> None:
    assert {place.name for place in NEEDS} == {"desk", "case", "citations", "registers", "oversight"}


def those_who_may_not(engine: Engine) -> dict[str, Person | None]:
    """Whoever a page might take for somebody: nobody, made up, signed out, closed, and the wrong role."""
    stale = signed_in(engine, "stale", Role.LEAD, clock.now() - datetime.timedelta(hours=11))
    closed = vouched_for(engine, "closed", Role.LEAD)
    set_open(engine, "tests", "closed", is_open=False, now=clock.now(), who="terminal:tests")
    demoted = dataclasses.replace(vouched_for(engine, "demoted", Role.STAFF), role=Role.LEAD)
    return {
        "nobody": None,
        "made up": Person(10_000, "Made up", Role.LEAD),
        "stale": stale,
        "closed": closed,
        "demoted": demoted,
        "staff": vouched_for(engine, "staff", Role.STAFF),
    }


@pytest.mark.parametrize("name", ["desk", "case", "registers", "oversight"])
@pytest.mark.parametrize("which", ["nobody", "made up", "stale", "closed", "demoted", "staff"])
def test_no_page_of_the_desk_answers_those_who_may_not(
    at_desk: OpenPage, engine: Engine, name: str, which: str
) -> None:
    ben = vouched_for(engine, "ben", Role.LEAD)
    told_us = {"council_or_school": "Ashdown Primary", "name_or_alias": "Kassandra"}
    code = submitted(engine, now=clock.now(), **told_us).reference_code
    cases.claim(engine, ben, code, clock.now(), declares_no_conflict=True)
    tie = NewInterest(about="Oakwood College", kind=InterestKind.MONEY)
    declare_interest(engine, ben, tie, clock.now(), account_id=ben.account_id)
    person = those_who_may_not(engine)[which]
    page = at_desk(person)
    page.session_state["case-code"] = code
    page.session_state[f"case-open-{code}"] = True
    with contextlib.suppress(ValueError):  # a page that they cannot reach is none
        page.switch_page(f"screens/{name}.py").run()

    told = shown(page) + " ".join(str(each.value) for each in page.text)
    assert all(word not in told for word in (TYPED, "Kassandra", "Ashdown", "Oakwood", "07700"))
