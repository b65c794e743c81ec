"""E-mails to advocates beside the running server, and the start that a wrong key stops."""

import asyncio
import datetime
import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from assistant.casework import mail, outbox
from assistant.casework.migrate import open_database
from assistant.casework.sealing import KEY_VARIABLE, new_key
from assistant.casework.trouble import CaseworkUnavailableError, Trouble
from assistant.clock import now
from tests.assistant.casework.builders import TYPED, submitted
from tests.ui.servers import APP, Server, running
from ui import posting, resources

SMTP = {"HOST": "mail.example.org", "FROM": "desk@example.org", "TO": "ana@example.org"}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> list[str]:
    """The codes of what is sent, in place of a server of mail."""
    codes: list[str] = []
    monkeypatch.setattr(resources, "own_engine", lambda: engine)
    monkeypatch.setattr(mail, "send", lambda settings, outgoing: codes.append(outgoing.reference_code))
    return codes


def post_for(seconds: float) -> bool:
    """Post for so long, and say whether it would have gone on; on a thread, for the browser tests leave a loop here."""

    async def awhile() -> bool:
        try:
            await asyncio.wait_for(posting.post_forever(), seconds)
        except TimeoutError:
            return True
        return False

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(awhile())).result()


def set_mail(monkeypatch: pytest.MonkeyPatch, **changes: str) -> None:
    for name, value in (SMTP | changes).items():
        monkeypatch.setenv(f"{mail.PREFIX}{name}", value)


def test_what_waits_is_sent_and_what_comes_later_too(
    monkeypatch: pytest.MonkeyPatch, engine: Engine, sent: list[str]
) -> None:
    set_mail(monkeypatch)
    monkeypatch.setattr(posting, "EVERY_SECONDS", 0.05)
    first = submitted(engine, "first", now=now()).reference_code
    assert post_for(0.5)
    second = submitted(engine, "second", now=now()).reference_code
    assert post_for(0.5)

    assert sent == [first, second]
    assert outbox.waiting(engine, now()).unsent == 0


def test_without_a_server_of_mail_nothing_is_sent_and_nothing_lost(engine: Engine, sent: list[str]) -> None:
    submitted(engine, now=now())

    assert not post_for(5)

    assert sent == []
    assert outbox.waiting(engine, now()).unsent == 1


def test_half_a_setting_is_told_in_the_log_and_stops_nothing(
    monkeypatch: pytest.MonkeyPatch, sent: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    set_mail(monkeypatch, FROM="")

    assert not post_for(5)

    assert "SEND_ASSIST_SMTP_FROM" in caplog.text


def test_a_database_or_a_server_of_mail_that_is_away_is_told_and_tried_again(
    monkeypatch: pytest.MonkeyPatch, engine: Engine, sent: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    set_mail(monkeypatch)
    monkeypatch.setattr(posting, "EVERY_SECONDS", 0.05)
    submitted(engine, now=now())

    def away() -> Any:
        raise CaseworkUnavailableError(Trouble.GONE, "somewhere")

    def refuses(settings: Any, outgoing: Any) -> None:
        raise ConnectionRefusedError(TYPED)

    monkeypatch.setattr(resources, "own_engine", away)
    assert post_for(0.3)
    monkeypatch.setattr(resources, "own_engine", lambda: engine)
    monkeypatch.setattr(mail, "send", refuses)
    with caplog.at_level(logging.WARNING):
        assert post_for(0.3)

    assert "wait" in caplog.text
    assert "could not be sent" in caplog.text
    assert TYPED not in caplog.text
    waits = outbox.waiting(engine, now() + datetime.timedelta(hours=1))
    assert (waits.unsent, waits.in_trouble) == (1, 1)


def test_a_wrong_key_stops_the_start_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    data.mkdir()
    engine = open_database(f"sqlite:///{data / 'casework.sqlite3'}")
    submitted(engine)
    engine.dispose()
    monkeypatch.setenv(KEY_VARIABLE, new_key())

    with pytest.raises(AssertionError, match="sealed with another key"), running(APP, data):
        pass


def test_the_start_is_not_stopped_by_a_database_that_is_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "casework.sqlite3").mkdir()  # nothing that SQLite could open

    with running(APP, data) as server:
        assert isinstance(server, Server)
        assert server.is_alive
