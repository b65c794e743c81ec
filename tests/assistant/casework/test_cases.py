"""An advocate's work on a case: who may see what, who gets a case that two want, and what stays on record."""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from assistant.casework.cases import (
    SAME_READING,
    CaseError,
    ConflictOfInterestError,
    NoSuchCaseError,
    NotYoursError,
    advocates,
    audit,
    claim,
    close,
    declare_conflict,
    open_case,
    preview,
    queue,
    reassign,
    release,
    set_state,
    write,
)
from assistant.casework.database import reading, writing
from assistant.casework.desk_models import Interest, InterestKind, Role
from assistant.casework.models import EntryKind, EventKind, Outcome, ReferralEvent, ReferralState
from assistant.casework.referrals import delete_referral
from assistant.casework.rights import NotAllowedError
from corpus.vocabulary import HandoffReason, Urgency
from tests.assistant.casework.builders import NOW, TYPED, a_key, submitted
from tests.assistant.casework.people import vouched_for

HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


def taken(engine, person, **fields):
    code = submitted(engine, **fields).reference_code
    claim(engine, person, code, NOW, declares_no_conflict=True)
    return code


def events(engine, code):
    with reading(engine) as session:
        found = session.scalars(
            select(ReferralEvent).where(ReferralEvent.reference_code == code).order_by(ReferralEvent.id)
        )
        return [(event.what, event.who) for event in found]


def tied(engine, person, about, *, is_of_service=False):
    with writing(engine) as session:
        session.add(
            Interest(
                account_id=None if is_of_service else person.account_id,
                about=about,
                kind=InterestKind.WORKS_OR_WORKED_THERE,
                more="",
                declared_at=NOW,
                declared_by=person.account_id,
            )
        )


def test_the_queue_has_the_most_urgent_first_and_nothing_personal(engine):
    ana = vouched_for(engine, "ana")
    routine = submitted(engine, "routine").reference_code
    today = submitted(engine, "today", now=NOW + HOUR, urgency=Urgency.TODAY, contact="07700 900999").reference_code

    lines = queue(engine, ana, NOW + DAY)

    assert [line.reference_code for line in lines] == [today, routine]
    assert TYPED not in repr(lines)
    assert "07700" not in repr(lines)


def test_the_queue_can_be_narrowed_and_searched(engine):
    ana = vouched_for(engine, "ana")
    mine = taken(engine, ana, key="mine", reason=HandoffReason.DEADLINE_NEAR)
    other = submitted(engine, "other", reason=HandoffReason.HEARING_AHEAD, urgency=Urgency.WITHIN_A_WEEK).reference_code

    assert [line.reference_code for line in queue(engine, ana, NOW, only_mine=True)] == [mine]
    assert [line.reference_code for line in queue(engine, ana, NOW, search="hearing ahead")] == [other]
    assert [line.reference_code for line in queue(engine, ana, NOW, search=mine[3:7].lower())] == [mine]
    assert [line.reference_code for line in queue(engine, ana, NOW, urgencies=[Urgency.ROUTINE])] == [mine]
    assert queue(engine, ana, NOW, states=[ReferralState.CLOSED]) == []


def test_what_is_not_answered_by_its_day_is_overdue(engine):
    ana = vouched_for(engine, "ana")
    code = taken(engine, ana, urgency=Urgency.WITHIN_TWO_WORKING_DAYS)
    due = queue(engine, ana, NOW)[0].due_on

    # sent on a Saturday at eleven: the first working day is Monday, two on is Wednesday
    assert due == datetime.date(2026, 11, 25)
    on_the_day = datetime.datetime.combine(due, datetime.time(23, 59), datetime.UTC)
    assert not queue(engine, ana, on_the_day)[0].is_overdue
    assert queue(engine, ana, on_the_day + HOUR)[0].is_overdue
    set_state(engine, ana, code, ReferralState.ANSWERED, on_the_day)
    assert not queue(engine, ana, on_the_day + HOUR)[0].is_overdue


def test_a_preview_tells_no_more_than_a_conflict_needs(engine):
    ana = vouched_for(engine, "ana")
    code = submitted(engine, council_or_school="Ashdown Primary School", name_or_alias="Kassandra").reference_code

    seen = preview(engine, ana, code, NOW)

    assert seen.council_or_school == "Ashdown Primary School"
    assert "Kassandra" not in repr(seen)
    assert "07700" not in repr(seen)
    assert events(engine, code)[-1] == (EventKind.PREVIEWED, ana.who)


def test_a_case_is_read_by_the_advocate_who_has_it_and_by_nobody_else(engine):
    ana, ben, lead = vouched_for(engine, "ana"), vouched_for(engine, "ben"), vouched_for(engine, "lea", Role.LEAD)
    code = taken(engine, ana)

    assert open_case(engine, ana, code, NOW).message == TYPED
    for other in (ben, lead):
        with pytest.raises(NotYoursError):
            open_case(engine, other, code, NOW)
    with pytest.raises(NotYoursError):
        claim(engine, ben, code, NOW, declares_no_conflict=True)


