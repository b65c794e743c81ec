import json
import os
import signal
import subprocess
import sys

import pytest

from assistant.__main__ import main
from corpus.paths import PROJECT
from tests.assistant.test_contract import ADDED, FIELDS

pytestmark = pytest.mark.model
LETTER = "The council refused to assess. The decision letter is dated 5 November 2026."


@pytest.fixture(autouse=True)
def built(real_data, monkeypatch):
    monkeypatch.setenv("SEND_ASSIST_DATA", str(real_data))


def asked(capsys, *arguments):
    status = main(["ask", *arguments])
    return status, capsys.readouterr().out


def answered(tmp_path, *lines, name="in.jsonl"):
    """Run a batch over these lines, text as it stands and objects as JSON; return what it wrote."""
    source, output = tmp_path / name, tmp_path / "out.jsonl"
    written = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    source.write_text("".join(line + "\n" for line in written), encoding="utf-8")
    assert main(["batch", "--input", str(source), "--output", str(output)]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "out.jsonl"])
    return read_lines(output)


def read_lines(output):
    """The objects of a file; a line ends with a line feed and nothing else."""
    return [json.loads(line) for line in output.read_bytes().split(b"\n") if line]


def a_line(asked_id="q-1", *turns, **fields):
    return {"id": asked_id, "turns": list(turns or ("hello",)), "today": "2026-11-22"} | fields


# ask


def test_a_question_is_answered_as_plain_text(capsys):
    status, out = asked(capsys, LETTER, "--today", "2026-11-22")

    assert status == 0
    assert "Tuesday 5 January 2027 (in 44 days)" in out
    assert "Your options" in out
    assert out.endswith("Law as at 21 November 2026.\n")


def test_a_question_is_answered_as_json(capsys):
    status, out = asked(capsys, LETTER, "--today", "2027-01-06", "--json")

    line = json.loads(out)
    assert (status, line["status"], line["handoff"]["reason"]) == (0, "answer_and_handoff", "deadline_passed")
    assert set(line) == FIELDS | ADDED


def test_earlier_turns_are_read_first(capsys):
    earlier = ["--earlier", "The council refused to assess my son", "--earlier", "The letter is dated 5 November 2026"]

    _, out = asked(capsys, "how long do I have?", *earlier, "--today", "2026-11-22", "--json")

    line = json.loads(out)
    assert line["guides"][0] == "refusal-to-assess"
    assert "2027-01-05" in [date["date"] for date in line["dates"]]


def test_a_hand_off_is_a_reply_and_no_failure(capsys):
    assert asked(capsys, "Can you represent me at the tribunal?")[0] == 0


@pytest.mark.parametrize("today", ["22/11/2026", "2026-02-30", "yesterday", ""])
def test_a_day_that_is_none_says_what_was_expected(capsys, today):
    with pytest.raises(SystemExit) as caught:
        main(["ask", "The council refused", "--today", today])

    assert caught.value.code == 2
    assert f'found {today!r}; expected a date written year-month-day, such as "2026-11-21"' in capsys.readouterr().err


def test_without_a_build_it_says_which_command_makes_one(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("SEND_ASSIST_DATA", str(tmp_path / "empty"))

    status = main(["ask", "The council refused"])

    captured = capsys.readouterr()
    assert (status, captured.out) == (2, "")
    assert "found no build of the corpus" in captured.err
    assert "python -m ingest build" in captured.err


def test_without_a_build_a_batch_leaves_no_file(capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("SEND_ASSIST_DATA", str(tmp_path / "empty"))
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps(a_line()), encoding="utf-8")

    assert main(["batch", "--input", str(source), "--output", str(tmp_path / "out.jsonl")]) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]


# chat


def test_a_conversation_goes_on_until_an_empty_line(capsys, monkeypatch):
    typed = iter(["The council refused to assess my son", "The letter is dated 5 November 2026", ""])
    monkeypatch.setattr("builtins.input", lambda prompt: next(typed))

    status = main(["chat", "--today", "2026-11-22"])

    assert status == 0
    assert "Tuesday 5 January 2027 (in 44 days)" in capsys.readouterr().out


# batch


def test_each_line_is_answered_in_its_place_under_its_id(tmp_path, capsys):
    lines = [
        a_line("b", "The council refused to assess my son"),
        a_line("a", "hello"),
        a_line("b", "The council refused to assess my son", "the letter is dated 5 November 2026"),
        a_line(7, "My son wants to kill himself"),
    ]

    found = answered(tmp_path, *lines)

    assert [line["id"] for line in found] == ["b", "a", "b", "7"]
    assert [line["status"] for line in found] == ["answer", "clarify", "answer", "emergency"]
    assert all(set(line) == FIELDS | ADDED for line in found)
    assert all(option["name"] in line["text"] for line in found for option in line["options"])
    assert [date["days_left"] for date in found[2]["dates"]] == [44, 44]
    assert "4/4" in capsys.readouterr().err


