import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.matcher import LETTER_COLUMNS, WORD_COLUMNS, WORDS_WEIGHT, Matcher, features, hashed_features

VECTOR = np.array([0.6, 0.8], dtype=np.float32)


def a_matcher(rows=3, columns=4):
    numbers = np.arange(rows * columns, dtype=np.float32).reshape(rows, columns) / 10
    return Matcher(tuple(f"situation-{row}" for row in range(rows)), numbers, np.arange(rows, dtype=np.float32))


def test_features_are_the_vector_then_the_words_then_their_letters():
    seen = features(VECTOR, ["refus", "assess"])

    assert seen.shape == (2 + WORD_COLUMNS + LETTER_COLUMNS,)
    assert seen[:2].tolist() == VECTOR.tolist()
    assert np.linalg.norm(seen[2 : 2 + WORD_COLUMNS]) == pytest.approx(WORDS_WEIGHT)
    assert np.linalg.norm(seen[2 + WORD_COLUMNS :]) == pytest.approx(WORDS_WEIGHT)


def test_many_texts_at_once_are_hashed_as_each_alone():
    texts = [["refus", "assess"], [], ["refus", "refus", "school"]]

    assert hashed_features(texts) == pytest.approx(np.stack([features(VECTOR, text)[2:] for text in texts]))


def test_a_slip_of_the_thumb_leaves_most_letters_alike():
    letters = slice(2 + WORD_COLUMNS, None)
    right, slip, other = (features(VECTOR, [word])[letters] for word in ("transport", "transprot", "mediation"))

    assert float(right @ slip) > 3 * abs(float(right @ other))


def test_a_text_without_words_has_only_its_vector():
    assert not features(VECTOR, [])[2:].any()


def test_the_order_of_words_counts_by_their_pairs():
    one, other = features(VECTOR, ["refus", "assess"]), features(VECTOR, ["assess", "refus"])

    assert not np.array_equal(one, other)
    # both words are in both, so two of three tokens agree; the pair differs
    assert float(one[2:] @ other[2:]) > 0


def test_probabilities_follow_from_the_weights():
    matcher = Matcher(("a", "b"), np.array([[1.0], [0.0]], np.float32), np.array([0.0, 0.0], np.float32))

    found = matcher.log_probabilities(np.array([2.0], np.float32))

    # logits 2 and 0: exp(2) / (exp(2) + 1) = 0.8808
    assert {name: math.exp(value) for name, value in found.items()} == {
        "a": pytest.approx(0.8808, abs=1e-4),
        "b": pytest.approx(0.1192, abs=1e-4),
    }


@given(st.lists(st.floats(-1000, 1000, width=32), min_size=4, max_size=4))
def test_probabilities_sum_to_1(values):
    found = a_matcher().log_probabilities(np.array(values, dtype=np.float32))

    assert list(found) == ["situation-0", "situation-1", "situation-2"]
    assert sum(map(math.exp, found.values())) == pytest.approx(1)


def test_what_is_saved_is_read_back(tmp_path):
    matcher = a_matcher()
    matcher.save(tmp_path / "matcher.npz")

    read = Matcher.load(tmp_path / "matcher.npz")

    assert read.classes == matcher.classes
    assert np.array_equal(read.weights, matcher.weights)
    assert np.array_equal(read.offsets, matcher.offsets)
    assert (read.weights.dtype, read.offsets.dtype) == (np.float32, np.float32)


def test_a_pickle_in_the_place_of_an_array_is_refused(tmp_path):
    with (tmp_path / "matcher.npz").open("wb") as file:
        np.savez(file, classes=np.array([{"a": 1}], dtype=object), weights=np.zeros(1), offsets=np.zeros(1))

    with pytest.raises(ValueError, match="allow_pickle=False"):
        Matcher.load(tmp_path / "matcher.npz")
