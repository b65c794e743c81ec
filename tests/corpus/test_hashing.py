import numpy as np
import pytest

from corpus.hashing import add_signed_rows, checksum, letter_runs, signed_columns, words_and_pairs


def test_words_and_each_two_in_a_row():
    assert words_and_pairs(["said", "no", "again"]) == {"said", "no", "again", "said_no", "no_again"}
    assert words_and_pairs([]) == set()


def test_runs_of_letters_mark_where_a_word_begins_and_ends():
    assert letter_runs("plan") == {"#pl", "pla", "lan", "an#", "#pla", "plan", "lan#"}
    assert letter_runs("a") == {"#a#"}
    assert letter_runs("?!") == set()


def test_columns_have_length_one_and_nothing_has_none():
    assert np.linalg.norm(signed_columns({"one", "two", "three"}, 64)) == pytest.approx(1)
    assert not signed_columns((), 64).any()


def test_the_same_tokens_give_the_same_columns_in_any_order():
    assert np.array_equal(signed_columns(["a", "b", "c"], 32), signed_columns(["c", "a", "b"], 32))
    assert not np.array_equal(signed_columns(["a"], 32), signed_columns(["b"], 32))


def test_many_rows_at_once_are_hashed_as_each_alone():
    rows = [{"one", "two", "three"}, set(), {"two", "four"}]
    found = np.zeros((3, 16), dtype=np.float32)

    add_signed_rows([{*map(checksum, row)} for row in rows], found)

    assert found == pytest.approx(np.stack([signed_columns(row, 16) for row in rows]))
