"""What the assistant reached when it was last measured, so that a change for the worse is seen."""

import json
from collections.abc import Mapping
from pathlib import Path

from corpus.paths import PROJECT, shown
from evals.cases import DatasetError
from evals.metrics import SHARES
from evals.score import Scores

BASELINE = PROJECT / "evals" / "baseline.json"
# The shipped sets on which nothing is tuned.
KEPT_APART = ("test", "fresh", "boundaries_test")
# By this much a share may be worse before it is called a regression: one case in fifty.
TOLERANCE = 0.02

_ERRORS = frozenset(share.name for share in SHARES if share.is_error)


def shares_of(scores: Scores) -> dict[str, float]:
    """Return every share that could be scored, by its name; the quantities depend on the machine."""
    names = {share.name for share in SHARES}
    return {
        each.name: round(each.value, 4) for each in scores.measures if each.name in names and each.value is not None
    }


def load_baseline(path: Path = BASELINE) -> dict[str, dict[str, float]]:
    """Read the shares by dataset.

    Raises:
        DatasetError: there is no such file, or it does not hold shares by dataset.
    """
    mend = "run `python -m evals baseline` to write it"
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {
            str(name): {str(measure): float(value) for measure, value in shares.items()}
            for name, shares in found.items()
        }
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise DatasetError([f"{shown(path)}: found no shares by dataset ({type(error).__name__}); {mend}"]) from None


def write_baseline(shares: Mapping[str, Mapping[str, float]], path: Path = BASELINE) -> None:
    """Keep the shares by dataset."""
    path.write_text(json.dumps(shares, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def regressions(now: Mapping[str, float], before: Mapping[str, float]) -> list[str]:
    """Say which shares are worse than they were by more than the tolerance, and which are no longer scored."""
    told = []
    for name, was in before.items():
        share = now.get(name)
        if share is None:
            told.append(f"{name}: was {was:.1%}, is not scored any more")
        elif (share - was if name in _ERRORS else was - share) > TOLERANCE:
            told.append(f"{name}: was {was:.1%}, is {share:.1%}")
    return told
