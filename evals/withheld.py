"""How the service does on a situation whose own phrasings it has never seen.

For each guide that a set tests, what families typed about it (its `asked_as`, `corpus/asked`, `corpus/talks`) is taken
out of the index and the matcher is trained without it; its statements, options and the questions its items answer stay.
The adapter of the encoder has seen them all, so that the numbers flatter a little.
"""

from collections.abc import Iterator
from dataclasses import replace

from assistant.pipeline import Assistant
from corpus.lexical import WordIndex
from corpus.store import Entry, Field, LocalStore
from corpus.training import train_matcher
from corpus.vectors import VectorIndex
from evals.cases import Case, Dataset
from evals.knowledge import Knowledge
from evals.run import Progress, answer
from evals.score import Scorable, Scores, score

_TYPED = frozenset({Field.PHRASING, Field.ASKED})


def score_withheld(assistant: Assistant, dataset: Dataset, *, progress: Progress) -> Scores:
    """Ask every case that has a guide, each without what families typed about the first guide it names.

    Args:
        assistant: on a build read into memory.
        dataset: its cases.
        progress: told after each case how many are done, and of how many.
    """
    asked = [case for case in dataset.cases if case.guides]
    by_guide: dict[str, list[Case]] = {}
    for case in asked:
        by_guide.setdefault(case.guides[0], []).append(case)
    scorables: list[Scorable] = []
    for guide_id, cases in by_guide.items():
        without = replace(assistant, store=without_typed(assistant.store, guide_id))
        for case in cases:
            scorables.append(Scorable(dataset.name, case, answer(without, case)))
            progress(len(scorables), len(asked))
    return score(scorables, Knowledge.of(assistant.store.content))


def without_typed(store: object, guide_id: str) -> LocalStore:
    """Return a store as if nobody had ever typed anything about one guide; its title stays.

    Raises:
        TypeError: the store is not one that is read into memory.
    """
    if not isinstance(store, LocalStore):
        raise TypeError(f"found {type(store).__name__}; expected a build read into memory")
    title = store.content.guides[guide_id].title if guide_id in store.content.guides else ""
    rows = list(_kept(store, guide_id, title))
    entries = [store.entries[row] for row in rows]
    vectors = store.vectors.at(rows)
    return replace(
        store,
        entries=entries,
        vectors=VectorIndex.of(vectors),
        words=WordIndex.of([entry.words for entry in entries]),
        matcher=train_matcher(entries, vectors),
    )


def _kept(store: LocalStore, guide_id: str, title: str) -> Iterator[int]:
    for row, entry in enumerate(store.entries):
        if not _is_withheld(entry, guide_id, title):
            yield row


def _is_withheld(entry: Entry, guide_id: str, title: str) -> bool:
    return entry.guide_id == guide_id and entry.field in _TYPED and entry.text != title
