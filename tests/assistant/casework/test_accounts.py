import datetime
import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type
from sqlalchemy import select

from assistant.casework import accounts
from assistant.casework.accounts import (
    IDLE,
    LASTS,
    LOCKED_FOR,
    LONGEST_PASSWORD,
    MOST_FAILURES,
    AccountError,
    SignInRefusedError,
    add_account,
    person_of_identity,
    person_of_token,
    set_open,
    set_password,
    set_role,
    sign_in,
    sign_out,
)
from assistant.casework.database import reading, writing
from assistant.casework.desk_models import Account, AccountEvent, Role, SignIn
from tests.assistant.casework.builders import NOW
from tests.assistant.casework.people import PASSWORD

MINUTE = datetime.timedelta(minutes=1)
WHO = "terminal:tests"
ISSUER = "https://id.example.org"


def an_account(engine, subject="ana", **fields):
    given = {"name": "Ana Silva", "role": Role.ADVOCATE, "password": PASSWORD, "now": NOW, "who": WHO, **fields}
    return add_account(engine, subject=subject, **given)


def the_account(engine, subject="ana"):
    return next(each for each in accounts.accounts(engine) if each.subject == subject)


def events(engine):
    with reading(engine) as session:
        return [each.what.value for each in session.scalars(select(AccountEvent).order_by(AccountEvent.id))]


def sign_ins(engine):
    with reading(engine) as session:
        return len(session.scalars(select(SignIn)).all())


def is_refused(engine, subject="ana", password=PASSWORD, now=NOW):
    try:
        sign_in(engine, subject, password, now)
    except SignInRefusedError:
        return True
    return False


def fail(engine, times, now=NOW):
    for _ in range(times):
        assert is_refused(engine, password="three wrong words", now=now)


def test_a_password_is_kept_as_argon2id_and_not_as_itself(engine):
    an_account(engine)

    kept = the_account(engine).password_hash

    assert extract_parameters(kept).type is Type.ID
    assert PASSWORD not in kept


def test_signing_in_gives_a_token_of_which_the_database_has_a_digest_alone(engine):
    person = an_account(engine)

    ticket = sign_in(engine, "ana", PASSWORD, NOW)

    assert ticket.person.account_id == person.account_id
    assert ticket.expires_at == NOW + LASTS
    with reading(engine) as session:
        kept = session.scalars(select(SignIn)).one()
    assert kept.token_digest == accounts.digest_of(ticket.token) != ticket.token
    assert person_of_token(engine, ticket.token, NOW) == ticket.person


@pytest.mark.parametrize("typed", ["Ana", " ANA ", "a\x00na", "ana\n"])
def test_a_name_is_the_same_in_any_case_and_with_space_around_it(engine, typed):
    an_account(engine)

    assert not is_refused(engine, typed)


def test_an_accent_is_the_same_as_one_character_and_as_two(engine):
    an_account(engine, "zoë", password=unicodedata.normalize("NFC", "drei schöne Wörter"))

    decomposed = unicodedata.normalize("NFD", "drei schöne Wörter")

    assert not is_refused(engine, unicodedata.normalize("NFD", "zoë"), decomposed)


@pytest.mark.parametrize(
    ("subject", "password"),
    [("ana", "three wrong words"), ("ana", ""), ("nobody", PASSWORD), ("", ""), ("ana", "a\ud800"), ("\x00", "\x00")],
)
def test_whoever_is_refused_learns_nothing_of_which_names_there_are(engine, subject, password):
    an_account(engine)

    with pytest.raises(SignInRefusedError) as refused:
        sign_in(engine, subject, password, NOW)

    assert str(refused.value) == str(SignInRefusedError())


def test_a_password_counts_to_its_last_character(engine):
    longest = "p" * LONGEST_PASSWORD
    an_account(engine, password=longest)

    assert is_refused(engine, password=longest + "p")
    assert not is_refused(engine, password=longest)


def test_too_many_wrong_tries_in_a_row_lock_the_account_for_a_while(engine):
    an_account(engine)
    fail(engine, MOST_FAILURES)

    assert is_refused(engine, now=NOW + LOCKED_FOR - MINUTE)
    assert not is_refused(engine, now=NOW + LOCKED_FOR)
    assert events(engine) == ["added", *["sign_in_failed"] * MOST_FAILURES, "locked", "signed_in"]


def test_one_try_fewer_does_not_lock_it_and_a_right_one_starts_the_count_again(engine):
    an_account(engine)

    for _ in range(2):
        fail(engine, MOST_FAILURES - 1)
        assert not is_refused(engine)


def test_after_a_lock_the_count_starts_again(engine):
    an_account(engine)
    fail(engine, MOST_FAILURES)
    later = NOW + LOCKED_FOR

    fail(engine, MOST_FAILURES - 1, later)

    assert not is_refused(engine, now=later)


def test_the_lock_of_one_account_is_not_that_of_another(engine):
    an_account(engine)
    an_account(engine, "ben")
    fail(engine, MOST_FAILURES)

    assert not is_refused(engine, "ben")


