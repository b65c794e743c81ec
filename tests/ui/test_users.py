"""Accounts kept on the terminal: what each command does, and what it says when it does not."""

import datetime
import getpass
import io
import warnings
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from assistant.casework import accounts
from assistant.casework.accounts import LOCKED_FOR, MOST_FAILURES, SignInRefusedError, person_of_identity, sign_in
from assistant.casework.desk_models import Role
from assistant.casework.migrate import open_database
from ui.__main__ import main

NOW = datetime.datetime(2026, 11, 21, 23, 4, tzinfo=datetime.UTC)
PASSWORD = "correct horse battery"
ISSUER = "https://id.example.org"


@pytest.fixture
def engine(tmp_path, monkeypatch) -> Iterator[Engine]:
    monkeypatch.setenv("SEND_ASSIST_DATABASE_URL", f"sqlite:///{tmp_path / 'casework.sqlite3'}")
    opened = open_database()
    yield opened
    opened.dispose()


@pytest.fixture
def type_in(monkeypatch) -> Callable[..., list[str]]:
    """Answer the next questions at the terminal; returns what was asked."""

    def answers(*given: str) -> list[str]:
        asked: list[str] = []
        left = iter(given)

        def answer(prompt: str) -> str:
            asked.append(prompt)
            return next(left)

        monkeypatch.setattr(getpass, "getpass", answer)
        return asked

    return answers


@pytest.fixture
def pipe_in(monkeypatch) -> Callable[[str], None]:
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def run(*words: str) -> int:
    return main(["users", *words], NOW)


def add_ana(type_in) -> None:
    type_in(PASSWORD, PASSWORD)
    assert run("add", "ana", "--name", "Ana Silva", "--role", "advocate") == 0


def may_sign_in(engine: Engine, password: str = PASSWORD) -> bool:
    try:
        sign_in(engine, "ana", password, NOW)
    except SignInRefusedError:
        return False
    return True


def test_add_asks_for_the_password_twice_and_shows_it_nowhere(engine, type_in, capsys):
    asked = type_in(PASSWORD, PASSWORD)

    assert run("add", "Ana", "--name", "Ana Silva", "--role", "lead", "--email", "ana@example.org") == 0

    assert len(asked) == 2
    ticket = sign_in(engine, "ana", PASSWORD, NOW)
    assert (ticket.person.name, ticket.person.role) == ("Ana Silva", Role.LEAD)
    assert accounts.accounts(engine)[0].email == "ana@example.org"
    shown = capsys.readouterr()
    assert shown.out == "Added Ana as lead.\n"
    assert PASSWORD not in shown.out + shown.err


@pytest.mark.parametrize("text", [PASSWORD, f"{PASSWORD}\n", f"{PASSWORD}\r\n"])
def test_add_reads_the_password_from_standard_input_when_asked_to(engine, pipe_in, text):
    pipe_in(text)

    assert run("add", "ana", "--name", "Ana", "--role", "staff", "--password-stdin") == 0

    assert may_sign_in(engine)


def test_no_command_takes_a_password_as_an_argument(engine, capsys):
    with pytest.raises(SystemExit) as stopped:
        run("add", "ana", "--name", "Ana", "--role", "staff", "--password", PASSWORD)

    assert stopped.value.code == 2
    assert accounts.accounts(engine) == []


def test_add_for_a_provider_asks_for_no_password(engine, type_in):
    asked = type_in()

    assert run("add", "Subject-1", "--name", "Ana", "--role", "lead", "--issuer", ISSUER) == 0

    assert asked == []
    person = person_of_identity(engine, ISSUER, "Subject-1")
    assert person is not None
    assert person.role is Role.LEAD


def test_a_provider_and_a_password_together_are_refused(engine, pipe_in, capsys):
    pipe_in(PASSWORD)

    assert run("add", "s", "--name", "Ana", "--role", "lead", "--issuer", ISSUER, "--password-stdin") == 1

    assert "found a password and an issuer" in capsys.readouterr().err
    assert accounts.accounts(engine) == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ((PASSWORD, "correct horse buttery"), "found two different passwords"),
        (("too short", "too short"), "found a password of 9 characters; expected 12 to 200"),
    ],
)
def test_a_password_that_will_not_do_makes_no_account(engine, type_in, capsys, typed, told):
    type_in(*typed)

    assert run("add", "ana", "--name", "Ana", "--role", "staff") == 1

    assert told in capsys.readouterr().err
    assert accounts.accounts(engine) == []


