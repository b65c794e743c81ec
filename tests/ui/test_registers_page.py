"""The registers through the page: who sees what, what is entered stands once, and nothing typed is lost."""

import datetime
import itertools
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from assistant import clock
from assistant.casework import registers
from assistant.casework.accounts import add_account, set_open
from assistant.casework.database import open_engine
from assistant.casework.desk_models import ComplaintState, GiftDecision, InterestKind, Role
from assistant.casework.registers import CameBy, Move, NewComplaint, NewGift, NewInterest
from assistant.casework.rights import Person
from assistant.casework.trouble import CaseworkUnavailableError, Trouble
from ui import desk_forms
from ui.resources import OVERRIDES
from ui.screens import registers as page_of_registers

OpenPage = Callable[..., AppTest]
ISSUER = "https://id.example.org"
LONG_AGO = datetime.datetime(2024, 1, 2, 12, tzinfo=datetime.UTC)
HOSTILE = "<b>Kassandra</b> & *co*"
INTERESTS, GIFTS, COMPLAINTS = "Interests", "Gifts", "Complaints about this service"


def an_account(engine: Engine, name: str, role: Role) -> Person:
    return add_account(
        engine, issuer=ISSUER, subject=name, name=name.title(), role=role, now=LONG_AGO, who="terminal:tests"
    )


@pytest.fixture
def amina(engine: Engine) -> Person:
    return an_account(engine, "amina", Role.ADVOCATE)


@pytest.fixture
def lea(engine: Engine) -> Person:
    return an_account(engine, "lea", Role.LEAD)


@pytest.fixture
def visit(open_page: OpenPage) -> OpenPage:
    def visited(person: Person, **parts: Any) -> AppTest:
        page = open_page(**{"person": lambda: person, **parts})
        return page.switch_page("screens/registers.py").run()

    return visited


def shown(page: AppTest) -> str:
    assert not page.exception
    return "\n".join(element.proto.body for element in page.main if element.type == "html")


def widget(page: AppTest, label: str) -> Any:
    kinds = (page.text_input, page.text_area, page.selectbox, page.radio, page.date_input, page.number_input)
    return next(each for kind in kinds for each in kind if each.label == label)


def fill(page: AppTest, **typed: Any) -> AppTest:
    """Type under the labels of the forms' fields, by a form's name for them."""
    for label, value in typed.items():
        widget(page, label).set_value(value)
    return page


def press(page: AppTest, says: str) -> AppTest:
    return next(button for button in page.button if button.label == says).click().run()


def row_of(page: AppTest, text: str) -> str:
    rows: list[str] = re.findall(r"<tr>.*?</tr>", shown(page))
    return next(row for row in rows if text in row)


def unavailable(*given: Any) -> Any:
    raise CaseworkUnavailableError(Trouble.LOCKED, "here")


@contextmanager
def locked(engine: Engine) -> Iterator[Callable[[], Engine]]:
    """Give an engine that cannot write, because another program does."""
    impatient = open_engine(str(engine.url), wait_seconds=0.05)
    with engine.execution_options(writes=True).begin():
        yield lambda: impatient
    impatient.dispose()


def declared(engine: Engine, person: Person, about: str = "Kent County Council", **fields: Any) -> int:
    account_id = fields.pop("account_id", person.account_id)
    new = NewInterest(**{"about": about, "kind": InterestKind.MONEY, **fields})
    return registers.declare_interest(engine, person, new, LONG_AGO, account_id=account_id)


def a_complaint(engine: Engine, lead: Person, **fields: Any) -> int:
    new = {"received_on": datetime.date(2026, 1, 2), "came_by": CameBy.PHONE, "about": "Nobody rang back.", **fields}
    return registers.record_complaint(engine, lead, NewComplaint(**new), clock.now())


def the_complaint(engine: Engine, lead: Person) -> Any:
    [found] = registers.complaints(engine, lead, clock.now())
    return found.complaint


