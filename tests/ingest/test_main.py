"""The command line. It reads the shipped register; where it would build the shipped content, a small one stands in."""

import functools
import os
import subprocess
import sys

import pytest

from corpus.paths import CORPUS, PROJECT
from corpus.sources import load_sources
from corpus.store import built_directory, current_build, open_store
from ingest import __main__ as command
from ingest.build import build
from ingest.content import read_content
from ingest.encoder_process import EncoderProcess
from ingest.local_sources import local_sources_file
from ingest.originals import list_originals
from tests.builders import guide_fields, source_fields, write_content, write_guide, write_yaml
from tests.fakes import FakeEncoder, OtherEncoder
from tests.ingest import pdfs
from tests.ingest.originals_builders import FIXTURES, SEEDS

POLICY = str(FIXTURES / "made-up-policy.txt")
NEW_POLICY = ["--title", "Fairness & Even-Handedness Policy", "--kind", "policy"]


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("SEND_ASSIST_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A small content folder in the place of the shipped one, and a small encoder."""
    made = write_content(tmp_path / "content")
    monkeypatch.setattr(command, "build", functools.partial(build, content_folder=made))
    monkeypatch.setattr(command, "read_content", functools.partial(read_content, made))
    monkeypatch.setattr(command, "load_encoder", FakeEncoder)
    return made


@pytest.fixture
def run(capsys):
    """Run a command; return its exit status and what it printed."""

    def ran(*argv):
        try:
            status = command.main([str(part) for part in argv])
        except SystemExit as stopped:
            status = stopped.code
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return ran


def a_file(tmp_path, name="policy.txt", words="1. Purpose\n\nWe serve families first.\n\nWe keep our word.\n"):
    path = tmp_path / name
    path.write_text(words)
    return path


# build


def test_a_build_says_what_it_made(folder, run):
    status, out, _ = run("build")

    embedded = len(set(entry.text for entry in open_store().entries))
    assert status == 0
    assert out == f"Built {current_build()}: 3 guides, 13 passages (0 of originals), {embedded} texts newly embedded.\n"


def test_a_second_build_says_that_nothing_changed(folder, run):
    run("build")

    status, out, _ = run("build")

    assert status == 0
    assert out == (
        f"Nothing changed; kept {current_build()}: 3 guides, 13 passages (0 of originals), 0 texts newly embedded.\n"
    )


def test_a_build_that_left_something_out_names_it_and_says_so_by_its_status(folder, run):
    path = write_guide(folder, guide_fields(in_short=[]))

    status, out, err = run("build")

    line = path.read_text().splitlines().index("in_short: []") + 1
    assert status == 1
    assert out.startswith("Built ") and ": 2 guides, " in out
    assert err.endswith(
        f"Left out, 1:\n  {path}, line {line}, in_short: found []; expected: tuple should have at least 1 item after "
        "validation, not 0; correct it\n"
    )


def test_a_build_that_cannot_be_made_says_why(folder, run):
    (folder / "contacts.yaml").unlink()

    status, out, err = run("build")

    assert (status, out) == (2, "")
    assert f"{folder / 'contacts.yaml'}: there is no such file; expected a YAML file here" in err


def test_a_build_that_is_stopped_leaves_the_last_one_serving(folder, run, monkeypatch):
    run("build")
    served = current_build()

    def stopped(self, texts):
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "load_encoder", OtherEncoder)
    monkeypatch.setattr(EncoderProcess, "encode", stopped)
    status, _, err = run("build")

    assert status == 130
    assert "Stopped. The last good build goes on serving." in err
    assert open_store(FakeEncoder()).name == served


def test_a_data_directory_that_is_none_is_told(folder, run, tmp_path, monkeypatch):
    monkeypatch.setenv("SEND_ASSIST_DATA", str(a_file(tmp_path)))

    status, _, err = run("build")

    assert status == 2
    assert f"{tmp_path / 'policy.txt'}: found that it cannot be read or written (File exists); expected room on" in err


def test_an_encoder_that_is_missing_is_told(run, monkeypatch):
    monkeypatch.setenv("SEND_ASSIST_ENCODER", "/nowhere")

    status, _, err = run("build")

    assert status == 2
    assert "found no folder '/nowhere'" in err


@pytest.mark.model
def test_a_build_with_the_real_encoder_finds_by_meaning(folder, run, monkeypatch):
    from corpus.encoder import load_encoder

    monkeypatch.delenv("SEND_ASSIST_ENCODER", raising=False)
    encoder = load_encoder()
    monkeypatch.setattr(command, "load_encoder", lambda: encoder)

    assert run("build")[0] == 0

    store = open_store(encoder)
    (hit, *_) = store.nearest(encoder.encode(["there is no bus to take him to school"])[0], limit=1)
    assert store.entry(hit.row).guide_id == "no-transport"
    assert run("build")[1].startswith("Nothing changed; kept ")


