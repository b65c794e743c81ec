import logging
import re
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from assistant.casework import desk_models, models, sealing
from assistant.casework.columns import SealedJson, SealedText, UtcDateTime
from assistant.casework.database import reading, writing
from assistant.casework.keys import sealed_columns
from assistant.casework.migrate import open_database
from assistant.casework.sealing import KEY_VARIABLE, Seal, WrongKeyError, key_file, make_if_missing, new_key
from assistant.casework.trouble import CaseworkUnavailableError, Trouble
from corpus.paths import PROJECT
from tests.assistant.casework.builders import NOW, TYPED, submitted

MARK = "Ünser Geheimnis 123 seen by nobody"
TABLES = {table.name: table for table in models.Referral.metadata.sorted_tables}


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A data directory without a key, and none in the environment."""
    folder = tmp_path / "data"
    monkeypatch.setenv("SEND_ASSIST_DATA", str(folder))
    monkeypatch.delenv(KEY_VARIABLE)
    return folder


def any_value(column, account_id):
    """Something that fits the column; what is sealed holds the mark."""
    match column.type:
        case SealedText():
            return f"{MARK} {column.name}"
        case SealedJson():
            return {"turns": [MARK]}
        case UtcDateTime():
            return NOW
        case sa.Date():
            return NOW.date()
        case sa.Boolean():
            return True
        case sa.Integer():
            return account_id
        case sa.JSON():
            return []
        case sa.Enum() as words:
            return next(iter(words.enum_class))
    return f"{column.name}"[: column.type.length]


def fill_every_sealed_table(engine):
    """Add a row to each table in which something is sealed; each of their texts holds the mark."""
    with writing(engine) as session:
        account = desk_models.Account(
            issuer="local", subject="ana", name="Ana", email="", role=desk_models.Role.LEAD, failures=0, created_at=NOW
        )
        session.add(account)
        session.flush()
        ids = {"account": account.id}
        for table in (TABLES[name] for name in TABLES if name in sealed_columns()):
            values = {}
            for column in table.columns:
                refers_to = [key.column.table.name for key in column.foreign_keys]
                if not column.primary_key:
                    values[column.name] = any_value(column, ids[refers_to[0]] if refers_to else 1)
            ids[table.name] = session.execute(table.insert().values(values)).inserted_primary_key[0]


def opened_texts(engine):
    """Everything that is sealed, opened."""
    with reading(engine) as session:
        return [
            text
            for name, columns in sealed_columns().items()
            for row in session.execute(sa.select(*(TABLES[name].c[each] for each in columns)))
            for text in row
        ]


def stored_texts(engine):
    """Everything in every table, as the database has it."""
    with reading(engine) as session:
        return str([session.execute(sa.text(f"SELECT * FROM {name}")).all() for name in TABLES])


def test_what_is_sealed_opens_and_is_not_readable():
    seal = Seal([new_key()])

    sealed = seal.seal(TYPED)

    assert TYPED not in sealed and sealed.isascii()
    assert seal.open(sealed) == TYPED


def test_the_same_text_is_sealed_differently_each_time():
    seal = Seal([new_key()])

    assert seal.seal(TYPED) != seal.seal(TYPED)


def test_the_newest_key_seals_and_each_opens():
    old, new = new_key(), new_key()
    sealed_before = Seal([old]).seal(TYPED)

    both = Seal([new, old])

    assert both.open(sealed_before) == TYPED
    assert Seal([new]).open(both.seal(TYPED)) == TYPED


@pytest.mark.parametrize("change", [lambda s: s[:-6] + "AAAAA=", lambda s: s[:40], lambda s: "", lambda s: TYPED + "ü"])
def test_what_was_changed_since_does_not_open_and_is_not_quoted(change):
    seal = Seal([new_key()])

    with pytest.raises(WrongKeyError) as caught:
        seal.open(change(seal.seal(TYPED)))

    assert TYPED not in str(caught.value)


def test_first_start_makes_a_key_for_its_owner_alone_and_says_so(data, caplog):
    with caplog.at_level(logging.WARNING):
        make_if_missing()

    assert stat.S_IMODE(key_file().stat().st_mode) == 0o600
    [key] = key_file().read_text().split()
    assert "keep a copy of it somewhere else" in caplog.text
    assert key not in caplog.text
    assert [path.name for path in data.iterdir()] == [key_file().name]


def test_key_that_is_there_stays(data, caplog):
    make_if_missing()
    before = key_file().read_bytes()
    caplog.clear()

    make_if_missing()

    assert key_file().read_bytes() == before
    assert not caplog.records


def test_no_key_file_is_made_beside_a_key_in_the_environment(data, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, new_key())

    make_if_missing()

    assert not key_file().exists()


def test_eight_threads_make_one_key(data):
    together = threading.Barrier(8)

    def make(_):
        together.wait()
        return make_if_missing().seal(TYPED)

    with ThreadPoolExecutor(8) as pool:
        sealed = list(pool.map(make, range(8)))

    [key] = key_file().read_text().split()
    assert [Seal([key]).open(each) for each in sealed] == [TYPED] * 8
    assert [path.name for path in data.iterdir()] == [key_file().name]


def test_eight_processes_make_one_key(data):
    code = (
        "import sys; from assistant.casework.sealing import make_if_missing; sys.stdin.readline(); "
        "print(make_if_missing().seal('word'))"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]
    for each in started:  # all of them have been started by now
        each.stdin.write("go\n")
        each.stdin.flush()
    told = [each.communicate(timeout=60) for each in started]

    [key] = key_file().read_text().split()
    assert [Seal([key]).open(out.strip()) for out, _ in told] == ["word"] * 8
    assert sum("made a key" in err for _, err in told) == 1


def test_database_has_its_key_from_the_first_start(url, data, open_it):
    engine = open_it(url)
    submitted(engine, message=TYPED)

    again = open_it(url)

    assert TYPED in opened_texts(again)


def test_database_without_its_key_stops_the_start(url, data, open_it):
    submitted(open_it(url))
    key_file().unlink()
    sealing._known.clear()  # as another process has it

    with pytest.raises(CaseworkUnavailableError, match="found no key for cases that are there") as caught:
        open_database(url)

    assert caught.value.trouble is Trouble.NO_KEY
    assert "put it back" in str(caught.value)
    assert not key_file().exists()  # a new one would open nothing, and hide what is wrong


def test_database_with_another_key_stops_the_start(url, data, open_it, monkeypatch):
    submitted(open_it(url))
    monkeypatch.setenv(KEY_VARIABLE, new_key())

    with pytest.raises(CaseworkUnavailableError, match="sealed with another key") as caught:
        open_database(url)

    assert caught.value.trouble is Trouble.WRONG_KEY
    assert KEY_VARIABLE in str(caught.value)


@pytest.mark.parametrize(
    "bad", ["secret", "x" * 44, new_key() + ",short", "schlüssel"], ids=["word", "long", "second", "letters"]
)
def test_bad_key_is_told_and_not_shown(url, data, monkeypatch, bad):
    monkeypatch.setenv(KEY_VARIABLE, bad)

    with pytest.raises(CaseworkUnavailableError, match="expected 44 letters and digits") as caught:
        open_database(url)

    assert caught.value.trouble is Trouble.BAD_KEY
    assert bad not in str(caught.value)


@pytest.mark.parametrize("content", [b"secret\n", b"\xff\xfe\x00", b"x" * 44])
def test_bad_key_file_is_told(data, content):
    data.mkdir()
    key_file().write_bytes(content)

    with pytest.raises(CaseworkUnavailableError) as caught:
        make_if_missing()

    assert caught.value.trouble is Trouble.BAD_KEY
    assert key_file().read_bytes() == content


def test_key_that_was_put_first_meanwhile_opens_what_it_sealed(data):
    make_if_missing()
    newer = new_key()
    sealed = Seal([newer]).seal(TYPED)
    key_file().write_text(f"{newer}\n{key_file().read_text()}")

    assert sealing.open_sealed(sealed) == TYPED


def test_folder_that_may_not_be_written_is_told(ordinary_users_folder, monkeypatch):
    monkeypatch.delenv(KEY_VARIABLE)
    monkeypatch.setenv("SEND_ASSIST_DATA", str(ordinary_users_folder))
    ordinary_users_folder.chmod(0o500)

    with pytest.raises(CaseworkUnavailableError) as caught:
        make_if_missing()

    assert caught.value.trouble is Trouble.NOT_ALLOWED


def test_every_table_with_something_sealed_is_filled(engine):
    fill_every_sealed_table(engine)

    texts = opened_texts(engine)
    assert len(texts) == sum(len(columns) for columns in sealed_columns().values()) > 15
    assert all(MARK in str(text) for text in texts)


def test_nothing_typed_is_readable_in_the_database(engine):
    fill_every_sealed_table(engine)
    submitted(engine, message=TYPED, contact="07700 900123", snapshot={"turns": ["They said no"]})

    stored = stored_texts(engine)
    assert "Ana" in stored
    assert not any(typed in stored for typed in (MARK, TYPED, "07700 900123", "They said no"))


def test_nothing_typed_is_readable_in_the_bytes_of_the_file(sqlite_url, sqlite_file, open_it):
    engine = open_it(sqlite_url)
    fill_every_sealed_table(engine)
    submitted(engine, message=TYPED, contact="07700 900123", snapshot={"turns": ["They said no"]})

    files = list(sqlite_file.parent.glob(f"{sqlite_file.name}*"))
    written = b"".join(path.read_bytes() for path in files)
    assert b"Ana" in written
    for typed in (MARK, TYPED, "07700 900123", "They said no"):
        assert typed.encode() not in written
        assert typed.encode("utf-16-le") not in written
        assert typed.encode("unicode_escape") not in written


def test_what_is_stored_of_a_sealed_column_is_a_seal(engine):
    fill_every_sealed_table(engine)

    with reading(engine) as session:
        raw = [
            text
            for name, columns in sealed_columns().items()
            for row in session.execute(sa.text(f"SELECT {', '.join(columns)} FROM {name}"))
            for text in row
        ]

    assert raw and all(re.fullmatch(r"gAAAAA[\w-]+=*", text) for text in raw)
