"""A thousand requests by those who may not: none is answered, and what was typed reaches none of them."""

import dataclasses
import datetime
import random
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from assistant.casework import cases, family, registers, reviews, supervision
from assistant.casework.accounts import set_open, set_role, sign_out
from assistant.casework.accounts import sign_in as signs_in
from assistant.casework.cases import CaseError, NotYoursError
from assistant.casework.codes import new_code
from assistant.casework.desk_models import ComplaintState, GiftDecision, InterestKind, Role, Verdict
from assistant.casework.funder_report import funder_report
from assistant.casework.models import EntryKind, Outcome, ReferralState
from assistant.casework.passphrases import passphrase_of
from assistant.casework.rights import NotAllowedError, Person
from tests.assistant.casework.builders import NOW, TYPED, a_key, submitted
from tests.assistant.casework.people import PASSWORD, signed_in, vouched_for

LATER = NOW + datetime.timedelta(minutes=20)
Deed = Callable[[Engine, Person, str], Any]

ON_A_CASE: dict[str, Deed] = {
    "preview": lambda e, p, c: cases.preview(e, p, c, LATER),
    "claim": lambda e, p, c: cases.claim(e, p, c, LATER, declares_no_conflict=True),
    "open_case": lambda e, p, c: cases.open_case(e, p, c, LATER),
    "declare_conflict": lambda e, p, c: cases.declare_conflict(e, p, c, "x", LATER),
    "release": lambda e, p, c: cases.release(e, p, c, LATER),
    "write": lambda e, p, c: cases.write(e, p, c, EntryKind.TO_FAMILY, "x", a_key("x"), LATER),
    "set_state": lambda e, p, c: cases.set_state(e, p, c, ReferralState.ANSWERED, LATER),
    "close": lambda e, p, c: cases.close(e, p, c, Outcome.ADVICE_GIVEN, LATER),
    "queue": lambda e, p, c: cases.queue(e, p, LATER),
}
FOR_LEADS: dict[str, Deed] = {
    "reassign": lambda e, p, c: cases.reassign(e, p, c, p.account_id, LATER),
    "audit": lambda e, p, c: cases.audit(e, p, LATER, code=c),
    "advocates": lambda e, p, c: cases.advocates(e, p, LATER),
    "funder_report": lambda e, p, c: funder_report(e, p, LATER),
    "draw_sample": lambda e, p, c: supervision.draw_sample(e, p, LATER),
    "sample": lambda e, p, c: supervision.sample(e, p, LATER),
    "open_sampled": lambda e, p, c: supervision.open_sampled(e, p, c, LATER),
    "review": lambda e, p, c: supervision.review(e, p, c, True, "", LATER),
    "complaints": lambda e, p, c: registers.complaints(e, p, LATER),
    "record_complaint": lambda e, p, c: registers.record_complaint(
        e, p, registers.NewComplaint(received_on=NOW.date(), came_by=registers.CameBy.PHONE, about="x"), LATER
    ),
    "move_complaint": lambda e, p, c: registers.move_complaint(
        e, p, 1, registers.Move(state=ComplaintState.ACKNOWLEDGED), LATER
    ),
    "yearly_review": lambda e, p, c: registers.yearly_review(e, p, LATER),
    "declare_for_service": lambda e, p, c: registers.declare_interest(
        e, p, registers.NewInterest(about="Ashdown", kind=InterestKind.MONEY), LATER, account_id=None
    ),
}
FOR_ALL: dict[str, Deed] = {
    "declare": lambda e, p, c: registers.declare_interest(
        e, p, registers.NewInterest(about="Ashdown", kind=InterestKind.MONEY), LATER, account_id=p.account_id
    ),
    "declare_nothing": lambda e, p, c: registers.declare_nothing(e, p, LATER),
    "interests": lambda e, p, c: registers.interests(e, p, LATER),
    "gifts": lambda e, p, c: registers.gifts(e, p, LATER),
    "record_gift": lambda e, p, c: registers.record_gift(
        e,
        p,
        registers.NewGift(offered_on=NOW.date(), giver="x", what="x", decision=GiftDecision.DECLINED),
        LATER,
    ),
    "give_verdict": lambda e, p, c: reviews.give_verdict(
        e,
        p,
        reviews.NewReview(
            guide_id="a", item_id="b", passage_digest="0f", citation="made-up-act s.1", verdict=Verdict.HARMFUL
        ),
        LATER,
    ),
    "reviews_of": lambda e, p, c: reviews.reviews_of(e, p, "a", LATER),
    "latest": lambda e, p, c: reviews.latest(e, p, LATER),
}


def signed_out(engine: Engine) -> Person:
    signed_in(engine, "out")
    ticket = signs_in(engine, "out", PASSWORD, NOW)
    sign_out(engine, ticket.token, NOW)
    return ticket.person