def test_several_lines_are_no_password(engine, pipe_in, capsys):
    pipe_in(f"{PASSWORD}\n{PASSWORD}\n")

    assert run("add", "ana", "--name", "Ana", "--role", "staff", "--password-stdin") == 1

    assert "found several lines" in capsys.readouterr().err


def test_a_password_is_not_asked_for_where_it_would_be_seen(engine, monkeypatch, capsys):
    def without_a_terminal(prompt: str) -> str:
        warnings.warn("Can not control echo on the terminal.", getpass.GetPassWarning, stacklevel=1)
        return PASSWORD

    monkeypatch.setattr(getpass, "getpass", without_a_terminal)

    assert run("add", "ana", "--name", "Ana", "--role", "staff") == 1

    assert "or --password-stdin" in capsys.readouterr().err
    assert accounts.accounts(engine) == []


def test_a_name_that_is_taken_is_told_before_a_password_is_asked_for(engine, type_in, capsys):
    add_ana(type_in)
    asked = type_in()

    assert run("add", "ANA", "--name", "Another", "--role", "staff") == 1

    assert asked == []
    assert "found an account for 'ANA' already" in capsys.readouterr().err


@pytest.mark.parametrize("words", [("add", "ana", "--name", "Ana", "--role", "boss"), ("role", "ana", "boss")])
def test_a_role_that_there_is_not_is_told_with_those_there_are(engine, capsys, words):
    with pytest.raises(SystemExit) as stopped:
        run(*words)

    assert stopped.value.code == 2
    assert "expected one of advocate, lead, staff" in capsys.readouterr().err


def test_list_of_nobody_says_how_to_begin(engine, capsys):
    assert run("list") == 0

    assert "python -m ui users add" in capsys.readouterr().out


def test_list_shows_who_may_sign_in_and_no_hash(engine, type_in, capsys):
    add_ana(type_in)
    run("add", "s-1", "--name", "Ben\x1b[2J Khan", "--role", "lead", "--issuer", ISSUER)
    run("close", "s-1", "--issuer", ISSUER)
    capsys.readouterr()

    assert run("list") == 0

    out = capsys.readouterr().out
    assert [line.split() for line in out.splitlines()] == [
        ["signs", "in", "as", "role", "state", "name", "issuer"],
        ["ana", "advocate", "open", "Ana", "Silva", "local"],
        ["s-1", "lead", "closed", "Ben[2J", "Khan", ISSUER],
    ]
    assert "argon2" not in out


def test_list_says_until_when_an_account_is_locked(engine, type_in, capsys):
    add_ana(type_in)
    for _ in range(MOST_FAILURES):
        assert not may_sign_in(engine, "wrong wrong wrong")

    run("list")

    assert f"locked until {NOW + LOCKED_FOR:%H:%M} UTC" in capsys.readouterr().out


def test_password_changes_it(engine, type_in):
    add_ana(type_in)
    type_in("another long one", "another long one")

    assert run("password", "Ana") == 0

    assert not may_sign_in(engine)
    assert may_sign_in(engine, "another long one")


def test_role_changes_it(engine, type_in):
    add_ana(type_in)

    assert run("role", "ana", "staff") == 0

    assert accounts.accounts(engine)[0].role is Role.STAFF


def test_close_shuts_the_door_and_open_opens_it(engine, type_in):
    add_ana(type_in)

    assert run("close", "ana") == 0
    assert not may_sign_in(engine)

    assert run("open", "ana") == 0
    assert may_sign_in(engine)


@pytest.mark.parametrize("words", [("password", "zoe"), ("role", "zoe", "lead"), ("close", "zoe"), ("open", "zoe")])
def test_an_account_that_is_not_there_is_told_and_nothing_is_asked(engine, type_in, capsys, words):
    asked = type_in()

    assert run(*words) == 1

    assert asked == []
    assert "found no account 'zoe'" in capsys.readouterr().err


def test_breaking_off_changes_nothing(engine, monkeypatch, capsys):
    def break_off(prompt: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(getpass, "getpass", break_off)

    assert run("add", "ana", "--name", "Ana", "--role", "staff") == 130

    assert "Nothing was changed." in capsys.readouterr().err
    assert accounts.accounts(engine) == []


def test_a_database_that_cannot_be_used_is_told_in_one_line(monkeypatch, capsys):
    monkeypatch.setenv("SEND_ASSIST_DATABASE_URL", "nonsense")

    assert run("list") == 2

    assert capsys.readouterr().err.startswith("casework database SEND_ASSIST_DATABASE_URL: found")
