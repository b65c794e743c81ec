import json

import pytest

from corpus.errors import NotBuiltError
from evals.__main__ import main
from tests.evals.builders import case_fields, write_dataset
from tests.evals.fakes import FakeAssistant


@pytest.fixture(autouse=True)
def data_directory(tmp_path, monkeypatch):
    monkeypatch.setenv("SEND_ASSIST_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def dataset(tmp_path):
    return str(write_dataset(tmp_path / "small.jsonl", case_fields(), case_fields(id="case-2", turns=["crash"])))


def test_run_prints_the_table_and_each_failure_and_keeps_the_run(dataset, data_directory, capsys):
    status = main(["run", dataset], load=FakeAssistant)

    printed = capsys.readouterr()
    (folder,) = (data_directory / "results").iterdir()
    assert status == 0  # a bad score is a result, not a failure to run
    assert "status right" in printed.out
    assert 'case-2 (small): "crash"' in printed.out
    assert "2/2 cases" in printed.err
    assert str(folder) in printed.err
    assert folder.name.endswith("-small")


def test_run_prints_json_alone_on_standard_output(dataset, tmp_path, capsys):
    main(["run", dataset, "--json", "--output", str(tmp_path / "kept")], load=FakeAssistant)

    data = json.loads(capsys.readouterr().out)
    assert data["folder"] == str(tmp_path / "kept")
    assert data["run"]["crashed"] == 1
    # the fake lists no options, so that case-1 fails as well
    assert [failure["id"] for failure in data["failures"]] == ["case-1", "case-2"]


def test_score_gives_what_run_gave(dataset, tmp_path, capsys):
    main(["run", dataset, "--output", str(tmp_path / "kept")], load=FakeAssistant)
    ran = capsys.readouterr().out
    (tmp_path / "kept" / "scores.json").unlink()

    assert main(["score", str(tmp_path / "kept")]) == 0

    assert capsys.readouterr().out == ran
    assert (tmp_path / "kept" / "scores.json").is_file()


def test_dataset_named_twice_is_run_once(dataset, capsys):
    assert main(["run", dataset, dataset], load=FakeAssistant) == 0

    assert "2/2 cases" in capsys.readouterr().err


def test_label_that_no_reply_can_satisfy_is_told(tmp_path, capsys):
    path = write_dataset(tmp_path / "small.jsonl", case_fields(guides=["gone"]))

    main(["run", str(path)], load=FakeAssistant)

    assert "A label that no reply can satisfy: case-1: guides: found 'gone'" in capsys.readouterr().err


def test_faulty_dataset_is_told_before_anything_is_loaded(tmp_path, capsys):
    path = write_dataset(tmp_path / "small.jsonl", {"id": "a"})

    assert main(["run", str(path)], load=pytest.fail) == 2

    assert "line 1, turns: found no such field" in capsys.readouterr().err


def test_place_in_use_is_told_before_anything_is_loaded(dataset, tmp_path, capsys):
    assert main(["run", dataset, "--output", str(tmp_path)], load=pytest.fail) == 2

    assert "found something there already" in capsys.readouterr().err


def test_run_without_a_build_is_told(dataset, data_directory, capsys):
    def load():
        raise NotBuiltError("found no build")

    assert main(["run", dataset], load=load) == 2

    assert capsys.readouterr().err == "found no build\n"
    assert list((data_directory / "results").iterdir()) == []


def test_score_of_no_run_is_told(tmp_path, capsys):
    assert main(["score", str(tmp_path)]) == 2

    assert "expected the folder of a run" in capsys.readouterr().err


@pytest.mark.parametrize("workers", ["0", "-1", "two", "1.5", "²"])
def test_workers_are_a_whole_number_of_one_or_more(dataset, workers, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["run", dataset, "--workers", workers], load=FakeAssistant)

    assert caught.value.code == 2
    assert "expected a whole number, 1 or more" in capsys.readouterr().err
