"""Trains the adapter of the bundled encoder on how families put their questions, and keeps it small.

Each text of the corpus that belongs to a guide is drawn towards its guide, away from the others, and within its guide
towards the item that answers it; and held near to where the encoder had it, so that meaning it knew is not lost. No
question of an eval is ever in it.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.adapter import MAPS, Adapter
from corpus.encoder import SentenceTransformerEncoder
from corpus.store import Entry, Field
from evals.batches import by_length, in_random_order
from evals.fit import Progress

RANK = 16
_EPOCHS, _BATCH, _POOL = 4, 128, 20
_RATE, _PROTOTYPE_RATE, _DECAY, _WARM_UP, _LEAST_RATE = 1e-3, 3e-3, 0.01, 50, 0.02
_MOST_TOKENS = 96
_SHARPNESS = 16.0  # from cosines to logits
_ITEM_SHARE, _NEARNESS_SHARE = 0.3, 0.3  # beside the guides' share of 1
_SMOOTHING = 0.05
# how surely each kind of text speaks of its guide
_SURENESS = {Field.PHRASING: 1.0, Field.ASKED: 1.0, Field.ASKS: 0.7, Field.WORDS: 0.4}
_NO_ITEM = -1
_FAR = -1e4


@dataclass(frozen=True)
class _Texts:
    """The texts as the encoder reads them, and what each belongs to."""

    tokens: list[list[int]]
    guides: NDArray[np.int64]
    items: NDArray[np.int64]  # `_NO_ITEM` for a text that puts the whole situation
    sureness: NDArray[np.float32]
    guide_of_item: NDArray[np.int64]


def adapt(
    entries: Sequence[Entry], encoder: SentenceTransformerEncoder, *, epochs: int = _EPOCHS, told: Progress
) -> Adapter:
    """Train on the entries of a build; the same build gives the same adapter on the same machine.

    Args:
        entries: of a build; those of originals are left out.
        encoder: the bundled encoder without an adapter. Its model is changed, and of no more use.
        epochs: how often each text is seen.
        told: called with a line for each part of the way.
    """
    import torch
    from torch.nn import functional

    torch.manual_seed(0)
    rng = random.Random(0)
    transformer: Any = encoder.model[0].auto_model
    texts = _read(entries, encoder)
    numbers_of_all = range(len(texts.tokens))
    # a processor that multiplies matrices of bfloat16 is several times as fast with them; another is slower
    fast = getattr(torch.cpu, "_is_amx_tile_supported", lambda: False)()
    transformer.set_attn_implementation("eager")
    transformer.to(torch.bfloat16 if fast else torch.float32).eval()
    for parameter in transformer.parameters():
        parameter.requires_grad = False

    def length_of(number: int) -> int:
        return len(texts.tokens[number])

    def vectors_of(batch: Sequence[int]) -> "torch.Tensor":
        longest = max(map(length_of, batch))
        ids = torch.zeros(len(batch), longest, dtype=torch.long)
        mask = torch.zeros(len(batch), longest, dtype=torch.long)
        for row, number in enumerate(batch):
            tokens = texts.tokens[number]
            ids[row, : len(tokens)] = torch.tensor(tokens)
            mask[row, : len(tokens)] = 1
        states = transformer(input_ids=ids, attention_mask=mask).last_hidden_state.float()
        shares = mask.unsqueeze(-1).float()
        return functional.normalize((states * shares).sum(1) / shares.sum(1), dim=-1)

    before = torch.zeros(len(texts.tokens), encoder.dimension)
    with torch.no_grad():
        for batch in by_length(numbers_of_all, length_of, _BATCH):
            before[batch] = vectors_of(batch)
    told("the encoder's own vectors are there")

    guides, items = torch.from_numpy(texts.guides), torch.from_numpy(texts.items)
    sureness, guide_of_item = torch.from_numpy(texts.sureness), torch.from_numpy(texts.guide_of_item)
    guide_centres = _centres(before, guides, int(guides.max()) + 1).requires_grad_()
    item_centres = _centres(before, items, len(guide_of_item)).requires_grad_()
    offsets = torch.zeros(len(guide_centres), requires_grad=True)
    pairs = _beside(transformer)
    narrow = [matrix for pair in pairs.values() for matrix in pair]
    optimiser = torch.optim.AdamW(
        [
            {"params": narrow, "lr": _RATE, "weight_decay": _DECAY},
            {"params": [guide_centres, item_centres, offsets], "lr": _PROTOTYPE_RATE, "weight_decay": 0.0},
        ]
    )
    steps = epochs * math.ceil(len(texts.tokens) / _BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / _WARM_UP) * max(_LEAST_RATE, 1 - step / steps)
    )
    for epoch in range(epochs):
        for batch in in_random_order(numbers_of_all, length_of, _BATCH, rng, pool=_POOL):
            found, numbers = vectors_of(batch), torch.tensor(batch)
            of_guides = _SHARPNESS * found @ functional.normalize(guide_centres, dim=-1).T + offsets
            lost = functional.cross_entropy(of_guides, guides[numbers], reduction="none", label_smoothing=_SMOOTHING)
            loss = (lost * sureness[numbers]).mean() + _NEARNESS_SHARE * (1 - (found * before[numbers]).sum(-1)).mean()
            if (answered := items[numbers] != _NO_ITEM).any():
                of_items = _SHARPNESS * found[answered] @ functional.normalize(item_centres, dim=-1).T
                is_elsewhere = guide_of_item[None, :] != guides[numbers][answered][:, None]
                of_items = of_items.masked_fill(is_elsewhere, _FAR)
                loss = loss + _ITEM_SHARE * functional.cross_entropy(of_items, items[numbers][answered])
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            torch.nn.utils.clip_grad_norm_(narrow, 1.0)
            optimiser.step()
            schedule.step()
        told(f"round {epoch + 1} of {epochs}")
    return Adapter(
        encoder.weights_sha256,
        {
            name: (down.detach().numpy().astype(np.float16), up.detach().numpy().astype(np.float16))
            for name, (down, up) in pairs.items()
        },
    )


def _read(entries: Sequence[Entry], encoder: SentenceTransformerEncoder) -> _Texts:
    tokenizer: Any = encoder.model[0].tokenizer
    chosen = [entry for entry in entries if entry.guide_id and entry.field in _SURENESS]
    guides = sorted({entry.guide_id for entry in chosen})
    guide_of = {entry.passage_id: guides.index(entry.guide_id) for entry in chosen if entry.passage_id}
    items = {name: number for number, name in enumerate(sorted(guide_of))}
    return _Texts(
        tokenizer([entry.text for entry in chosen], truncation=True, max_length=_MOST_TOKENS)["input_ids"],
        np.array([guides.index(entry.guide_id) for entry in chosen]),
        np.array([items.get(entry.passage_id, _NO_ITEM) for entry in chosen]),
        np.array([_SURENESS[entry.field] for entry in chosen], dtype=np.float32),
        np.array([guide_of[name] for name in items]),
    )


def _beside(transformer: Any) -> "dict[str, tuple[Any, Any]]":
    """Put a narrow pair beside each map of each layer; at first they add nothing."""
    import torch
    from torch.nn import functional

    pairs = {}
    for number, layer in enumerate(transformer.encoder.layer):
        for path in MAPS:
            linear = layer.get_submodule(path)
            down = torch.nn.Parameter(torch.randn(RANK, linear.in_features) / math.sqrt(linear.in_features))
            up = torch.nn.Parameter(torch.zeros(linear.out_features, RANK))

            def also(_: Any, inputs: Any, output: Any, down: Any = down, up: Any = up) -> Any:
                seen = inputs[0]
                return output + functional.linear(functional.linear(seen, down.to(seen.dtype)), up.to(seen.dtype))

            linear.register_forward_hook(also)
            pairs[f"{number}.{path}"] = (down, up)
    return pairs


def _centres(vectors: Any, belongs: Any, count: int) -> Any:
    import torch
    from torch.nn import functional

    known = belongs != _NO_ITEM
    sums = torch.zeros(count, vectors.shape[1]).index_add_(0, belongs[known], vectors[known])
    return functional.normalize(sums, dim=-1)
