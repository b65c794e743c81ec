import os
import sqlite3
import stat
import traceback

import pytest
from sqlalchemy import event, text

from assistant.casework.database import open_engine, place_of
from assistant.casework.migrate import open_database, upgrade
from assistant.casework.referrals import FAMILY, by_code, delete_referral, find_by_key
from assistant.casework.trouble import CaseworkUnavailableError, Trouble
from tests.assistant.casework.builders import NOW, TYPED, a_key, submitted


def refusal(engine, **fields):
    """Return why a submit is refused, having checked that nothing typed stands in what would be logged."""
    with pytest.raises(CaseworkUnavailableError) as caught:
        submitted(engine, **fields)
    assert TYPED not in "".join(traceback.format_exception(caught.value))
    return caught.value


def pragma(engine, name):
    with engine.connect() as connection:
        return connection.execute(text(f"PRAGMA {name}")).scalar_one()


def test_sqlite_is_set_up_to_lose_nothing(sqlite_url, open_it):
    engine = open_it(sqlite_url)

    assert pragma(engine, "journal_mode") == "wal"
    assert pragma(engine, "synchronous") == 2  # FULL
    assert pragma(engine, "foreign_keys") == 1
    assert pragma(engine, "busy_timeout") == 5000
    assert pragma(engine, "secure_delete") == 1


def test_file_is_readable_by_its_owner_alone(sqlite_url, sqlite_file, open_it):
    open_it(sqlite_url)

    assert stat.S_IMODE(sqlite_file.stat().st_mode) == 0o600


def test_file_that_others_could_read_is_closed_to_them(sqlite_url, sqlite_file, open_it):
    sqlite_file.touch(mode=0o644)
    sqlite_file.chmod(0o644)

    open_it(sqlite_url)

    assert stat.S_IMODE(sqlite_file.stat().st_mode) == 0o600


def test_without_a_url_it_is_a_file_in_the_data_directory(tmp_path, monkeypatch):
    monkeypatch.setenv("SEND_ASSIST_DATA", str(tmp_path / "new" / "folder"))
    monkeypatch.delenv("SEND_ASSIST_DATABASE_URL", raising=False)

    engine = open_database()

    assert (tmp_path / "new" / "folder" / "casework.sqlite3").exists()
    assert submitted(engine)


def test_path_with_odd_characters_works(tmp_path, monkeypatch):
    monkeypatch.setenv("SEND_ASSIST_DATA", str(tmp_path / "100% d'été? #1"))
    monkeypatch.delenv("SEND_ASSIST_DATABASE_URL", raising=False)

    assert submitted(open_database())


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://u:secret@host/db", "postgres://u:secret@host/db", "sqlite://", "sqlite:///:memory:"]
)
def test_url_of_another_kind_is_refused_without_being_shown(url):
    with pytest.raises(CaseworkUnavailableError, match=r"expected postgresql\+psycopg://") as caught:
        open_engine(url)

    assert caught.value.trouble is Trouble.BAD_URL
    assert "secret" not in "".join(traceback.format_exception(caught.value))


def test_password_is_not_shown():
    engine = open_engine("postgresql://ana:secret@localhost/casework")

    assert place_of(engine) == "postgresql+psycopg://ana:***@localhost/casework"


def test_locked_sqlite_is_told(sqlite_url, sqlite_file, open_it):
    engine = open_it(sqlite_url, wait_seconds=0.05)
    other = sqlite3.connect(sqlite_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    error = refusal(engine)
    other.close()

    assert error.trouble is Trouble.LOCKED
    assert "found it locked by another program" in str(error)
    assert submitted(engine)


def test_locked_postgresql_is_told(postgresql_url, open_it):
    engine = open_it(postgresql_url, wait_seconds=0.05)
    holder = engine.execution_options(writes=True).connect()
    holder.execute(text("LOCK TABLE referral IN ACCESS EXCLUSIVE MODE"))

    error = refusal(engine)
    holder.close()

    assert error.trouble is Trouble.LOCKED


def test_submit_waits_for_a_short_lock(sqlite_url, sqlite_file, open_it):
    import threading

    engine = open_it(sqlite_url)
    other = sqlite3.connect(sqlite_file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.3, lambda: other.execute("ROLLBACK"))
    release.start()

    assert submitted(engine)
    release.join()
    other.close()


def test_full_disk_stores_nothing_and_says_so(sqlite_url, open_it):
    engine = open_it(sqlite_url)
    submitted(engine)

    @event.listens_for(engine, "connect")
    def no_more_pages(connection, _):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    error = refusal(engine, key="second", snapshot={"turns": [TYPED * 10_000]})

    assert error.trouble is Trouble.FULL
    assert "free some space" in str(error)
    assert find_by_key(engine, a_key("second")) is None
    assert pragma(engine, "integrity_check") == "ok"


def test_file_that_has_gone_is_told_and_not_made_anew(sqlite_url, sqlite_file, open_it):
    engine = open_it(sqlite_url)
    submitted(engine)
    sqlite_file.unlink()

    error = refusal(engine, key="second")

    assert error.trouble is Trouble.GONE
    assert "put the file back from a backup" in str(error)
    assert not sqlite_file.exists()


def test_server_that_does_not_answer_is_told(tmp_path):
    engine = open_engine(f"postgresql+psycopg://ana:secret@/casework?host={tmp_path}", wait_seconds=1)

    error = refusal(engine)

    assert error.trouble is Trouble.GONE
    assert "secret" not in str(error)


def test_server_stopped_between_two_submits_is_told_or_survived(postgresql_url, open_it):
    engine = open_it(postgresql_url)
    submitted(engine)
    with open_it(postgresql_url).connect() as other:
        other.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )

    assert submitted(engine, "second")


