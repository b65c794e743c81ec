"""Trains the matcher of situations from the entries of a build."""

import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.matcher import Matcher, features
from corpus.store import Entry, Field

# How surely each kind of text speaks of its guide: a family's own way of putting the situation the most.
_WEIGHTS = {Field.PHRASING: 1.0, Field.ASKED: 1.0, Field.UNCOVERED: 1.0, Field.ASKS: 0.5, Field.WORDS: 0.3}
_PENALTY = 1.0  # inverse strength of the L2 penalty (DECISIONS 9)
# From a ridge regression, solved at once, a few steps are better on the development questions than the optimum, and
# take a fraction of the time.
_STEPS = 8
_RIDGE_PENALTY = 1.0
_RIDGE_SCALE = 10.0  # from the ridge's scores, which lie between 0 and 1, to logits


def train_matcher(entries: Sequence[Entry], vectors: NDArray[np.float32]) -> Matcher:
    """Fit the classes of `entries`; the same build gives the same model.

    Args:
        entries: every entry of the build; those of originals have no class and are left out.
        vectors: their unit vectors, row by row.
    """
    # imported here: only a build that changed anything needs it, and it is slow to import
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    rows = [row for row, entry in enumerate(entries) if entry.guide_id]
    classes = sorted({entries[row].guide_id for row in rows})
    seen = np.stack([features(vectors[row], entries[row].words) for row in rows])
    if len(classes) < 2:
        return Matcher(
            tuple(classes), np.zeros((len(classes), seen.shape[1]), np.float32), np.zeros(len(classes), np.float32)
        )
    column = {name: number for number, name in enumerate(classes)}
    wanted = np.array([column[entries[row].guide_id] for row in rows])
    sureness = np.array([_WEIGHTS[entries[row].field] for row in rows], dtype=np.float32)
    model = LogisticRegression(C=_PENALTY, max_iter=_STEPS, warm_start=True)
    if len(classes) > 2:  # two are fitted as one against the other, from nothing
        model.coef_, model.intercept_ = _ridge(seen, wanted, sureness, len(classes))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(seen, wanted, sample_weight=sureness)
    weights, offsets = model.coef_, model.intercept_
    if len(classes) == 2:  # two classes are fitted as one against the other
        weights, offsets = np.vstack([-weights, weights]) / 2, np.concatenate([-offsets, offsets]) / 2
    return Matcher(tuple(classes), weights.astype(np.float32), offsets.astype(np.float32))


def _ridge(
    seen: NDArray[np.float32], wanted: NDArray[np.int64], sureness: NDArray[np.float32], classes: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return weights (classes, features) and offsets (classes,) of a weighted ridge regression on the classes."""
    targets = np.zeros((len(wanted), classes), dtype=np.float32)
    targets[np.arange(len(wanted)), wanted] = 1.0
    shares = sureness / sureness.sum()
    centre, level = shares @ seen, shares @ targets
    weighted = (seen - centre) * sureness[:, None]
    square = weighted.T @ (seen - centre) + _RIDGE_PENALTY * np.eye(seen.shape[1], dtype=np.float32)
    weights = np.linalg.solve(square, weighted.T @ (targets - level))
    offsets = level - centre @ weights
    return (_RIDGE_SCALE * weights.T).astype(np.float32), (_RIDGE_SCALE * offsets).astype(np.float32)
