import sys
import threading

import pytest
import sqlalchemy as sa

from assistant.casework import keys, sealing
from assistant.casework.database import reading
from assistant.casework.keys import KeysError, rotate, sealed_columns
from assistant.casework.migrate import check_key, open_database
from assistant.casework.models import EventKind, ReferralEvent
from assistant.casework.sealing import KEY_VARIABLE, Seal, kept_keys, new_key, write_keys
from assistant.casework.trouble import CaseworkUnavailableError, Trouble
from tests.assistant.casework.builders import NOW, TYPED, submitted
from tests.assistant.casework.test_sealing import MARK, fill_every_sealed_table, opened_texts

ALL_COLUMNS = sum(len(columns) for columns in sealed_columns().values())


@pytest.fixture
def engine(url, tmp_path, monkeypatch, open_it):
    """A database whose key is in a file, with a row in every table in which something is sealed."""
    monkeypatch.setenv("SEND_ASSIST_DATA", str(tmp_path / "data"))
    monkeypatch.delenv(KEY_VARIABLE)
    made = open_it(url)
    fill_every_sealed_table(made)
    return made


def raw_texts(engine):
    """What is stored, key check included."""
    with reading(engine) as session:
        return [
            text
            for name, columns in {**sealed_columns(), "key_check": ["word"]}.items()
            for row in session.execute(sa.text(f"SELECT {', '.join(columns)} FROM {name}"))
            for text in row
        ]


def all_open(engine):
    """Whether a process that starts now can open everything."""
    sealing._known.clear()
    check_key(engine)
    texts = opened_texts(engine)
    return len(texts) == ALL_COLUMNS and all(MARK in str(text) for text in texts)


def test_everything_is_sealed_with_the_new_key_alone(engine):
    [old] = kept_keys()

    count = rotate(engine, NOW)

    new, kept = kept_keys()
    assert kept == old != new
    assert count == ALL_COLUMNS
    assert all(Seal([new]).open(text) for text in raw_texts(engine))
    assert all_open(engine)


def test_old_key_is_forgotten_when_asked(engine):
    [old] = kept_keys()

    rotate(engine, NOW, forget_old=True)

    [new] = kept_keys()
    assert new != old
    assert all_open(engine)


def test_key_changes_again_and_again(engine):
    for _ in range(3):
        rotate(engine, NOW)

    assert len(set(kept_keys())) == 4
    assert all_open(engine)
    rotate(engine, NOW, forget_old=True)
    assert len(kept_keys()) == 1
    assert all_open(engine)


def test_more_rows_than_are_read_at_a_time_are_all_sealed_again(engine, monkeypatch):
    monkeypatch.setattr(keys, "_BATCH", 2)
    for number in range(5):
        submitted(engine, f"number-{number}", message=TYPED)

    rotate(engine, NOW, forget_old=True)

    sealing._known.clear()
    assert opened_texts(engine).count(TYPED) == 5


def test_each_case_has_it_in_its_audit_and_nothing_typed(engine):
    code = submitted(engine).reference_code

    rotate(engine, NOW, who="terminal:ana")

    with reading(engine) as session:
        events = session.scalars(
            sa.select(ReferralEvent).where(
                ReferralEvent.what == EventKind.SEALED_AGAIN, ReferralEvent.reference_code == code
            )
        ).all()
    assert [(event.who, event.detail, event.at) for event in events] == [("terminal:ana", {}, NOW)]


def test_database_with_nothing_in_it_gets_a_new_key_too(url, tmp_path, monkeypatch, open_it):
    monkeypatch.setenv("SEND_ASSIST_DATA", str(tmp_path / "data"))
    monkeypatch.delenv(KEY_VARIABLE)
    engine = open_it(url)

    assert rotate(engine, NOW, forget_old=True) == 0
    sealing._known.clear()
    assert open_it(url)


class Killed(BaseException):
    """Not to be caught by anything, as a kill is not."""


def lines_of(action):
    """Return the lines of keys.py and of write_keys that `action` comes by, in the order of their first time."""
    seen = {}
    run_traced(action, lambda line: seen.setdefault(line, True))
    return list(seen)