def test_nobody_reads_a_case_that_nobody_has(engine):
    ana = vouched_for(engine, "ana")
    code = submitted(engine).reference_code

    with pytest.raises(NotYoursError):
        open_case(engine, ana, code, NOW)


def test_of_eight_who_take_one_case_at_once_one_gets_it(engine):
    people = [vouched_for(engine, f"advocate {number}") for number in range(8)]
    code = submitted(engine).reference_code

    def tries(person):
        try:
            return claim(engine, person, code, NOW, declares_no_conflict=True).state
        except NotYoursError:
            return None

    with ThreadPoolExecutor(8) as threads:
        got = list(threads.map(tries, people))

    assert sorted(got, key=str) == sorted([ReferralState.CLAIMED, *[None] * 7], key=str)
    assert [what for what, _ in events(engine, code)].count(EventKind.CLAIMED) == 1


def test_taking_it_twice_takes_it_once(engine):
    ana = vouched_for(engine, "ana")
    code = taken(engine, ana)

    claim(engine, ana, code, NOW, declares_no_conflict=True)

    assert [what for what, _ in events(engine, code)].count(EventKind.CLAIMED) == 1


def test_a_case_is_not_taken_without_a_word_on_conflicts(engine):
    ana = vouched_for(engine, "ana")
    code = submitted(engine).reference_code

    with pytest.raises(ConflictOfInterestError):
        claim(engine, ana, code, NOW, declares_no_conflict=False)
    assert queue(engine, ana, NOW)[0].owner is None


@pytest.mark.parametrize("is_of_service", [False, True])
def test_a_tie_in_the_register_stands_against_taking_a_case_and_is_on_record(engine, is_of_service):
    ana = vouched_for(engine, "ana")
    tied(engine, ana, "Ashdown Primary", is_of_service=is_of_service)
    code = submitted(engine, council_or_school="ashdown primary school, Kent").reference_code

    assert [tie.about for tie in preview(engine, ana, code, NOW).ties] == ["Ashdown Primary"]
    with pytest.raises(ConflictOfInterestError):
        claim(engine, ana, code, NOW, declares_no_conflict=True)
    assert events(engine, code)[-1] == (EventKind.CLAIM_BLOCKED, ana.who)
    assert queue(engine, ana, NOW)[0].owner is None


def test_another_persons_tie_does_not_stand_in_the_way(engine):
    ana, ben = vouched_for(engine, "ana"), vouched_for(engine, "ben")
    tied(engine, ben, "Ashdown Primary")
    code = submitted(engine, council_or_school="Ashdown Primary").reference_code

    assert claim(engine, ana, code, NOW, declares_no_conflict=True).reference_code == code


def test_a_tie_declared_later_closes_the_case_to_its_advocate(engine):
    ana = vouched_for(engine, "ana")
    code = taken(engine, ana, council_or_school="Ashdown Primary")
    tied(engine, ana, "Ashdown Primary")

    with pytest.raises(ConflictOfInterestError):
        open_case(engine, ana, code, NOW)
    with pytest.raises(ConflictOfInterestError):
        write(engine, ana, code, EntryKind.NOTE, "a note", a_key("note"), NOW)


def test_a_declared_conflict_gives_the_case_back_for_good(engine):
    ana, ben = vouched_for(engine, "ana"), vouched_for(engine, "ben")
    code = taken(engine, ana)

    declare_conflict(engine, ana, code, "I know the family", NOW)

    assert queue(engine, ben, NOW)[0].owner is None
    with pytest.raises(ConflictOfInterestError):
        claim(engine, ana, code, NOW, declares_no_conflict=True)
    assert claim(engine, ben, code, NOW, declares_no_conflict=True).state is ReferralState.CLAIMED
    assert all("family" not in who for _, who in events(engine, code)[1:])


def test_a_lead_gives_a_case_to_another_who_has_no_conflict_in_it(engine):
    ana, ben, lead = vouched_for(engine, "ana"), vouched_for(engine, "ben"), vouched_for(engine, "lea", Role.LEAD)
    staff = vouched_for(engine, "sam", Role.STAFF)
    code = taken(engine, ana, council_or_school="Ashdown Primary")

    with pytest.raises(NotAllowedError):
        reassign(engine, ana, code, ben.account_id, NOW)
    with pytest.raises(CaseError):
        reassign(engine, lead, code, staff.account_id, NOW)
    reassign(engine, lead, code, ben.account_id, NOW)
    assert open_case(engine, ben, code, NOW).message == TYPED
    with pytest.raises(NotYoursError):
        open_case(engine, ana, code, NOW)

    tied(engine, ana, "Ashdown Primary")
    with pytest.raises(ConflictOfInterestError):
        reassign(engine, lead, code, ana.account_id, NOW)
    assert {name for _, name in advocates(engine, lead, NOW)} == {"Ana", "Ben", "Lea"}


