"""Batches for training: what is of about the same length stands together, which saves padding."""

import random
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def by_length(items: Sequence[Item], length: Callable[[Item], int], size: int) -> Iterator[list[Item]]:
    """Yield the items in batches of `size`, the shortest first."""
    ordered = sorted(items, key=length)
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]


def in_random_order(
    items: Sequence[Item], length: Callable[[Item], int], size: int, rng: random.Random, *, pool: int
) -> list[list[Item]]:
    """Return batches in random order, each of items of about the same length, drawn from `pool` batches' worth."""
    shuffled = list(items)
    rng.shuffle(shuffled)
    batches = []
    for start in range(0, len(shuffled), size * pool):
        batches += list(by_length(shuffled[start : start + size * pool], length, size))
    rng.shuffle(batches)
    return batches
