"""Ask the assistant the cases of a dataset and score its replies, or score those of an earlier run again."""

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from assistant import clock
from assistant.judge import JUDGE
from assistant.pipeline import load_assistant
from assistant.weighing import WEIGHTS
from corpus.adapter import ADAPTER
from corpus.encoder import load_encoder
from corpus.errors import CorpusError
from corpus.paths import shown
from corpus.store import open_store
from evals.adapt import adapt
from evals.baseline import BASELINE, KEPT_APART, load_baseline, regressions, shares_of, write_baseline
from evals.cases import DatasetError, find_dataset, load_datasets, shipped_datasets
from evals.fit import TRAINING, as_table, cross_fitted, fit, load_examples, ordinary
from evals.report import as_text
from evals.results import ResultsError, Run, check_can_keep, new_folder, read_run, write_run, write_scores
from evals.run import Load, RunError, make_run
from evals.score import score
from evals.weigh import FITTED_TO, weigh
from evals.withheld import score_withheld

WRONG_USE = 2


def main(argv: Sequence[str] | None = None, *, load: Load = load_assistant) -> int:
    """Run one command; return the exit status: 0 done, whatever the scores; 2 it could not be done.

    `load` makes the assistant under test.
    """
    args = _parser().parse_args(argv)
    logging.basicConfig(level=logging.ERROR, format="%(levelname)s %(message)s", stream=sys.stderr)
    try:
        return int(args.run(args, load))
    except (CorpusError, DatasetError, ResultsError, RunError) as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    except KeyboardInterrupt:
        print("Stopped; what was not finished is not kept.", file=sys.stderr)
        return 130


def run(args: argparse.Namespace, load: Load) -> int:
    """Ask, keep, score, print."""
    named = [find_dataset(name) for name in args.datasets] or shipped_datasets()
    datasets = load_datasets(list(dict.fromkeys(path.resolve() for path in named)))
    folder: Path = args.output.resolve() if args.output else new_folder(datasets, clock.now())
    check_can_keep(folder)
    made = make_run(
        datasets,
        load=load,
        workers=args.workers,
        progress=lambda done, total: _show_progress(done, total, sys.stderr),
    )
    write_run(made, folder)
    _score(made, folder, as_json=args.json)
    return 0


def score_again(args: argparse.Namespace, _: Load) -> int:
    """Score the outcomes of an earlier run by today's measures and the labels it was run with."""
    _score(read_run(args.folder), args.folder, as_json=args.json)
    return 0


def run_withheld(args: argparse.Namespace, _: Load) -> int:
    """Score sets with what families typed about the tested guide withheld."""
    for dataset in load_datasets([find_dataset(name) for name in args.datasets]):
        scores = score_withheld(
            load_assistant(), dataset, progress=lambda done, total: _show_progress(done, total, sys.stderr)
        )
        print(as_text(scores, failures=False), end="")
    return 0


def keep_baseline(_: argparse.Namespace, load: Load) -> int:
    """Measure the sets that are kept apart and keep what they reach; tell what became worse."""
    assistant = load()
    before = load_baseline() if BASELINE.exists() else {}
    found = {}
    for name in KEPT_APART:
        made = make_run(load_datasets([find_dataset(name)]), load=lambda: assistant)
        found[name] = shares_of(score(made.scorables(), made.knowledge))
        for told in regressions(found[name], before.get(name, {})):
            print(f"{name}: {told}")
    write_baseline(found)
    print(f"Kept in {shown(BASELINE)}", file=sys.stderr)
    return 0


def fit_judge(args: argparse.Namespace, _: Load) -> int:
    """Train the network that judges messages, tell how it does on what it has not seen, keep it."""
    encoder = load_encoder()
    store = open_store(encoder)
    lexicon = store.content.glossary.lexicon
    examples = (*load_examples(args.examples), *ordinary(store))
    if args.folds:
        folds = cross_fitted(examples, encoder, lexicon, folds=args.folds, told=_told)
        print(as_table(folds), end="")
    judge = fit(examples, encoder, lexicon, told=_told)
    judge.save(args.output)
    print(f"Kept in {shown(args.output)}", file=sys.stderr)
    return 0


def fit_adapter(args: argparse.Namespace, _: Load) -> int:
    """Train the adapter of the bundled encoder on the texts of the last build, and keep it."""
    bundled = load_encoder(with_adapter=False)
    adapt(open_store().entries, bundled, told=_told).save(args.output)
    print(f"Kept in {shown(args.output)}; run `python -m ingest build` to use it", file=sys.stderr)
    return 0


