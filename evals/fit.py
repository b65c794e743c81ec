"""Trains the networks of `assistant.judge` on `evals/training`, and tells how it does on what it has not seen.

The examples were written for this, apart from every dataset that is scored: no question of an eval is ever in them.
The questions that the guides list for themselves are examples of what is no danger.
"""

import json
import math
import random
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.judge import (
    ANSWER,
    HASHED,
    LAYERS,
    MEAN_SCALE,
    MOST_TOKENS,
    WORDS_SCALE,
    Judge,
    ReadsTokens,
    hashed,
    readable,
    softmax,
    windows,
)
from corpus.paths import PROJECT, shown
from corpus.store import Field, LocalStore
from corpus.vocabulary import Stage
from corpus.words import Lexicon
from evals.batches import in_random_order
from evals.cases import DatasetError

TRAINING = PROJECT / "evals" / "training"
# Guides whose own questions may tell of a present danger, or call for a person: no examples of what is neither.
_OF_DANGER = frozenset(
    {
        "safeguarding-and-crisis",
        "abuse-or-restraint-at-school",
        "restraint-seclusion",
        "domestic-abuse",
        "violent-or-distressed-behaviour-at-home",
        "parent-own-mental-health",
        "accused-of-making-it-up-fii",
        "care-package-breakdown",
        "mental-health-hospital-and-education",
        "judicial-review-pre-action",
        "tribunal-order-not-carried-out",
        "tribunal-hearing-day",
    }
)
_OF_PERSONS = frozenset({Stage.ATTENDANCE_AND_EXCLUSION, Stage.DISAGREEMENT, Stage.WHO_CAN_HELP, Stage.SERVICE})
_ORDINARY = 10_000  # questions of the guides that are taken, out of some thousands

_NETWORKS = 3  # whose mean counts
_TRAITS, _HEADS = 192, 8
_EPOCHS, _BATCH, _POOL = 7, 64, 16
_RATE, _DECAY, _WARM_UP = 2e-3, 0.05, 40
_DROPOUT = 0.3
_DANGER_WEIGHT = 2.0  # a danger that is missed is worse than one too many
_KINDS_SHARE, _EMERGENCIES_SHARE = 0.7, 0.3
_SMOOTHING = 0.05
_UNKNOWN = -1

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Example:
    """A message and what is known of it: `None` where nothing is.

    `kind` is as in `Judgment.kinds`; `emergency` the rule of a message of danger.
    """

    text: str
    is_danger: bool | None
    kind: str | None = None
    emergency: str | None = None