# add and approve


def test_a_file_is_added_as_the_source_that_is_named(run, tmp_path):
    status, out, _ = run("add", a_file(tmp_path), "--source", "independence-policy")

    assert status == 0
    assert out == (
        "Added 'policy.txt' as SEND Assist Independence & Impartiality Policy (March 2026) (independence-policy, "
        "in_force).\nRun `python -m ingest build` to use it.\n"
    )
    (record,) = list_originals()
    assert (record.source_id, record.approved) == ("independence-policy", True)


def test_a_file_is_added_as_the_source_whose_title_it_bears(run, tmp_path):
    words = (
        "Special educational needs and disability code of practice: 0 to 25 years\n\n9.14 The council must decide.\n"
    )

    status, out, _ = run("add", a_file(tmp_path, "code.txt", words))

    assert status == 0
    assert "(code-2015, in_force)." in out


def test_a_draft_is_not_taken_for_the_code(run, tmp_path):
    words = "Draft special educational needs and disability code of practice: 0 to 25 years\n\n2.20 May be.\n"

    status, _, err = run("add", a_file(tmp_path, "draft.txt", words))

    assert status == 2
    assert "name the source with --source ID" in err
    assert list_originals() == ()


@pytest.mark.skipif(not SEEDS.is_dir(), reason="needs the seeds, which are not shipped")
def test_the_signed_policy_and_the_article_are_known_by_their_titles(run):
    for path in sorted(SEEDS.glob("*.txt")):
        assert run("add", path)[0] == 0

    assert [record.source_id for record in list_originals()] == ["independence-policy", "snj-2014"]


def test_a_file_of_an_unknown_title_says_what_to_name(run):
    status, out, err = run("add", POLICY)

    assert (status, out) == (2, "")
    assert err == (
        "'made-up-policy.txt': found no title of a registered source at its top; name the source with --source ID "
        "(`python -m ingest list --sources`), or describe a new one with --title and --kind\n"
    )


def test_a_new_source_is_described_and_used(folder, run):
    status, out, _ = run("add", POLICY, *NEW_POLICY, "--publisher", "Harbour Lanterns", "--as-at", "2031-04-01")

    assert status == 0
    assert out.startswith(
        "Added 'made-up-policy.txt' as Fairness & Even-Handedness Policy (fairness-even-handedness-policy, in_force).\n"
    )
    status, out, _ = run("build")
    assert (status, "(16 of originals)" in out) == (0, True)
    source = open_store().content.register.sources["fairness-even-handedness-policy"]
    assert (source.kind, source.publisher, source.as_at.isoformat()) == ("policy", "Harbour Lanterns", "2031-04-01")


def test_a_new_source_added_again_is_the_same_source(run, tmp_path):
    run("add", POLICY, *NEW_POLICY)

    status, _, _ = run("add", a_file(tmp_path), *NEW_POLICY, "--licence", "ours")

    assert status == 0
    assert [record.superseded_on is None for record in list_originals()] == [False, True]
    assert local_sources_file().read_text().count("- id: ") == 1
    assert "licence: ours" in local_sources_file().read_text()


@pytest.mark.parametrize(
    ("title", "source_id"),
    [
        ("Local Offer 2026", "local-offer-2026"),
        ("  Café — «Élan»  ", "cafe-elan"),
        ("x" * 200, "x" * 80),
        ("-- yes: no --", "yes-no"),
    ],
)
def test_a_new_sources_id_is_made_of_its_title(run, tmp_path, title, source_id):
    status, out, _ = run("add", a_file(tmp_path), f"--title={title}", "--kind", "policy")

    assert status == 0
    assert f"({source_id}, in_force)." in out


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (
            ["--source", "gone"],
            "found the source 'gone'; expected a registered one (`python -m ingest list --sources`), o",
        ),
        (
            ["--title", "x"],
            "--title without --kind; expected one of act, regulations, tribunal_rules, case_law, statutor",
        ),
        (
            ["--title", "Політика", "--kind", "policy"],
            "found the title 'Політика'; expected one with letters or digits",
        ),
        (["--title", "CFA 2014", "--kind", "law"], "argument --kind: invalid choice: 'law'"),
        (["--source", "cfa-2014", "--title", "x"], "argument --title: not allowed with argument --source"),
        (["--as-at", "yesterday"], "argument --as-at: found 'yesterday'; expected a date such as 2026-11-21"),
        (
            [*NEW_POLICY, "--review-by", "2020-01-01"],
            "the source cannot be registered: its fields: review_by 2020-01-01 is",
        ),
        (["--source", "snj-2014", "--quotes", "gone"], "found --quotes 'gone'; expected a registered source"),
        (["--source", "independence-policy", "--quotes", "code-2015"], "of kind policy; expected commentary"),
    ],
)
def test_a_source_that_is_none_is_refused_and_nothing_is_kept(run, tmp_path, data, argv, expected):
    status, out, err = run("add", a_file(tmp_path), *argv)

    assert (status, out) == (2, "")
    assert expected in err
    assert not data.exists()


