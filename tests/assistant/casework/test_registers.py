import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from assistant.casework.accounts import add_account, set_open
from assistant.casework.database import reading
from assistant.casework.desk_models import (
    AccountEvent,
    AccountEventKind,
    ComplaintState,
    GiftDecision,
    InterestKind,
    Role,
)
from assistant.casework.registers import (
    CameBy,
    Move,
    NewComplaint,
    NewGift,
    NewInterest,
    RegisterError,
    complaints,
    declare_interest,
    declare_nothing,
    end_interest,
    gifts,
    interests,
    move_complaint,
    record_complaint,
    record_gift,
    yearly_review,
)
from assistant.casework.rights import NotAllowedError
from tests.assistant.casework.builders import NOW

DAY = datetime.timedelta(days=1)
TODAY = datetime.date(2026, 11, 21)
SECRET = "Kassandra gave it"
PROVIDER = "https://sign-in.example"


def vouched_for(engine, name, role=Role.ADVOCATE):
    """Somebody whom an OpenID provider vouches for, so that no sign-in of ours ends in the days of a test."""
    return add_account(
        engine, issuer=PROVIDER, subject=name, name=name.title(), role=role, now=NOW, who="terminal:tests"
    )


def an_interest(**fields):
    return NewInterest(**{"about": "Kent County Council", "kind": InterestKind.WORKS_OR_WORKED_THERE, **fields})


def a_gift(**fields):
    return NewGift(
        **{"offered_on": TODAY, "giver": "a parent", "what": "wine", "decision": GiftDecision.DECLINED, **fields}
    )


def a_complaint(**fields):
    return NewComplaint(**{"received_on": TODAY, "came_by": CameBy.PHONE, "about": "Nobody rang back.", **fields})


def an_answer(**fields):
    return Move(**{"state": ComplaintState.ANSWERED, "answer": "We are sorry.", **fields})


def noted(engine, *kinds):
    with reading(engine) as session:
        events = session.scalars(select(AccountEvent).where(AccountEvent.what.in_(kinds)).order_by(AccountEvent.id))
        return [(event.who, event.detail) for event in events]


def only_complaint(engine, lead, now=NOW):
    [found] = complaints(engine, lead, now)
    return found


@pytest.fixture
def lead(engine):
    return vouched_for(engine, "lea", Role.LEAD)


@pytest.fixture
def ada(engine):
    return vouched_for(engine, "ada")


@pytest.fixture
def staff(engine):
    return vouched_for(engine, "sam", Role.STAFF)


def test_everybody_declares_and_sees_interests_of_their_own(engine, lead, ada, staff):
    for person, about in ((lead, "Leeds"), (ada, "Kent"), (staff, "Devon")):
        declare_interest(engine, person, an_interest(about=about), NOW, account_id=person.account_id)

    assert [interest.about for interest in interests(engine, ada, NOW)] == ["Kent"]
    assert [interest.about for interest in interests(engine, staff, NOW)] == ["Devon"]
    assert [interest.about for interest in interests(engine, lead, NOW)] == ["Leeds", "Kent", "Devon"]


def test_lead_declares_for_others_and_for_the_whole_service(engine, lead, ada):
    declare_interest(engine, lead, an_interest(about="NHS"), NOW, account_id=None)
    declare_interest(engine, lead, an_interest(), NOW, account_id=ada.account_id)

    assert [(each.account_id, each.declared_by) for each in interests(engine, lead, NOW)] == [
        (None, lead.account_id),
        (ada.account_id, lead.account_id),
    ]


@pytest.mark.parametrize("whose", ["of the service", "of somebody else"])
def test_advocate_declares_nothing_for_others(engine, lead, ada, whose):
    account_id = None if whose == "of the service" else lead.account_id

    with pytest.raises(NotAllowedError):
        declare_interest(engine, ada, an_interest(), NOW, account_id=account_id)

    assert interests(engine, lead, NOW) == []