def load_examples(folder: Path = TRAINING) -> tuple[Example, ...]:
    """Read every example: JSONL, `text` and what it `is`.

    Raises:
        DatasetError: with a line for each fault.
    """
    examples: list[Example] = []
    faults: list[str] = []
    seen: dict[str, str] = {}
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            where = f"{shown(path)}, line {number}"
            try:
                example = _example(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                faults.append(f"{where}: found {error}; expected an object with text and is; correct it")
                continue
            if example.text.casefold() in seen:
                faults.append(f"{where}: found the text of {seen[example.text.casefold()]} again; remove one")
            seen.setdefault(example.text.casefold(), where)
            examples.append(example)
    if not examples and not faults:
        faults.append(f"{shown(folder)}: found no examples; expected JSONL files there")
    if faults:
        raise DatasetError(faults)
    return tuple(examples)


def _example(found: Any) -> Example:
    text, what = str(found["text"]), str(found["is"])
    group, _, name = what.partition(":")
    match group:
        case "emergency":
            return Example(text, True, emergency=name)
        case "safe":
            return Example(text, False)
        case "answer" | "abroad" | "topic" | "nation" | "rule":
            # who may be inside a child protection enquiry, or at their limit, may be in danger too
            is_open = what in ("rule:other-proceedings", "rule:carer-at-limit")
            return Example(text, None if is_open else False, kind=what)
        case _:
            raise ValueError(f"{what!r}, which is no emergency, safe, answer, abroad, topic, nation or rule")


def ordinary(store: LocalStore) -> tuple[Example, ...]:
    """Return questions that the corpus lists for its guides, the same ones for the same guides."""
    guides = store.content.guides
    texts = {
        entry.text: guides[entry.guide_id]
        for entry in store.entries
        if entry.field in (Field.PHRASING, Field.ASKED) and entry.guide_id in guides
    }
    examples = [
        Example(text, False, kind=None if guide.stage in _OF_PERSONS else ANSWER)
        for text, guide in texts.items()
        if guide.id not in _OF_DANGER
    ]
    return tuple(sorted(examples, key=lambda each: zlib.crc32(each.text.encode()))[:_ORDINARY])


@dataclass(frozen=True, slots=True)
class _Seen:
    """An example as the network sees it."""

    states: NDArray[np.float16]
    columns: NDArray[np.float32]
    danger: int
    emergency: int
    kind: int


def fit(
    examples: Sequence[Example],
    encoder: ReadsTokens,
    lexicon: Lexicon,
    *,
    networks: int = _NETWORKS,
    told: Progress = lambda _: None,
) -> Judge:
    """Train on all examples; the same examples give the same networks on the same machine."""
    emergencies, kinds = _names(examples)
    seen = _seen(examples, encoder, lexicon)
    return _trained(seen, encoder.weights_sha256, emergencies, kinds, networks, told)


@dataclass(frozen=True, slots=True)
class Fold:
    """What a network made of an example that it was not trained on."""

    example: Example
    danger: float
    kinds: dict[str, float]


def cross_fitted(
    examples: Sequence[Example],
    encoder: ReadsTokens,
    lexicon: Lexicon,
    *,
    folds: int = 4,
    networks: int = _NETWORKS,
    told: Progress = lambda _: None,
) -> list[Fold]:
    """Judge every example by a network that was trained without it, its neighbours in the same fold left out too."""
    emergencies, kinds = _names(examples)
    seen = _seen(examples, encoder, lexicon)
    order = list(range(len(seen)))
    random.Random(0).shuffle(order)
    found: list[Fold] = []
    for fold in range(folds):
        left_out = order[fold::folds]
        chosen = [seen[number] for number in sorted(set(order) - set(left_out))]
        told(f"fold {fold + 1} of {folds}")
        judge = _trained(chosen, encoder.weights_sha256, emergencies, kinds, networks, lambda _: None)
        for number in left_out:
            logits = judge.forward(seen[number].states.astype(np.float32), seen[number].columns)
            probable = dict(zip(kinds, map(float, softmax(logits[1 + len(emergencies) :])), strict=True))
            found.append(Fold(examples[number], 1 / (1 + math.exp(-float(logits[0]))), probable))
    return found


def as_table(folds: Sequence[Fold]) -> str:
    """Tell how well danger and kinds are told of what the network had not seen."""
    dangers = np.array([fold.danger for fold in folds if fold.example.is_danger])
    near = np.array([f.danger for f in folds if f.example.is_danger is False and f.example.kind is None])
    others = np.array([f.danger for f in folds if f.example.is_danger is False and f.example.kind is not None])
    lines = [f"danger from | found of {len(dangers)} | of {len(near)} near misses | of {len(others)} other messages"]
    for floor in (0.3, 0.5, 0.7, 0.8, 0.9, 0.95):
        shares = " | ".join(f"{float((found >= floor).mean()):6.1%}" for found in (dangers, near, others) if len(found))
        lines.append(f"{floor:11.2f} | {shares}")
    kinds = [fold for fold in folds if fold.example.kind]
    lines.append(f"kind from | share told | right of those told, of {len(kinds)}")
    for floor in (0.0, 0.5, 0.6, 0.7, 0.8, 0.9):
        told = [(f, kind) for f in kinds for kind in [max(f.kinds, key=f.kinds.__getitem__)] if f.kinds[kind] >= floor]
        right = sum(fold.example.kind == kind for fold, kind in told)
        lines.append(f"{floor:9.2f} | {len(told) / len(kinds):6.1%} | {right / max(1, len(told)):6.1%}")
    return "\n".join(lines) + "\n"


def _names(examples: Sequence[Example]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    emergencies = sorted({each.emergency for each in examples if each.emergency})
    kinds = sorted({each.kind for each in examples if each.kind})
    return tuple(emergencies), tuple(kinds)


def _seen(examples: Sequence[Example], encoder: ReadsTokens, lexicon: Lexicon) -> list[_Seen]:
    emergencies, kinds = _names(examples)
    # of a long message the first window: what it is stands nearly always there
    texts = [windows(readable(each.text, lexicon))[0] for each in examples]
    by_length = sorted(range(len(texts)), key=lambda number: len(texts[number]))
    states = encoder.states([texts[number] for number in by_length], LAYERS, most=MOST_TOKENS)
    of = dict(zip(by_length, states, strict=True))
    return [
        _Seen(
            of[number].astype(np.float16),
            hashed(texts[number]),
            _UNKNOWN if each.is_danger is None else int(each.is_danger),
            emergencies.index(each.emergency) if each.emergency else _UNKNOWN,
            kinds.index(each.kind) if each.kind else _UNKNOWN,
        )
        for number, each in enumerate(examples)
    ]


def _trained(
    seen: Sequence[_Seen],
    encoder_sha256: str,
    emergencies: tuple[str, ...],
    kinds: tuple[str, ...],
    networks: int,
    told: Progress,
) -> Judge:
    made = []
    for number in range(networks):
        told(f"network {number + 1} of {networks}")
        made.append(_network(seen, len(emergencies), len(kinds), number, told))
    return Judge(encoder_sha256, emergencies, kinds, tuple(made))


def _network(
    seen: Sequence[_Seen], emergencies: int, kinds: int, start: int, told: Progress
) -> dict[str, NDArray[np.float32]]:
    """Return the weights of one network, by name; `start` sets where it starts and what order it sees them in."""
    import torch
    from torch.nn import functional

    torch.manual_seed(start)
    rng = random.Random(start)
    width = seen[0].states.shape[1]
    outputs = 1 + emergencies + kinds
    pooled = _TRAITS // 2 + _TRAITS // 2 + _TRAITS + width // len(LAYERS)

    def drawn(rows: int, columns: int) -> torch.Tensor:
        return ((torch.rand(rows, columns) * 2 - 1) / math.sqrt(columns)).requires_grad_()

    weights = {
        "norm_scale": torch.ones(width, requires_grad=True),
        "norm_offset": torch.zeros(width, requires_grad=True),
        "traits": drawn(_TRAITS, width),
        "traits_offset": torch.zeros(_TRAITS, requires_grad=True),
        "heads": drawn(_HEADS, width),
        "heads_offset": torch.zeros(_HEADS, requires_grad=True),
        "out": drawn(outputs, pooled),
        "out_offset": torch.zeros(outputs, requires_grad=True),
        "words": torch.zeros(outputs, 2 * HASHED, requires_grad=True),
    }

    def forward(states: torch.Tensor, mask: torch.Tensor, columns: torch.Tensor) -> torch.Tensor:
        """What one network of `Judge.forward` does, for a batch; a test holds the two together."""
        normed = functional.layer_norm(states, (width,), weights["norm_scale"], weights["norm_offset"])
        normed = functional.dropout(normed, _DROPOUT / 2)
        traits = functional.gelu(
            functional.linear(normed, weights["traits"], weights["traits_offset"]), approximate="tanh"
        )
        told_apart = functional.linear(normed, weights["heads"], weights["heads_offset"])
        attention = told_apart.masked_fill(~mask[..., None], -1e4).softmax(1)
        by_head = traits[..., : _TRAITS // 2].reshape(len(traits), -1, _HEADS, _TRAITS // 2 // _HEADS)
        attended = (attention[..., None] * by_head).sum(1).flatten(1)
        strongest = traits[..., _TRAITS // 2 :].masked_fill(~mask[..., None], -1e4).amax(1)
        mean_traits = (traits * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        mean = (states[..., -(width // len(LAYERS)) :] * mask[..., None]).sum(1)
        mean = functional.normalize(mean, dim=-1) * MEAN_SCALE
        whole = functional.dropout(torch.cat([attended, strongest, mean_traits, mean], 1), _DROPOUT)
        logits = functional.linear(whole, weights["out"], weights["out_offset"])
        return logits + WORDS_SCALE * functional.linear(functional.dropout(columns, _DROPOUT), weights["words"])

    optimiser = torch.optim.AdamW(list(weights.values()), lr=_RATE, weight_decay=_DECAY)
    steps = _EPOCHS * math.ceil(len(seen) / _BATCH)
    step = 0
    for epoch in range(_EPOCHS):
        for batch in in_random_order(seen, lambda each: len(each.states), _BATCH, rng, pool=_POOL):
            for group in optimiser.param_groups:
                group["lr"] = _RATE * min(1.0, step / _WARM_UP) * max(0.0, 1 - step / steps)
            longest = max(len(each.states) for each in batch)
            states = torch.zeros(len(batch), longest, width)
            mask = torch.zeros(len(batch), longest, dtype=torch.bool)
            for row, each in enumerate(batch):
                states[row, : len(each.states)] = torch.from_numpy(each.states.astype(np.float32))
                mask[row, : len(each.states)] = True
            logits = forward(states, mask, torch.from_numpy(np.stack([each.columns for each in batch])))
            danger = torch.tensor([each.danger for each in batch])
            emergency = torch.tensor([each.emergency for each in batch])
            kind = torch.tensor([each.kind for each in batch])
            loss = torch.zeros(())
            if (known := danger >= 0).any():
                weight = torch.tensor(_DANGER_WEIGHT)
                loss = loss + functional.binary_cross_entropy_with_logits(
                    logits[known, 0], danger[known].float(), pos_weight=weight
                )
            if (known := emergency >= 0).any():
                of_danger = logits[known, 1 : 1 + emergencies]
                loss = loss + _EMERGENCIES_SHARE * functional.cross_entropy(of_danger, emergency[known])
            if (known := kind >= 0).any():
                of_kinds = logits[known, 1 + emergencies :]
                loss = loss + _KINDS_SHARE * functional.cross_entropy(of_kinds, kind[known], label_smoothing=_SMOOTHING)
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
            step += 1
        told(f"round {epoch + 1} of {_EPOCHS}")
    return {name: tensor.detach().numpy().astype(np.float32) for name, tensor in weights.items()}
