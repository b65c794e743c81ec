import gzip
import hashlib
import io
import json
import logging
import multiprocessing
import os
import shutil
import sqlite3
import stat
import sys
import tarfile
import threading

import pytest
from sqlalchemy import func, select

from assistant.casework import backup, sealing
from assistant.casework.backup import BackupError, back_up, default_target, restore
from assistant.casework.database import reading
from assistant.casework.keys import rotate
from assistant.casework.migrate import open_database
from assistant.casework.models import Referral
from assistant.casework.referrals import FAMILY, by_code, delete_referral
from assistant.casework.sealing import KEY_VARIABLE, key_file, new_key
from assistant.casework.trouble import CaseworkUnavailableError, Trouble
from tests.assistant.casework.builders import NOW, TYPED, submitted
from tests.assistant.casework.test_keys import Killed

FILES = {
    "originals/law/act.html": b"<p>36(5)</p>",
    "originals/été 1.pdf": b"%PDF",
    "cases/first.json": b"{}",
    "results/run/outcomes.jsonl": b'{"id": 1}\n' * 200,
}


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A data directory with originals, cases and results, what a build made, and a key in a file."""
    folder = tmp_path / "data"
    monkeypatch.setenv("SEND_ASSIST_DATA", str(folder))
    monkeypatch.delenv("SEND_ASSIST_DATABASE_URL", raising=False)
    monkeypatch.delenv(KEY_VARIABLE)
    for name, content in {**FILES, "built/current": b"1", "cache/vectors.sqlite3": b"2"}.items():
        put_file(folder / name, content)
    return folder


@pytest.fixture
def code(data):
    """A case in the database of the data directory."""
    return submitted(open_database()).reference_code


@pytest.fixture
def archive(code, tmp_path):
    return back_up(tmp_path / "backup.tar.gz", NOW)


@pytest.fixture
def elsewhere(archive, data, tmp_path, monkeypatch):
    """Another machine's data directory: empty, but for the key."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    shutil.copy(key_file(), folder)
    monkeypatch.setenv("SEND_ASSIST_DATA", str(folder))
    sealing._known.clear()
    return folder


