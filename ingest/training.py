"""Trains the matcher of situations from the entries of a build."""

import warnings
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpus.matcher import Matcher, features
from corpus.store import Entry, Field

# How surely each kind of text speaks of its guide: a family's own way of putting the situation the most.
_WEIGHTS = {Field.PHRASING: 1.0, Field.UNCOVERED: 1.0, Field.ASKS: 0.25, Field.WORDS: 0.15}
_PENALTY = 5.0  # inverse strength of the L2 penalty (DECISIONS 9)
_MOST_STEPS = 40  # stopped early: as good on the development questions as the optimum, in half the time


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
    model = LogisticRegression(C=_PENALTY, max_iter=_MOST_STEPS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(
            seen,
            np.array([column[entries[row].guide_id] for row in rows]),
            sample_weight=np.array([_WEIGHTS[entries[row].field] for row in rows]),
        )
    weights, offsets = model.coef_, model.intercept_
    if len(classes) == 2:  # two classes are fitted as one against the other
        weights, offsets = np.vstack([-weights, weights]) / 2, np.concatenate([-offsets, offsets]) / 2
    return Matcher(tuple(classes), weights.astype(np.float32), offsets.astype(np.float32))
