"""A small change to the bundled encoder, learned from how families put their questions.

Beside each linear map W of the encoder's layers stand two narrow ones, and the encoder is used with W + B A in W's
place (low-rank adaptation: Hu et al. 2021). `python -m evals adapt` makes the file anew.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EncoderError
from corpus.paths import shown

ADAPTER = Path(__file__).with_name("adapter.npz")
# The linear maps of one layer of the encoder.
MAPS = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
_BASE = "encoder_sha256"
_DOWN, _UP = ".down", ".up"


@dataclass(frozen=True)
class Adapter:
    """What is added to an encoder whose weights have this digest.

    `pairs` holds, for each map, A of shape (rank, inputs) and B of shape (outputs, rank), under the number of its layer
    and the name in `MAPS`, such as `0.attention.self.query`.
    """

    encoder_sha256: str
    pairs: Mapping[str, tuple[NDArray[np.float16], NDArray[np.float16]]]

    @property
    def sha256(self) -> str:
        """Digest of everything in it."""
        whole = hashlib.sha256(self.encoder_sha256.encode())
        for name, arrays in sorted(self.pairs.items()):
            whole.update(name.encode())
            for array in arrays:
                whole.update(array.tobytes())
        return whole.hexdigest()

    def apply(self, transformer: Any) -> None:
        """Change the weights of a BERT-like transformer in place.

        Raises:
            EncoderError: it has no such map, or one of another shape.
        """
        import torch

        for name, (down, up) in self.pairs.items():
            number, _, path = name.partition(".")
            try:
                weight = transformer.encoder.layer[int(number)].get_submodule(path).weight
                added = torch.from_numpy(up.astype(np.float32) @ down.astype(np.float32))
                with torch.no_grad():
                    weight += added
            except (AttributeError, IndexError, RuntimeError, ValueError) as error:
                raise EncoderError(
                    f"the adapter does not fit this encoder at {name}: found {error}; run `python -m evals adapt`"
                ) from None

    def save(self, path: Path = ADAPTER) -> None:
        """Write it: arrays alone, nothing that is unpickled."""
        arrays: dict[str, Any] = {_BASE: np.array(self.encoder_sha256)}
        for name, (down, up) in self.pairs.items():
            arrays |= {name + _DOWN: down, name + _UP: up}
        with path.open("wb") as file:
            np.savez_compressed(file, **arrays)

    @classmethod
    def load(cls, path: Path = ADAPTER) -> "Adapter":
        """Read what `save` wrote.

        Raises:
            EncoderError: there is no such file, or it is no adapter.
        """
        try:
            with np.load(path, allow_pickle=False) as arrays:
                names = sorted({name.removesuffix(_UP) for name in arrays if name.endswith(_UP)})
                return cls(str(arrays[_BASE]), {name: (arrays[name + _DOWN], arrays[name + _UP]) for name in names})
        except (OSError, KeyError, ValueError) as error:
            raise EncoderError(
                f"{shown(path)}: found no adapter there ({error}); restore the file, or run `python -m evals adapt`"
            ) from None
