"""How much each reading of a turn says: alone, with the turn before, with all that was said, and what went before.

A follow-up such as "and if they ignore that?" says nothing alone; a change of subject says everything alone, and what
went before would mislead. Which it is shows in the turn: its length, how sure it is by itself, whether it fits what was
said. So each reading's say depends on these, by weights fitted to talks (`python -m evals weigh`, DECISIONS 28).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import CorpusError
from corpus.paths import shown

WEIGHTS = Path(__file__).with_name("weighing.json")
# What each reading is seen by, and what a turn is seen by.
SIGHTS = 8
GATES = 11
_LEAST_JUDGED = -12.0  # nats below the best, from which it makes no difference
_NEARNESS_SCALE = 13.0  # brings nearness to the scale of the matcher's log-probabilities


@dataclass(frozen=True, slots=True)
class Reading:
    """What one text says by itself, class by class in the matcher's order.

    `judged` are log-probabilities, `nearness` lies in [0, 1]; `fused` are the scores of the rows found, in [0, 1].
    """

    judged: NDArray[np.float64]
    nearness: NDArray[np.float64]
    fused: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Heard:
    """A turn in its readings; of a first turn all four are the same.

    `turns` counts it and those it was read with; `leans` says whether it looks as if it leant on them.
    """

    alone: Reading
    with_last: Reading
    with_all: Reading
    before: Reading
    turns: int
    words: int
    words_before: int
    leans: bool

    @property
    def closeness(self) -> float:
        """How near any class comes in any reading that holds the turn, in [0, 1]."""
        return max(
            (float(each.nearness.max(initial=0.0)) for each in (self.alone, self.with_last, self.with_all)),
            default=0.0,
        )

    def sights(self) -> NDArray[np.float64]:
        """Return what is weighed, shape (SIGHTS, classes): each 0 for its best class, below 0 for the others."""
        rows = []
        for each in (self.alone, self.with_last, self.with_all, self.before):
            rows.append(np.maximum(each.judged - each.judged.max(), _LEAST_JUDGED))
            rows.append(_NEARNESS_SCALE * (each.nearness - each.nearness.max()))
        return np.stack(rows)

    def gates(self) -> NDArray[np.float64]:
        """Return what the weights depend on, shape (GATES,), each of the order of 1."""
        alone, before = np.exp(self.alone.judged), np.exp(self.before.judged)
        return np.array(
            [
                1.0,
                np.log1p(self.words) - 2,
                self.leans - 0.5,
                min(self.turns - 3, 2) / 2,
                alone.max(),
                _entropy(alone) - 1.5,
                before.max(),
                _entropy(before) - 1.5,
                np.sqrt(alone @ before),
                5 * self.alone.nearness.max() - 2,
                np.log1p(self.words_before) - 2,
            ]
        )


@dataclass(frozen=True)
class Weights:
    """What each sight counts for, plus so much for each gate: shape (GATES, SIGHTS)."""

    table: NDArray[np.float64]

    def probabilities(self, heard: Heard) -> NDArray[np.float64]:
        """Return how probable each class is, in the matcher's order; together 1. Empty where there is no class."""
        if not heard.alone.judged.size:
            return np.empty(0)
        scores = heard.gates() @ self.table @ heard.sights()
        exponents = np.exp(scores - scores.max())
        return np.asarray(exponents / exponents.sum())

    def save(self, path: Path = WEIGHTS) -> None:
        """Write them as text, a line for each gate."""
        rows = ",\n".join(json.dumps([round(float(each), 4) for each in row]) for row in self.table)
        path.write_text(f"[\n{rows}\n]\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path = WEIGHTS) -> "Weights":
        """Read what `save` wrote.

        Raises:
            CorpusError: there is no such file, or it holds something else.
        """
        try:
            table = np.array(json.loads(path.read_text(encoding="utf-8")), dtype=np.float64)
            if table.shape != (GATES, SIGHTS):
                raise ValueError(f"a table of {table.shape}")
        except (OSError, ValueError, TypeError) as error:
            raise CorpusError(
                f"{shown(path)}: found no table of {GATES} rows by {SIGHTS} columns there ({error}); restore the file, "
                "or run `python -m evals weigh`"
            ) from None
        return cls(table)


def _entropy(probabilities: NDArray[np.float64]) -> float:
    return float(-(probabilities * np.log(probabilities + 1e-9)).sum())
