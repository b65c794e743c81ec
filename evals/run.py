"""From cases to outcomes. A case that crashes is an outcome and counts; nothing is scored here."""

import datetime
import hashlib
import importlib.metadata
import multiprocessing
import os
import platform
import signal
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict
from typing import Any, Protocol

from assistant import clock
from assistant.answers import Reply
from assistant.contract import as_json
from assistant.pipeline import load_assistant
from assistant.settings import Settings
from corpus.paths import PROJECT, shown
from corpus.store import Store
from evals.cases import Case, Dataset
from evals.knowledge import Knowledge, faulty_labels
from evals.outcomes import Outcome
from evals.results import Run

# Asked once before the clock runs, so that loading the model is not in the first case's seconds.
_WARM_UP = "Can the council refuse to assess my child?"
_PACKAGES = ("send-assist", "numpy", "scipy", "torch", "sentence-transformers", "faiss-cpu", "bm25s", "rapidfuzz")
_CODE = (".py", ".yaml", ".json")


class RunError(Exception):
    """The run could not be made."""


class Answering(Protocol):
    """What is under test: an `assistant.pipeline.Assistant`, or what stands in for one."""

    @property
    def store(self) -> Store:
        """What it answers from."""

    @property
    def settings(self) -> Settings:
        """How it answers."""

    def reply(self, turns: Sequence[str], today: datetime.date) -> Reply:
        """Answer the last turn in the light of the earlier ones."""


Load = Callable[[], Answering]
Progress = Callable[[int, int], None]


def make_run(
    datasets: Sequence[Dataset], *, load: Load = load_assistant, workers: int = 1, progress: Progress | None = None
) -> Run:
    """Ask every case of the datasets, in order.

    Args:
        datasets: as `load_datasets` gives them.
        load: makes the assistant, once for each worker; a function that other processes can import when `workers` > 1.
        workers: how many processes answer at once.
        progress: told after each case how many are done, and of how many.

    Raises:
        CorpusError: there is no build to answer from.
        RunError: a worker died or answered from another build than the others.
    """
    started = clock.now()
    assistant = load()
    cases = [case for dataset in datasets for case in dataset.cases]
    outcomes: list[Outcome] = []
    for outcome in _answers(assistant, cases) if workers == 1 else _pooled(assistant, cases, load, workers):
        outcomes.append(outcome)
        if progress:
            progress(len(outcomes), len(cases))
    record = {
        "started_at": started.isoformat(),
        "seconds": round((clock.now() - started).total_seconds(), 3),
        "workers": workers,
        "crashed": sum(outcome.error is not None for outcome in outcomes),
        "faulty_labels": list(faulty_labels(cases, assistant.store)),
        "datasets": [
            {"name": each.name, "file": shown(each.path), "sha256": each.sha256, "cases": len(each.cases)}
            for each in datasets
        ],
        **_made_by(assistant),
    }
    return Run(record, tuple(datasets), tuple(outcomes), Knowledge.of(assistant.store.content))


def answer(assistant: Answering, case: Case) -> Outcome:
    """Ask one case; an exception is its outcome."""
    started = time.perf_counter()
    try:
        reply = assistant.reply(case.turns, case.today)
        seconds = time.perf_counter() - started
        return Outcome(case.id, as_json(reply, asked_id=case.id, seconds=seconds), None, round(seconds, 6))
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        told = f"{type(error).__name__}: {error} at {place.filename}:{place.lineno}"
        return Outcome(case.id, None, told, round(time.perf_counter() - started, 6))


def _answers(assistant: Answering, cases: Iterable[Case]) -> Iterator[Outcome]:
    _warm_up(assistant)
    for case in cases:
        yield answer(assistant, case)


def _warm_up(assistant: Answering) -> None:
    try:
        assistant.reply([_WARM_UP], clock.today())
    except Exception:
        return  # an assistant that fails here fails its cases too, and they are counted


_of_this_worker: Answering | None = None


def _pooled(assistant: Answering, cases: Sequence[Case], load: Load, workers: int) -> Iterator[Outcome]:
    # spawned, not forked: torch and faiss hold threads that a fork would lose
    pool = ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start_worker,
        initargs=(load, assistant.store.manifest.corpus_digest, workers),
    )
    try:
        yield from pool.map(_answer_in_worker, cases)
    except BrokenProcessPool:
        raise RunError(
            "found that a worker stopped before its cases were done; expected it to finish (there may be too little "
            "memory, or a new build may have been swapped in meanwhile); run again with --workers 1"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


def _start_worker(load: Load, corpus_digest: str, workers: int) -> None:
    global _of_this_worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the first process ends the others
    # each worker takes its share of the cores; read when torch is first imported
    os.environ.setdefault("OMP_NUM_THREADS", str(max(1, (os.cpu_count() or 1) // workers)))
    _of_this_worker = load()
    if _of_this_worker.store.manifest.corpus_digest != corpus_digest:
        raise RunError("a new build was swapped in while the run started; run it again")
    _warm_up(_of_this_worker)


def _answer_in_worker(case: Case) -> Outcome:
    if _of_this_worker is None:
        raise RunError("this worker was not started")
    return answer(_of_this_worker, case)


def _made_by(assistant: Answering) -> dict[str, Any]:
    manifest = assistant.store.manifest
    return {
        "corpus": {
            "digest": manifest.corpus_digest,
            "content_digest": manifest.content_digest,
            "built_at": manifest.built_at,
            "counts": dict(manifest.counts),
        },
        "encoder": {"name": manifest.encoder, "sha256": manifest.encoder_sha256},
        "settings": asdict(assistant.settings),
        "assistant_digest": _code_digest(),
        "versions": {"python": platform.python_version(), **{name: _version(name) for name in _PACKAGES}},
    }


def _code_digest() -> str:
    """Return a digest of the assistant's code and rules, so that two runs can be told apart by what made them."""
    digest = hashlib.sha256()
    for path in sorted((PROJECT / "assistant").rglob("*")):
        if path.suffix in _CODE:
            digest.update(path.relative_to(PROJECT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None
