import pytest

from evals.baseline import BASELINE, KEPT_APART, load_baseline, regressions, shares_of, write_baseline
from evals.cases import DatasetError, find_dataset, load_datasets
from evals.run import make_run
from evals.score import score

RIGHT, ALARMS = "right guide among those used", "emergency false alarms"


def test_a_share_that_fell_is_told_and_one_within_the_tolerance_is_not():
    assert regressions({RIGHT: 0.70}, {RIGHT: 0.73}) == [f"{RIGHT}: was 73.0%, is 70.0%"]
    assert regressions({RIGHT: 0.715}, {RIGHT: 0.73}) == []
    assert regressions({RIGHT: 0.9}, {RIGHT: 0.73}) == []


def test_of_a_share_of_faults_more_is_worse():
    assert regressions({ALARMS: 0.05}, {ALARMS: 0.01}) == [f"{ALARMS}: was 1.0%, is 5.0%"]
    assert regressions({ALARMS: 0.0}, {ALARMS: 0.05}) == []


def test_a_share_that_is_gone_is_told():
    assert regressions({}, {RIGHT: 0.73}) == [f"{RIGHT}: was 73.0%, is not scored any more"]


def test_what_is_kept_is_read(tmp_path):
    write_baseline({"test": {RIGHT: 0.5}}, tmp_path / "baseline.json")

    assert load_baseline(tmp_path / "baseline.json") == {"test": {RIGHT: 0.5}}


@pytest.mark.parametrize("text", [None, "", "[]", '{"test": 3}', '{"test": {"a": "b"}}'])
def test_a_broken_baseline_says_what_to_do(tmp_path, text):
    path = tmp_path / "baseline.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(DatasetError, match="python -m evals baseline"):
        load_baseline(path)


@pytest.mark.model
@pytest.mark.parametrize("name", KEPT_APART)
def test_nothing_is_worse_than_when_it_was_last_measured(name, real_assistant):
    made = make_run(load_datasets([find_dataset(name)]), load=lambda: real_assistant)
    found = shares_of(score(made.scorables(), made.knowledge))

    assert regressions(found, load_baseline(BASELINE)[name]) == []
