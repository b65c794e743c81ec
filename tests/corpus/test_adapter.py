"""What is added to the encoder: how it is kept, applied and refused."""

import numpy as np
import pytest
import torch

from corpus.adapter import ADAPTER, MAPS, Adapter
from corpus.encoder import BUNDLED_SHA256, SentenceTransformerEncoder, load_encoder
from corpus.errors import EncoderError

SMALL = 200 * 2**13  # bytes: what is shipped stays small


class Layer(torch.nn.Module):
    def __init__(self):
        super().__init__()
        for path in MAPS:
            *parents, last = path.split(".")
            at = self
            for name in parents:
                if not hasattr(at, name):
                    at.add_module(name, torch.nn.Module())
                at = getattr(at, name)
            at.add_module(last, torch.nn.Linear(3, 2))


class Transformer(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = torch.nn.Module()
        self.encoder.layer = torch.nn.ModuleList([Layer()])


def an_adapter(*, path="0.output.dense", down=((1, 0, 2),), up=((3,), (4,)), base="b" * 64):
    return Adapter(base, {path: (np.array(down, np.float16), np.array(up, np.float16))})


def test_what_is_kept_is_read_again(tmp_path):
    adapter = an_adapter()
    adapter.save(tmp_path / "a.npz")

    read = Adapter.load(tmp_path / "a.npz")

    assert read.sha256 == adapter.sha256
    assert read.encoder_sha256 == "b" * 64


@pytest.mark.parametrize(
    "other",
    [an_adapter(up=((3,), (5,))), an_adapter(base="c" * 64), an_adapter(path="0.intermediate.dense")],
)
def test_another_one_has_another_digest(other):
    assert other.sha256 != an_adapter().sha256


def test_it_adds_the_product_of_its_pair_and_changes_nothing_else():
    transformer = Transformer()
    before = {name: weight.clone() for name, weight in transformer.state_dict().items()}

    an_adapter().apply(transformer)

    added = {name: (weight - before[name]).tolist() for name, weight in transformer.state_dict().items()}
    assert added.pop("encoder.layer.0.output.dense.weight") == [[3, 0, 6], [4, 0, 8]]
    assert all(not np.any(change) for change in added.values())


@pytest.mark.parametrize(
    "adapter",
    [an_adapter(path="7.output.dense"), an_adapter(path="0.no.such"), an_adapter(down=((1, 0),)), an_adapter(path="x")],
)
def test_one_that_does_not_fit_is_told_with_its_cure(adapter):
    with pytest.raises(EncoderError, match=r"does not fit this encoder at .*run `python -m evals adapt`"):
        adapter.apply(Transformer())


@pytest.mark.parametrize("content", [None, b"no arrays"])
def test_a_missing_or_broken_file_is_told_with_its_cure(tmp_path, content):
    if content is not None:
        (tmp_path / "a.npz").write_bytes(content)

    with pytest.raises(EncoderError, match=r"found no adapter there .*run `python -m evals adapt`"):
        Adapter.load(tmp_path / "a.npz")


def test_an_adapter_of_other_weights_is_refused(tmp_path):
    (tmp_path / "model.safetensors").write_bytes(b"weights")

    with pytest.raises(EncoderError, match=r"the adapter was made for weights with sha256 b{64}, found "):
        SentenceTransformerEncoder(tmp_path, name="tiny", adapter=an_adapter())


def test_what_is_shipped_is_for_the_bundled_model_and_small():
    assert Adapter.load().encoder_sha256 == BUNDLED_SHA256
    assert ADAPTER.stat().st_size < SMALL


@pytest.mark.model
def test_vectors_are_changed_and_what_is_made_of_each_token_is_not():
    texts = ["they said no to assessing him", "she cannot face the classroom"]
    plain, adapted = load_encoder(with_adapter=False), load_encoder()

    alike = (plain.encode(texts) * adapted.encode(texts)).sum(axis=1)

    assert np.all((alike > 0.3) & (alike < 0.999))
    for one, other in zip(plain.states(texts, (3, 6), most=32), adapted.states(texts, (3, 6), most=32), strict=True):
        assert np.array_equal(one, other)


@pytest.mark.model
def test_another_model_named_by_the_operator_has_no_adapter(monkeypatch):
    bundled = load_encoder()
    monkeypatch.setenv("SEND_ASSIST_ENCODER", str(bundled.folder))

    assert load_encoder().sha256 == BUNDLED_SHA256 != bundled.sha256
