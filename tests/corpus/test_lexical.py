import math
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.lexical import WordIndex

ROWS = [["council", "refus", "assess"], ["appeal", "tribun"], [], ["council", "school"], ["council", "refus"]]
WORDS = ["council", "refus", "assess", "appeal", "school"]


def rows_found(index, words, limit=10):
    return [hit.row for hit in index.search(words, limit=limit)]


def test_the_rows_that_hold_more_and_rarer_words_come_first():
    index = WordIndex.of(ROWS)

    assert rows_found(index, ["appeal"]) == [1]
    # rows 0 and 4 hold both words, row 3 one; 4 is the shorter
    assert rows_found(index, ["council", "refus"]) == [4, 0, 3]


def test_scores_are_bm25_over_that_of_an_average_row_that_holds_every_word_once():
    # three rows of two words: each is of average length, so a row holding both words once scores exactly 1
    index = WordIndex.of([["a", "b"], ["a", "c"], ["d", "e"]])

    hits = index.search(["a", "b"], limit=3)

    # inverse document frequencies, as Lucene counts: ln(1 + (3 - n + 0.5) / (n + 0.5))
    two, one = math.log(1 + 1.5 / 2.5), math.log(1 + 2.5 / 1.5)
    assert [(hit.row, pytest.approx(hit.score, abs=1e-6)) for hit in hits] == [(0, 1.0), (1, two / (one + two))]


def test_a_word_that_no_row_holds_lowers_the_score():
    index = WordIndex.of(ROWS)

    (alone,) = index.search(["appeal"], limit=5)
    (with_others,) = index.search(["appeal", "bicycl", "moon"], limit=5)

    assert alone.row == with_others.row == 1
    # ln(1 + rows) for each unknown word
    rarity = math.log(1 + 4.5 / 1.5)
    assert with_others.score == pytest.approx(alone.score * rarity / (rarity + 2 * math.log(6)), rel=1e-5)


@pytest.mark.parametrize("words", [[], ["bicycl"], ["\u0000"], [""]])
def test_words_that_no_row_holds_find_nothing(words):
    index = WordIndex.of([row for row in ROWS if row])

    assert index.search(words, limit=5) == []


@pytest.mark.parametrize("rows", [[], [[]], [[], []]])
def test_an_index_of_nothing_finds_nothing(tmp_path, rows):
    WordIndex.of(rows).save(tmp_path)

    index = WordIndex.load(tmp_path)

    assert len(index) == len(rows)
    assert index.search(["council"], limit=5) == []


@pytest.mark.parametrize(("limit", "found"), [(0, []), (1, [0]), (2, [0, 1]), (99, [0, 1, 2])])
def test_a_search_returns_no_more_than_its_limit(limit, found):
    index = WordIndex.of([["council"]] * 3 + [["school"]])

    assert rows_found(index, ["council"], limit) == found


def test_ties_come_in_the_order_of_the_rows_even_where_the_limit_cuts_them():
    index = WordIndex.of([["council"]] * 1000 + [["school"]])

    assert rows_found(index, ["council"], limit=5) == [0, 1, 2, 3, 4]


@given(
    rows=st.lists(st.lists(st.sampled_from(WORDS), max_size=6), min_size=1, max_size=12),
    words=st.lists(st.sampled_from([*WORDS, "unknown"]), max_size=5),
    limit=st.integers(0, 15),
)
def test_only_rows_that_hold_a_word_are_found_with_scores_from_0_to_1(rows, words, limit):
    hits = WordIndex.of(rows).search(words, limit=limit)

    assert len(hits) <= limit
    assert all(0 < hit.score <= 1 for hit in hits)
    assert all(set(rows[hit.row]) & set(words) for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    if limit >= len(rows):
        assert {hit.row for hit in hits} == {row for row, held in enumerate(rows) if set(held) & set(words)}


def test_what_is_saved_is_read_back_and_nothing_is_unpickled(tmp_path, monkeypatch):
    WordIndex.of(ROWS).save(tmp_path)
    asked = []
    read = np.load
    monkeypatch.setattr(np, "load", lambda *args, **rest: asked.append(rest) or read(*args, **rest))

    index = WordIndex.load(tmp_path)

    assert len(index) == 5
    assert index.search(["council", "refus"], limit=9) == WordIndex.of(ROWS).search(["council", "refus"], limit=9)
    assert asked and all(rest.get("allow_pickle", False) is False for rest in asked)
    assert {path.suffix for path in tmp_path.iterdir()} == {".json", ".npy"}


def test_a_pickle_in_the_place_of_an_array_is_refused(tmp_path):
    WordIndex.of(ROWS).save(tmp_path)
    array = next(Path(tmp_path).glob("data*.npy"))
    np.save(array, np.array([{"a": 1}], dtype=object), allow_pickle=True)

    with pytest.raises(ValueError, match="allow_pickle=False"):
        WordIndex.load(tmp_path)


def test_bm25_is_lucenes():
    assert WordIndex.of(ROWS)._bm25.method == bm25s.BM25(method="lucene").method == "lucene"
