"""What a message is, read as a whole: someone in danger, something beyond us, something for a person, or a question.

Beside the rules of `boundaries.yaml`, which know the words that somebody thought of. A small network looks at what
the encoder makes of each word in its place: it attends to a few of them and takes the strongest of each trait, so that
one alarming half-sentence in a long message counts. There are several of them, each trained from another start, and
their mean counts: what one sees in a message by chance the others do not. `python -m evals fit` makes them from
`evals/training`, and writes `judge.npz`, which belongs to one encoder; with another, the rules judge alone.
"""

import json
import math
import re
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from assistant.understand import visible
from corpus.errors import CorpusError
from corpus.hashing import letter_runs, signed_columns, words_and_pairs
from corpus.words import Lexicon

JUDGE = Path(__file__).with_name("judge.npz")
FORMAT = 2
LAYERS = (3, 5, 6)  # of the encoder: what a word means by itself, in its phrase, and in the whole
HASHED = 1024  # columns for words and pairs of words, and as many for runs of letters
WORDS_SCALE = 3.0  # of those columns beside the network
MEAN_SCALE = 6.0  # of the mean of the last layer, which has length 1
MOST_TOKENS = 160
_WINDOW, _STEP = 90, 45  # words; what is longer than a window is read in several
_FEWEST_KNOWN = 2
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_DRAWN_OUT = re.compile(r"([^\w\s])\1{3,}")
ANSWER = "answer"

Array = NDArray[np.float32]


class JudgeError(CorpusError):
    """The network on disk cannot be used."""


@runtime_checkable
class ReadsTokens(Protocol):
    """An encoder that tells what it makes of each word."""

    @property
    def weights_sha256(self) -> str:
        """Digest of the weights that it reads with."""

    def states(self, texts: Sequence[str], layers: Sequence[int], *, most: int) -> list[Array]:
        """Return, for each text, shape (tokens, layers x dimension)."""


@dataclass(frozen=True, slots=True)
class Judgment:
    """What a message seems to be.

    `danger` is the probability that someone may be in danger; `emergency` the emergency rule that is then nearest.
    `kinds` maps each rule, topic and nation that was learned (`rule:...`, `topic:...`, `nation:...`, `abroad`), and
    `answer`, to its probability; together they make 1.
    """

    danger: float
    emergency: str
    kinds: Mapping[str, float]

    @property
    def kind(self) -> tuple[str, float]:
        """The likeliest of `kinds`, and its probability."""
        return max(self.kinds.items(), key=lambda pair: pair[1])


