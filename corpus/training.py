"""Trains the matcher of situations from the entries of a build."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.matcher import Matcher, hashed_features
from corpus.store import Entry, Field

# How surely each kind of text speaks of its guide: a family's own way of putting the situation the most.
_WEIGHTS = {Field.PHRASING: 1.0, Field.ASKED: 1.0, Field.UNCOVERED: 1.0, Field.ASKS: 0.5, Field.WORDS: 0.3}
_PENALTY = 1.0  # of the squared weights, in both steps (DECISIONS 9)
_RIDGE_SCALE = 10.0  # from the ridge's scores, which lie between 0 and 1, to logits
# From there two steps towards the optimum of the softmax regression are better on the development questions than the
# optimum itself. Each is taken as if the loss were as curved as this, over the number of classes, everywhere: about
# seven times as curved as where all classes are as likely. One half bounds the curvature (Böhning 1992).
_STEPS = 2
_CURVATURE = 7.0
_MOST_CURVATURE = 0.5


def train_matcher(
    entries: Sequence[Entry], vectors: NDArray[np.float32], hashed: NDArray[np.float32] | None = None
) -> Matcher:
    """Fit the classes of `entries`; the same build gives the same model.

    Args:
        entries: every entry of the build; those of originals have no class and are left out.
        vectors: their unit vectors, row by row.
        hashed: `hashed_features` of their words, where they have been made already.
    """
    if hashed is None:
        hashed = hashed_features([entry.words for entry in entries])
    rows = [row for row, entry in enumerate(entries) if entry.guide_id]
    classes = sorted({entries[row].guide_id for row in rows})
    seen = np.hstack([vectors, hashed], dtype=np.float32)
    if len(rows) < len(seen):
        seen = seen[rows]
    if len(classes) < 2:
        return Matcher(
            tuple(classes), np.zeros((len(classes), seen.shape[1]), np.float32), np.zeros(len(classes), np.float32)
        )
    column = {name: number for number, name in enumerate(classes)}
    wanted = np.array([column[entries[row].guide_id] for row in rows])
    sureness = np.array([_WEIGHTS[entries[row].field] for row in rows], dtype=np.float32)
    weights, offsets = _fitted(seen, wanted, sureness, len(classes))
    return Matcher(tuple(classes), weights, offsets)


def _fitted(
    seen: NDArray[np.float32], wanted: NDArray[np.int64], sureness: NDArray[np.float32], classes: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return weights (classes, features) and offsets (classes,) of a softmax regression begun from a ridge regression.

    `seen` is overwritten.
    """
    targets = np.zeros((len(wanted), classes), dtype=np.float32)
    targets[np.arange(len(wanted)), wanted] = 1.0
    shares = sureness / sureness.sum()
    centre, level = shares @ seen, shares @ targets
    seen -= centre
    basis = None
    if len(seen) < seen.shape[1]:
        # a small corpus fills few directions: what is fitted there is the same, and solved in milliseconds
        basis = np.linalg.svd(seen, full_matrices=False)[2]
        seen = seen @ basis.T
    scaled = seen * np.sqrt(sureness)[:, None]
    square = scaled.T @ scaled  # of one matrix with itself: half the sums
    penalty = _PENALTY * np.eye(seen.shape[1], dtype=np.float32)
    weights = _RIDGE_SCALE * np.linalg.solve(square + penalty, seen.T @ ((targets - level) * sureness[:, None]))
    offsets = _RIDGE_SCALE * level
    curvature = min(_CURVATURE / classes, _MOST_CURVATURE)
    step = np.linalg.inv(curvature * square + penalty)
    for _ in range(_STEPS):
        missed = (_softmax(seen @ weights + offsets) - targets) * sureness[:, None]
        weights = weights - step @ (seen.T @ missed + _PENALTY * weights)
        offsets = offsets - missed.sum(axis=0) / (curvature * sureness.sum())
    if basis is not None:
        weights = basis.T @ weights
    return weights.T.astype(np.float32), (offsets - centre @ weights).astype(np.float32)


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    logits -= logits.max(axis=1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=1, keepdims=True)
    return logits
