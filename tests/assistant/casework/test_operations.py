import argparse

import pytest

from assistant.casework import sealing
from assistant.casework.database import writing
from assistant.casework.migrate import open_database
from assistant.casework.models import EventKind
from assistant.casework.operations import add_commands
from assistant.casework.outbox import put
from assistant.casework.referrals import FAMILY, by_code, delete_referral
from assistant.casework.sealing import KEY_VARIABLE, Seal, kept_keys, key_file, new_key
from corpus.vocabulary import Urgency
from tests.assistant.casework.builders import NOW, TYPED, submitted
from tests.assistant.casework.test_mail import Inbox, free_port, serving

CODE = "SA-7KQM-2XWD-9HTR"


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A data directory, with nothing set in the environment but where it is."""
    monkeypatch.setenv("SEND_ASSIST_DATA", str(tmp_path / "data"))
    for name in (KEY_VARIABLE, "SEND_ASSIST_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "data"


@pytest.fixture
def engine(data):
    return open_database()


def run(*words: str) -> int:
    parser = argparse.ArgumentParser(prog="assistant")
    add_commands(parser.add_subparsers(required=True))
    args = parser.parse_args(words)
    status: int = args.run(args, NOW)
    return status


def with_mail(monkeypatch, port):
    for name, value in {
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "TLS": "none",
        "FROM": "desk@example.org",
        "TO": "ana@example.org",
    }.items():
        monkeypatch.setenv(f"SEND_ASSIST_SMTP_{name}", value)


def put_one(engine):
    with writing(engine) as session:
        put(session, CODE, EventKind.CREATED, Urgency.TODAY, NOW)


def test_new_key_prints_a_key_and_makes_nothing(data, capsys):
    assert run("new-key") == 0

    printed = capsys.readouterr()
    assert Seal([printed.out.strip()]).seal("word")
    assert KEY_VARIABLE in printed.err
    assert not data.exists()


def test_rotate_key_says_how_much_and_shows_no_key(engine, capsys):
    code = submitted(engine).reference_code
    [old] = kept_keys()

    assert run("rotate-key") == 0

    printed = capsys.readouterr()
    assert "Sealed 7 texts again" in printed.out  # six that were typed, and the snapshot
    assert "The old key is still there" in printed.err
    assert kept_keys()[1] == old
    assert not any(key in printed.out + printed.err for key in kept_keys())
    assert by_code(engine, code, who=FAMILY, now=NOW).message == TYPED


def test_rotate_key_forgets_the_old_one_when_asked(engine, capsys):
    assert run("rotate-key", "--forget-old") == 0

    assert len(kept_keys()) == 1
    assert "Backups from before cannot be read" in capsys.readouterr().err


def test_rotate_key_with_one_key_in_the_environment_is_told(data, monkeypatch, capsys):
    monkeypatch.setenv(KEY_VARIABLE, new_key())

    assert run("rotate-key") == 1
    assert "expected the new one and the old one" in capsys.readouterr().err


def test_send_sends_what_waits(engine, monkeypatch, capsys):
    put_one(engine)
    inbox = Inbox()

    with serving(inbox) as settings:
        with_mail(monkeypatch, settings.port)
        assert run("send") == 0

    assert "Sent 1 e-mails" in capsys.readouterr().out
    assert [message["Subject"].split(":")[0] for message in inbox.messages] == [CODE]


def test_send_that_fails_is_told_by_its_status(engine, monkeypatch, capsys):
    put_one(engine)
    with_mail(monkeypatch, free_port())

    assert run("send") == 1
    assert "1 could not be sent. They are tried again later." in capsys.readouterr().err


def test_send_without_a_server_is_told(data, monkeypatch, capsys):
    monkeypatch.delenv("SEND_ASSIST_SMTP_HOST", raising=False)

    assert run("send") == 1
    assert "found no SEND_ASSIST_SMTP_HOST" in capsys.readouterr().err


def test_send_with_half_settings_is_told(data, monkeypatch, capsys):
    with_mail(monkeypatch, 587)
    monkeypatch.setenv("SEND_ASSIST_SMTP_TO", "")

    assert run("send") == 2
    assert "SEND_ASSIST_SMTP_TO: found nothing" in capsys.readouterr().err


def test_backup_and_restore_bring_a_case_back(engine, data, tmp_path, monkeypatch, capsys):
    code = submitted(engine).reference_code

    assert run("backup", str(tmp_path / "b.tar.gz")) == 0
    printed = capsys.readouterr()
    assert "b.tar.gz. Keep a copy on another machine." in printed.out
    assert "The key is not in it" in printed.err

    assert run("restore", str(tmp_path / "b.tar.gz")) == 1
    assert "--replace" in capsys.readouterr().err

    (data / "casework.sqlite3").unlink()
    assert run("restore", str(tmp_path / "b.tar.gz")) == 0
    assert "Restored 1 files as they were on 21 November 2026, 23:04 UTC." in capsys.readouterr().out
    assert by_code(open_database(), code, who=FAMILY, now=NOW).message == TYPED


def test_restore_names_the_cases_to_erase_again_and_where_the_old_data_is(engine, tmp_path, capsys):
    code = submitted(engine).reference_code
    run("backup", str(tmp_path / "b.tar.gz"))
    delete_referral(engine, code, who=FAMILY, now=NOW)
    capsys.readouterr()

    assert run("restore", str(tmp_path / "b.tar.gz"), "--replace") == 0

    printed = capsys.readouterr()
    assert f"python -m assistant casework delete {code} --yes" in printed.err
    assert "What was here is kept in" in printed.out


def test_backup_without_a_name_goes_into_the_data_directory(engine, data, capsys):
    assert run("backup") == 0

    assert [path.name for path in (data / "backups").iterdir()] == ["send-assist-20261121T230400Z.tar.gz"]


def test_backup_with_the_key_warns(engine, tmp_path, capsys):
    assert run("backup", str(tmp_path / "b.tar.gz"), "--with-key") == 0

    assert "whoever has this file can read every case" in capsys.readouterr().err


def test_backup_over_another_file_is_told(engine, tmp_path, capsys):
    (tmp_path / "b.tar.gz").touch()

    assert run("backup", str(tmp_path / "b.tar.gz")) == 1
    assert "expected a new file" in capsys.readouterr().err


def test_backup_with_postgresql_says_to_use_pg_dump(data, postgresql_url, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("SEND_ASSIST_DATABASE_URL", postgresql_url)
    (data / "results").mkdir(parents=True)
    (data / "results" / "run.json").write_text("{}")

    assert run("backup", str(tmp_path / "b.tar.gz")) == 0
    assert "back that up with pg_dump" in capsys.readouterr().err


def test_restore_without_the_key_is_told(engine, data, tmp_path, capsys):
    submitted(engine)
    run("backup", str(tmp_path / "b.tar.gz"))
    (data / "casework.sqlite3").unlink()
    key_file().unlink()
    sealing._known.clear()

    assert run("restore", str(tmp_path / "b.tar.gz")) == 2
    assert "found no key for cases that are there" in capsys.readouterr().err
    assert not (data / "casework.sqlite3").exists()


@pytest.mark.parametrize("words", [["rotate-key"], ["send"], ["backup"], ["restore", "b.tar.gz"]])
def test_database_that_cannot_be_used_is_told_in_one_line(data, monkeypatch, capsys, words):
    monkeypatch.setenv("SEND_ASSIST_DATABASE_URL", "nonsense")
    with_mail(monkeypatch, 587)

    assert run(*words) == 2
    assert capsys.readouterr().err.startswith("casework database SEND_ASSIST_DATABASE_URL: found")