def test_tries_at_the_same_moment_are_counted_one_by_one(engine):
    an_account(engine)
    together = threading.Barrier(MOST_FAILURES)

    def guess(_):
        together.wait()
        return is_refused(engine, password="three wrong words")

    with ThreadPoolExecutor(MOST_FAILURES) as pool:
        assert all(pool.map(guess, range(MOST_FAILURES)))

    assert is_refused(engine)
    assert events(engine).count("sign_in_failed") == MOST_FAILURES


def test_a_hash_of_weaker_times_is_made_anew_at_the_next_sign_in(engine, monkeypatch):
    monkeypatch.setattr(accounts, "_hasher", PasswordHasher())  # the tests' own is weaker than any
    an_account(engine)
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    with writing(engine) as session:
        session.get(Account, the_account(engine).id).password_hash = weak

    assert is_refused(engine, password="three wrong words")
    assert the_account(engine).password_hash == weak
    assert not is_refused(engine)

    assert extract_parameters(the_account(engine).password_hash).memory_cost > 1024
    assert not is_refused(engine)


def test_a_password_that_changes_while_the_old_one_is_being_checked_counts_as_it_is_now(engine, monkeypatch):
    an_account(engine)
    is_right, changed = accounts._is_right, []

    def slow(account, password):
        found = is_right(account, password)
        if not changed:
            changed.append(set_password(engine, "ana", "three newer words", now=NOW, who=WHO))
        return found

    monkeypatch.setattr(accounts, "_is_right", slow)

    assert is_refused(engine)
    assert changed


def test_checking_a_password_does_not_keep_others_from_writing(engine, monkeypatch):
    an_account(engine)
    is_right, written = accounts._is_right, []

    def while_checking(account, password):
        written.append(an_account(engine, "ben"))  # would wait for the lock, and fail, inside the transaction
        return is_right(account, password)

    monkeypatch.setattr(accounts, "_is_right", while_checking)

    assert not is_refused(engine)
    assert written


def test_a_closed_account_neither_signs_in_nor_stays_signed_in_and_can_be_opened_again(engine):
    an_account(engine)
    token = sign_in(engine, "ana", PASSWORD, NOW).token

    set_open(engine, "local", "Ana", is_open=False, now=NOW, who=WHO)

    assert is_refused(engine)
    assert person_of_token(engine, token, NOW) is None
    assert sign_ins(engine) == 0
    set_open(engine, "local", "ana", is_open=True, now=NOW, who=WHO)
    assert not is_refused(engine)
    assert person_of_token(engine, token, NOW) is None


def test_a_new_password_unlocks_and_ends_every_sign_in(engine):
    an_account(engine)
    token = sign_in(engine, "ana", PASSWORD, NOW).token
    fail(engine, MOST_FAILURES)

    set_password(engine, "ana", "three newer words", now=NOW, who=WHO)

    assert person_of_token(engine, token, NOW) is None
    assert is_refused(engine)
    assert not is_refused(engine, password="three newer words")


def test_a_sign_in_ends_when_its_day_is_over_however_busy_it_was(engine):
    an_account(engine)
    token, moment = sign_in(engine, "ana", PASSWORD, NOW).token, NOW
    while moment + IDLE / 2 < NOW + LASTS:
        moment += IDLE / 2
        if moment < NOW + LASTS:
            assert person_of_token(engine, token, moment)

    assert person_of_token(engine, token, NOW + LASTS) is None
    assert sign_ins(engine) == 0


def test_a_sign_in_that_lies_idle_ends_and_does_not_come_back(engine):
    an_account(engine)
    token = sign_in(engine, "ana", PASSWORD, NOW).token

    assert person_of_token(engine, token, NOW + IDLE - MINUTE)
    assert person_of_token(engine, token, NOW + IDLE - MINUTE + IDLE) is None
    assert person_of_token(engine, token, NOW) is None


@pytest.mark.parametrize("token", ["", "x", "\x00", "\ud800", "é" * 5_000])
def test_a_token_that_never_was_is_nobodys(engine, token):
    an_account(engine)
    sign_in(engine, "ana", PASSWORD, NOW)

    assert person_of_token(engine, token, NOW) is None


def test_signing_out_ends_this_sign_in_and_no_other(engine):
    an_account(engine)
    first, second = (sign_in(engine, "ana", PASSWORD, NOW).token for _ in range(2))

    sign_out(engine, first, NOW)
    sign_out(engine, first, NOW)

    assert person_of_token(engine, first, NOW) is None
    assert person_of_token(engine, second, NOW)
    assert events(engine).count("signed_out") == 1


def test_sign_ins_that_are_over_are_cleared_away_at_the_next(engine):
    an_account(engine)
    sign_in(engine, "ana", PASSWORD, NOW)

    sign_in(engine, "ana", PASSWORD, NOW + LASTS)

    assert sign_ins(engine) == 1


