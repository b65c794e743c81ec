import argparse
import json
import stat

import pytest

from assistant.casework.commands import add_parser
from assistant.casework.migrate import open_database
from assistant.casework.models import EventKind
from assistant.casework.referrals import FAMILY, export
from tests.assistant.casework.builders import NOW, TYPED, submitted


@pytest.fixture
def engine(sqlite_url, monkeypatch):
    monkeypatch.setenv("SEND_ASSIST_DATABASE_URL", sqlite_url)
    return open_database()


def run(*words: str) -> int:
    parser = argparse.ArgumentParser(prog="assistant")
    add_parser(parser.add_subparsers(required=True))
    args = parser.parse_args(["casework", *words])
    status: int = args.run(args, NOW)
    return status


def test_list_of_nothing_says_so(engine, capsys):
    assert run("list") == 0
    assert "No referrals are waiting." in capsys.readouterr().out


def test_list_shows_the_case_and_nothing_personal(engine, capsys):
    code = submitted(engine, name_or_alias=TYPED, contact="ana@example.org").reference_code

    assert run("list") == 0

    out = capsys.readouterr().out
    assert code in out and "routine" in out and "new" in out and "under 1 hour" in out
    assert TYPED not in out and "ana@example.org" not in out


def test_show_prints_the_whole_case_and_notes_who_read_it(engine, capsys):
    code = submitted(engine, contact_when="after 9 pm").reference_code

    assert run("show", code.lower()) == 0

    out = capsys.readouterr().out
    assert all(part in out for part in (code, TYPED, "07700 900123", "after 9 pm", "They said no", "abc123"))
    events = export(engine, code, who=FAMILY, now=NOW)["events"]
    assert EventKind.READ in [event["what"] for event in events]


def test_show_cannot_steer_the_terminal(engine, capsys):
    code = submitted(engine, message="safe \u202e reversed", snapshot={"turns": ["\x1b[2J\x9b31m"]}).reference_code

    run("show", code)

    out = capsys.readouterr().out
    assert not any(c in out for c in "\x1b\x9b\u202e")


@pytest.mark.parametrize("command", [("show",), ("export",), ("delete", "--yes")])
def test_unknown_code_is_told(engine, capsys, command):
    assert run(*command, "SA-2222-2222-2222") == 1
    assert "found no referral with that code" in capsys.readouterr().err


def test_export_prints_json_that_says_exactly_what_was_sent(engine, capsys):
    code = submitted(engine, snapshot={"turns": ["\x1b[2J 👨‍👩‍👧"]}).reference_code

    assert run("export", code) == 0

    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert json.loads(out)["you_saw"] == {"turns": ["\x1b[2J 👨‍👩‍👧"]}


def test_export_writes_a_file_for_its_owner_alone_and_never_over_another(engine, tmp_path, capsys):
    code = submitted(engine).reference_code
    output = tmp_path / "case.json"

    assert run("export", code, "--output", str(output)) == 0
    assert run("export", code, "--output", str(output)) == 1

    assert json.loads(output.read_text())["reference_code"] == code
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    assert "expected a new file" in capsys.readouterr().err


def test_delete_erases(engine, capsys):
    code = submitted(engine).reference_code

    assert run("delete", code, "--yes") == 0
    assert run("show", code) == 1


def test_delete_without_a_yes_erases_nothing(engine, monkeypatch, capsys):
    code = submitted(engine).reference_code
    monkeypatch.setattr("builtins.input", lambda _: "no")

    assert run("delete", code) == 1
    assert run("show", code) == 0


def test_prune_says_how_much(engine, capsys):
    assert run("prune") == 0
    assert "0 referrals and 0 feedback" in capsys.readouterr().out


def test_database_that_cannot_be_used_is_told_in_one_line(monkeypatch, capsys):
    monkeypatch.setenv("SEND_ASSIST_DATABASE_URL", "nonsense")

    assert run("list") == 2

    assert capsys.readouterr().err.startswith("casework database SEND_ASSIST_DATABASE_URL: found")
