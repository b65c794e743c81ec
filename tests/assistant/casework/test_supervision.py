import datetime
import random

import pytest
from pydantic import ValidationError
from sqlalchemy import select, update

from assistant.casework.accounts import add_account
from assistant.casework.database import reading, writing
from assistant.casework.desk_models import (
    AccountEvent,
    AccountEventKind,
    Interest,
    InterestKind,
    Role,
    Supervision,
)
from assistant.casework.models import (
    CaseConflict,
    CaseEntry,
    EntryKind,
    EventKind,
    Referral,
    ReferralEvent,
    ReferralState,
)
from assistant.casework.referrals import delete_referral
from assistant.casework.rights import NotAllowedError
from assistant.casework.supervision import (
    LEFT_OUT,
    NotIndependentError,
    NotInSampleError,
    SupervisionError,
    draw_sample,
    open_sampled,
    review,
    sample,
)
from tests.assistant.casework.builders import NOW, submitted

DAY = datetime.timedelta(days=1)
REPLY = {"status": "answer", "text": "The council must answer. A parent may appeal.", "law_as_at": "2026-09-01"}


def vouched_for(engine, name, role=Role.LEAD):
    """Somebody whom an OpenID provider vouches for, so that no sign-in of ours ends in the days of a test."""
    return add_account(
        engine, issuer="https://sign-in.example", subject=name, name=name, role=role, now=NOW, who="terminal:tests"
    )


@pytest.fixture
def lead(engine):
    return vouched_for(engine, "Lea")


@pytest.fixture
def owner(engine):
    return vouched_for(engine, "Ada")


def finished(engine, key="first", *, owner=None, state=ReferralState.CLOSED, may_be_sampled=True, **fields):
    """Return the code of a case that an advocate has finished."""
    code = submitted(engine, key, may_be_sampled=may_be_sampled, **fields).reference_code
    with writing(engine) as session:
        session.execute(
            update(Referral)
            .where(Referral.reference_code == code)
            .values(state=state, owner_id=owner.account_id if owner else None)
        )
    return code


def drawn(engine, lead, **fields):
    """Return the code of the one case in the sample."""
    code = finished(engine, **fields)
    assert draw_sample(engine, lead, NOW, 1) == [code]
    return code


def changed(engine, code, **values):
    with writing(engine) as session:
        session.execute(update(Referral).where(Referral.reference_code == code).values(**values))


def added(engine, code, make):
    with writing(engine) as session:
        session.add(make(session.scalars(select(Referral.id).where(Referral.reference_code == code)).one()))


def entry(kind, text, author=None, number=1):
    return lambda referral_id: CaseEntry(
        referral_id=referral_id,
        idempotency_key=f"a-key-of-an-entry-{number}",
        kind=kind,
        author_id=author.account_id if author else None,
        text=text,
        at=NOW,
    )


def events(engine, code):
    with reading(engine) as session:
        found = session.scalars(
            select(ReferralEvent).where(ReferralEvent.reference_code == code).order_by(ReferralEvent.id)
        )
        return [(event.what, event.who, event.detail) for event in found]


def test_share_of_finished_cases_is_drawn_and_each_draw_is_on_record(engine, lead):
    codes = [finished(engine, str(number)) for number in range(11)]

    found = draw_sample(engine, lead, NOW, 0.2, random.Random(7))

    # a fifth of 11 is 2.2, so 3
    assert len(found) == 3
    assert set(found) < set(codes)
    assert [each.reference_code for each in sample(engine, lead, NOW)] == found
    assert all(events(engine, code)[-1] == (EventKind.SAMPLED, lead.who, {}) for code in found)
    with reading(engine) as session:
        noted = session.scalars(select(AccountEvent).where(AccountEvent.what == AccountEventKind.SAMPLE_DRAWN)).all()
    assert [(event.who, event.detail) for event in noted] == [(lead.who, {"cases": "3"})]


def test_draw_is_the_given_randomness(engine, lead):
    codes = [finished(engine, str(number)) for number in range(6)]

    found = draw_sample(engine, lead, NOW, 0.5, random.Random(3))

    assert found == sorted(random.Random(3).sample(codes, 3), key=codes.index)


@pytest.mark.parametrize("state", [ReferralState.ANSWERED, ReferralState.CLOSED])
def test_finished_case_of_a_family_that_agreed_may_be_drawn(engine, lead, state):
    code = finished(engine, state=state)

    assert draw_sample(engine, lead, NOW) == [code]