@pytest.mark.parametrize("about", ["the local authority", "not sure", "??"])
def test_interest_that_names_nobody_is_refused(engine, ada, about):
    with pytest.raises(RegisterError, match="name of the council"):
        declare_interest(engine, ada, an_interest(about=about), NOW, account_id=ada.account_id)


def test_interest_of_an_account_that_is_not_there_is_refused(engine, lead):
    with pytest.raises(RegisterError, match="no such account"):
        declare_interest(engine, lead, an_interest(), NOW, account_id=999)


def test_interest_declared_eight_times_at_once_stands_once(engine, lead):
    def declare(_):
        return declare_interest(engine, lead, an_interest(), NOW, account_id=None)

    with ThreadPoolExecutor(8) as threads:
        numbers = set(threads.map(declare, range(8)))

    assert len(numbers) == 1
    assert len(interests(engine, lead, NOW)) == 1
    assert len(noted(engine, AccountEventKind.INTEREST_DECLARED)) == 1


def test_interest_that_has_ended_stays_on_the_register_with_the_moment_it_did(engine, ada):
    number = declare_interest(engine, ada, an_interest(), NOW, account_id=ada.account_id)

    end_interest(engine, ada, number, NOW + DAY)
    end_interest(engine, ada, number, NOW + 2 * DAY)

    [kept] = interests(engine, ada, NOW + 2 * DAY)
    assert kept.ended_at == NOW + DAY
    assert noted(engine, AccountEventKind.INTEREST_ENDED) == [(ada.who, {"interest": str(number)})]


def test_interest_that_has_ended_can_be_declared_again(engine, ada):
    number = declare_interest(engine, ada, an_interest(), NOW, account_id=ada.account_id)
    end_interest(engine, ada, number, NOW)

    again = declare_interest(engine, ada, an_interest(), NOW + DAY, account_id=ada.account_id)

    assert again != number


def test_lead_ends_an_interest_of_somebody_else(engine, lead, ada):
    number = declare_interest(engine, ada, an_interest(), NOW, account_id=ada.account_id)

    end_interest(engine, lead, number, NOW + DAY)

    assert [each.ended_at for each in interests(engine, ada, NOW + DAY)] == [NOW + DAY]


def test_advocate_learns_nothing_of_the_interests_of_others_by_ending_them(engine, lead, ada):
    number = declare_interest(engine, lead, an_interest(), NOW, account_id=lead.account_id)

    for tried in (number, 999):
        with pytest.raises(NotAllowedError, match="somebody else"):
            end_interest(engine, ada, tried, NOW)

    assert [each.ended_at for each in interests(engine, lead, NOW)] == [None]


def test_lead_is_told_that_an_interest_is_not_there(engine, lead):
    with pytest.raises(RegisterError, match="no such interest"):
        end_interest(engine, lead, 999, NOW)


def test_yearly_review_names_who_declared_nothing_for_a_year(engine, lead, ada, staff):
    declare_nothing(engine, ada, NOW - 366 * DAY)
    declare_nothing(engine, lead, NOW - 364 * DAY)

    due = yearly_review(engine, lead, NOW)

    # Sam never did, Ada did more than a year ago, the lead less than a year ago
    assert [(each.name, each.last_at) for each in due] == [("Sam", None), ("Ada", NOW - 366 * DAY)]


def test_yearly_review_counts_an_interest_that_one_declared_oneself_and_none_that_others_did(engine, lead, ada, staff):
    declare_interest(engine, ada, an_interest(), NOW, account_id=ada.account_id)
    declare_interest(engine, lead, an_interest(), NOW, account_id=staff.account_id)

    assert [each.name for each in yearly_review(engine, lead, NOW)] == ["Lea", "Sam"]


def test_yearly_review_leaves_out_accounts_that_are_closed(engine, lead, ada):
    set_open(engine, PROVIDER, "ada", is_open=False, now=NOW, who="terminal:tests")

    assert [each.name for each in yearly_review(engine, lead, NOW)] == ["Lea"]