ABOUT, TIE, MORE = "Council, school or organisation", "What the tie is", "More about it, if you like"
GIVER, WHAT, DECISION = "Who offered it", "What it is", "What was done with it"
WORTH = "About how much is it worth, in pounds? Leave it empty if nobody knows."
WHY = "Why (needed where it was accepted)"
CAME_BY, SAYS = "How it came", "What it says"
STANDS, ANSWER, RIGHT = "Where it stands now", "What was answered or done", "Was the complaint right?"


# who sees what


def test_somebody_who_is_not_signed_in_is_led_to_no_such_page(open_page: OpenPage) -> None:
    page = open_page(person=lambda: None)

    with pytest.raises(ValueError, match="registers"):
        page.switch_page("screens/registers.py")


def test_advocate_sees_their_own_interests_and_gifts_and_no_complaints(
    visit: OpenPage, engine: Engine, amina: Person, lea: Person
) -> None:
    declared(engine, amina, "Kent County Council")
    declared(engine, lea, "Surrey County Council")
    a_complaint(engine, lea)

    page = visit(amina)

    assert [tab.label for tab in page.tabs] == [INTERESTS, GIFTS]
    assert "Kent County Council" in shown(page)
    assert "Surrey" not in shown(page)
    assert "within a year" not in shown(page)
    assert "Whose it is" not in [each.label for each in page.selectbox]


def test_lead_sees_everybodys_interests_the_services_and_who_declared_nothing_within_a_year(
    visit: OpenPage, engine: Engine, amina: Person, lea: Person
) -> None:
    declared(engine, amina, "Kent County Council")
    declared(engine, lea, "A funder of ours", account_id=None)
    registers.declare_nothing(engine, lea, clock.now())

    page = visit(lea)

    assert "Amina" in row_of(page, "Kent County Council")
    assert "2 January 2024 by you" in row_of(page, "A funder of ours")
    assert "the whole service’s" in row_of(page, "A funder of ours")
    after = shown(page).split("Who has declared nothing within a year")[1]
    assert "Amina</th><td" in after
    assert "Lea" not in after


def test_text_that_tries_to_be_markup_is_shown_as_it_was_typed(visit: OpenPage, engine: Engine, amina: Person) -> None:
    declared(engine, amina, HOSTILE, more="a\nb")

    page = visit(amina)

    assert "&lt;b&gt;Kassandra&lt;/b&gt; &amp; *co*" in shown(page)
    assert "<b>" not in shown(page)


def test_headings_make_an_outline_without_gaps(visit: OpenPage, engine: Engine, lea: Person) -> None:
    declared(engine, lea)
    a_complaint(engine, lea)

    levels = [int(level) for level in re.findall(r"<h(\d)", shown(visit(lea)))]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert levels.count(2) == 3
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


# interests


def test_declared_interest_is_on_the_register_and_the_form_is_empty_again(
    visit: OpenPage, engine: Engine, amina: Person
) -> None:
    page = fill(visit(amina), **{ABOUT: " Kent County Council ", TIE: InterestKind.MONEY, MORE: "shares"})

    press(page, "Declare it")

    [kept] = registers.interests(engine, amina, clock.now())
    assert (kept.about, kept.kind, kept.more) == ("Kent County Council", InterestKind.MONEY, "shares")
    assert (kept.account_id, kept.declared_by) == (amina.account_id, amina.account_id)
    assert "It is on the register." in shown(page)
    assert (widget(page, ABOUT).value, widget(page, TIE).value, widget(page, MORE).value) == ("", None, "")
    assert "It is on the register." not in shown(page.run())


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({TIE: InterestKind.MONEY, MORE: "Kassandra"}, "Write the name of the council, school or organisation."),
        ({ABOUT: "Kent", MORE: "Kassandra"}, "Choose what the tie is."),
        ({ABOUT: "the school", TIE: InterestKind.MONEY}, "Write the name of the council, school or organisation."),
    ],
)
def test_interest_that_will_not_do_is_told_in_words_and_stays_in_the_form(
    visit: OpenPage, engine: Engine, amina: Person, typed: dict[str, Any], told: str
) -> None:
    page = press(fill(visit(amina), **typed), "Declare it")

    assert f'role="alert" id="{desk_forms._FAULT}"' in shown(page)
    assert told in shown(page)
    assert {label: widget(page, label).value for label in typed} == typed
    assert registers.interests(engine, amina, clock.now()) == []


