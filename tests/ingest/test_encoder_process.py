import os

import numpy as np
import pytest

from corpus.errors import EncoderError
from ingest.encoder_process import EncoderProcess
from tests.fakes import FakeEncoder


class FailingEncoder(FakeEncoder):
    def encode(self, texts):
        raise EncoderError("found no model; install it")


class EndingEncoder(FakeEncoder):
    def encode(self, texts):
        os._exit(9)


def test_it_is_the_encoder_elsewhere():
    texts = ["the council refused", "", "no transport"]
    with EncoderProcess(FakeEncoder()) as encoder:
        found = encoder.encode(texts)
        empty = encoder.encode([])

        assert (encoder.name, encoder.sha256, encoder.dimension) == ("fake", "f" * 64, 64)

    assert np.array_equal(found, FakeEncoder().encode(texts))
    assert empty.shape == (0, 64)


def test_it_ends_with_the_block_whether_or_not_it_was_asked():
    with EncoderProcess(FakeEncoder()) as encoder:
        process = encoder._process
        assert process.is_alive()

    assert not process.is_alive()


def test_what_the_encoder_says_is_wrong_is_told():
    with EncoderProcess(FailingEncoder()) as encoder, pytest.raises(EncoderError) as caught:
        encoder.encode(["a text"])

    assert str(caught.value) == "found no model; install it"


def test_a_process_that_ended_is_told_with_its_cure():
    with EncoderProcess(EndingEncoder()) as encoder, pytest.raises(EncoderError) as caught:
        encoder.encode(["a text"])

    assert "embeds texts with fake ended before its answer" in str(caught.value)
    assert "see that there is memory" in str(caught.value)
