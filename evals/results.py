"""Runs on disk. A run is complete or it is not there.

Layout of a run's folder, under `results/` in the data directory:

    run.json         settings, digests, versions: what made these outcomes
    datasets/        the datasets as they stood, so that labels mended later are told apart
    knowledge.json   what a score needs to know of the corpus answered from
    outcomes.jsonl   a line a case, in the order run
    scores.json      what `score` last made of them
"""

import datetime
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.paths import data_directory, shown
from evals.cases import Dataset, DatasetError, load_datasets
from evals.knowledge import Knowledge
from evals.outcomes import Outcome
from evals.score import Scorable, Scores

FORMAT = 1


class ResultsError(Exception):
    """A folder that cannot be written to, or that holds no run that can be scored."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: its cases with their outcomes, and what is on record of how it was made."""

    record: Mapping[str, Any]
    datasets: tuple[Dataset, ...]
    outcomes: tuple[Outcome, ...]
    knowledge: Knowledge

    def scorables(self) -> Iterator[Scorable]:
        """Return each case with its outcome, in the order run."""
        by_id = {outcome.id: outcome for outcome in self.outcomes}
        for dataset in self.datasets:
            for case in dataset.cases:
                yield Scorable(dataset.name, case, by_id[case.id])


def new_folder(datasets: Sequence[Dataset], now: datetime.datetime) -> Path:
    """Return where a run of these datasets is kept unless told otherwise."""
    name = "-".join(dataset.name for dataset in datasets) if len(datasets) <= 2 else f"{len(datasets)}-datasets"
    return data_directory() / "results" / f"{now.strftime('%Y%m%dT%H%M%S%f')}-{name}"


def check_can_keep(folder: Path) -> None:
    """Check that a run can be kept here, before any work is done for it.

    Raises:
        ResultsError: there is something already, or nothing can be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ResultsError(
            f"{shown(folder)}: found something there already; expected a new or empty folder; "
            "name another with --output"
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder.parent):
            pass
    except OSError as error:
        raise ResultsError(
            f"{shown(folder)}: found that nothing can be written there ({error.strerror}); expected a place for "
            "the run; name another with --output"
        ) from None


def write_run(run: Run, folder: Path) -> None:
    """Write a run beside its place and move it there in one step.

    Raises:
        ResultsError: it cannot be written here.
    """
    partial = folder.with_name(f".partial-{folder.name}-{os.getpid()}")
    try:
        (partial / "datasets").mkdir(parents=True)
        for dataset in run.datasets:
            (partial / "datasets" / f"{dataset.name}.jsonl").write_bytes(dataset.text.encode())
        _write_json(partial / "knowledge.json", run.knowledge.to_json())
        with (partial / "outcomes.jsonl").open("w", encoding="utf-8", newline="\n") as file:
            for outcome in run.outcomes:
                file.write(json.dumps(outcome.to_json(), ensure_ascii=False) + "\n")
        _write_json(partial / "run.json", {"format": FORMAT, **run.record})
        partial.rename(folder)
    except OSError as error:
        raise ResultsError(
            f"{shown(folder)}: the run could not be kept there ({error.strerror}); name another folder with --output"
        ) from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def write_scores(scores: Scores, folder: Path) -> None:
    """Put the scores beside the outcomes they were made from, in one step.

    Raises:
        ResultsError: they cannot be written here.
    """
    partial = folder / f".scores-{os.getpid()}.json"
    try:
        _write_json(partial, {"format": FORMAT, **scores.to_json()})
        partial.replace(folder / "scores.json")
    except OSError as error:
        raise ResultsError(
            f"{shown(folder)}: the scores could not be kept there ({error.strerror}); mend that and run "
            f"`python -m evals score {shown(folder)}`"
        ) from None
    finally:
        partial.unlink(missing_ok=True)


def read_run(folder: Path) -> Run:
    """Read what `write_run` wrote.

    Raises:
        ResultsError: this is not the folder of a whole run in today's format.
    """
    if not (folder / "run.json").is_file():
        raise ResultsError(
            f"{shown(folder)}: found no run.json; expected the folder of a run; name one under "
            f"{shown(data_directory() / 'results')}, or make one with `python -m evals run`"
        )
    try:
        record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        if record.pop("format", None) != FORMAT:
            raise ResultsError(f"{shown(folder)}: found a run of another format, expected {FORMAT}; make the run anew")
        datasets = load_datasets([folder / "datasets" / f"{named['name']}.jsonl" for named in record["datasets"]])
        knowledge = Knowledge.from_json(json.loads((folder / "knowledge.json").read_text(encoding="utf-8")))
        lines = (folder / "outcomes.jsonl").read_text(encoding="utf-8").split("\n")
        outcomes = tuple(Outcome.from_json(json.loads(line)) for line in lines if line)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, DatasetError) as error:
        raise ResultsError(
            f"{shown(folder)}: found a run that cannot be read ({type(error).__name__}: {error}); make the run anew"
        ) from None
    asked = sorted(case.id for dataset in datasets for case in dataset.cases)
    if asked != sorted(outcome.id for outcome in outcomes):
        raise ResultsError(
            f"{shown(folder)}: found {len(outcomes)} outcomes that are not those of its {len(asked)} cases; expected "
            "one for each; make the run anew"
        )
    return Run(record, datasets, outcomes, knowledge)


def _write_json(path: Path, data: Any) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")
