from pathlib import Path

from corpus.fingerprint import digest_of_files
from corpus.paths import PROJECT, data_directory, shown
from tests.builders import write_content


def test_the_data_directory_is_var_unless_it_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv("SEND_ASSIST_DATA", raising=False)
    assert data_directory() == PROJECT / "var"

    monkeypatch.setenv("SEND_ASSIST_DATA", "")
    assert data_directory() == PROJECT / "var"

    monkeypatch.setenv("SEND_ASSIST_DATA", str(tmp_path / "a" / ".." / "b"))
    assert data_directory() == tmp_path / "b"


def test_a_path_is_shown_as_an_operator_would_type_it(tmp_path):
    assert shown(PROJECT / "corpus" / "sources.yaml") == "corpus/sources.yaml"
    assert shown(tmp_path / "a file.yaml") == str(tmp_path / "a file.yaml")
    assert shown(Path("/x/caf\udce9.yaml")) == r"'/x/caf\udce9.yaml'"
    assert shown(Path("/x/line\nbreak.yaml")) == r"'/x/line\nbreak.yaml'"


def test_the_same_files_give_the_same_digest(tmp_path):
    one, other = write_content(tmp_path / "one"), write_content(tmp_path / "other")

    assert digest_of_files(one) == digest_of_files(other)


def test_the_digest_changes_with_words_names_and_nothing_else(tmp_path):
    folder = write_content(tmp_path)
    before = digest_of_files(folder)

    (folder / "notes.md").write_text("not content")
    assert digest_of_files(folder) == before

    (folder / "contacts.yaml").touch()
    assert digest_of_files(folder) == before

    guide = folder / "guides" / "plan" / "not-delivered.yaml"
    guide.rename(guide.with_name("renamed.yaml"))
    renamed = digest_of_files(folder)
    assert renamed != before

    with (folder / "contacts.yaml").open("a") as file:
        file.write("# a remark\n")
    assert digest_of_files(folder) not in (before, renamed)


def test_what_cannot_be_opened_does_not_stop_the_digest(tmp_path):
    folder = write_content(tmp_path)
    (folder / "guides" / "folder.yaml").mkdir()
    (folder / "guides" / ".#lock.yaml").symlink_to("nowhere")
    (folder / "guides" / "caf\udce9.yaml").write_text("id: x")

    assert len(digest_of_files(folder)) == 64
