import datetime
import json

import pytest

from evals.cases import load_datasets
from evals.results import ResultsError, check_can_keep, new_folder, read_run, write_run, write_scores
from evals.run import make_run
from evals.score import score
from tests.evals.builders import case_fields, write_dataset
from tests.evals.fakes import FakeAssistant

NOW = datetime.datetime(2026, 11, 22, 3, 15, tzinfo=datetime.UTC)


@pytest.fixture
def run(tmp_path):
    cases = [case_fields(), case_fields(id="case-2", turns=["crash\u2028"]), case_fields(id="case-3", turns=["crash"])]
    datasets = load_datasets([write_dataset(tmp_path / "small.jsonl", *cases)])
    return make_run(datasets, load=FakeAssistant)


def test_run_comes_back_as_it_was_kept(run, tmp_path):
    write_run(run, tmp_path / "kept")

    again = read_run(tmp_path / "kept")

    assert again.outcomes == run.outcomes
    assert again.record == run.record
    assert score(again.scorables(), again.knowledge) == score(run.scorables(), run.knowledge)


def test_run_is_scored_by_the_labels_it_was_run_with(run, tmp_path):
    write_run(run, tmp_path / "kept")
    write_dataset(tmp_path / "small.jsonl", case_fields(status=["emergency"]))

    assert read_run(tmp_path / "kept").datasets[0].cases == run.datasets[0].cases


def test_folder_names_the_time_and_the_datasets(run, tmp_path, monkeypatch):
    monkeypatch.setenv("SEND_ASSIST_DATA", str(tmp_path))

    assert new_folder(run.datasets, NOW) == tmp_path / "results" / "20261122T031500000000-small"
    assert new_folder(run.datasets * 3, NOW).name == "20261122T031500000000-3-datasets"


def test_nothing_else_is_left_beside_a_run(run, tmp_path):
    write_run(run, tmp_path / "kept" / "here")
    write_scores(score(run.scorables(), run.knowledge), tmp_path / "kept" / "here")

    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["here"]
    assert sorted(path.name for path in (tmp_path / "kept" / "here").iterdir()) == [
        "datasets",
        "knowledge.json",
        "outcomes.jsonl",
        "run.json",
        "scores.json",
    ]


def test_run_that_cannot_be_written_leaves_nothing(run, tmp_path):
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "mine.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(ResultsError, match="the run could not be kept there"):
        write_run(run, tmp_path / "kept")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept", "small.jsonl"]
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["mine.txt"]


def test_folder_in_use_is_refused(tmp_path):
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "mine.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(ResultsError, match="found something there already; expected a new or empty folder"):
        check_can_keep(tmp_path / "used")


def test_place_under_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(ResultsError, match="found that nothing can be written there"):
        check_can_keep(tmp_path / "file" / "run")


def test_empty_folder_will_do(run, tmp_path):
    (tmp_path / "kept").mkdir()

    check_can_keep(tmp_path / "kept")
    write_run(run, tmp_path / "kept")

    assert read_run(tmp_path / "kept").outcomes == run.outcomes


def test_folder_without_a_run_is_told(tmp_path):
    with pytest.raises(ResultsError, match=r"found no run\.json; expected the folder of a run"):
        read_run(tmp_path)


def test_run_of_another_format_is_refused(run, tmp_path):
    write_run(run, tmp_path / "kept")
    record = json.loads((tmp_path / "kept" / "run.json").read_text(encoding="utf-8"))
    (tmp_path / "kept" / "run.json").write_text(json.dumps(record | {"format": 0}), encoding="utf-8")

    with pytest.raises(ResultsError, match="found a run of another format, expected 1"):
        read_run(tmp_path / "kept")


@pytest.mark.parametrize("lines", [1, 2])
def test_run_with_outcomes_missing_is_refused(run, tmp_path, lines):
    write_run(run, tmp_path / "kept")
    kept = (tmp_path / "kept" / "outcomes.jsonl").read_text(encoding="utf-8").split("\n")
    (tmp_path / "kept" / "outcomes.jsonl").write_text("\n".join(kept[:lines]), encoding="utf-8")

    with pytest.raises(ResultsError, match=f"found {lines} outcomes that are not those of its 3 cases"):
        read_run(tmp_path / "kept")


@pytest.mark.parametrize("file", ["run.json", "outcomes.jsonl", "knowledge.json", "datasets/small.jsonl"])
def test_file_cut_short_is_told(run, tmp_path, file):
    write_run(run, tmp_path / "kept")
    path = tmp_path / "kept" / file
    path.write_text(path.read_text(encoding="utf-8")[:20], encoding="utf-8")

    with pytest.raises(ResultsError, match="found a run that cannot be read"):
        read_run(tmp_path / "kept")
