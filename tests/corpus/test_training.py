import numpy as np
import pytest

from corpus.matcher import features
from corpus.store import Entry, Field
from corpus.training import _fitted, train_matcher
from tests.fakes import FakeEncoder

TEXTS = {
    "refused": ["council refused assessment", "refused to assess", "said no to assessment"],
    "transport": ["no school bus", "taxi to school stopped", "bus refused"],
    "excluded": ["sent home from school", "suspended for a week", "permanently excluded"],
}


def some_entries(*situations):
    return [Entry(text, Field.PHRASING, name, "", tuple(text.split())) for name in situations for text in TEXTS[name]]


def trained(entries):
    return train_matcher(entries, FakeEncoder().encode([entry.text for entry in entries]))


def likeliest(matcher, text):
    found = matcher.log_probabilities(features(FakeEncoder().encode([text])[0], text.split()))
    return max(found, key=lambda name: found[name])


@pytest.mark.parametrize("situations", [("refused", "transport"), ("refused", "transport", "excluded")])
def test_each_situation_is_told_by_its_own_words(situations):
    matcher = trained(some_entries(*situations))

    assert matcher.classes == tuple(sorted(situations))
    for name in situations:
        for text in TEXTS[name]:
            assert likeliest(matcher, text) == name


@pytest.mark.parametrize("situations", [("refused",), ("refused", "transport"), ("refused", "transport", "excluded")])
def test_probabilities_sum_to_1_for_one_two_or_more_situations(situations):
    matcher = trained(some_entries(*situations))

    found = matcher.log_probabilities(features(FakeEncoder().encode(["anything"])[0], ["anything"]))

    assert sum(np.exp(list(found.values()))) == pytest.approx(1, abs=1e-6)
    assert matcher.weights.shape == (len(situations), features(np.zeros(64, np.float32), []).size)


def test_the_same_build_gives_the_same_model():
    one, other = trained(some_entries(*TEXTS)), trained(some_entries(*TEXTS))

    assert np.array_equal(one.weights, other.weights)
    assert np.array_equal(one.offsets, other.offsets)


def test_a_corpus_smaller_than_its_features_is_fitted_as_a_larger_one_is():
    rng = np.random.default_rng(0)
    seen, wanted = rng.normal(size=(12, 5)).astype(np.float32), np.arange(12) % 3
    wider = np.hstack([seen, np.zeros((12, 20), np.float32)])
    sureness = np.linspace(0.3, 1, 12, dtype=np.float32)

    weights, offsets = _fitted(seen.copy(), wanted, sureness, 3)
    of_wider, its_offsets = _fitted(wider.copy(), wanted, sureness, 3)

    assert of_wider[:, :5] == pytest.approx(weights, abs=1e-3)
    assert of_wider[:, 5:] == pytest.approx(np.zeros((3, 20)), abs=1e-5)
    assert its_offsets == pytest.approx(offsets, abs=1e-3)


def test_originals_belong_to_no_situation_and_teach_nothing():
    entries = some_entries(*TEXTS)
    originals = [Entry("A request may be made.", Field.WORDS, "", "made-up-act:s.36(1)", ("request",))]

    matcher = trained(entries + originals)

    assert matcher.classes == tuple(sorted(TEXTS))
    assert np.array_equal(matcher.weights, trained(entries).weights)


def test_a_familys_own_words_weigh_more_than_the_words_of_an_item():
    told = Entry("zebra", Field.WORDS, "transport", "", ("zebra",))
    asked = Entry("zebra", Field.PHRASING, "refused", "", ("zebra",))

    matcher = trained([*some_entries("refused", "transport"), told, asked])

    assert likeliest(matcher, "zebra") == "refused"
