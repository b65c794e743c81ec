import datetime
import json
import multiprocessing
import os
from pathlib import Path

import pytest

from corpus.errors import CorpusError
from corpus.sources import Source
from corpus.vocabulary import SourceKind
from ingest import original_records, originals
from ingest.original_records import OriginalsError, originals_folder
from ingest.originals import add_original, list_originals, read_originals, set_approved
from ingest.readers import UnreadableFileError
from ingest.split import split
from tests.ingest import pdfs
from tests.ingest.originals_builders import FIXTURES, TODAY, a_register, a_source

GUIDE = a_source("harbour-guide")
POLICY = a_source("fairness-policy", SourceKind.POLICY)
BLOG = a_source("harbour-blog", SourceKind.COMMENTARY)
LATER = TODAY + datetime.timedelta(days=30)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SEND_ASSIST_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def a_file(folder: Path, name: str = "guide.txt", words: str = "4.7 Families may be offered a pilot.") -> Path:
    path = folder / name
    path.write_text(words)
    return path


def kept_files() -> set[str]:
    return {path.name for path in originals_folder().iterdir()} - {"originals.json", ".lock"}


def test_an_added_file_is_copied_recorded_and_read_back(tmp_path: Path) -> None:
    record = add_original(a_file(tmp_path), GUIDE, now=TODAY)

    assert (record.given_name, record.added_on, record.approved, record.note) == ("guide.txt", TODAY, True, "")
    assert kept_files() == {record.file_name} == {f"harbour-guide-{record.sha256[:16]}.txt"}
    assert list_originals() == (record,)
    [read] = read_originals(a_register(GUIDE)).read
    assert (read.record, [passage.id for passage in read.passages]) == (record, ["harbour-guide:para.4.7"])


def test_nothing_was_added_yet() -> None:
    assert list_originals() == ()
    assert read_originals(a_register(GUIDE)) == ((), ())


def test_the_same_file_again_changes_nothing_and_says_so(tmp_path: Path) -> None:
    first = add_original(a_file(tmp_path), GUIDE, now=TODAY)

    again = add_original(a_file(tmp_path, "copy.txt"), GUIDE, now=LATER)

    assert again.note == f"already added on {TODAY}; nothing changed"
    assert list_originals() == (first,)


def test_a_new_version_takes_the_place_of_the_old_which_stays_on_record(tmp_path: Path) -> None:
    old = add_original(a_file(tmp_path), GUIDE, now=TODAY)
    new = add_original(a_file(tmp_path, words="4.7 Families must be offered a pilot."), GUIDE, now=LATER)

    assert [record.superseded_on for record in list_originals()] == [LATER, None]
    assert kept_files() == {old.file_name, new.file_name}
    [passage] = read_originals(a_register(GUIDE)).passages
    assert passage.text == "Families must be offered a pilot."


def test_an_old_version_may_come_back(tmp_path: Path) -> None:
    old = add_original(a_file(tmp_path), GUIDE, now=TODAY)
    add_original(a_file(tmp_path, words="4.7 Families must be offered a pilot."), GUIDE, now=TODAY)

    add_original(a_file(tmp_path), GUIDE, now=LATER)

    assert [(record.sha256 == old.sha256, record.is_current) for record in list_originals()] == [
        (False, False),
        (True, True),
    ]


def test_a_file_lost_from_the_store_is_put_back_by_adding_it_again(tmp_path: Path) -> None:
    record = add_original(a_file(tmp_path), GUIDE, now=TODAY)
    (originals_folder() / record.file_name).unlink()

    add_original(a_file(tmp_path), GUIDE, now=LATER)

    assert kept_files() == {record.file_name}
    assert len(list_originals()) == 1


def test_comments_left_out_are_told_and_quotations_named(tmp_path: Path) -> None:
    draft = a_source("draft-guide")

    record = add_original(FIXTURES / "made-up-article.txt", BLOG, quotes="draft-guide", now=TODAY)

    assert record.note == "10 paragraphs after the article (readers' comments) left out"
    passages = read_originals(a_register(BLOG, draft)).passages
    assert "draft-guide para.4.7" in {str(passage.pinpoint) for passage in passages}