def test_gifts_are_seen_by_whom_they_were_offered_to_and_by_leads(engine, lead, ada, staff):
    record_gift(engine, ada, a_gift(), NOW)
    record_gift(engine, lead, a_gift(what="a pen"), NOW, offered_to=staff.account_id)

    assert [gift.what for gift in gifts(engine, ada, NOW)] == ["wine"]
    assert [gift.what for gift in gifts(engine, staff, NOW)] == ["a pen"]
    assert [gift.what for gift in gifts(engine, lead, NOW)] == ["wine", "a pen"]


def test_advocate_records_no_gift_of_somebody_else(engine, lead, ada):
    with pytest.raises(NotAllowedError):
        record_gift(engine, ada, a_gift(), NOW, offered_to=lead.account_id)

    assert gifts(engine, lead, NOW) == []


def test_same_gift_recorded_twice_stands_once_and_another_beside_it(engine, ada):
    first = record_gift(engine, ada, a_gift(value_pence=1200), NOW)
    again = record_gift(engine, ada, a_gift(value_pence=1200), NOW + DAY)
    other = record_gift(engine, ada, a_gift(value_pence=1500), NOW)

    assert first == again != other
    assert [gift.value_pence for gift in gifts(engine, ada, NOW)] == [1200, 1500]


def test_gift_of_a_day_to_come_is_refused(engine, ada):
    # 23:04 on 21 November in England
    with pytest.raises(RegisterError, match="still to come"):
        record_gift(engine, ada, a_gift(offered_on=TODAY + DAY), NOW)


@pytest.mark.parametrize(
    "fields", [{"decision": "accepted"}, {"value_pence": -1}, {"value_pence": 2**31}, {"giver": " "}, {"what": ""}]
)
def test_gift_that_says_too_little_or_too_much_is_refused(fields):
    with pytest.raises(ValidationError):
        a_gift(**fields)


def test_complaint_goes_from_received_to_closed(engine, lead):
    number = record_complaint(engine, lead, a_complaint(), NOW)

    move_complaint(engine, lead, number, Move(state=ComplaintState.ACKNOWLEDGED), NOW + DAY)
    move_complaint(engine, lead, number, an_answer(was_upheld=False), NOW + 2 * DAY)
    move_complaint(
        engine, lead, number, Move(state=ComplaintState.REVIEWED, answer="They were right.", was_upheld=True), NOW
    )
    move_complaint(engine, lead, number, Move(state=ComplaintState.CLOSED), NOW + 3 * DAY)

    kept = only_complaint(engine, lead, NOW + 30 * DAY).complaint
    assert (kept.state, kept.answer, kept.was_upheld) == (
        ComplaintState.CLOSED,
        "We are sorry.\n\nThey were right.",
        True,
    )
    assert [detail.get("state") for _, detail in noted(engine, AccountEventKind.COMPLAINT_MOVED)] == [
        "acknowledged",
        "answered",
        "reviewed",
        "closed",
    ]


@pytest.mark.parametrize(
    ("move", "told"),
    [
        (Move(state=ComplaintState.RECEIVED, answer="Again."), "already"),
        (Move(state=ComplaintState.ANSWERED), "what the answer says"),
        (Move(state=ComplaintState.CLOSED, was_upheld=True), "how it was answered"),
        (Move(state=ComplaintState.CLOSED, answer="Done."), "was right"),
    ],
)
def test_complaint_is_not_moved_back_nor_on_without_what_is_needed(engine, lead, move, told):
    number = record_complaint(engine, lead, a_complaint(), NOW)

    with pytest.raises(RegisterError, match=told):
        move_complaint(engine, lead, number, move, NOW + DAY)

    kept = only_complaint(engine, lead).complaint
    assert (kept.state, kept.answer, kept.was_upheld) == (ComplaintState.RECEIVED, "", None)


