import datetime
import json

import pytest

from assistant.answers import Clarification
from assistant.contract import status_of
from evals.cases import DatasetError, Status, find_dataset, load_dataset, load_datasets, shipped_datasets
from tests.evals.builders import case_fields, write_dataset


def faults_of(path, text):
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError) as caught:
        load_dataset(path)
    return caught.value.faults


def test_case_is_read_with_every_label(tmp_path):
    fields = case_fields(
        turns=["first", ""],
        status=["answer", "answer_and_handoff"],
        options=["refused/talk"],
        facts=["refused/fact"],
        pinpoints=["made-up-act s.36"],
        dates=["2026-12-01"],
        style="calm",
        note="why",
    )

    (case,) = load_dataset(write_dataset(tmp_path / "small.jsonl", fields)).cases

    assert case.turns == ("first", "")
    assert case.today == datetime.date(2026, 11, 22)
    assert case.status == (Status.ANSWER, Status.ANSWER_AND_HANDOFF)
    assert case.dates == (datetime.date(2026, 12, 1),)
    assert (case.options, case.facts, case.pinpoints) == (("refused/talk",), ("refused/fact",), ("made-up-act s.36",))


def test_labels_not_given_are_empty(tmp_path):
    (case,) = load_dataset(write_dataset(tmp_path / "small.jsonl", case_fields())).cases

    assert (case.options, case.facts, case.pinpoints, case.dates, case.note) == ((), (), (), (), None)


def test_dataset_keeps_its_order_name_and_bytes(tmp_path):
    path = write_dataset(tmp_path / "small.jsonl", case_fields(id="b"), case_fields(id="a"))

    dataset = load_dataset(path)

    assert [case.id for case in dataset.cases] == ["b", "a"]
    assert dataset.name == "small"
    assert dataset.text.encode() == path.read_bytes()


def test_line_separators_inside_a_turn_end_no_line(tmp_path):
    fields = case_fields(turns=["one\u2028two\x85three"])
    path = tmp_path / "small.jsonl"
    path.write_text(json.dumps(fields, ensure_ascii=False) + "\n\n", encoding="utf-8")

    assert load_dataset(path).cases[0].turns == ("one\u2028two\x85three",)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"turns": []}, "line 1, turns: found []; expected: tuple should have at least 1 item"),
        ({"turns": "What now?"}, "line 1, turns: found 'What now?'; expected: input should be a valid array"),
        ({"turns": [7]}, "line 1, turns.0: found 7; expected: input should be a valid string"),
        ({"today": "22/11/2026"}, "line 1, today: found '22/11/2026'; expected: input should be a valid date"),
        ({"status": ["answr"]}, "line 1, status.0: found 'answr'; expected: input should be 'answer', "),
        ({"status": "answer"}, "line 1, status: found 'answer'; expected: input should be a valid array"),
        ({"id": "a b"}, "line 1, id: found 'a b'; expected: string should match"),
        ({"guide": ["refused"]}, "line 1, guide: found an unknown field; expected one of id, turns, today, "),
        ({"facts": ["a/b", "a/b"]}, "line 1, facts: found a/b twice; expected each label once; remove one"),
        ({"pinpoints": ["section 36"]}, "line 1, pinpoints: found"),
        ({"status": ["handoff"], "options": ["a/b"]}, "line 1, options: found some with the status handoff"),
        ({"status": ["clarify"], "facts": ["a/b"]}, "line 1, facts: found some with the status clarify"),
    ],
)
def test_bad_label_is_told_with_line_found_and_expected(tmp_path, change, told):
    (fault,) = faults_of(tmp_path / "small.jsonl", json.dumps(case_fields() | change))

    assert fault.startswith(f"{tmp_path}/small.jsonl, {told}")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "small.jsonl: found no cases; expected one JSON object a line"),
        ("\n\n", "small.jsonl: found no cases; expected one JSON object a line"),
        ('\n{"id": }', "line 2: found text that is not JSON (Expecting value, column 8); expected one object a line"),
        ("[1]", "line 1: found list; expected an object with id, turns, today, status and guides"),
        ('{"id": "a", "id": "b"}', "line 1: found the field 'id' twice; expected it once; remove one"),
    ],
)
def test_line_that_is_no_case_is_told(tmp_path, text, told):
    (fault,) = faults_of(tmp_path / "small.jsonl", text)

    assert told in fault


def test_every_fault_of_a_file_is_told_at_once(tmp_path):
    faults = faults_of(tmp_path / "small.jsonl", '{"id": "a"}\nnonsense\n')

    # turns, today, status and guides are missing on line 1, and line 2 is not JSON
    assert len(faults) == 5
    assert "line 1, guides: found no such field; expected it on every case; add it" in faults[3]


def test_repeated_id_is_refused_with_both_lines(tmp_path):
    (fault,) = faults_of(tmp_path / "small.jsonl", f"{json.dumps(case_fields())}\n\n{json.dumps(case_fields())}\n")

    assert "line 3, id: found 'case-1', which is also on line 1" in fault


def test_file_that_is_not_utf_8_is_told_with_its_line(tmp_path):
    path = tmp_path / "small.jsonl"
    path.write_bytes(b"{}\n\xff")

    with pytest.raises(DatasetError, match="line 2: found bytes that are not UTF-8"):
        load_dataset(path)


def test_id_in_two_datasets_is_refused_with_both_files(tmp_path):
    one = write_dataset(tmp_path / "one.jsonl", case_fields())
    two = write_dataset(tmp_path / "two.jsonl", case_fields())

    with pytest.raises(DatasetError, match=r"two\.jsonl: found the id 'case-1', which is also in .*one\.jsonl"):
        load_datasets([one, two])


def test_two_datasets_of_one_name_are_refused(tmp_path):
    (tmp_path / "old").mkdir()
    one = write_dataset(tmp_path / "one.jsonl", case_fields())
    other = write_dataset(tmp_path / "old" / "one.jsonl", case_fields(id="case-2"))

    with pytest.raises(DatasetError, match="found the dataset 'one' twice"):
        load_datasets([one, other])


def test_unknown_dataset_is_told_with_the_shipped_names():
    with pytest.raises(DatasetError, match="found no dataset 'devlopment'; expected a file, or the name of a shipped"):
        find_dataset("devlopment")


def test_dataset_is_found_by_path(tmp_path):
    path = write_dataset(tmp_path / "one.jsonl", case_fields())

    assert find_dataset(str(path)) == path


def test_shipped_datasets_load_together():
    for dataset in load_datasets(shipped_datasets()):
        assert dataset.cases


def test_statuses_are_those_of_the_contract():
    assert status_of(Clarification("Which?", ("this", "that"))) == Status.CLARIFY
    assert {status.value for status in Status} == {
        "answer",
        "answer_and_handoff",
        "clarify",
        "handoff",
        "emergency",
        "out_of_scope",
    }