def test_only_a_commentary_quotes(tmp_path: Path) -> None:
    with pytest.raises(OriginalsError, match="expected commentary"):
        add_original(a_file(tmp_path), GUIDE, quotes="draft-guide", now=TODAY)


def test_what_waits_for_approval_is_read_but_not_used(tmp_path: Path) -> None:
    add_original(a_file(tmp_path), GUIDE, now=TODAY, approved=False)

    before = read_originals(a_register(GUIDE))
    set_approved("harbour-guide", True)

    assert (len(before.read), before.passages) == (1, ())
    assert len(read_originals(a_register(GUIDE)).passages) == 1
    with pytest.raises(OriginalsError, match="found no original of 'fairness-policy'"):
        set_approved("fairness-policy", True)


@pytest.mark.parametrize("words", ["", "# A title\n\n## and another\n"])
def test_nothing_is_written_for_a_file_that_gives_no_passages(tmp_path: Path, data: Path, words: str) -> None:
    with pytest.raises(CorpusError, match=r"'guide\.md': found "):
        add_original(a_file(tmp_path, "guide.md", words), GUIDE, now=TODAY)

    assert not data.exists()


@pytest.mark.parametrize(
    "name",
    [
        "line\nbreak.txt",
        "🎉 party.txt",
        "-rf.txt",
        "--source.md",
        "a" * 251 + ".txt",
        "..txt.txt",
        "$(id).txt",
        " .txt",
    ],
)
def test_odd_names_are_kept_on_record_and_never_on_disk(tmp_path: Path, name: str) -> None:
    record = add_original(a_file(tmp_path, name), GUIDE, now=TODAY)

    assert record.given_name == list_originals()[0].given_name == name
    assert kept_files() == {f"harbour-guide-{record.sha256[:16]}{Path(name).suffix}"}