def test_read_only_postgresql_is_told(postgresql_url, open_it):
    engine = open_it(postgresql_url)
    name = engine.url.database
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = on"))
    engine.dispose()

    assert refusal(engine).trouble is Trouble.READ_ONLY


def test_folder_that_may_not_be_written_is_told_at_the_start(ordinary_users_folder):
    ordinary_users_folder.chmod(0o555)

    with pytest.raises(CaseworkUnavailableError, match="may not write there") as caught:
        open_database(f"sqlite:///{ordinary_users_folder / 'casework.sqlite3'}")

    assert caught.value.trouble is Trouble.READ_ONLY


def test_folder_that_became_read_only_is_told(ordinary_users_folder):
    file = ordinary_users_folder / "casework.sqlite3"
    engine = open_database(f"sqlite:///{file}")
    ordinary_users_folder.chmod(0o555)

    error = refusal(engine)

    assert error.trouble in (Trouble.READ_ONLY, Trouble.NOT_ALLOWED)


def test_file_that_became_read_only_is_told(ordinary_users_folder):
    file = ordinary_users_folder / "casework.sqlite3"
    engine = open_database(f"sqlite:///{file}")
    file.chmod(0o400)

    assert refusal(engine).trouble is Trouble.READ_ONLY


def test_file_of_somebody_else_is_told(ordinary_users_folder):
    file = ordinary_users_folder / "casework.sqlite3"
    engine = open_database(f"sqlite:///{file}")
    file.chmod(0o000)

    assert refusal(engine).trouble is Trouble.NOT_ALLOWED


def test_file_that_is_no_database_is_told(sqlite_url, sqlite_file):
    sqlite_file.write_text("a letter, not a database\n" * 100)

    with pytest.raises(CaseworkUnavailableError, match="damaged, or no database") as caught:
        open_database(sqlite_url)

    assert caught.value.trouble is Trouble.DAMAGED
    assert sqlite_file.read_text().startswith("a letter")


def test_database_without_its_tables_is_told_and_mended_by_a_start(sqlite_url, sqlite_file):
    sqlite_file.touch(mode=0o600)
    engine = open_engine(sqlite_url)

    assert refusal(engine).trouble is Trouble.NOT_READY

    upgrade(engine)
    assert submitted(engine)


def test_a_refused_row_is_not_quoted(engine):
    if engine.dialect.name == "postgresql":
        change = "ALTER TABLE referral ADD CONSTRAINT short CHECK (length(message) < 3)"
    else:
        change = (
            "CREATE TRIGGER short BEFORE INSERT ON referral WHEN length(NEW.message) > 3 "
            "BEGIN SELECT RAISE(ABORT, 'refused'); END"
        )
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(change))

    assert refusal(engine).trouble is Trouble.UNEXPECTED


def test_erased_text_leaves_the_disk(sqlite_url, sqlite_file, open_it):
    engine = open_it(sqlite_url)
    code = submitted(engine, message=TYPED * 100, snapshot={"turns": [TYPED] * 2_000}).reference_code
    with engine.connect() as another_page:  # keeps the write-ahead log in being
        another_page.execute(text("SELECT 1"))
        another_page.rollback()
        assert by_code(engine, code, who=FAMILY, now=NOW)

        delete_referral(engine, code, who=FAMILY, now=NOW)

        left = [file.read_bytes() for file in sqlite_file.parent.iterdir()]
    assert not any(TYPED.encode() in content for content in left)


def test_nothing_typed_is_logged(engine, caplog):
    caplog.set_level("DEBUG")

    code = submitted(engine).reference_code
    by_code(engine, code, who=FAMILY, now=NOW)

    assert TYPED not in caplog.text


def test_nothing_is_read_from_the_environment_when_a_url_is_given(sqlite_url, monkeypatch):
    monkeypatch.setitem(os.environ, "SEND_ASSIST_DATABASE_URL", "nonsense")

    assert submitted(open_database(sqlite_url))
