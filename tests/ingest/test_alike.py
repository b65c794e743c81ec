import numpy as np

from ingest.alike import alike, phrasings_of
from tests.builders import a_guide

NEAR, FAR = [1.0, 0.0], [0.0, 1.0]
ALMOST = [0.99, float(np.sqrt(1 - 0.99**2))]


def found(*placed):
    phrasings = [(guide, f"{guide} {number}") for number, (guide, _) in enumerate(placed)]
    return list(alike(phrasings, np.array([vector for _, vector in placed], dtype=np.float32)))


def test_every_phrasing_is_compared_under_its_guide():
    guides = [a_guide("one", asked_as=[f"a{n}" for n in range(8)]), a_guide("two")]

    assert phrasings_of(guides)[:2] == [("one", "a0"), ("one", "a1")]
    assert len(phrasings_of(guides)) == 16


def test_two_guides_with_one_phrasing_are_told_the_most_alike_first():
    pairs = found(("one", NEAR), ("two", ALMOST), ("three", NEAR), ("four", FAR))

    assert [(pair.one[0], pair.other[0]) for pair in pairs] == [("one", "three"), ("one", "two"), ("two", "three")]
    assert [round(pair.cosine, 2) for pair in pairs] == [1.0, 0.99, 0.99]


def test_one_guide_may_put_its_own_question_in_like_words():
    assert found(("one", NEAR), ("one", NEAR)) == []