def test_a_title_that_a_shipped_source_has_is_refused(run, tmp_path):
    status, _, err = run("add", a_file(tmp_path), "--title", "CFA 2014", "--kind", "act")

    assert status == 2
    assert err == ("found the id 'cfa-2014', which a shipped source has; expected one of its own; choose another\n")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        (
            "empty.txt",
            b"",
            "'empty.txt': found an empty file; expected a document with words in it; download or export",
        ),
        ("scan.pdf", b"hello", "'scan.pdf': found "),
        (
            "letter.docx",
            b"PK\x03\x04",
            "'letter.docx': found the ending '.docx'; expected one of .pdf, .txt, .text, .md",
        ),
        ("noending", b"words", "'noending': found a name without an ending; expected one of .pdf"),
        ("line\nbreak.exe", b"words", r"'line\nbreak.exe': found the ending '.exe'"),
    ],
)
@pytest.mark.parametrize("argv", [[], ["--source", "independence-policy"], NEW_POLICY])
def test_a_file_that_cannot_be_read_is_told_and_nothing_is_kept(run, tmp_path, data, name, content, expected, argv):
    path = tmp_path / name
    path.write_bytes(content)

    status, out, err = run("add", path, *argv)

    assert (status, out) == (2, "")
    assert err.startswith(expected) and err.count("\n") == 1
    assert not data.exists()


def test_a_pdf_that_gives_no_words_is_told_and_nothing_is_kept(run, tmp_path, data):
    scan = pdfs.without_text(tmp_path / "scan.pdf")
    whole = pdfs.a_guide(tmp_path / "whole.pdf", ["4.7 Families may be offered a pilot."])
    locked = pdfs.locked(tmp_path / "locked.pdf", whole, password="secret")
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(whole.read_bytes()[:200])

    for path in (scan, locked, cut):
        status, out, err = run("add", path, *NEW_POLICY)
        assert (status, out) == (2, "")
        assert err.startswith(f"{path.name!r}: found ") and "; expected " in err
    assert not data.exists()


def test_a_file_that_is_missing_or_a_folder_is_told(run, tmp_path):
    assert run("add", tmp_path / "gone.txt")[::2] == (
        2,
        "'gone.txt': found no file to open (No such file or directory); expected a plain file that this program may "
        "open; check the name, the link and the permissions\n",
    )
    (tmp_path / "folder.txt").mkdir()
    assert run("add", tmp_path / "folder.txt", *NEW_POLICY)[2].startswith("'folder.txt': found a folder; expected a")


@pytest.mark.parametrize("name", ["line\nbreak.txt", "🎉 party.txt", "$(id).txt", "a" * 200 + ".txt", "caf\udce9.txt"])
def test_odd_file_names_are_printed_safely(run, tmp_path, name):
    path = a_file(tmp_path, name)

    status, out, _ = run("add", path, "--source", "independence-policy")

    assert status == 0
    assert out.splitlines()[0].startswith(f"Added {name!r} as ")


def test_a_file_name_that_looks_like_an_option_is_a_file_name(run, tmp_path, monkeypatch):
    a_file(tmp_path, "--source.txt")
    monkeypatch.chdir(tmp_path)

    assert run("add", "--source", "independence-policy", "--", "--source.txt")[0] == 0


def test_a_file_that_waits_is_not_used_until_it_is_approved(folder, run):
    status, out, _ = run("add", POLICY, *NEW_POLICY, "--wait-for-approval")
    assert status == 0
    assert "It waits for approval: `python -m ingest approve fairness-even-handedness-policy`." in out
    assert "(0 of originals)" in run("build")[1]

    status, out, _ = run("approve", "fairness-even-handedness-policy")

    assert (status, out) == (
        0,
        "Approved 'made-up-policy.txt' as fairness-even-handedness-policy. Run `python -m ingest build` to use it.\n",
    )
    assert "(16 of originals)" in run("build")[1]


def test_a_file_added_again_says_whether_it_still_waits(run):
    run("add", POLICY, *NEW_POLICY, "--wait-for-approval")
    assert "It waits for approval" in run("add", POLICY, *NEW_POLICY)[1]

    run("approve", "fairness-even-handedness-policy")
    _, out, _ = run("add", POLICY, *NEW_POLICY, "--wait-for-approval")

    assert "already added on " in out
    assert "It waits for approval" not in out