@pytest.mark.parametrize(
    "fields",
    [
        {"may_be_sampled": False},
        {"state": ReferralState.NEW},
        {"state": ReferralState.CLAIMED},
        {"state": ReferralState.WAITING},
        {"state": ReferralState.WITHDRAWN},
    ],
)
def test_case_that_is_not_finished_or_not_agreed_to_is_never_drawn(engine, lead, fields):
    finished(engine, **fields)

    assert draw_sample(engine, lead, NOW, 1) == []


def test_case_is_drawn_once(engine, lead):
    drawn(engine, lead)

    assert draw_sample(engine, lead, NOW + DAY, 1) == []


@pytest.mark.parametrize("share", [0, -0.1, 1.01])
def test_share_that_is_none_is_refused(engine, lead, share):
    with pytest.raises(ValueError, match="expected one above 0"):
        draw_sample(engine, lead, NOW, share)


def test_reviewer_reads_what_was_asked_answered_and_written_and_not_who_the_family_is(engine, lead, owner):
    code = drawn(
        engine,
        lead,
        owner=owner,
        name_or_alias="Kassandra O'Hara",
        contact="07700 900123",
        contact_when="kassandra-evening",
        access_needs="kassandra-large-print",
        council_or_school="Kent",
        message="kassandra-message",
        snapshot={"turns": [{"asked": "kassandra here, ring 07700900123", "on": "2026-11-20", "reply": REPLY}]},
    )
    added(engine, code, entry(EntryKind.NOTE, "Rang K. O'HARA on 07700-900 123 at TN1 1AA", owner, 1))
    added(engine, code, entry(EntryKind.TO_FAMILY, "Dear Kassandra, write to me@example.org.", owner, 2))
    added(engine, code, entry(EntryKind.FROM_FAMILY, "kassandra-again", None, 3))

    case = open_sampled(engine, lead, code, NOW)

    assert case.snapshot == {
        "turns": [{"asked": f"{LEFT_OUT} here, ring {LEFT_OUT}", "on": "2026-11-20", "reply": REPLY}]
    }
    assert [(each.kind, each.text) for each in case.written] == [
        (EntryKind.NOTE, f"Rang K. {LEFT_OUT} on {LEFT_OUT} at {LEFT_OUT}"),
        (EntryKind.TO_FAMILY, f"Dear {LEFT_OUT}, write to {LEFT_OUT}."),
    ]
    held = str({name: getattr(case, name) for name in type(case).__slots__}).casefold()
    assert "kassandra" not in held
    assert "900123" not in held
    assert events(engine, code)[-1] == (EventKind.READ, lead.who, {})


@pytest.mark.parametrize(
    ("alias", "asked", "shown"),
    [
        ("Will", "Will here. They will not assess.", f"{LEFT_OUT} here. They will not assess."),
        ("A parent of two", "As a parent I appealed.", "As a parent I appealed."),
        ("", "I am Kassandra.", "I am Kassandra."),
        ("Zoë", "ZOË asked", f"{LEFT_OUT} asked"),
        ("Ann", "Annual review, said ann", f"Annual review, said {LEFT_OUT}"),
        ("Mum", "They wrote on 12.10.2026 and 13.10.2026.", "They wrote on 12.10.2026 and 13.10.2026."),
    ],
)
def test_name_is_left_out_and_other_words_stay(engine, lead, alias, asked, shown):
    code = drawn(engine, lead, name_or_alias=alias, snapshot={"turns": [{"asked": asked, "reply": REPLY}]})

    assert open_sampled(engine, lead, code, NOW).snapshot["turns"][0]["asked"] == shown


def test_nothing_that_was_written_is_in_what_a_log_would_show(engine, lead):
    code = drawn(engine, lead)
    added(engine, code, entry(EntryKind.NOTE, "private"))

    assert "private" not in repr(open_sampled(engine, lead, code, NOW))


def an_interest(account_id, person):
    with_account = {"account_id": account_id, "declared_by": person.account_id}
    return Interest(about="Kent", kind=InterestKind.OTHER, more="", declared_at=NOW, **with_account)


