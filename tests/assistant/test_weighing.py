import json

import numpy as np
import pytest

from assistant.weighing import GATES, SIGHTS, WEIGHTS, Heard, Reading, Weights
from corpus.errors import CorpusError

SURE = Reading(np.log([0.9, 0.05, 0.05]), np.array([0.8, 0.2, 0.1]), {})
UNSURE = Reading(np.log([0.3, 0.4, 0.3]), np.array([0.3, 0.35, 0.3]), {})


def heard(alone=UNSURE, before=SURE, **fields):
    return Heard(
        **{
            "alone": alone,
            "with_last": before,
            "with_all": before,
            "before": before,
            "turns": 2,
            "words": 3,
            "words_before": 9,
            "leans": True,
            **fields,
        }
    )


def weights(**columns):
    table = np.zeros((GATES, SIGHTS))
    for name, value in columns.items():
        table[0, int(name.removeprefix("c"))] = value
    return Weights(table)


def test_probabilities_make_one_together():
    assert Weights.load().probabilities(heard()).sum() == pytest.approx(1)


def test_weights_of_nothing_leave_all_as_probable():
    assert Weights(np.zeros((GATES, SIGHTS))).probabilities(heard()) == pytest.approx([1 / 3] * 3)


def test_one_reading_alone_counted_once_is_its_own_judgment():
    assert weights(c0=1).probabilities(heard()) == pytest.approx([0.3, 0.4, 0.3])
    assert weights(c6=1).probabilities(heard()) == pytest.approx([0.9, 0.05, 0.05])


def test_each_sight_is_nought_for_its_best_and_below_for_the_rest():
    sights = heard().sights()

    assert sights.shape == (SIGHTS, 3)
    assert sights.max(axis=1) == pytest.approx(np.zeros(SIGHTS))


def test_gates_are_finite_and_of_the_order_of_one_whatever_was_typed():
    for turn in (heard(), heard(words=0, words_before=0, turns=1), heard(words=20_000, turns=4, alone=SURE)):
        gates = turn.gates()

        assert gates.shape == (GATES,)
        assert np.isfinite(gates).all()
        assert abs(gates).max() < 10


def test_closeness_is_the_nearest_that_any_reading_of_the_turn_comes():
    assert heard().closeness == pytest.approx(0.8)
    assert heard(with_last=UNSURE, with_all=UNSURE).closeness == pytest.approx(0.35)


def test_without_classes_nothing_is_probable():
    nothing = Reading(np.empty(0), np.empty(0), {})

    assert Weights.load().probabilities(heard(nothing, nothing)).size == 0
    assert heard(nothing, nothing).closeness == 0.0


def test_weights_are_kept_as_lines_of_numbers(tmp_path):
    path = tmp_path / "weights.json"
    table = np.arange(GATES * SIGHTS, dtype=float).reshape(GATES, SIGHTS) / 7

    Weights(table).save(path)

    assert Weights.load(path).table == pytest.approx(table, abs=1e-4)
    assert len(path.read_text(encoding="utf-8").splitlines()) == GATES + 2


@pytest.mark.parametrize("text", ["", "{}", "[[1, 2]]", '[["a"]]'])
def test_what_is_no_table_is_told_with_its_cure(tmp_path, text):
    path = tmp_path / "weights.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CorpusError, match=r"run `python -m evals weigh`"):
        Weights.load(path)


def test_the_shipped_weights_are_as_they_were_written():
    assert np.array(json.loads(WEIGHTS.read_text(encoding="utf-8"))).shape == (GATES, SIGHTS)