def run_traced(action, at_line):
    def trace(frame, event, _):
        code = frame.f_code
        if code.co_filename != keys.__file__ and code.co_name not in ("write_keys", "_write"):
            return None
        if event == "line":
            at_line((code.co_filename, frame.f_lineno))
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        action()
    finally:
        sys.settrace(before)


@pytest.mark.parametrize("forget_old", [False, True])
def test_killed_at_any_line_everything_opens_with_what_is_in_the_file(engine, forget_old):
    def change():
        rotate(engine, NOW, forget_old=forget_old)

    places = lines_of(change)
    assert len(places) > 40

    for place in places:

        def kill(line, place=place):
            if line == place:
                raise Killed

        with pytest.raises(Killed):
            run_traced(change, kill)
        assert all_open(engine), place

    change()
    assert all_open(engine)


def test_what_no_key_opens_changes_nothing(engine):
    stranger = Seal([new_key()]).seal("of another service")
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(sa.text("UPDATE complaint SET answer = :text"), {"text": stranger})
    before = sorted(raw_texts(engine))

    with pytest.raises(CaseworkUnavailableError) as caught:
        rotate(engine, NOW, forget_old=True)

    assert caught.value.trouble is Trouble.WRONG_KEY
    assert sorted(raw_texts(engine)) == before
    assert len(kept_keys()) == 2  # the old one is not forgotten


def test_two_at_once_do_not_lose_each_others_key(engine):
    results = []
    together = threading.Barrier(2)

    def change():
        together.wait()
        try:
            results.append(rotate(engine, NOW))
        except KeysError as error:
            results.append(str(error))

    threads = [threading.Thread(target=change) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ALL_COLUMNS in results and len(results) == 2
    assert all(each == ALL_COLUMNS or "somebody else is changing the key" in each for each in results)
    assert all_open(engine)


def test_no_key_file_is_told(engine):
    sealing.key_file().unlink()

    with pytest.raises(CaseworkUnavailableError) as caught:
        rotate(engine, NOW)

    assert caught.value.trouble is Trouble.NO_KEY


def test_bad_key_in_the_file_is_told_before_anything_changes(engine):
    write_keys([*kept_keys(), "short"])
    before = kept_keys()

    with pytest.raises(CaseworkUnavailableError) as caught:
        rotate(engine, NOW)

    assert caught.value.trouble is Trouble.BAD_KEY
    assert kept_keys() == before


def test_with_keys_in_the_environment_the_first_seals(engine, monkeypatch):
    [old], new = kept_keys(), new_key()
    monkeypatch.setenv(KEY_VARIABLE, f"{new}, {old}")

    assert rotate(engine, NOW) == ALL_COLUMNS

    assert kept_keys() == [old]  # the file is not in use
    monkeypatch.setenv(KEY_VARIABLE, new)
    assert all_open(engine)


def test_with_keys_in_the_environment_a_second_time_finds_nothing_to_do(engine, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, f"{new_key()},{kept_keys()[0]}")
    rotate(engine, NOW)

    assert rotate(engine, NOW) == 0


def test_one_key_in_the_environment_is_told(engine, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, kept_keys()[0])

    with pytest.raises(KeysError, match="expected the new one and the old one, NEW,OLD"):
        rotate(engine, NOW)


def test_keys_in_the_environment_cannot_be_forgotten_from_here(engine, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, f"{new_key()},{kept_keys()[0]}")

    with pytest.raises(KeysError, match="take the old key out of the variable"):
        rotate(engine, NOW, forget_old=True)


def test_what_was_sealed_before_is_gone_from_the_file(sqlite_file, sqlite_url, tmp_path, monkeypatch, open_it):
    monkeypatch.setenv("SEND_ASSIST_DATA", str(tmp_path / "data"))
    monkeypatch.delenv(KEY_VARIABLE)
    engine = open_it(sqlite_url)
    fill_every_sealed_table(engine)
    before = raw_texts(engine)

    rotate(engine, NOW)

    written = b"".join(path.read_bytes() for path in sqlite_file.parent.glob(f"{sqlite_file.name}*"))
    assert not any(text.encode() in written for text in before)


def test_service_opens_with_the_new_key_after_a_restart(url, engine):
    rotate(engine, NOW, forget_old=True)
    sealing._known.clear()

    again = open_database(url)

    assert all_open(again)
    again.dispose()