def test_approving_what_was_never_added_is_told(run):
    status, _, err = run("approve", "code-2015")

    assert status == 2
    assert err == (
        "found no original of 'code-2015'; expected one that was added; add it with `python -m ingest add FILE "
        "--source code-2015`\n"
    )


# check and list


def test_sound_content_passes_the_check(folder, run):
    status, out, err = run("check")

    assert (status, err) == (0, "")
    # each guide has 5 items, 2 of them options; the policy 3
    assert out.startswith("3 guides, 13 items (4 options), 0 faults.\n")


def test_the_check_prints_every_fault_and_says_so_by_its_status(folder, run):
    write_guide(folder, guide_fields(in_short=[]))
    (folder / "guides" / "plan" / "new.yaml").write_text("id: [")

    status, out, err = run("check")

    assert status == 1
    assert out.startswith("2 guides, 8 items (2 options), 2 faults.\n")
    assert [line.partition(", line ")[0].rpartition("/")[2] for line in err.splitlines()] == [
        "refused.yaml",
        "new.yaml",
    ]


def test_the_check_names_sources_that_are_due_for_review(folder, run):
    due = source_fields("old-act", checked_on="2019-01-01", review_by="2020-01-01")
    sources = [*read_sources(folder), due]
    write_yaml(folder / "sources.yaml", {"sources": sources})

    status, out, _ = run("check")

    assert status == 0
    assert "To review: Old Act 2014 was due by 2020-01-01.\n" in out


def read_sources(folder):
    return [source.model_dump(mode="json") for source in read_content(folder).content.register.sources.values()]


def test_a_broken_register_stops_the_check(folder, run):
    (folder / "sources.yaml").write_text("sources: [{id: x}]\n")

    status, out, err = run("check")

    assert (status, out) == (2, "")
    assert "sources[0].title: this field is missing; expected it here; add it" in err


def test_the_shipped_content_passes_the_check(run):
    status, out, err = run("check")

    assert (status, err) == (0, "")
    assert ", 0 faults.\n" in out


def test_nothing_built_or_added_is_listed_as_such(run):
    assert run("list") == (0, "No build yet: run `python -m ingest build`.\n", "")


def test_what_serves_and_what_was_added_is_listed(folder, run, tmp_path):
    run("add", POLICY, *NEW_POLICY)
    run("add", a_file(tmp_path), *NEW_POLICY, "--wait-for-approval")
    run("build")

    status, out, _ = run("list")

    today = list_originals()[0].added_on
    assert status == 0
    assert out.splitlines() == [
        f"Serving {current_build()}: 3 guides, 13 passages.",
        f"original  fairness-even-handedness-policy 'made-up-policy.txt' added {today} superseded",
        f"original  fairness-even-handedness-policy 'policy.txt' added {today} waits for approval",
    ]


def test_every_source_is_listed_the_operators_own_too(run):
    run("add", POLICY, *NEW_POLICY)

    status, out, _ = run("list", "--sources")

    lines = [line for line in out.splitlines() if line.startswith("source ")]
    assert (status, len(lines)) == (0, len(load_sources(CORPUS / "sources.yaml").sources) + 1)
    assert lines[0].split() == ["source", "cfa-2014", "act", "in_force", "Children", "and", "Families", "Act", "2014"]
    assert any("fairness-even-handedness-policy" in line for line in lines)


def test_a_build_that_lost_its_manifest_is_told(folder, run):
    run("build")
    (built_directory() / str(current_build()) / "manifest.json").unlink()

    status, _, err = run("list")

    assert status == 2
    assert "found no readable manifest" in err and "run `python -m ingest build`" in err


# the command itself


@pytest.mark.parametrize("argv", [[], ["bake"], ["add"], ["approve"], ["build", "--fast"]])
def test_wrong_use_is_told(run, argv):
    status, _, err = run(*argv)

    assert status == 2
    assert err.startswith("usage: python -m ingest")


@pytest.mark.parametrize("name", ["build", "add", "approve", "check", "list"])
def test_every_command_has_help(run, name):
    status, out, _ = run(name, "--help")

    assert status == 0
    assert f"usage: python -m ingest {name}" in out


def python_m_ingest(*argv, **environment):
    return subprocess.run(
        [sys.executable, "-m", "ingest", *argv],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        env=os.environ | environment,
    )


def test_the_command_runs_from_a_shell(tmp_path):
    added = python_m_ingest("add", POLICY)
    listed = python_m_ingest("list")

    assert (added.returncode, added.stdout) == (2, "")
    assert "Traceback" not in added.stderr
    assert (listed.returncode, listed.stdout) == (0, "No build yet: run `python -m ingest build`.\n")
