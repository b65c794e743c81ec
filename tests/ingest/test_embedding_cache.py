import os
import sqlite3

import numpy as np
import pytest

from corpus.errors import CorpusError
from ingest.embedding_cache import EmbeddingCache
from tests.fakes import FakeEncoder, OtherEncoder

TEXTS = ["the council refused", "no transport", "a", "the tribunal"]


@pytest.fixture
def encoder():
    return FakeEncoder()


def vectors(folder, encoder, texts, **rest):
    with EmbeddingCache(folder, encoder) as cache:
        return cache.vectors(texts, **rest)


def file_of(folder):
    (path,) = folder.glob("*.sqlite3")
    return path


def test_vectors_come_in_the_order_of_the_texts(tmp_path, encoder):
    found, embedded = vectors(tmp_path, encoder, TEXTS)

    assert (found.shape, found.dtype, embedded) == ((4, 64), np.float32, 4)
    assert np.array_equal(found, FakeEncoder().encode(TEXTS))


def test_an_unchanged_text_is_never_embedded_twice(tmp_path, encoder):
    vectors(tmp_path, encoder, TEXTS)
    encoder.asked.clear()

    found, embedded = vectors(tmp_path, encoder, ["new", *reversed(TEXTS)])

    assert (encoder.asked, embedded) == (["new"], 1)
    assert np.array_equal(found, FakeEncoder().encode(["new", *reversed(TEXTS)]))


def test_a_repeated_text_is_embedded_once(tmp_path, encoder):
    found, embedded = vectors(tmp_path, encoder, ["a", "b", "a", "a"])

    assert (sorted(encoder.asked), embedded) == (["a", "b"], 2)
    assert np.array_equal(found[0], found[2]) and np.array_equal(found[0], found[3])
    assert not np.array_equal(found[0], found[1])


def test_no_texts_need_no_encoder(tmp_path, encoder):
    found, embedded = vectors(tmp_path, encoder, [])

    assert (found.shape, embedded, encoder.asked) == ((0, 64), 0, [])


def test_texts_of_like_length_are_embedded_together_a_batch_at_a_time(tmp_path, encoder):
    texts = ["word " * (1 + number % 7) + str(number) for number in range(600)]
    told = []

    vectors(tmp_path, encoder, texts, progress=lambda done, total: told.append((done, total)))

    assert told == [(0, 600), (256, 600), (512, 600), (600, 600)]
    assert [len(text) for text in encoder.asked] == sorted(map(len, texts))


def test_a_killed_build_loses_no_more_than_a_batch(tmp_path, encoder):
    def killed(done, total):
        if done == 256:
            raise KeyboardInterrupt

    texts = [f"text number {number}" for number in range(300)]
    with pytest.raises(KeyboardInterrupt):
        vectors(tmp_path, encoder, texts, progress=killed)
    encoder.asked.clear()

    vectors(tmp_path, encoder, texts)

    assert len(encoder.asked) == 300 - 256


def test_each_encoder_has_a_file_of_its_own(tmp_path, encoder):
    vectors(tmp_path, encoder, TEXTS)
    other = OtherEncoder()

    vectors(tmp_path, other, TEXTS)

    assert sorted(other.asked) == sorted(TEXTS)
    assert {path.name for path in tmp_path.glob("*.sqlite3")} == {
        "vectors-eeeeeeeeeeeeeeee.sqlite3",
        "vectors-ffffffffffffffff.sqlite3",
    }


def not_a_database(path):
    path.write_bytes(b"this is no database at all, whatever its name says\n" * 100)


def emptied(path):
    path.write_bytes(b"")


def cut_short(path):
    os.truncate(path, path.stat().st_size * 2 // 3)


def overwritten_inside(path):
    content = bytearray(path.read_bytes())
    third = len(content) // 3
    content[third : 2 * third] = b"\x5a" * third
    path.write_bytes(content)


def shortened_vectors(path):
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE vectors SET vector = x'00'")


def garbled_vectors(path):
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE vectors SET vector = randomblob(256)")


@pytest.mark.parametrize(
    "harm", [not_a_database, emptied, cut_short, overwritten_inside, shortened_vectors, garbled_vectors]
)
def test_a_damaged_file_is_made_again(tmp_path, encoder, harm):
    texts = [f"text number {number}" for number in range(200)]
    vectors(tmp_path, encoder, texts)
    for leftover in (*tmp_path.glob("*-wal"), *tmp_path.glob("*-shm")):
        leftover.unlink()
    harm(file_of(tmp_path))

    found, embedded = vectors(tmp_path, encoder, texts)

    assert np.array_equal(found, FakeEncoder().encode(texts))
    assert embedded == 200
    assert vectors(tmp_path, encoder, texts)[1] == 0


def test_a_cache_that_cannot_be_opened_is_told_with_its_cure(tmp_path, encoder):
    (tmp_path / "vectors-ffffffffffffffff.sqlite3").mkdir()

    with pytest.raises(CorpusError) as caught:
        vectors(tmp_path, encoder, TEXTS)

    assert str(caught.value) == (
        f"{tmp_path / 'vectors-ffffffffffffffff.sqlite3'}: the cache of vectors could not be written (unable to open "
        "database file); make room on the disk, or check who may write there, and build again"
    )


def test_a_cache_that_cannot_be_written_is_told_with_its_cure(tmp_path, encoder):
    vectors(tmp_path, encoder, TEXTS)
    with EmbeddingCache(tmp_path, encoder) as cache:
        cache._connection.execute("PRAGMA query_only = ON")

        with pytest.raises(CorpusError, match=r"could not be written \(.*\); make room on the disk"):
            cache.vectors(["new"])

    assert vectors(tmp_path, encoder, TEXTS)[1] == 0