def fit_weights(args: argparse.Namespace, _: Load) -> int:
    """Fit how much each reading of a turn says, and keep it."""
    cases = [case for dataset in load_datasets([find_dataset(name) for name in FITTED_TO]) for case in dataset.cases]
    weigh(load_assistant(), cases, told=_told).save(args.output)
    print(f"Kept in {shown(args.output)}", file=sys.stderr)
    return 0


def _told(step: str) -> None:
    print(step, file=sys.stderr, flush=True)


def _score(made: Run, folder: Path, *, as_json: bool) -> None:
    scores = score(made.scorables(), made.knowledge)
    write_scores(scores, folder)
    if as_json:
        found = {"folder": str(folder.resolve()), "run": dict(made.record), **scores.to_json()}
        print(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        print(as_text(scores), end="")
    for fault in made.record["faulty_labels"]:
        print(f"A label that no reply can satisfy: {fault}", file=sys.stderr)
    print(f"Kept in {shown(folder)}", file=sys.stderr)


def _show_progress(done: int, total: int, stream: TextIO) -> None:
    if stream.isatty():
        print(f"\r{done}/{total} cases", end="" if done < total else "\n", file=stream, flush=True)
    elif done == total or done % 50 == 0:
        print(f"{done}/{total} cases", file=stream, flush=True)


def _workers(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"found {text!r}; expected a whole number, 1 or more")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    running = commands.add_parser(
        "run",
        help="ask the cases of one or more datasets, and score the replies",
        epilog="example: python -m evals run development boundaries --workers 2",
    )
    running.add_argument(
        "datasets", nargs="*", metavar="DATASET", help="a file, or the name of one in evals/datasets; default all there"
    )
    running.add_argument("--output", type=Path, metavar="DIR", help="keep the run here; default in the data directory")
    running.add_argument("--json", action="store_true", help="the scores as JSON, not as a table")
    running.add_argument("--workers", type=_workers, default=1, metavar="N", help="processes that answer; default 1")
    running.set_defaults(run=run)

    scoring = commands.add_parser(
        "score",
        help="score the outcomes of an earlier run again",
        epilog="example: python -m evals score var/results/20261122T031500000000-development",
    )
    scoring.add_argument("folder", type=Path, metavar="DIR", help="the folder that a run was kept in")
    scoring.add_argument("--json", action="store_true", help="the scores as JSON, not as a table")
    scoring.set_defaults(run=score_again)

    withholding = commands.add_parser(
        "withheld",
        help="score sets, each guide without what families typed about it; about ten seconds a guide",
        epilog="example: python -m evals withheld test",
    )
    withholding.add_argument("datasets", nargs="+", metavar="DATASET", help="a file, or the name of a set")
    withholding.set_defaults(run=run_withheld)

    keeping = commands.add_parser(
        "baseline",
        help="measure the sets that nothing is tuned on, and keep what they reach; `make test` fails below it",
        epilog="example: python -m evals baseline",
    )
    keeping.set_defaults(run=keep_baseline)

    fitting = commands.add_parser(
        "fit",
        help="train the network that judges whether someone is in danger, or a person is needed",
        epilog="example: python -m evals fit --folds 4",
    )
    fitting.add_argument("--examples", type=Path, default=TRAINING, metavar="DIR", help="default evals/training")
    fitting.add_argument("--output", type=Path, default=JUDGE, metavar="FILE", help="default assistant/judge.npz")
    fitting.add_argument(
        "--folds",
        type=_workers,
        default=0,
        metavar="N",
        help="first judge each example by a network trained without it",
    )
    fitting.set_defaults(run=fit_judge)

    adapting = commands.add_parser(
        "adapt",
        help="train the adapter of the bundled encoder on how families put their questions; about ten minutes",
        epilog="example: python -m evals adapt",
    )
    adapting.add_argument("--output", type=Path, default=ADAPTER, metavar="FILE", help="default corpus/adapter.npz")
    adapting.set_defaults(run=fit_adapter)

    weighing = commands.add_parser(
        "weigh",
        help="fit how much each reading of a turn says, alone or with the turns before it; about two minutes",
        epilog="example: python -m evals weigh",
    )
    weighing.add_argument(
        "--output", type=Path, default=WEIGHTS, metavar="FILE", help="default assistant/weighing.json"
    )
    weighing.set_defaults(run=fit_weights)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