def test_a_case_goes_from_taken_to_closed_and_can_be_opened_again(engine):
    ana = vouched_for(engine, "ana")
    code = taken(engine, ana)

    write(engine, ana, code, EntryKind.NOTE, "Rang, no answer", a_key("note"), NOW)
    write(engine, ana, code, EntryKind.TO_FAMILY, "I rang you today.", a_key("to"), NOW)
    set_state(engine, ana, code, ReferralState.WAITING, NOW)
    set_state(engine, ana, code, ReferralState.ANSWERED, NOW + DAY)
    close(engine, ana, code, Outcome.ADVICE_GIVEN, NOW + 2 * DAY)

    case = open_case(engine, ana, code, NOW + 2 * DAY)
    assert (case.state, case.outcome, case.closed_at) == (ReferralState.CLOSED, Outcome.ADVICE_GIVEN, NOW + 2 * DAY)
    assert case.answered_at == NOW + DAY
    assert [(entry.kind, entry.author, entry.text) for entry in case.entries] == [
        (EntryKind.NOTE, "Ana", "Rang, no answer"),
        (EntryKind.TO_FAMILY, "Ana", "I rang you today."),
    ]
    set_state(engine, ana, code, ReferralState.CLAIMED, NOW + 3 * DAY)
    again = open_case(engine, ana, code, NOW + 3 * DAY)
    assert (again.state, again.outcome, again.closed_at) == (ReferralState.CLAIMED, None, None)


def test_the_same_key_writes_once_and_nothing_writes_nothing(engine):
    ana = vouched_for(engine, "ana")
    code = taken(engine, ana)

    for _ in range(2):
        write(engine, ana, code, EntryKind.NOTE, "Rang", a_key("note"), NOW)
    with pytest.raises(ValidationError):
        write(engine, ana, code, EntryKind.NOTE, " \x00 ", a_key("other"), NOW)

    assert len(open_case(engine, ana, code, NOW).entries) == 1


def test_what_was_written_goes_when_the_case_is_erased(engine):
    ana = vouched_for(engine, "ana")
    code = taken(engine, ana)
    write(engine, ana, code, EntryKind.NOTE, "Rang", a_key("note"), NOW)

    assert delete_referral(engine, code, who="family", now=NOW)

    with pytest.raises(NoSuchCaseError):
        open_case(engine, ana, code, NOW)
    assert events(engine, code)[-1][0] is EventKind.DELETED


def test_reading_is_on_record_once_for_each_reading(engine):
    ana = vouched_for(engine, "ana")
    code = taken(engine, ana)

    for after in (datetime.timedelta(), SAME_READING / 2, SAME_READING, SAME_READING * 3):
        open_case(engine, ana, code, NOW + after)

    assert [what for what, _ in events(engine, code)].count(EventKind.READ) == 3


def test_a_lead_reads_the_audit_and_an_advocate_does_not(engine):
    ana, lead = vouched_for(engine, "ana"), vouched_for(engine, "lea", Role.LEAD)
    code = taken(engine, ana)
    submitted(engine, "other")

    assert {line.reference_code for line in audit(engine, lead, NOW, code=code)} == {code}
    assert len(audit(engine, lead, NOW)) > len(audit(engine, lead, NOW, code=code))
    with pytest.raises(NotAllowedError):
        audit(engine, ana, NOW)


def test_staff_see_no_case_and_not_even_the_queue(engine):
    sam = vouched_for(engine, "sam", Role.STAFF)
    code = submitted(engine).reference_code

    for deed in (
        lambda: queue(engine, sam, NOW),
        lambda: preview(engine, sam, code, NOW),
        lambda: claim(engine, sam, code, NOW, declares_no_conflict=True),
        lambda: open_case(engine, sam, code, NOW),
        lambda: declare_conflict(engine, sam, code, "", NOW),
        lambda: release(engine, sam, code, NOW),
        lambda: write(engine, sam, code, EntryKind.NOTE, "x", a_key("x"), NOW),
        lambda: set_state(engine, sam, code, ReferralState.ANSWERED, NOW),
        lambda: close(engine, sam, code, Outcome.ADVICE_GIVEN, NOW),
        lambda: audit(engine, sam, NOW),
        lambda: advocates(engine, sam, NOW),
    ):
        with pytest.raises(NotAllowedError):
            deed()


@pytest.mark.parametrize("code", ["", "SA-2222-2222-2222", "nonsense", "' OR 1=1 --", "🙂" * 40])
def test_a_code_that_is_none_finds_no_case(engine, code):
    ana = vouched_for(engine, "ana")
    submitted(engine)

    with pytest.raises(NoSuchCaseError):
        preview(engine, ana, code, NOW)


def test_a_case_that_the_family_withdrew_is_not_moved_or_closed(engine):
    from assistant.casework.models import Referral

    ana = vouched_for(engine, "ana")
    code = taken(engine, ana)
    with writing(engine) as session:
        session.scalars(select(Referral)).one().state = ReferralState.WITHDRAWN

    for deed in (
        lambda: set_state(engine, ana, code, ReferralState.CLAIMED, NOW),
        lambda: close(engine, ana, code, Outcome.ADVICE_GIVEN, NOW),
    ):
        with pytest.raises(CaseError, match="withdrawn"):
            deed()