def put_file(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def names_in(archive):
    with tarfile.open(archive) as tar:
        return tar.getnames()


def manifest_of(archive):
    with tarfile.open(archive) as tar:
        return json.loads(tar.extractfile("manifest.json").read())


def tree(folder):
    """Every file below a folder and what is in it; a database by its cases, locks left out."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.endswith((".lock", "-wal", "-shm")):
            found[name] = codes_in(path) if path.name == "casework.sqlite3" else path.read_bytes()
    return found


def codes_in(path):
    connection = sqlite3.connect(path)
    try:
        return sorted(code for (code,) in connection.execute("SELECT reference_code FROM referral"))
    finally:
        connection.close()


def message_of(code):
    return by_code(open_database(), code, who=FAMILY, now=NOW).message


# Writing


def test_backup_holds_what_cannot_be_made_again_and_no_key(archive):
    assert sorted(names_in(archive)) == sorted(["manifest.json", "casework.sqlite3", *FILES])


def test_manifest_is_first_and_has_a_checksum_for_each_file(archive):
    manifest = manifest_of(archive)

    assert names_in(archive)[0] == "manifest.json"
    assert (manifest["version"], manifest["created_at"], manifest["database"]) == (
        1,
        "2026-11-21T23:04:00Z",
        "sqlite",
    )
    assert {name: entry["sha256"] for name, entry in manifest["files"].items() if name in FILES} == {
        name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()
    }


def test_backup_is_for_its_owner_alone_and_leaves_nothing_beside_it(archive):
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert [path.name for path in archive.parent.iterdir() if path.name != "data"] == [archive.name]


def test_nothing_typed_is_readable_in_it(archive):
    unpacked = gzip.decompress(archive.read_bytes())

    assert b"CREATE TABLE referral" in unpacked
    assert TYPED.encode() not in unpacked and b"07700" not in unpacked


def test_backup_never_overwrites(archive):
    before = archive.read_bytes()

    with pytest.raises(BackupError, match="expected a new file"):
        back_up(archive, NOW)

    assert archive.read_bytes() == before


def test_backup_without_a_name_goes_where_it_is_not_backed_up(code, data):
    first = back_up(default_target(NOW), NOW)

    assert first == data / "backups" / "send-assist-20261121T230400Z.tar.gz"
    assert not any(name.startswith("backups") for name in names_in(first))


def test_backup_inside_what_is_backed_up_is_refused(code, data):
    with pytest.raises(BackupError, match="inside what is backed up"):
        back_up(data / "results" / "backup.tar.gz", NOW)


def test_nothing_to_back_up_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("SEND_ASSIST_DATA", str(tmp_path / "nowhere"))
    monkeypatch.delenv("SEND_ASSIST_DATABASE_URL", raising=False)

    with pytest.raises(BackupError, match="found nothing to back up"):
        back_up(tmp_path / "backup.tar.gz", NOW)

    assert not (tmp_path / "backup.tar.gz").exists()


def test_key_is_in_it_when_asked(code, tmp_path):
    archive = back_up(tmp_path / "with-key.tar.gz", NOW, with_key=True)

    with tarfile.open(archive) as tar:
        assert tar.extractfile("casework.key").read() == key_file().read_bytes()


def test_key_of_the_environment_cannot_be_put_in_and_is_not_shown(code, tmp_path, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, key := new_key())

    with pytest.raises(BackupError, match="keep a copy of SEND_ASSIST_CASE_KEY yourself") as caught:
        back_up(tmp_path / "with-key.tar.gz", NOW, with_key=True)

    assert key not in str(caught.value)
    assert not (tmp_path / "with-key.tar.gz").exists()


def test_links_and_pipes_are_left_out_and_told(code, data, tmp_path, caplog):
    (data / "originals" / "link").symlink_to("/etc/passwd")
    os.mkfifo(data / "originals" / "pipe")

    with caplog.at_level(logging.WARNING):
        archive = back_up(tmp_path / "backup.tar.gz", NOW)

    assert sorted(names_in(archive)) == sorted(["manifest.json", "casework.sqlite3", *FILES])
    assert "originals/link" in caplog.text and "originals/pipe" in caplog.text


def test_file_that_changes_while_it_is_copied_is_told(code, data, tmp_path, monkeypatch):
    write = backup._write_archive

    def slow(path, manifest, members, now):
        put_file(data / "cases/first.json", b"[]")
        write(path, manifest, members, now)

    monkeypatch.setattr(backup, "_write_archive", slow)

    with pytest.raises(BackupError, match="changed while it was copied"):
        back_up(tmp_path / "backup.tar.gz", NOW)

    assert not (tmp_path / "backup.tar.gz").exists()


def test_folder_that_may_not_be_written_is_told(code, data, ordinary_users_folder):
    folder = ordinary_users_folder / "closed"
    folder.mkdir()
    folder.chmod(0o500)

    with pytest.raises(BackupError, match="Permission denied"):
        back_up(folder / "backup.tar.gz", NOW)


def test_database_is_as_it_was_at_one_moment_while_others_write(code, tmp_path, data, monkeypatch):
    engine, stop, written = open_database(), threading.Event(), []

    def write():
        while not stop.is_set():
            written.append(submitted(engine, f"number-{len(written)}"))

    writer = threading.Thread(target=write)
    writer.start()
    archives = [back_up(tmp_path / f"{number}.tar.gz", NOW) for number in range(3)]
    stop.set()
    writer.join()

    assert written
    for number, archive in enumerate(archives):
        with tarfile.open(archive) as tar:
            tar.extract("casework.sqlite3", tmp_path / str(number), filter="data")
        connection = sqlite3.connect(tmp_path / str(number) / "casework.sqlite3")
        counts = [connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("referral", "referral_event")]
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
        assert counts[0] == counts[1] > 0  # each case came with its audit


def test_with_postgresql_the_rest_is_backed_up(postgresql_url, data, tmp_path, monkeypatch, open_it):
    submitted(open_it(postgresql_url))
    monkeypatch.setenv("SEND_ASSIST_DATABASE_URL", postgresql_url)

    archive = back_up(tmp_path / "backup.tar.gz", NOW)

    assert sorted(names_in(archive)) == sorted(["manifest.json", *FILES])
    assert manifest_of(archive)["database"] == "postgresql"


def test_database_elsewhere_is_backed_up_too(data, tmp_path, monkeypatch):
    monkeypatch.setenv("SEND_ASSIST_DATABASE_URL", f"sqlite:///{tmp_path / 'other' / 'cases.db'}")
    submitted(open_database())

    assert "casework.sqlite3" in names_in(back_up(tmp_path / "backup.tar.gz", NOW))


def test_damaged_database_is_told(code, data, tmp_path):
    (data / "casework.sqlite3").write_bytes(b"no database" * 1000)

    with pytest.raises(CaseworkUnavailableError) as caught:
        back_up(tmp_path / "backup.tar.gz", NOW)

    assert caught.value.trouble is Trouble.DAMAGED
    assert not (tmp_path / "backup.tar.gz").exists()


# Restoring


def test_everything_comes_back_on_another_machine(archive, code, elsewhere):
    restored = restore(archive, now=NOW)

    assert {name: (elsewhere / name).read_bytes() for name in FILES} == FILES
    assert message_of(code) == TYPED
    assert (restored.aside, restored.erased_since) == ((), ())
    assert len(restored.manifest.files) == len(FILES) + 1
    assert stat.S_IMODE((elsewhere / "casework.sqlite3").stat().st_mode) == 0o600


def test_nothing_is_left_beside(archive, elsewhere):
    restore(archive, now=NOW)

    assert sorted(path.name for path in elsewhere.iterdir()) == [
        "cases",
        "casework.key",
        "casework.sqlite3",
        "originals",
        "restore.lock",
        "results",
    ]


def test_work_goes_on_after_it(archive, elsewhere):
    restore(archive, now=NOW)

    assert submitted(open_database(), "second")
    assert len(codes_in(elsewhere / "casework.sqlite3")) == 2


def test_empty_database_that_a_first_start_made_is_no_hindrance(archive, code, elsewhere):
    open_database()

    restored = restore(archive, now=NOW)

    assert message_of(code) == TYPED
    assert [path.name for path in restored.aside] == ["before-restore-20261121T230400000000Z-casework.sqlite3"]


def test_cases_are_not_overwritten_unasked(archive, data):
    before = tree(data)

    with pytest.raises(BackupError, match=r"found cases in .*--replace"):
        restore(archive, now=NOW)

    assert tree(data) == before


def test_folder_of_cases_alone_is_not_overwritten_unasked(archive, elsewhere):
    put_file(elsewhere / "cases" / "mine.json", b"{}")

    with pytest.raises(BackupError, match="--replace"):
        restore(archive, now=NOW)


def test_database_that_cannot_be_read_is_not_overwritten_unasked(archive, elsewhere):
    put_file(elsewhere / "casework.sqlite3", b"no database" * 1000)

    with pytest.raises(BackupError, match="--replace"):
        restore(archive, now=NOW)


def test_replace_keeps_the_old_aside(archive, code, data):
    second = submitted(open_database(), "second").reference_code
    put_file(data / "cases" / "mine.json", b"mine")
    (data / "results" / "run" / "outcomes.jsonl").unlink()

    restored = restore(archive, now=NOW, replace=True)

    folder, database = restored.aside
    assert codes_in(data / "casework.sqlite3") == [code]
    assert codes_in(database) == sorted([code, second])
    assert (folder / "cases" / "mine.json").read_bytes() == b"mine"
    assert not (data / "cases" / "mine.json").exists()
    assert {name: (data / name).read_bytes() for name in FILES} == FILES
    assert (data / "built" / "current").exists() and (data / "cache" / "vectors.sqlite3").exists()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_damaged_database_is_replaced_and_kept_with_its_log(archive, code, data):
    (data / "casework.sqlite3").write_bytes(b"no database" * 1000)
    put_file(data / "casework.sqlite3-wal", b"its log")

    restored = restore(archive, now=NOW, replace=True)

    assert message_of(code) == TYPED
    kept = restored.aside[-1]
    assert kept.read_bytes() == b"no database" * 1000
    assert kept.with_name(kept.name + "-wal").read_bytes() == b"its log"


def test_twice_is_as_once(archive, code, data):
    first = restore(archive, now=NOW, replace=True)
    second = restore(archive, now=NOW.replace(minute=5), replace=True)

    assert codes_in(data / "casework.sqlite3") == [code]
    assert not set(first.aside) & set(second.aside)


def test_cases_erased_since_the_backup_are_told(archive, code, data):
    engine = open_database()
    later = submitted(engine, "second").reference_code
    for each in (code, later):
        delete_referral(engine, each, who=FAMILY, now=NOW)

    restored = restore(archive, now=NOW, replace=True)

    assert restored.erased_since == (code,)  # the other one was not in the backup


def test_without_its_key_nothing_is_restored(archive, elsewhere):
    key_file().unlink()
    before = tree(elsewhere)

    with pytest.raises(CaseworkUnavailableError) as caught:
        restore(archive, now=NOW)

    assert caught.value.trouble is Trouble.NO_KEY
    assert tree(elsewhere) == before


def test_with_another_key_nothing_is_restored(archive, elsewhere):
    key_file().write_text(new_key())
    before = tree(elsewhere)

    with pytest.raises(CaseworkUnavailableError, match=r"backup\.tar\.gz: found cases that were sealed with another"):
        restore(archive, now=NOW)

    assert tree(elsewhere) == before


def test_backup_from_before_the_key_was_changed_comes_back(archive, code, elsewhere, data, monkeypatch):
    monkeypatch.setenv("SEND_ASSIST_DATA", str(data))
    rotate(open_database(), NOW)
    shutil.copy(key_file(), elsewhere)
    monkeypatch.setenv("SEND_ASSIST_DATA", str(elsewhere))
    sealing._known.clear()

    restore(archive, now=NOW)

    assert message_of(code) == TYPED


def test_key_that_is_in_the_backup_comes_back_and_the_other_is_kept(code, data, tmp_path, monkeypatch):
    archive = back_up(tmp_path / "with-key.tar.gz", NOW, with_key=True)
    folder = tmp_path / "elsewhere"
    monkeypatch.setenv("SEND_ASSIST_DATA", str(folder))
    put_file(folder / "casework.key", b"another")

    restored = restore(archive, now=NOW)

    sealing._known.clear()
    assert message_of(code) == TYPED
    assert stat.S_IMODE(key_file().stat().st_mode) == 0o600
    assert (restored.aside[0] / "casework.key").read_bytes() == b"another"


def test_backup_of_a_newer_version_is_refused(code, elsewhere, data, tmp_path, monkeypatch):
    connection = sqlite3.connect(data / "casework.sqlite3", isolation_level=None)
    connection.execute("UPDATE casework_version SET version_num = '9999'")
    connection.close()
    monkeypatch.setenv("SEND_ASSIST_DATA", str(data))
    newer = back_up(tmp_path / "newer.tar.gz", NOW)
    monkeypatch.setenv("SEND_ASSIST_DATA", str(elsewhere))

    with pytest.raises(CaseworkUnavailableError) as caught:
        restore(newer, now=NOW)

    assert caught.value.trouble is Trouble.TOO_NEW
    assert not (elsewhere / "casework.sqlite3").exists()


def test_database_that_is_in_use_is_not_replaced(archive, code, data):
    before = tree(data)
    user = sqlite3.connect(data / "casework.sqlite3", isolation_level=None)
    user.execute("BEGIN")
    user.execute("SELECT * FROM referral").fetchall()

    with pytest.raises(CaseworkUnavailableError) as caught:
        restore(archive, now=NOW, replace=True)
    user.close()

    assert caught.value.trouble is Trouble.LOCKED
    assert tree(data) == before
    restore(archive, now=NOW, replace=True)


def test_sqlite_backup_is_not_restored_beside_postgresql(archive, elsewhere, postgresql_url, monkeypatch):
    monkeypatch.setenv("SEND_ASSIST_DATABASE_URL", postgresql_url)

    with pytest.raises(BackupError, match="unset SEND_ASSIST_DATABASE_URL"):
        restore(archive, now=NOW)

    assert not (elsewhere / "originals").exists()


def test_with_postgresql_the_rest_comes_back(data, tmp_path, postgresql_url, monkeypatch, open_it):
    engine = open_it(postgresql_url)
    submitted(engine)
    monkeypatch.setenv("SEND_ASSIST_DATABASE_URL", postgresql_url)
    archive = back_up(tmp_path / "backup.tar.gz", NOW)
    shutil.rmtree(data / "originals")

    restore(archive, now=NOW, replace=True)

    assert {name: (data / name).read_bytes() for name in FILES} == FILES
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(Referral)) == 1


def test_database_elsewhere_comes_back_there(data, tmp_path, monkeypatch):
    place = tmp_path / "other" / "cases.db"
    monkeypatch.setenv("SEND_ASSIST_DATABASE_URL", f"sqlite:///{place}")
    code = submitted(open_database()).reference_code
    archive = back_up(tmp_path / "backup.tar.gz", NOW)
    shutil.rmtree(place.parent)

    restore(archive, now=NOW, replace=True)

    assert codes_in(place) == [code]
    assert not (data / "casework.sqlite3").exists()


def hold_lock(path, ready, stop):
    import fcntl

    with open(path, "w") as lock:  # noqa: PTH123 – as any other program
        fcntl.flock(lock, fcntl.LOCK_EX)
        ready.set()
        stop.wait(60)


def test_two_restores_do_not_run_at_once(archive, elsewhere):
    context = multiprocessing.get_context("fork")
    ready, stop = context.Event(), context.Event()
    other = context.Process(target=hold_lock, args=(elsewhere / "restore.lock", ready, stop))
    other.start()
    ready.wait(60)

    with pytest.raises(BackupError, match="another restore is running"):
        restore(archive, now=NOW)
    stop.set()
    other.join()

    assert restore(archive, now=NOW)


# What is no backup


def made(path, files, *, manifest=None, members=None):
    """An archive with these files; `members` go in as they are instead."""
    listed = {
        name: {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)} for name, content in files.items()
    }
    told = manifest or {"version": 1, "created_at": NOW.isoformat(), "database": "sqlite", "files": listed}
    with tarfile.open(path, "w:gz") as tar:
        add(tar, "manifest.json", json.dumps(told).encode())
        for name, content in files.items():
            add(tar, name, content)
        for member, content in members or ():
            tar.addfile(member, io.BytesIO(content))
    return path


def add(tar, name, content):
    member = tarfile.TarInfo(name)
    member.size = len(content)
    tar.addfile(member, io.BytesIO(content))


def a_member(name, kind=tarfile.REGTYPE, link="", size=0):
    member = tarfile.TarInfo(name)
    member.type, member.linkname, member.size = kind, link, size
    return member


def refused(archive, folder):
    """Return why it is refused, having checked that nothing was changed, inside the data directory or beside it."""
    put_file(folder / "originals" / "mine.html", b"mine")
    before, beside = tree(folder), sorted(folder.parent.iterdir())
    with pytest.raises(BackupError) as caught:
        restore(archive, now=NOW, replace=True)
    assert tree(folder) == before
    assert sorted(folder.parent.iterdir()) == beside
    assert not list(folder.glob(".*"))
    return str(caught.value)


def test_small_archive_made_by_hand_is_accepted(elsewhere, tmp_path):
    restore(made(tmp_path / "a.tar.gz", {"originals/a.html": b"a"}), now=NOW)

    assert (elsewhere / "originals" / "a.html").read_bytes() == b"a"


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "/tmp/evil-of-tests",
        "originals/../../evil",
        "originals/../evil",
        "originals//evil",
        "./originals/evil",
        "originals",
        "built/current",
        "casework.sqlite3-wal",
        "evil",
        "",
    ],
)
def test_file_outside_its_place_is_refused(elsewhere, tmp_path, name):
    assert "has no place in a backup" in refused(made(tmp_path / "a.tar.gz", {name: b"evil"}), elsewhere)


@pytest.mark.parametrize(
    "member",
    [
        a_member("../evil"),
        a_member("originals/other.html"),
        a_member("originals/link", tarfile.SYMTYPE, "/etc/passwd"),
        a_member("originals/link", tarfile.LNKTYPE, "originals/a.html"),
        a_member("originals/pipe", tarfile.FIFOTYPE),
        a_member("originals/device", tarfile.CHRTYPE),
        a_member("originals/folder", tarfile.DIRTYPE),
        a_member("originals/a.html"),  # a second time
    ],
    ids=lambda member: f"{member.name} {member.type!r}",
)
def test_member_that_the_manifest_does_not_name_is_refused(elsewhere, tmp_path, member):
    archive = made(tmp_path / "a.tar.gz", {"originals/a.html": b"a"}, members=[(member, b"")])

    assert "which is not as its manifest says" in refused(archive, elsewhere)


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.GNUTYPE_SPARSE])
def test_link_under_a_name_of_the_manifest_is_refused(elsewhere, tmp_path, kind):
    listed = {"originals/a.html": {"sha256": hashlib.sha256(b"").hexdigest(), "size": 0}}
    manifest = {"version": 1, "created_at": NOW.isoformat(), "database": "sqlite", "files": listed}
    member = a_member("originals/a.html", kind, "/etc/passwd")

    archive = made(tmp_path / "a.tar.gz", {}, manifest=manifest, members=[(member, b"")])

    assert "expected a whole backup" in refused(archive, elsewhere)


def listed(**sizes):
    return {
        "version": 1,
        "created_at": NOW.isoformat(),
        "database": "sqlite",
        "files": {f"originals/{name}": {"sha256": "0" * 64, "size": size} for name, size in sizes.items()},
    }


def test_archive_that_would_grow_beyond_measure_is_refused_before_it_is_unpacked(elsewhere, tmp_path):
    archive = made(tmp_path / "a.tar.gz", {}, manifest=listed(bomb=10**12))

    assert "would grow to 1000000000000 bytes" in refused(archive, elsewhere)


def test_archive_for_which_there_is_no_room_is_refused(elsewhere, tmp_path, monkeypatch):
    monkeypatch.setattr(backup.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 95, 5))

    assert "found 5 bytes free" in refused(made(tmp_path / "a.tar.gz", {"cases/a": b"123456"}), elsewhere)


def test_member_larger_than_it_was_said_to_be_is_refused(elsewhere, tmp_path):
    member = a_member("originals/bomb", size=50 << 20)
    archive = made(tmp_path / "a.tar.gz", {}, manifest=listed(bomb=5), members=[(member, bytes(50 << 20))])

    assert archive.stat().st_size < 100_000
    assert "which is not as its manifest says" in refused(archive, elsewhere)


def test_header_as_long_as_a_book_is_refused(elsewhere, tmp_path):
    member = a_member("originals/a.html")
    member.pax_headers = {"comment": "x" * (8 << 20)}
    archive = made(tmp_path / "a.tar.gz", {}, manifest=listed(a=0), members=[(member, b"")])

    assert "damaged, cut off, or no archive of ours" in refused(archive, elsewhere)


@pytest.mark.parametrize(
    "manifest",
    [
        {"version": 2},
        {"version": 1, "created_at": "2026-11-21T23:04:00Z", "database": "sqlite"},
        {"version": 1, "created_at": "2026-11-21T23:04:00Z", "database": "other", "files": {}},
        {**listed(), "files": {"originals/a": {"sha256": "short", "size": 1}}},
        {**listed(), "files": {"originals/a": {"sha256": "0" * 64, "size": -1}}},
        [],
    ],
)
def test_manifest_of_another_kind_is_refused(elsewhere, tmp_path, manifest):
    assert "a manifest that this version cannot read" in refused(
        made(tmp_path / "a.tar.gz", {}, manifest=manifest or ["x"]), elsewhere
    )


def test_archive_without_a_manifest_is_refused(elsewhere, tmp_path):
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as tar:
        add(tar, "originals/a.html", b"a")

    assert "no manifest at its beginning" in refused(tmp_path / "a.tar.gz", elsewhere)


def test_missing_member_is_refused(elsewhere, tmp_path):
    archive = made(tmp_path / "a.tar.gz", {}, manifest=listed(a=1, b=1))

    assert "2 files are missing from it, such as 'originals/a'" in refused(archive, elsewhere)


@pytest.mark.parametrize(
    "content",
    [b"", b"no archive", gzip.compress(b"no archive"), gzip.compress(bytes(2048))],
    ids=["empty", "words", "zipped words", "zipped noughts"],
)
def test_file_of_another_kind_is_refused(elsewhere, tmp_path, content):
    (tmp_path / "a.tar.gz").write_bytes(content)

    assert "expected a whole backup" in refused(tmp_path / "a.tar.gz", elsewhere)


def test_archive_that_is_not_there_is_told(elsewhere, tmp_path):
    assert "No such file" in refused(tmp_path / "nowhere.tar.gz", elsewhere)


@pytest.mark.parametrize("share", [0.01, 0.3, 0.6, 0.9])
def test_archive_that_is_cut_off_is_refused(archive, elsewhere, share):
    archive.write_bytes(archive.read_bytes()[: int(archive.stat().st_size * share)])

    assert "expected a whole backup" in refused(archive, elsewhere)


@pytest.mark.parametrize("name", ["casework.sqlite3", *FILES])
def test_file_that_changed_since_is_refused(archive, elsewhere, tmp_path, name):
    changed = tmp_path / "changed.tar.gz"
    with tarfile.open(archive) as before, tarfile.open(changed, "w:gz") as after:
        for member in before:
            content = before.extractfile(member).read()
            if member.name == name:
                content = bytes([content[0] ^ 1]) + content[1:]
            after.addfile(member, io.BytesIO(content))

    assert "changed since" in refused(changed, elsewhere)


def test_damaged_database_is_refused(elsewhere, tmp_path):
    archive = made(tmp_path / "a.tar.gz", {"casework.sqlite3": b"no database" * 1000})

    with pytest.raises(CaseworkUnavailableError) as caught:
        restore(archive, now=NOW)

    assert caught.value.trouble is Trouble.DAMAGED
    assert not (elsewhere / "casework.sqlite3").exists()


# All or nothing


def lines_of_swap(action):
    places = {}
    run_traced(action, lambda place: places.setdefault(place, True))
    return list(places)


def run_traced(action, at_line):
    """Call `at_line` at each line of what changes the data directory, clearing up aside."""
    watched = {"_swap", "_replace_database", "_fold_log_in", "_write_moves", "_close"}

    def trace(frame, event, _):
        code = frame.f_code
        if code.co_filename != backup.__file__ or code.co_name not in watched:
            return None
        if event == "line":
            at_line((code.co_name, frame.f_lineno))
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        action()
    finally:
        sys.settrace(before)


def everything_but_leftovers(folder):
    return {name: content for name, content in tree(folder).items() if not name.startswith("before-restore-")}


@pytest.mark.parametrize("clean_up_runs", [True, False], ids=["failed", "killed"])
def test_stopped_at_any_line_it_is_all_or_nothing(archive, code, data, tmp_path, monkeypatch, clean_up_runs):
    put_file(data / "cases" / "mine.json", b"mine")
    shutil.rmtree(data / "results")  # comes back by the restore
    second = submitted(open_database(), "second").reference_code
    old = tree(data)
    start = tmp_path / "start"
    shutil.copytree(data, start)
    new = {**FILES, "casework.sqlite3": [code]}
    places = lines_of_swap(lambda: restore(archive, now=NOW, replace=True))
    assert len(places) > 25
    finish_or_undo = backup._finish_or_undo
    outcomes = set()

    for place in places:
        shutil.rmtree(data)
        shutil.copytree(start, data)

        def stop(line, place=place):
            if line == place:
                if not clean_up_runs:  # a kill leaves no time for it
                    monkeypatch.setattr(backup, "_finish_or_undo", lambda *_, **__: None)
                raise Killed

        with pytest.raises(Killed):
            run_traced(lambda: restore(archive, now=NOW, replace=True), stop)
        monkeypatch.setattr(backup, "_finish_or_undo", finish_or_undo)
        if not clean_up_runs:
            assert codes_in(data / "casework.sqlite3") in ([code], sorted([code, second]))  # never gone
            with pytest.raises(BackupError):  # of an archive that is not there: after putting things back
                restore(tmp_path / "nowhere.tar.gz", now=NOW, replace=True)

        found = everything_but_leftovers(data)
        is_new = found["casework.sqlite3"] == [code]
        kept = {name: content for name, content in old.items() if name.startswith(("built", "cache", "casework.key"))}
        assert found == ({**kept, **new} if is_new else old), place
        assert not [path for path in data.iterdir() if "unfinished" in path.name or ".restoring" in path.name], place
        outcomes.add(is_new)

    assert False in outcomes