def test_everything_that_is_missing_is_told_at_once(visit: OpenPage, amina: Person) -> None:
    page = press(visit(amina), "Declare it")

    assert "<ul><li>Write the name" in shown(page)
    assert "<li>Choose what the tie is." in shown(page)


def test_interest_that_cannot_be_saved_just_now_stays_in_the_form_and_is_saved_at_the_next_press(
    visit: OpenPage, engine: Engine, amina: Person
) -> None:
    page = fill(visit(amina), **{ABOUT: "Kent County Council", TIE: InterestKind.MONEY})

    with locked(engine) as impatient:
        page.session_state[OVERRIDES]["engine"] = impatient
        press(page, "Declare it")
    page.session_state[OVERRIDES]["engine"] = lambda: engine

    assert desk_forms.NOT_SAVED in shown(page)
    assert widget(page, ABOUT).value == "Kent County Council"
    press(page, "Declare it")
    assert len(registers.interests(engine, amina, clock.now())) == 1


def test_register_that_cannot_be_read_just_now_is_told_and_the_forms_stay(
    visit: OpenPage, engine: Engine, lea: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = visit(lea)

    for module, name in (
        (registers, "interests"), (registers, "gifts"), (registers, "complaints"), (registers, "yearly_review"),
        (registers, "people"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, unavailable)
    fill(page, **{ABOUT: "Kent", TIE: InterestKind.MONEY})
    press(page, "Declare it")

    assert shown(page).count(desk_forms.UNREADABLE) == 5
    monkeypatch.undo()
    assert [each.about for each in registers.interests(engine, lea, clock.now())] == ["Kent"]


def test_what_was_sent_comes_back_after_the_database_was_gone_for_a_moment(visit: OpenPage, amina: Person) -> None:
    page = fill(visit(amina), **{ABOUT: "Kent County Council"})
    page.session_state[OVERRIDES]["person"] = unavailable
    press(page, "Declare it")
    assert ABOUT not in [each.label for each in page.text_input]
    page.session_state[OVERRIDES]["person"] = lambda: amina

    page.run().switch_page("screens/registers.py").run()

    assert widget(page, ABOUT).value == "Kent County Council"


def test_what_is_typed_stays_when_the_sign_in_ends(
    visit: OpenPage, engine: Engine, amina: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = fill(visit(amina), **{GIVER: "a parent"})
    gifts = registers.gifts

    def closed_after_reading(*given: Any) -> Any:
        found = gifts(*given)
        set_open(engine, ISSUER, "amina", is_open=False, now=LONG_AGO, who="terminal:tests")
        return found

    monkeypatch.setattr(registers, "gifts", closed_after_reading)
    fill(page, **{WHAT: "wine", DECISION: GiftDecision.DECLINED})
    press(page, "Record the gift")

    assert desk_forms.NOT_ALLOWED in shown(page)
    assert widget(page, GIVER).value == "a parent"


@pytest.mark.parametrize("of_service", [True, False])
def test_lead_declares_for_the_service_and_for_others(
    visit: OpenPage, engine: Engine, amina: Person, lea: Person, of_service: bool
) -> None:
    page = fill(visit(lea), **{ABOUT: "Kent County Council", TIE: InterestKind.OTHER})
    widget(page, "Whose it is").set_value(0 if of_service else amina.account_id)

    press(page, "Declare it")

    [kept] = registers.interests(engine, lea, clock.now())
    assert (kept.account_id, kept.declared_by) == (None if of_service else amina.account_id, lea.account_id)


def test_two_people_of_one_name_can_be_told_apart(visit: OpenPage, engine: Engine, lea: Person, amina: Person) -> None:
    add_account(
        engine, issuer=ISSUER, subject="other", name="Amina", role=Role.STAFF, now=LONG_AGO, who="terminal:tests"
    )

    page = visit(lea)

    assert widget(page, "Whose it is").options == [
        "Your own",
        "The whole service’s",
        f"Amina (account {amina.account_id})",
        f"Amina (account {amina.account_id + 1})",
    ]


def test_saying_that_there_is_nothing_to_declare_counts_for_a_year(
    visit: OpenPage, engine: Engine, amina: Person, lea: Person
) -> None:
    page = press(visit(amina), "I have nothing to declare")

    assert "It is noted that you have nothing to declare" in shown(page)
    assert [each.name for each in registers.yearly_review(engine, lea, clock.now())] == ["Lea"]


def test_interest_that_has_ended_stays_on_the_register_with_its_day(
    visit: OpenPage, engine: Engine, amina: Person
) -> None:
    declared(engine, amina, "Kent County Council")
    second = declared(engine, amina, "Surrey County Council")
    page = visit(amina)
    widget(page, "Interest that has ended").set_value(second)

    press(page, "It has ended")

    first, ended = registers.interests(engine, amina, clock.now())
    assert first.ended_at is None
    assert ended.ended_at is not None
    assert page_of_registers.day_of(ended.ended_at) in row_of(page, "Surrey")
    assert len(widget(page, "Interest that has ended").options) == 1


# gifts


def test_recorded_gift_is_on_the_register_in_pence(visit: OpenPage, engine: Engine, amina: Person) -> None:
    page = visit(amina)
    fill(page, **{GIVER: "a parent", WHAT: HOSTILE, WORTH: 19.99, DECISION: GiftDecision.DECLINED})

    press(page, "Record the gift")

    [kept] = registers.gifts(engine, amina, clock.now())
    assert (kept.offered_to, kept.giver, kept.what, kept.value_pence) == (amina.account_id, "a parent", HOSTILE, 1999)
    assert (kept.offered_on, kept.decision) == (clock.today(), GiftDecision.DECLINED)
    assert "£19.99" in row_of(page, "a parent")
    assert "&lt;b&gt;Kassandra" in shown(page)
    assert widget(page, GIVER).value == ""


def test_accepted_gift_needs_a_reason_and_one_without_is_told_so(
    visit: OpenPage, engine: Engine, amina: Person
) -> None:
    page = visit(amina)
    fill(page, **{GIVER: "a parent", WHAT: "a card", DECISION: GiftDecision.ACCEPTED})

    press(page, "Record the gift")

    assert "Write why it was accepted." in shown(page)
    assert registers.gifts(engine, amina, clock.now()) == []
    press(fill(page, **{WHY: "a child had drawn it"}), "Record the gift")
    assert [gift.why for gift in registers.gifts(engine, amina, clock.now())] == ["a child had drawn it"]


def test_gift_of_a_day_to_come_is_refused_and_stays_in_the_form(visit: OpenPage, engine: Engine, amina: Person) -> None:
    page = visit(amina)
    fill(page, **{GIVER: "a parent", WHAT: "wine", DECISION: GiftDecision.DECLINED})
    widget(page, "Offered on").set_value(clock.today() + datetime.timedelta(days=2))

    press(page, "Record the gift")

    assert "This day is still to come." in shown(page)
    assert widget(page, WHAT).value == "wine"
    assert registers.gifts(engine, amina, clock.now()) == []


def test_lead_records_a_gift_for_somebody_else_and_sees_all(
    visit: OpenPage, engine: Engine, amina: Person, lea: Person
) -> None:
    page = visit(lea)
    fill(page, **{"Offered to": amina.account_id, GIVER: "a school", WHAT: "tea", DECISION: GiftDecision.DECLINED})

    press(page, "Record the gift")

    [kept] = registers.gifts(engine, amina, clock.now())
    assert (kept.offered_to, kept.recorded_by) == (amina.account_id, lea.account_id)
    row = row_of(page, "a school")
    assert "Amina" in row
    assert "by you" in row


# complaints about this service


def test_recorded_complaint_is_on_the_register_with_the_days_it_is_open(
    visit: OpenPage, engine: Engine, lea: Person
) -> None:
    page = visit(lea)
    fill(page, **{CAME_BY: CameBy.LETTER, SAYS: HOSTILE})
    widget(page, "Received on").set_value(clock.today() - datetime.timedelta(days=3))

    press(page, "Record the complaint")

    kept = the_complaint(engine, lea)
    assert (kept.came_by, kept.about, kept.state) == ("letter", HOSTILE, ComplaintState.RECEIVED)
    assert "by letter</td><td>3</td>" in row_of(page, "by letter")
    assert "&lt;b&gt;Kassandra" in shown(page)
    assert widget(page, SAYS).value == ""


def test_complaint_without_words_is_told_so(visit: OpenPage, engine: Engine, lea: Person) -> None:
    page = press(visit(lea), "Record the complaint")

    assert "Write what the complaint says." in shown(page)
    assert "Choose how it came." in shown(page)
    assert registers.complaints(engine, lea, clock.now()) == []


def test_complaint_is_moved_on_with_its_answer_and_whether_it_was_right(
    visit: OpenPage, engine: Engine, lea: Person
) -> None:
    a_complaint(engine, lea)
    page = visit(lea)
    fill(page, **{STANDS: ComplaintState.CLOSED, ANSWER: "We rang.", RIGHT: True})

    press(page, "Move it on")

    kept = the_complaint(engine, lea)
    assert (kept.state, kept.answer, kept.was_upheld) == (ComplaintState.CLOSED, "We rang.", True)
    assert "We rang." in shown(page)
    assert "has moved on" in shown(page)
    assert "Move it on" not in [button.label for button in page.button]


def test_move_that_lacks_something_is_told_and_what_was_typed_stays(
    visit: OpenPage, engine: Engine, lea: Person
) -> None:
    a_complaint(engine, lea)
    page = visit(lea)
    fill(page, **{STANDS: ComplaintState.CLOSED, ANSWER: "We rang."})

    press(page, "Move it on")

    assert "Say whether the complaint was right." in shown(page)
    assert widget(page, ANSWER).value == "We rang."
    assert the_complaint(engine, lea).state is ComplaintState.RECEIVED


def test_only_steps_ahead_are_offered(visit: OpenPage, engine: Engine, lea: Person) -> None:
    id_ = a_complaint(engine, lea)
    registers.move_complaint(engine, lea, id_, Move(state=ComplaintState.ANSWERED, answer="We rang."), clock.now())

    page = visit(lea)

    assert widget(page, STANDS).options == ["looked at again", "closed"]


def test_each_complaint_has_a_form_of_its_own(visit: OpenPage, engine: Engine, lea: Person) -> None:
    first = a_complaint(engine, lea)
    second = a_complaint(engine, lea, about="They were late.")
    page = visit(lea)
    page.text_area(key=f"move-answer-{second}-0").set_value("We were not late.")

    page.button(key=f"move-save-{second}-0").click().run()

    answers = {each.complaint.id: each.complaint.answer for each in registers.complaints(engine, lea, clock.now())}
    assert answers == {first: "", second: "We were not late."}


def test_gift_of_another_is_no_advocates_to_see(visit: OpenPage, engine: Engine, amina: Person, lea: Person) -> None:
    new = NewGift(offered_on=datetime.date(2026, 1, 2), giver="a parent", what="wine", decision=GiftDecision.DECLINED)
    registers.record_gift(engine, lea, new, clock.now())

    assert "wine" in shown(visit(lea))
    assert "wine" not in shown(visit(amina))