@pytest.mark.parametrize("part", ["has it", "wrote on it", "declared a conflict", "has an interest"])
def test_who_had_a_part_in_a_case_does_not_review_it(engine, lead, part):
    code = drawn(engine, lead, owner=lead if part == "has it" else None, council_or_school="Kent County Council")
    if part == "wrote on it":
        added(engine, code, entry(EntryKind.NOTE, "mine", lead))
    if part == "declared a conflict":
        against = {"account_id": lead.account_id, "why": "", "declared_at": NOW}
        added(engine, code, lambda referral_id: CaseConflict(referral_id=referral_id, **against))
    if part == "has an interest":
        added(engine, code, lambda _: an_interest(lead.account_id, lead))

    with pytest.raises(NotIndependentError):
        open_sampled(engine, lead, code, NOW)
    with pytest.raises(NotIndependentError):
        review(engine, lead, code, True, "", NOW)


def test_interest_of_the_whole_service_keeps_no_reviewer_away(engine, lead):
    code = drawn(engine, lead, council_or_school="Kent County Council")
    added(engine, code, lambda _: an_interest(None, lead))

    assert open_sampled(engine, lead, code, NOW).reference_code == code


def test_review_is_kept_and_shown(engine, lead, owner):
    code = drawn(engine, lead, owner=owner)

    review(engine, lead, code, False, " The time limit was not told. ", NOW + DAY)

    case = open_sampled(engine, lead, code, NOW + DAY)
    assert (case.met_the_policy, case.findings, case.reviewed_at) == (False, "The time limit was not told.", NOW + DAY)
    assert (EventKind.REVIEWED, lead.who, {"met_the_policy": "no"}) in events(engine, code)


def test_what_waits_for_a_review_stands_before_what_was_reviewed(engine, lead):
    codes = [finished(engine, str(number)) for number in range(3)]
    draw_sample(engine, lead, NOW, 1)
    review(engine, lead, codes[0], True, "", NOW + DAY)
    review(engine, lead, codes[1], True, "", NOW + 2 * DAY)

    found = sample(engine, lead, NOW + 3 * DAY)

    assert [(each.reference_code, each.met_the_policy) for each in found] == [
        (codes[2], None),
        (codes[1], True),
        (codes[0], True),
    ]


def test_same_review_twice_is_one_and_another_is_refused(engine, lead, owner):
    code = drawn(engine, lead)
    review(engine, lead, code, True, "Good.", NOW)

    review(engine, lead, code, True, "Good.", NOW + DAY)
    with pytest.raises(SupervisionError, match="already"):
        review(engine, owner, code, False, "Bad.", NOW + DAY)

    assert [what for what, _, _ in events(engine, code)].count(EventKind.REVIEWED) == 1
    assert [each.met_the_policy for each in sample(engine, lead, NOW)] == [True]


def test_policy_that_was_not_met_needs_findings(engine, lead):
    code = drawn(engine, lead)

    with pytest.raises(ValidationError):
        review(engine, lead, code, False, " \n", NOW)


@pytest.mark.parametrize("why", ["never drawn", "no code", "withdrawn", "no longer agreed to", "erased"])
def test_case_that_is_not_in_the_sample_is_not_shown(engine, lead, why):
    code = finished(engine) if why == "never drawn" else drawn(engine, lead)
    if why == "no code":
        code = "what is this"
    if why == "withdrawn":
        changed(engine, code, state=ReferralState.WITHDRAWN)
    if why == "no longer agreed to":
        changed(engine, code, may_be_sampled=False)
    if why == "erased":
        delete_referral(engine, code, who="family", now=NOW)

    with pytest.raises(NotInSampleError):
        open_sampled(engine, lead, code, NOW)
    if why != "no code":
        assert sample(engine, lead, NOW) == []


def test_review_goes_with_the_case(engine, lead):
    code = drawn(engine, lead)
    review(engine, lead, code, True, "Good.", NOW)

    delete_referral(engine, code, who="family", now=NOW)

    with reading(engine) as session:
        assert session.scalars(select(Supervision)).all() == []


@pytest.mark.parametrize(
    "act",
    [
        lambda engine, person, code: draw_sample(engine, person, NOW),
        lambda engine, person, code: sample(engine, person, NOW),
        lambda engine, person, code: open_sampled(engine, person, code, NOW),
        lambda engine, person, code: review(engine, person, code, True, "", NOW),
    ],
)
@pytest.mark.parametrize("role", [Role.ADVOCATE, Role.STAFF])
def test_only_leads_supervise(engine, lead, act, role):
    code = drawn(engine, lead)
    person = vouched_for(engine, "Ben", role)

    with pytest.raises(NotAllowedError):
        act(engine, person, code)

    assert EventKind.READ not in [what for what, _, _ in events(engine, code)]