def test_a_name_that_is_no_text_is_kept_too(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_text("4.7 Families may be offered a pilot.")

    add_original(path, GUIDE, now=TODAY)

    assert list_originals()[0].given_name == path.name


def test_a_path_through_other_folders_leaves_no_trace_in_the_name(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    a_file(tmp_path)

    record = add_original(tmp_path / "sub" / ".." / "guide.txt", GUIDE, now=TODAY)

    assert record.given_name == "guide.txt"


def test_a_link_is_followed_to_its_file_and_a_broken_one_refused(tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(a_file(tmp_path))
    (tmp_path / "broken.txt").symlink_to(tmp_path / "gone.txt")

    record = add_original(tmp_path / "link.txt", GUIDE, now=TODAY)

    assert not (originals_folder() / record.file_name).is_symlink()
    with pytest.raises(UnreadableFileError, match=r"'broken\.txt': found no file to open"):
        add_original(tmp_path / "broken.txt", POLICY, now=TODAY)


def test_a_link_planted_in_the_store_is_replaced_not_written_through(tmp_path: Path) -> None:
    record = add_original(a_file(tmp_path), GUIDE, now=TODAY)
    kept = originals_folder() / record.file_name
    victim = a_file(tmp_path, "victim.txt", "precious")
    kept.unlink()
    kept.symlink_to(victim)

    add_original(a_file(tmp_path), GUIDE, now=TODAY)

    assert victim.read_text() == "precious"
    assert not kept.is_symlink()


def test_one_bad_file_is_skipped_with_its_reason_and_stops_no_other(tmp_path: Path) -> None:
    others = [a_source(f"guide-{number}") for number in range(3)]
    records = [add_original(a_file(tmp_path, f"{source.id}.txt"), source, now=TODAY) for source in others]
    add_original(FIXTURES / "made-up-policy.txt", POLICY, now=TODAY)
    (originals_folder() / records[0].file_name).write_text("tampered with")
    (originals_folder() / records[1].file_name).unlink()

    found = read_originals(a_register(POLICY, others[0], others[1]))

    assert [read.record.source_id for read in found.read] == ["fairness-policy"]
    assert [name for name, _ in found.skipped] == ["'guide-0.txt'", "'guide-1.txt'", "'guide-2.txt'"]
    reasons = [reason for _, reason in found.skipped]
    assert "missing or changed" in reasons[0] and "missing or changed" in reasons[1]
    assert "found the source 'guide-2', which is not registered" in reasons[2]


def test_a_fault_of_ours_in_one_file_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_original(a_file(tmp_path), GUIDE, now=TODAY)
    add_original(FIXTURES / "made-up-policy.txt", POLICY, now=TODAY)
    real = split

    def failing(document: object, source: Source, **rest: object) -> object:
        if source is GUIDE:
            raise ZeroDivisionError
        return real(document, source, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(originals, "split", failing)

    found = read_originals(a_register(GUIDE, POLICY))

    assert [read.record.source_id for read in found.read] == ["fairness-policy"]
    assert "found ZeroDivisionError" in found.skipped[0][1]


@pytest.mark.parametrize(
    "stored",
    [
        "",
        "[]",
        "{not json",
        '{"format": 99, "originals": []}',
        '{"format": 1, "originals": [{"sha256": 5}]}',
        '{"format": 1, "originals": [{"sha256": "a", "source_id": "b", "file_name": "../../etc/passwd", '
        '"given_name": "c", "note": "", "added_on": "2026-11-21", "superseded_on": null}]}',
        "[" * 100_000,
    ],
)
def test_records_that_cannot_be_read_are_named_and_never_overwritten(tmp_path: Path, stored: str) -> None:
    originals_folder().mkdir(parents=True)
    path = originals_folder() / "originals.json"
    path.write_text(stored)

    with pytest.raises(OriginalsError, match="found records that cannot be read"):
        list_originals()
    with pytest.raises(OriginalsError, match="restore it from a backup"):
        add_original(a_file(tmp_path), GUIDE, now=TODAY)

    assert path.read_text() == stored


def test_a_write_that_fails_leaves_the_store_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = add_original(a_file(tmp_path), GUIDE, now=TODAY)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OriginalsError, match="No space left on device"):
            add_original(a_file(tmp_path, words="4.7 Families must be offered a pilot."), GUIDE, now=LATER)

    assert list_originals() == (first,)
    assert kept_files() == {first.file_name}


def test_a_store_in_use_is_waited_for_and_then_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(original_records, "LOCK_SECONDS", 0.1)

    with original_records.locked_folder(), pytest.raises(OriginalsError, match="found it in use"):
        add_original(a_file(tmp_path), GUIDE, now=TODAY)


def _add_one(number: int, folder: str) -> None:
    add_original(a_file(Path(folder), f"{number}.txt", f"4.{number} Words."), a_source(f"guide-{number}"), now=TODAY)


def test_several_adding_at_once_lose_nothing(tmp_path: Path) -> None:
    workers = [
        multiprocessing.get_context("fork").Process(target=_add_one, args=(n, str(tmp_path))) for n in range(1, 7)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)

    assert sorted(record.source_id for record in list_originals()) == [f"guide-{number}" for number in range(1, 7)]


def test_a_pdf_with_pictures_is_added_with_a_note(tmp_path: Path) -> None:
    path = pdfs.a_scan(tmp_path / "a.pdf", pages=3, words_on_first="4.7 Families may be offered a pilot.")

    assert add_original(path, GUIDE, now=TODAY).note == "pages 2, 3 without text (pictures or scans): left out"


def test_records_are_plain_json_that_a_person_can_read(tmp_path: Path) -> None:
    add_original(a_file(tmp_path), GUIDE, now=TODAY)

    stored = json.loads((originals_folder() / "originals.json").read_text())

    assert stored["format"] == 1
    assert stored["originals"][0]["added_on"] == "2026-11-21"
