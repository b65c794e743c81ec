import faiss
import numpy as np
import pytest

from corpus.errors import BuildMismatchError
from corpus.vectors import VectorIndex

# the four points of a compass, and north-east
NORTH, EAST, SOUTH, WEST = np.array([[0, 1], [1, 0], [0, -1], [-1, 0]], dtype=np.float32)
NORTH_EAST = np.array([0.6, 0.8], dtype=np.float32)
COMPASS = np.stack([NORTH, EAST, SOUTH, WEST])


def test_the_nearest_come_first_with_their_cosine():
    hits = VectorIndex.of(COMPASS).search(NORTH_EAST, limit=3)

    # cosines with (0.6, 0.8): north 0.8, east 0.6, west -0.6, south -0.8
    assert [(hit.row, pytest.approx(hit.score)) for hit in hits] == [(0, 0.8), (1, 0.6), (3, -0.6)]


@pytest.mark.parametrize(("limit", "found"), [(0, 0), (2, 2), (4, 4), (99, 4)])
def test_a_search_returns_no_more_than_there_is(limit, found):
    hits = VectorIndex.of(COMPASS).search(NORTH, limit=limit)

    assert len(hits) == found
    assert all(hit.row >= 0 for hit in hits)


def test_an_index_of_nothing_finds_nothing():
    index = VectorIndex.of(np.empty((0, 2), dtype=np.float32))

    assert (len(index), index.dimension, index.search(NORTH, limit=5)) == (0, 2, [])
    assert index.at([]).shape == (0, 2)


@pytest.mark.parametrize("vector", [np.zeros(3, np.float32), np.zeros((1, 2), np.float32)])
def test_a_vector_of_another_length_is_refused(vector):
    with pytest.raises(BuildMismatchError, match=r"has shape \(.*\), the index expects \(2,\); if the encoder changed"):
        VectorIndex.of(COMPASS).search(vector, limit=1)


def test_vectors_come_back_in_the_order_asked_for():
    found = VectorIndex.of(COMPASS).at([3, 0, 3])

    assert found.tolist() == [WEST.tolist(), NORTH.tolist(), WEST.tolist()]


def test_what_is_saved_is_read_back(tmp_path):
    path = tmp_path / "odd näme" / "vectors.faiss"
    path.parent.mkdir()
    VectorIndex.of(COMPASS).save(path)

    index = VectorIndex.load(path)

    assert (len(index), index.dimension) == (4, 2)
    assert index.at(range(4)).tolist() == COMPASS.tolist()
    assert index.search(NORTH_EAST, limit=4) == VectorIndex.of(COMPASS).search(NORTH_EAST, limit=4)


def test_the_index_is_exact():
    vectors = np.random.default_rng(2026).normal(size=(300, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)

    hits = VectorIndex.of(vectors).search(vectors[7], limit=300)

    assert [hit.row for hit in hits] == np.argsort(-(vectors @ vectors[7]), kind="stable").tolist()
    assert isinstance(VectorIndex.of(vectors)._index, faiss.IndexFlatIP)