@dataclass(frozen=True)
class Judge:
    """The trained networks; in each of `networks` weights by name, as `forward` uses them."""

    encoder_sha256: str
    emergencies: tuple[str, ...]
    kinds: tuple[str, ...]
    networks: tuple[Mapping[str, Array], ...]

    def judge(
        self, text: str, encoder: ReadsTokens, lexicon: Lexicon, *, known: Collection[str] | None = None
    ) -> Judgment | None:
        """Judge one message.

        Args:
            text: as it was typed.
            encoder: the one that this was trained with.
            lexicon: the usual spellings.
            known: words that are English; what has hardly any of them is not judged. `None` takes all for English.
        """
        texts = [window for window in windows(readable(text, lexicon)) if known is None or _is_read(window, known)]
        if not texts:
            return None
        logits = np.stack(
            [
                self.forward(states, hashed(window))
                for states, window in zip(encoder.states(texts, LAYERS, most=MOST_TOKENS), texts, strict=True)
            ]
        )
        danger = logits[:, 0]
        nearest = logits[int(danger.argmax()), 1 : 1 + len(self.emergencies)]
        # a long message is what its windows are on the whole; danger in any of them is danger
        kinds = softmax(logits[:, 1 + len(self.emergencies) :]).mean(axis=0)
        return Judgment(
            # the more windows, the likelier that one looks like danger by chance
            1 / (1 + math.exp(-float(danger.max()) + math.log(len(texts)))),
            self.emergencies[int(nearest.argmax())],
            dict(zip(self.kinds, map(float, kinds), strict=True)),
        )

    def forward(self, states: Array, columns: Array) -> Array:
        """Return the logits of danger, of each emergency and of each kind, for one text: the mean of the networks'.

        Args:
            states: shape (tokens, layers x dimension).
            columns: from `hashed`.
        """
        centred = states - states.mean(axis=1, keepdims=True)
        normed: Array = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-5)
        mean = states[:, -(states.shape[1] // len(LAYERS)) :].sum(axis=0)
        mean = mean / max(float(np.linalg.norm(mean)), 1e-12) * MEAN_SCALE
        told = [_logits(weights, normed, mean, columns) for weights in self.networks]
        return np.asarray(np.mean(told, axis=0), dtype=np.float32)

    def save(self, path: Path) -> None:
        """Write the network: half-precision arrays, nothing that is unpickled."""
        about = {
            "format": FORMAT,
            "encoder_sha256": self.encoder_sha256,
            "emergencies": self.emergencies,
            "kinds": self.kinds,
        }
        with path.open("wb") as file:
            np.savez_compressed(
                file,
                allow_pickle=False,
                about=np.array(json.dumps(about)),
                **{
                    f"{number}.{name}": array.astype(np.float16)
                    for number, weights in enumerate(self.networks)
                    for name, array in weights.items()
                },
            )

    @classmethod
    def load(cls, path: Path = JUDGE) -> "Judge":
        """Read what `save` wrote.

        Raises:
            JudgeError: there is no such file, or it is not one that this version can use.
        """
        mend = "run `python -m evals fit` to make it"
        try:
            with np.load(path, allow_pickle=False) as arrays:
                about = json.loads(str(arrays["about"]))
                networks: dict[str, dict[str, Array]] = {}
                for name in arrays.files:
                    number, _, weight = name.partition(".")
                    if weight:
                        networks.setdefault(number, {})[weight] = arrays[name].astype(np.float32)
        except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise JudgeError(f"{path}: found no network that can be read ({type(error).__name__}); {mend}") from None
        if about.get("format") != FORMAT:
            raise JudgeError(f"{path}: found a network of format {about.get('format')}, expected {FORMAT}; {mend}")
        return cls(
            about["encoder_sha256"], tuple(about["emergencies"]), tuple(about["kinds"]), tuple(networks.values())
        )


def _logits(weights: Mapping[str, Array], normed: Array, mean: Array, columns: Array) -> Array:
    """Return what one network makes of a text."""
    seen: Array = normed * weights["norm_scale"] + weights["norm_offset"]
    traits = _gelu(seen @ weights["traits"].T + weights["traits_offset"])
    attention = softmax((seen @ weights["heads"].T + weights["heads_offset"]).T).T
    half = traits.shape[1] // 2
    heads = attention.shape[1]
    attended = np.einsum("th,thd->hd", attention, traits[:, :half].reshape(len(traits), heads, -1)).reshape(-1)
    pooled = np.concatenate([attended, traits[:, half:].max(axis=0), traits.mean(axis=0), mean])
    logits: Array = pooled @ weights["out"].T + weights["out_offset"]
    return logits + WORDS_SCALE * (weights["words"] @ columns)


def readable(text: str, lexicon: Lexicon) -> str:
    """Return a message as the network reads it: plain, and in usual spelling."""
    return lexicon.usual(_DRAWN_OUT.sub(" ", visible(text)))


def windows(text: str) -> list[str]:
    """Cut a long message into overlapping windows; a short one is its only window."""
    words = text.split()
    if len(words) <= _WINDOW:
        return [text]
    return [" ".join(words[start : start + _WINDOW]) for start in range(0, len(words) - _STEP, _STEP)]


def _is_read(window: str, known: Collection[str]) -> bool:
    """Say whether enough of a window is words for the network to know what it looks at."""
    words = _WORD.findall(window)
    told = sum(word in known for word in words)
    return told >= _FEWEST_KNOWN and 2 * told >= len(window.split())


def hashed(text: str) -> Array:
    """Return the words and the runs of letters of a window as columns; shape (2 x HASHED,)."""
    words = [word.strip(".,!?;:()\"'") for word in text.split()]
    return np.concatenate(
        [
            signed_columns(words_and_pairs([word for word in words if word]), HASHED),
            signed_columns(letter_runs(text), HASHED),
        ]
    )


def softmax(logits: Array) -> Array:
    """Return probabilities for logits, over the last axis."""
    exponents = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(exponents / exponents.sum(axis=-1, keepdims=True), dtype=np.float32)


def _gelu(values: Array) -> Array:
    """The usual approximation of the Gaussian error linear unit by a tangent."""
    inner = math.sqrt(2 / math.pi) * (values + 0.044715 * values**3)
    return np.asarray(0.5 * values * (1 + np.tanh(inner)), dtype=np.float32)