def those_who_are_nobody(engine: Engine) -> list[Person]:
    """Stale, closed, signed out, made up: nobody of them may do anything at all, whatever their page says of them."""
    stale = signed_in(engine, "stale", Role.LEAD, NOW - datetime.timedelta(hours=10))
    closed = vouched_for(engine, "closed", Role.LEAD)
    set_open(engine, "tests", "closed", is_open=False, now=NOW, who="terminal:tests")
    return [
        stale,
        closed,
        signed_out(engine),
        Person(10_000, "Made up", Role.LEAD),
        dataclasses.replace(stale, token_digest="0" * 64),
        dataclasses.replace(signed_in(engine, "thief"), token_digest=signed_in(engine, "victim").token_digest),
    ]


def test_a_thousand_requests_by_those_who_may_not_are_all_refused(engine):
    rng = random.Random(2026)
    codes = [submitted(engine, f"key {number}").reference_code for number in range(4)]
    owner = vouched_for(engine, "owner")
    cases.claim(engine, owner, codes[0], NOW, declares_no_conflict=True)
    nobody = those_who_are_nobody(engine)
    advocate, staff = vouched_for(engine, "advocate"), vouched_for(engine, "staff", Role.STAFF)
    demoted = dataclasses.replace(vouched_for(engine, "demoted", Role.STAFF), role=Role.LEAD)
    set_role(engine, "tests", "demoted", Role.STAFF, now=NOW, who="terminal:tests")
    everything = ON_A_CASE | FOR_LEADS | FOR_ALL
    before = cases.audit(engine, vouched_for(engine, "lead", Role.LEAD), NOW)

    asked = [(person, name) for person in nobody for name in everything]
    asked += [(person, name) for person in (staff, demoted) for name in ON_A_CASE | FOR_LEADS]
    asked += [(advocate, name) for name in FOR_LEADS]
    requests = [*asked, *rng.choices(asked, k=1_000 - len(asked))]
    assert len(requests) == 1_000
    for person, name in requests:
        with pytest.raises(NotAllowedError) as refused:
            everything[name](engine, person, rng.choice(codes))
        assert TYPED not in str(refused.value)

    # and nothing was done: no claim, no note, no read
    assert cases.audit(engine, vouched_for(engine, "lead two", Role.LEAD), NOW) == before


def test_another_advocates_case_is_answered_to_nobody_else(engine):
    owner, other = vouched_for(engine, "owner"), vouched_for(engine, "other", Role.LEAD)
    code = submitted(engine).reference_code
    cases.claim(engine, owner, code, NOW, declares_no_conflict=True)

    for name in ("claim", "open_case", "release", "write", "set_state", "close"):
        with pytest.raises(NotYoursError):
            ON_A_CASE[name](engine, other, code)
    with pytest.raises(supervision.SupervisionError):
        FOR_LEADS["open_sampled"](engine, other, code)


def test_guessed_codes_find_no_case_for_an_advocate(engine):
    owner = vouched_for(engine, "owner")
    submitted(engine)

    for _ in range(100):
        with pytest.raises(CaseError):
            ON_A_CASE["preview"](engine, owner, new_code())


def test_a_family_opens_its_own_case_and_no_other_and_guessing_is_stopped(engine):
    mine, theirs = submitted(engine, "mine").reference_code, submitted(engine, "theirs").reference_code
    passphrase = passphrase_of(a_key("mine"))
    assert family.find(engine, mine, passphrase, NOW).reference_code == mine

    deeds: list[Callable[[str, str], Any]] = [
        lambda c, p: family.find(engine, c, p, NOW),
        lambda c, p: family.add(engine, c, p, NOW, text="x", idempotency_key=a_key("x")),
        lambda c, p: family.withdraw(engine, c, p, NOW),
        lambda c, p: family.export_json(engine, c, p, NOW),
        lambda c, p: family.delete(engine, c, p, NOW),
    ]
    for deed in deeds:
        with pytest.raises((family.NoSuchCaseError, family.TooManyTriesError)):
            deed(theirs, passphrase)
    with pytest.raises(family.TooManyTriesError):
        family.find(engine, theirs, passphrase_of(a_key("theirs")), NOW)
    for _ in range(300):
        with pytest.raises((family.NoSuchCaseError, family.TooManyTriesError)):
            family.find(engine, new_code(), "acorn acorn acorn acorn", NOW)
    # a guessing run stops look-ups for everybody for a while, and says so
    with pytest.raises(family.TooManyTriesError):
        family.find(engine, mine, passphrase, NOW)
    assert family.find(engine, mine, passphrase, LATER).reference_code == mine
