"""How sure a number is: 95% intervals. Knows nothing of cases."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from scipy import stats  # type: ignore[import-untyped]

LEVEL = 0.95
_SEED = 20261122  # any fixed number: the same outcomes give the same interval
_RESAMPLES = 9_999
_BATCH = 500  # resamples held in memory at once


class Interval(NamedTuple):
    """The ends of an interval, both included."""

    low: float
    high: float


def of_share(hits: int, of: int) -> Interval | None:
    """Return Wilson's interval for a share of independent trials, in [0, 1]; None when nothing was tried.

    Unlike hits ± two standard errors it stays honest near the ends: 20 of 20 gives 84% to 100%.
    """
    if of == 0:
        return None
    found = stats.binomtest(hits, of).proportion_ci(confidence_level=LEVEL, method="wilson")
    return Interval(float(found.low), float(found.high))


def of_quantile(values: Sequence[float], quantile: float) -> Interval | None:
    """Return the percentile-bootstrap interval of a quantile; None for fewer than two values.

    It never leaves the range of the values, so that with few of them the interval of a high
    quantile is too narrow at its top.
    """
    if len(values) < 2:
        return None
    found = stats.bootstrap(
        (np.asarray(values, dtype=float),),
        partial(np.quantile, q=quantile),
        n_resamples=_RESAMPLES,
        batch=_BATCH,
        vectorized=True,
        confidence_level=LEVEL,
        method="percentile",
        rng=np.random.default_rng(_SEED),
    ).confidence_interval
    return Interval(float(found.low), float(found.high))