def test_same_move_made_twice_is_made_once(engine, lead):
    number = record_complaint(engine, lead, a_complaint(), NOW)

    move_complaint(engine, lead, number, an_answer(), NOW)
    move_complaint(engine, lead, number, an_answer(), NOW + DAY)

    assert only_complaint(engine, lead).complaint.answer == "We are sorry."
    assert len(noted(engine, AccountEventKind.COMPLAINT_MOVED)) == 1


def test_days_open_are_counted_to_now_or_to_the_end(engine, lead):
    first = record_complaint(engine, lead, a_complaint(received_on=TODAY - 10 * DAY), NOW)
    record_complaint(engine, lead, a_complaint(received_on=TODAY - 3 * DAY), NOW)
    move_complaint(
        engine, lead, first, Move(state=ComplaintState.CLOSED, answer="Sorry.", was_upheld=True), NOW + 2 * DAY
    )

    found = complaints(engine, lead, NOW + 20 * DAY)

    # open for 3 days before and 20 after; closed 10 days before and 2 after
    assert [(each.complaint.state, each.days_open) for each in found] == [
        (ComplaintState.RECEIVED, 23),
        (ComplaintState.CLOSED, 12),
    ]


def test_complaint_recorded_twice_stands_once(engine, lead):
    record_complaint(engine, lead, a_complaint(), NOW)
    record_complaint(engine, lead, a_complaint(), NOW + DAY)

    assert only_complaint(engine, lead).complaint.recorded_at == NOW


def test_complaint_that_says_nothing_is_refused():
    with pytest.raises(ValidationError):
        a_complaint(about=" \n ")


def test_complaint_that_is_not_there_cannot_be_moved(engine, lead):
    with pytest.raises(RegisterError, match="no such complaint"):
        move_complaint(engine, lead, 999, an_answer(), NOW)


@pytest.mark.parametrize(
    "act",
    [
        lambda engine, person: record_complaint(engine, person, a_complaint(), NOW),
        lambda engine, person: move_complaint(engine, person, 1, an_answer(), NOW),
        lambda engine, person: complaints(engine, person, NOW),
        lambda engine, person: yearly_review(engine, person, NOW),
    ],
)
@pytest.mark.parametrize("role", [Role.ADVOCATE, Role.STAFF])
def test_only_leads_keep_the_complaints_and_the_yearly_review(engine, act, role):
    person = vouched_for(engine, "ben", role)

    with pytest.raises(NotAllowedError):
        act(engine, person)


@pytest.mark.parametrize(
    "act",
    [
        lambda engine, person: declare_interest(engine, person, an_interest(), NOW, account_id=person.account_id),
        lambda engine, person: declare_nothing(engine, person, NOW),
        lambda engine, person: end_interest(engine, person, 1, NOW),
        lambda engine, person: interests(engine, person, NOW),
        lambda engine, person: record_gift(engine, person, a_gift(), NOW),
        lambda engine, person: gifts(engine, person, NOW),
    ],
)
def test_whose_account_is_closed_keeps_no_register(engine, ada, act):
    set_open(engine, PROVIDER, "ada", is_open=False, now=NOW, who="terminal:tests")

    with pytest.raises(NotAllowedError):
        act(engine, ada)


def test_audit_holds_nothing_that_was_typed(engine, lead):
    declare_interest(engine, lead, an_interest(about=SECRET, more=SECRET), NOW, account_id=lead.account_id)
    record_gift(engine, lead, a_gift(giver=SECRET, what=SECRET, why=SECRET), NOW)
    number = record_complaint(engine, lead, a_complaint(about=SECRET), NOW)
    move_complaint(engine, lead, number, an_answer(answer=SECRET), NOW)

    assert len(noted(engine, *AccountEventKind)) > 4
    assert "Kassandra" not in str(noted(engine, *AccountEventKind))