def test_a_role_counts_from_the_moment_it_is_given(engine):
    an_account(engine)
    token = sign_in(engine, "ana", PASSWORD, NOW).token

    set_role(engine, "local", "ana", Role.LEAD, now=NOW, who=WHO)

    assert person_of_token(engine, token, NOW).role is Role.LEAD


def test_an_openid_identity_is_who_its_issuer_says_and_has_no_password(engine):
    an_account(engine, "Subject-1", issuer=ISSUER, password=None)

    assert person_of_identity(engine, ISSUER, "Subject-1").name == "Ana Silva"
    assert is_refused(engine, "Subject-1", "")
    assert is_refused(engine, "subject-1")


@pytest.mark.parametrize(
    ("issuer", "subject"),
    [("https://other.example.org", "Subject-1"), (ISSUER + "/", "Subject-1"), (ISSUER, "subject-1"), ("local", "ana")],
)
def test_an_identity_that_we_were_not_told_of_is_nobodys(engine, issuer, subject):
    an_account(engine, "Subject-1", issuer=ISSUER, password=None)
    an_account(engine)

    assert person_of_identity(engine, issuer, subject) is None


def test_a_closed_identity_is_nobodys(engine):
    an_account(engine, "Subject-1", issuer=ISSUER, password=None)

    set_open(engine, ISSUER, "Subject-1", is_open=False, now=NOW, who=WHO)

    assert person_of_identity(engine, ISSUER, "Subject-1") is None


def test_two_issuers_may_call_different_people_the_same(engine):
    an_account(engine, "ana", issuer=ISSUER, password=None, name="Ana Other")
    an_account(engine)

    assert person_of_identity(engine, ISSUER, "ana").name == "Ana Other"
    assert sign_in(engine, "ana", PASSWORD, NOW).person.name == "Ana Silva"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"subject": " \t"}, "no name to sign in with"),
        ({"name": "\x00"}, "no name to show"),
        ({"password": None}, "no password"),
        ({"password": "eleven char"}, "found a password of 11 characters; expected 12 to 200"),
        ({"password": "p" * (LONGEST_PASSWORD + 1)}, "201 characters"),
        ({"password": "a surrogate \ud800"}, "not text"),
        ({"subject": "s" * 201}, "201 characters in a name"),
        ({"name": "n" * 201}, "201 characters in a name"),
        ({"issuer": "https://" + "i" * 200}, "208 characters in a name"),
        ({"subject": "BEN"}, "an account for 'ben' already"),
    ],
)
def test_an_account_that_cannot_be_made_is_told_and_leaves_nothing(engine, fields, told):
    an_account(engine, "ben")
    given = {"subject": "ana", "name": "Ana", "role": Role.STAFF, "password": PASSWORD, "now": NOW, "who": WHO}

    with pytest.raises(AccountError, match=told) as error:
        add_account(engine, **{**given, **fields})

    assert str(fields.get("password") or "\0") not in str(error.value)
    assert len(accounts.accounts(engine)) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda engine: set_password(engine, "nobody", PASSWORD, now=NOW, who=WHO),
        lambda engine: set_role(engine, "local", "nobody", Role.LEAD, now=NOW, who=WHO),
        lambda engine: set_role(engine, ISSUER, "ana", Role.LEAD, now=NOW, who=WHO),
        lambda engine: set_open(engine, "local", "nobody", is_open=False, now=NOW, who=WHO),
    ],
)
def test_an_account_that_is_not_there_cannot_be_changed(engine, change):
    an_account(engine)

    with pytest.raises(AccountError, match="found no account"):
        change(engine)

    assert events(engine) == ["added"]


def test_the_audit_says_who_did_what_and_nothing_that_was_typed(engine):
    an_account(engine)
    fail(engine, 1)
    token = sign_in(engine, "ana", PASSWORD, NOW).token
    sign_out(engine, token, NOW)
    set_password(engine, "ana", "three newer words", now=NOW, who=WHO)
    set_role(engine, "local", "ana", Role.LEAD, now=NOW, who=WHO)
    set_open(engine, "local", "ana", is_open=False, now=NOW, who=WHO)

    with reading(engine) as session:
        kept = session.scalars(select(AccountEvent).order_by(AccountEvent.id)).all()

    number = the_account(engine).id
    herself = f"account:{number} Ana Silva"
    assert [(each.what.value, each.who) for each in kept] == [
        ("added", WHO),
        ("sign_in_failed", herself),
        ("signed_in", herself),
        ("signed_out", herself),
        ("password_changed", WHO),
        ("role_changed", WHO),
        ("disabled", WHO),
    ]
    assert {value for each in kept for value in each.detail.values()} == {str(number), "advocate", "lead"}
    assert all(each.at == NOW for each in kept)


def test_an_account_in_a_log_shows_neither_its_name_nor_its_hash(engine):
    an_account(engine)

    assert repr(the_account(engine)) == f"Account({the_account(engine).id}, advocate)"
