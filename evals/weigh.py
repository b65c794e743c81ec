"""Fits how much each reading of a turn says (`assistant/weighing.py`) to the development questions and talks."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

from assistant.pipeline import Assistant
from assistant.understand import understand
from assistant.weighing import GATES, SIGHTS, Weights
from evals.cases import Case
from evals.fit import Progress

# What the weights are fitted to; nothing of the sets that are kept apart.
FITTED_TO = ("development", "talks")
_PENALTY, _PENALTY_OF_FIRST = 0.03, 0.003  # of the squares of what depends on the turn, and of what does not


def weigh(assistant: Assistant, cases: Iterable[Case], *, told: Progress) -> Weights:
    """Fit the weights, so that an acceptable guide is as probable as can be; the same cases give the same weights.

    Args:
        assistant: whose readings are weighed, with any weights.
        cases: those without a guide, or none of whose guides is in the build, are left out.
        told: called with a line for each part of the way.
    """
    classes = assistant.store.matcher.classes
    fitting = [case for case in cases if set(case.guides) & set(classes)]
    sights, gates = _seen(assistant, fitting)
    told(f"{len(fitting)} questions and talks are read")
    accepted = np.array([[name in case.guides for name in classes] for case in fitting])
    penalties = np.full((GATES, 1), _PENALTY)
    penalties[0] = _PENALTY_OF_FIRST

    def loss_and_slope(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        table = flat.reshape(GATES, SIGHTS)
        scores = np.einsum("ns,nsc->nc", gates @ table, sights)
        probable = np.exp(scores - scores.max(axis=1, keepdims=True))
        probable /= probable.sum(axis=1, keepdims=True)
        right = (probable * accepted).sum(axis=1)
        # towards what is accepted, in the shares it has now
        missed = probable - probable * accepted / np.maximum(right, 1e-300)[:, None]
        slope = np.einsum("ng,nsc,nc->gs", gates, sights, missed) / len(fitting)
        loss = float(-np.log(np.maximum(right, 1e-300)).mean() + (penalties * table**2).sum())
        return loss, (slope + 2 * penalties * table).ravel()

    start = np.zeros((GATES, SIGHTS))
    start[0] = 0.2
    found = minimize(loss_and_slope, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    told(f"mean loss {found.fun:.3f} nats after {found.nit} steps")
    return Weights(found.x.reshape(GATES, SIGHTS))


def _seen(assistant: Assistant, cases: Sequence[Case]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    heard = []
    for case in cases:
        *earlier, last = understand(case.turns, case.today).turns
        heard.append(assistant.retriever.hear(last, earlier)[1])
    return np.stack([each.sights() for each in heard]), np.stack([each.gates() for each in heard])
