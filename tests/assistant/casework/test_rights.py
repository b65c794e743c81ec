import dataclasses

import pytest

from assistant.casework.accounts import (
    LASTS,
    add_account,
    person_of_identity,
    set_open,
    set_password,
    set_role,
    sign_in,
    sign_out,
)
from assistant.casework.database import reading
from assistant.casework.desk_models import Role
from assistant.casework.rights import NotAllowedError, Person, Right, require
from tests.assistant.casework.builders import NOW
from tests.assistant.casework.people import PASSWORD, signed_in

WHO = "terminal:tests"
ISSUER = "https://id.example.org"

# Each right, and whether an advocate, a lead and staff have it.
TABLE = {
    Right.SEE_QUEUE: "yes yes no",
    Right.WORK_ON_CASES: "yes yes no",
    Right.REASSIGN: "no yes no",
    Right.READ_AUDIT: "no yes no",
    Right.FUNDER_REPORT: "no yes no",
    Right.DECLARE: "yes yes yes",
    Right.KEEP_REGISTERS: "no yes no",
    Right.SUPERVISE: "no yes no",
    Right.CHECK_CITATIONS: "yes yes yes",
    Right.SEE_QUALITY: "yes yes yes",
    Right.KEEP_ACCOUNTS: "no no no",
}
CASES = [
    (role, right, said == "yes")
    for right, row in TABLE.items()
    for role, said in zip((Role.ADVOCATE, Role.LEAD, Role.STAFF), row.split(), strict=True)
]


def is_allowed(engine, person, right=Right.DECLARE, now=NOW):
    try:
        with reading(engine) as session:
            account = require(session, person, right, now)
    except NotAllowedError:
        return False
    assert account.id == person.account_id
    return True


def test_the_table_names_every_right_and_every_role():
    assert set(TABLE) == set(Right)
    assert {role for role, _, _ in CASES} == set(Role)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_do_what_the_table_says_and_nothing_else(engine, role):
    person = signed_in(engine, "ana", role)
    expected = {right: may for each, right, may in CASES if each is role}

    assert {right: is_allowed(engine, person, right) for right in Right} == expected
    assert {right: person.may(right) for right in Right} == expected


def test_staff_can_do_nothing_that_shows_a_case():
    nobody = Person(1, "Sam", Role.STAFF)

    assert not any(nobody.may(right) for right in (Right.SEE_QUEUE, Right.WORK_ON_CASES, Right.SUPERVISE))


def test_a_sign_in_whose_day_is_over_may_nothing_more(engine):
    person = signed_in(engine, "ana")

    assert not is_allowed(engine, person, now=NOW + LASTS)


@pytest.mark.parametrize(
    "end",
    [
        lambda engine, token: sign_out(engine, token, NOW),
        lambda engine, token: set_password(engine, "ana", "three newer words", now=NOW, who=WHO),
        lambda engine, token: set_open(engine, "local", "ana", is_open=False, now=NOW, who=WHO),
    ],
)
def test_whoever_is_signed_out_may_nothing_more_whatever_their_page_still_shows(engine, end):
    signed_in(engine, "ana")
    ticket = sign_in(engine, "ana", PASSWORD, NOW)
    assert is_allowed(engine, ticket.person)

    end(engine, ticket.token)

    assert not is_allowed(engine, ticket.person)


def test_a_new_role_counts_at_once_for_a_page_that_is_open_already(engine):
    person = signed_in(engine, "ana", Role.LEAD)
    assert is_allowed(engine, person, Right.REASSIGN)

    set_role(engine, "local", "ana", Role.STAFF, now=NOW, who=WHO)

    assert person.may(Right.REASSIGN)  # as the page has it
    assert not is_allowed(engine, person, Right.REASSIGN)
    assert not is_allowed(engine, person, Right.SEE_QUEUE)


def test_a_role_that_a_page_made_up_is_worth_nothing(engine):
    person = signed_in(engine, "ana", Role.STAFF)

    assert not is_allowed(engine, dataclasses.replace(person, role=Role.LEAD), Right.REASSIGN)


def test_a_sign_in_is_worth_nothing_for_another_account(engine):
    ana, lead = signed_in(engine, "ana"), signed_in(engine, "lead", Role.LEAD)

    assert not is_allowed(engine, dataclasses.replace(ana, account_id=lead.account_id), Right.REASSIGN)


def test_an_account_that_is_not_there_may_nothing(engine):
    assert not is_allowed(engine, Person(999, "Nobody", Role.LEAD))


def test_somebody_a_provider_vouches_for_needs_no_sign_in_of_ours_but_an_open_account(engine):
    add_account(engine, subject="s-1", name="Ana", role=Role.LEAD, now=NOW, who=WHO, issuer=ISSUER)
    person = person_of_identity(engine, ISSUER, "s-1")
    assert is_allowed(engine, person, Right.REASSIGN)

    set_open(engine, ISSUER, "s-1", is_open=False, now=NOW, who=WHO)

    assert not is_allowed(engine, person, Right.REASSIGN)


def test_a_refusal_says_what_to_do_and_names_nobody(engine):
    person = signed_in(engine, "ana", Role.STAFF)

    with (
        pytest.raises(NotAllowedError, match="staff, which may not see the queue; ask a lead") as error,
        reading(engine) as session,
    ):
        require(session, person, Right.SEE_QUEUE, NOW)

    assert "Ana" not in str(error.value)
