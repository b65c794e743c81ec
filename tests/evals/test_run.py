import datetime
import os

import pytest

from assistant.settings import Settings
from evals.cases import load_datasets
from evals.outcomes import Outcome
from evals.run import RunError, answer, make_run
from tests.evals.builders import a_case, case_fields, write_dataset
from tests.evals.fakes import FakeAssistant, load_other_build


def some_datasets(tmp_path, *last_turns):
    cases = [case_fields(id=f"case-{number}", turns=["before", turn]) for number, turn in enumerate(last_turns)]
    return load_datasets([write_dataset(tmp_path / "small.jsonl", *cases)])


def test_outcome_holds_the_reply_in_the_contracts_form():
    outcome = answer(FakeAssistant(), a_case())

    assert outcome.error is None
    assert outcome.reply["status"] == "answer"
    assert outcome.ids_of("direct") == ("refused/fact",)
    assert outcome.seconds >= 0


def test_assistant_is_asked_all_turns_on_the_day_of_the_case():
    assistant = FakeAssistant()

    answer(assistant, a_case(turns=["first", "second"], today="2025-02-03"))

    assert assistant.asked == [(("first", "second"), datetime.date(2025, 2, 3))]


def test_crash_is_an_outcome_with_what_and_where():
    outcome = answer(FakeAssistant(), a_case(turns=["crash"]))

    assert outcome.reply is None
    assert outcome.status == "failed"
    assert outcome.error.startswith("ZeroDivisionError: division by zero at ")
    assert "fakes.py:" in outcome.error


def test_run_goes_on_after_a_crash_and_counts_it(tmp_path):
    run = make_run(some_datasets(tmp_path, "crash", "What now?", ""), load=FakeAssistant)

    assert [outcome.status for outcome in run.outcomes] == ["failed", "answer", "clarify"]
    assert run.record["crashed"] == 1


def test_assistant_is_loaded_once_and_warmed_up_before_the_clock_runs(tmp_path):
    made = []

    def load():
        made.append(FakeAssistant())
        return made[-1]

    make_run(some_datasets(tmp_path, "one", "two"), load=load)

    (assistant,) = made
    assert [turns[-1] for turns, _ in assistant.asked][1:] == ["one", "two"]
    assert len(assistant.asked) == 3


def test_record_says_what_made_the_outcomes(tmp_path):
    datasets = some_datasets(tmp_path, "What now?")

    record = make_run(datasets, load=FakeAssistant).record

    assert record["corpus"]["digest"] == "d" * 64
    assert record["encoder"] == {"name": "fake", "sha256": "f" * 64}
    assert record["settings"]["answer_floor"] == Settings().answer_floor
    assert record["versions"]["scipy"]
    assert record["datasets"][0]["sha256"] == datasets[0].sha256
    assert (record["datasets"][0]["cases"], record["faulty_labels"]) == (1, [])


def test_progress_is_told_after_each_case(tmp_path):
    told = []

    make_run(
        some_datasets(tmp_path, "one", "crash"), load=FakeAssistant, progress=lambda *done_of: told.append(done_of)
    )

    assert told == [(1, 2), (2, 2)]


def test_workers_give_the_same_outcomes_in_the_same_order(tmp_path):
    datasets = some_datasets(tmp_path, "one", "crash", "", "fail", "two")

    alone = make_run(datasets, load=FakeAssistant)
    pooled = make_run(datasets, load=FakeAssistant, workers=2)

    assert [(outcome.id, outcome.status) for outcome in pooled.outcomes] == [
        (outcome.id, outcome.status) for outcome in alone.outcomes
    ]


def test_worker_that_dies_ends_the_run_by_name(tmp_path):
    with pytest.raises(RunError, match=r"found that a worker stopped .* run again with --workers 1"):
        make_run(some_datasets(tmp_path, "one", "die"), load=FakeAssistant, workers=2)


def test_worker_of_another_build_ends_the_run(tmp_path, monkeypatch, capfd):
    monkeypatch.setenv("EVALS_TEST_MAIN", str(os.getpid()))

    with pytest.raises(RunError, match="a new build may have been swapped in"):
        make_run(some_datasets(tmp_path, "one"), load=load_other_build, workers=2)


@pytest.mark.parametrize(("reply", "error"), [(None, None), ({}, "an error")])
def test_outcome_is_a_reply_or_an_error(reply, error):
    with pytest.raises(ValueError, match="one of the two"):
        Outcome("case-1", reply, error, 0.1)
