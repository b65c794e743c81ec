import hashlib
import subprocess
import sys

import numpy as np
import pytest

from corpus.encoder import BUNDLED_NAME, BUNDLED_SHA256, SentenceTransformerEncoder, load_encoder
from corpus.errors import EncoderError
from corpus.paths import PROJECT


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "tiny-model").mkdir()
    (tmp_path / "tiny-model" / "model.safetensors").write_bytes(b"weights")
    return tmp_path / "tiny-model"


def test_a_model_is_known_by_the_digest_of_its_weights(folder, monkeypatch):
    monkeypatch.setenv("SEND_ASSIST_ENCODER", str(folder))

    encoder = load_encoder()

    assert (encoder.name, encoder.sha256) == ("tiny-model", hashlib.sha256(b"weights").hexdigest())


def test_a_folder_named_in_the_call_goes_before_the_environment(folder, monkeypatch):
    monkeypatch.setenv("SEND_ASSIST_ENCODER", "/nowhere")

    assert load_encoder(str(folder)).name == "tiny-model"


def test_a_missing_folder_is_told_with_its_cure(monkeypatch):
    monkeypatch.setenv("SEND_ASSIST_ENCODER", "/nowhere")

    with pytest.raises(EncoderError) as caught:
        load_encoder()

    assert str(caught.value) == (
        "found no folder '/nowhere'; SEND_ASSIST_ENCODER names a folder that holds a sentence-transformers model; "
        "correct it or unset it to use the bundled one"
    )


def test_a_folder_without_weights_is_told(tmp_path):
    with pytest.raises(
        EncoderError, match=r"found neither model\.safetensors nor pytorch_model\.bin; expected a sente"
    ):
        load_encoder(str(tmp_path))


def test_weights_that_are_not_those_expected_are_refused(folder):
    with pytest.raises(
        EncoderError, match=r"have sha256 [0-9a-f]{64}, expected 0000; reinstall the package gt-all-mini"
    ):
        SentenceTransformerEncoder(folder, name="tiny", expected_sha256="0000")


def test_reading_the_corpus_does_not_load_the_model_library():
    code = "import sys, corpus.store, corpus.encoder, ingest.build; print('sentence_transformers' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)

    assert done.stdout == "False\n"


@pytest.fixture(scope="module")
def bundled():
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SEND_ASSIST_ENCODER", raising=False)
        return load_encoder()


@pytest.mark.model
def test_the_bundled_model_is_the_one_that_is_named(bundled):
    assert (bundled.name, bundled.weights_sha256, bundled.dimension) == (BUNDLED_NAME, BUNDLED_SHA256, 384)


@pytest.mark.model
def test_vectors_are_of_unit_length_and_in_the_order_given(bundled):
    texts = ["The council refused to assess.", "My bus is late", "They said no to an assessment"]

    vectors = bundled.encode(texts)

    assert (vectors.shape, vectors.dtype) == ((3, 384), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert vectors[0] @ vectors[2] > vectors[0] @ vectors[1] + 0.2
    assert np.allclose(bundled.encode(texts[1:2])[0], vectors[1], atol=1e-5)


@pytest.mark.model
def test_no_texts_give_no_vectors(bundled):
    assert bundled.encode([]).shape == (0, 384)
