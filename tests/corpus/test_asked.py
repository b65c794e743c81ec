"""How families put their questions: how they are read, and what the shipped ones are."""

import json

import pytest

from corpus.asked import Asked, load_asked, load_talks
from corpus.fingerprint import digest_of_files
from corpus.paths import CORPUS, PROJECT
from ingest.content import read_content
from tests.assistant.small_corpus import a_guide

GUIDES = {"refused": a_guide("refused")}
ITEM = GUIDES["refused"].items[0].id
FEWEST = 50  # of each guide
FEWEST_TALKS = 4


def read(tmp_path, text, name="refused"):
    (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return load_asked(tmp_path, GUIDES)


def a_line(asks="they said no, wot now", item=ITEM):
    return json.dumps({"asks": asks, "item": item}) + "\n"


def test_questions_are_read_by_guide(tmp_path):
    assert read(tmp_path, a_line() + "\n" + a_line("another")) == (
        {"refused": (Asked("they said no, wot now", ITEM), Asked("another", ITEM))},
        (),
    )


def test_no_folder_is_no_questions(tmp_path):
    assert load_asked(tmp_path / "none", GUIDES) == ({}, ())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{broken\n", "found '{broken'"),
        ('{"asks": "a", "item": 3}\n', "expected"),
        ('{"asks": "  ", "item": "reasons"}\n', "expected"),
        ("[1]\n", "expected"),
        (a_line(item="none-such"), "item: found 'none-such', which is no item of refused"),
        (a_line() + a_line("They said no, wot now"), "line 2, asks: found the question of"),
    ],
)
def test_a_fault_is_told_with_its_line_and_the_rest_is_kept(tmp_path, text, says):
    found, faults = read(tmp_path, text + a_line("a sound one"))

    assert len(faults) == 1
    assert "line" in faults[0]
    assert says in faults[0]
    assert Asked("a sound one", ITEM) in found["refused"]


def test_a_file_of_no_guide_is_a_fault(tmp_path):
    assert "found no guide 'other'" in read(tmp_path, a_line(), name="other")[1][0]


def test_a_file_that_is_no_text_is_a_fault(tmp_path):
    (tmp_path / "refused.jsonl").write_bytes(b"\xff\xfe")

    assert "save it as UTF-8" in load_asked(tmp_path, GUIDES)[1][0]


def talks_of(tmp_path, text, name="refused"):
    (tmp_path / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return load_talks(tmp_path, GUIDES)


def test_talks_are_read_by_guide(tmp_path):
    lines = json.dumps({"turns": ["they said no", "wot now"]}) + "\n\n" + json.dumps({"turns": ["a", "b", "c"]})

    assert talks_of(tmp_path, lines) == ({"refused": (("they said no", "wot now"), ("a", "b", "c"))}, ())
    assert load_talks(tmp_path / "none", GUIDES) == ({}, ())


@pytest.mark.parametrize("line", ["{broken", '{"turns": ["one"]}', '{"turns": ["one", 2]}', '{"turns": ["one", " "]}'])
def test_a_fault_in_a_talk_is_told_with_its_line(tmp_path, line):
    found, faults = talks_of(tmp_path, line + '\n{"turns": ["a", "b"]}')

    assert found == {"refused": (("a", "b"),)}
    assert len(faults) == 1
    assert "line 1: found" in faults[0]
    assert 'expected {"turns": ["…", "…"]}' in faults[0]


def test_a_new_question_is_a_change_of_the_content(tmp_path):
    before = digest_of_files(tmp_path)
    (tmp_path / "asked").mkdir()
    (tmp_path / "asked" / "refused.jsonl").write_text(a_line())

    assert digest_of_files(tmp_path) != before


@pytest.fixture(scope="module")
def shipped():
    return read_content(CORPUS)


def test_every_guide_is_asked_about_in_many_ways(shipped):
    assert {guide: len(asked) for guide, asked in shipped.asked.items() if len(asked) < FEWEST} == {}
    assert shipped.asked.keys() == shipped.content.guides.keys()


def test_no_question_of_an_eval_is_among_them(shipped):
    ours = {" ".join(each.text.casefold().split()) for asked in shipped.asked.values() for each in asked}
    talks = {turns for of_guide in shipped.talks.values() for turns in of_guide}
    ours |= {" ".join(" ".join(turns[-2:]).casefold().split()) for turns in talks}
    for path in (PROJECT / "evals" / "datasets").glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            turns = json.loads(line)["turns"]
            assert tuple(turns) not in talks, path.name
            for said in (*turns, " ".join(turns[-2:])):
                assert " ".join(said.casefold().split()) not in ours, path.name


def test_every_guide_is_talked_about(shipped):
    assert {guide: len(talks) for guide, talks in shipped.talks.items() if len(talks) < FEWEST_TALKS} == {}
    assert shipped.talks.keys() == shipped.content.guides.keys()