BAD = {
    "not json": ("nonsense", "found text that is not JSON"),
    "half an object": ('{"id": "x", "turns": ["a"', "found text that is not JSON"),
    "a list": ("[1, 2]", "found list; expected an object"),
    "no id": ('{"turns": ["a"]}', "found None as id"),
    "no turns": ('{"id": "x"}', "found None as turns"),
    "turns of the wrong type": ('{"id": "x", "turns": "a"}', "found 'a' as turns"),
    "no turn at all": ('{"id": "x", "turns": []}', "found [] as turns"),
    "a turn that is a number": ('{"id": "x", "turns": ["a", 3]}', "found a turn that is not text"),
    "an unknown field": ('{"id": "x", "turns": ["a"], "quesion": "b"}', "found the fields quesion"),
    "a day of another form": ('{"id": "x", "turns": ["a"], "today": "22/11/2026"}', "found '22/11/2026'"),
    "a day that does not exist": ('{"id": "x", "turns": ["a"], "today": "2026-02-30"}', "found '2026-02-30'"),
    "an empty day": ('{"id": "x", "turns": ["a"], "today": ""}', "found ''; expected a date"),
    "a day that is a number": ('{"id": "x", "turns": ["a"], "today": 20261122}', "found 20261122 as today"),
    "too deep": ("[" * 100_000, "found text that is not JSON (nested too deep)"),
    "a number too long": ('{"id": ' + "9" * 5000 + ', "turns": ["a"]}', "found a number too long to read"),
    "not a number": ('{"id": NaN, "turns": ["a"]}', "found nan as id"),
}


def test_bad_lines_are_told_in_their_place_and_stop_nothing(tmp_path, capsys):
    lines = [a_line("first"), *(text for text, _ in BAD.values()), a_line("last")]

    found = answered(tmp_path, *lines)

    assert [found[0]["status"], found[-1]["status"], found[-1]["id"]] == ["clarify", "clarify", "last"]
    for number, ((_, why), line) in enumerate(zip(BAD.values(), found[1:-1], strict=True), 2):
        assert set(line) == {"id", "status", "error"}
        assert line["status"] == "error"
        assert line["error"].startswith(f"line {number}")
        assert why in line["error"], line["error"]
        assert "expected" in line["error"], line["error"]
    assert f"{len(lines)} lines answered, {len(BAD)} of them bad lines" in capsys.readouterr().err


def test_a_bad_line_keeps_its_id_where_it_has_one(tmp_path):
    found = answered(tmp_path, '{"id": "kept"}', '{"id": 8, "turns": []}', "nonsense")

    assert [line["id"] for line in found] == ["kept", "8", "3"]


def test_the_number_of_a_bad_line_is_that_of_the_file(tmp_path):
    (line,) = answered(tmp_path, "", "   ", "nonsense")

    assert line["error"].startswith("line 3:")


def test_an_empty_file_gives_an_empty_file(tmp_path):
    assert answered(tmp_path) == []
    assert answered(tmp_path, "", "  ") == []


def test_odd_characters_in_a_line_stop_nothing(tmp_path):
    lines = [
        '\ufeff{"id": "after a byte order mark", "turns": ["hello"]}',
        r'{"id": "\ud800", "turns": ["hello \udfff"]}',
        r'{"id": "x", "turns": ["a"], "\ud800": 1}',
        '{"id": "line\u2028separator", "turns": ["hello"]}',
        '{"id": "windows", "turns": ["hello"]}\r',
    ]

    found = answered(tmp_path, *lines)

    assert [line["status"] for line in found] == ["clarify", "clarify", "error", "clarify", "clarify"]
    assert [line["id"] for line in found] == [
        "after a byte order mark",
        "\ud800",
        "x",
        "line\u2028separator",
        "windows",
    ]


def test_bytes_that_are_no_text_are_a_bad_line(tmp_path):
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b'\xff\xfe\x00\n{"id": "x", "turns": ["hello"]}\n')

    assert main(["batch", "--input", str(source), "--output", str(output)]) == 0
    assert [line["status"] for line in read_lines(output)] == ["error", "clarify"]


def test_what_has_been_answered_before_is_replaced_whole(tmp_path):
    (tmp_path / "out.jsonl").write_text("old\n" * 100, encoding="utf-8")

    assert len(answered(tmp_path, a_line())) == 1


def test_a_missing_input_is_told(tmp_path, capsys):
    status = main(["batch", "--input", str(tmp_path / "none"), "--output", str(tmp_path / "out")])

    assert status == 2
    assert "found no such file; expected one JSON object a line" in capsys.readouterr().err


@pytest.mark.parametrize("output", ["no-such-folder/out.jsonl", "folder"])
def test_an_output_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path, capsys, output):
    (tmp_path / "folder").mkdir()
    source = tmp_path / "in.jsonl"
    source.write_text(json.dumps(a_line()), encoding="utf-8")

    status = main(["batch", "--input", str(source), "--output", str(tmp_path / output)])

    assert status == 2
    assert "could not be written" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "in.jsonl"]


def test_a_batch_that_is_stopped_leaves_the_last_answers_as_they_were(tmp_path, real_data):
    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text((json.dumps(a_line()) + "\n") * 100_000, encoding="utf-8")
    output.write_text("old\n", encoding="utf-8")
    command = [sys.executable, "-m", "assistant", "batch", "--input", str(source), "--output", str(output)]
    environment = os.environ | {"SEND_ASSIST_DATA": str(real_data)}

    # a test run that was started in the background ignores Ctrl-C, and its children would too
    ignored_or_not = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with subprocess.Popen(command, cwd=PROJECT, env=environment, stderr=subprocess.PIPE, text=True) as process:
            told = list(iter(process.stderr.readline, "100/100000\n"))
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
    finally:
        signal.signal(signal.SIGINT, ignored_or_not)

    assert process.returncode == 130, told
    assert output.read_text(encoding="utf-8") == "old\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]
