"""How families put their questions: for each guide, what was typed and the item that answers it first; and talks.

`corpus/asked/<guide-id>.jsonl` and `corpus/talks/<guide-id>.jsonl` hold them, one object to a line, because they are
many, and are written and read apart from the guide. They find guides and items; no family is shown them.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from corpus.guides import Guide
from corpus.paths import shown


class Asked(NamedTuple):
    """A question as typed, and the id of the guide's item that answers it first."""

    text: str
    item: str


def load_asked(folder: Path, guides: Mapping[str, Guide]) -> tuple[dict[str, tuple[Asked, ...]], tuple[str, ...]]:
    """Read the questions of every guide; no folder is no questions.

    Returns:
        The questions by guide, and a line for each fault: file, line, what was found, what to do. A question with a
        fault is left out.
    """
    found: dict[str, list[Asked]] = {}
    faults: list[str] = []
    first_at: dict[str, str] = {}
    for guide, where, line in _lines(folder, guides, faults):
        match _object(line):
            case {"asks": str(text), "item": str(item)} if text.strip():
                if f"{guide.id}/{item}" not in guide.by_item_id:
                    faults.append(f"{where}, item: found {item!r}, which is no item of {guide.id}; correct it")
                elif text.casefold() in first_at:
                    faults.append(f"{where}, asks: found the question of {first_at[text.casefold()]}; remove one")
                else:
                    first_at[text.casefold()] = where
                    found.setdefault(guide.id, []).append(Asked(text, item))
            case _:
                faults.append(f'{where}: found {line[:60]!r}; expected {{"asks": "…", "item": "…"}}; correct it')
    return {guide_id: tuple(questions) for guide_id, questions in found.items()}, tuple(faults)


def load_talks(
    folder: Path, guides: Mapping[str, Guide]
) -> tuple[dict[str, tuple[tuple[str, ...], ...]], tuple[str, ...]]:
    """Read talks: what a family typed turn by turn, the last of which the guide answers; no folder is no talks.

    Returns:
        The turns of each talk by guide, and a line for each fault. A talk with a fault is left out.
    """
    found: dict[str, list[tuple[str, ...]]] = {}
    faults: list[str] = []
    for guide, where, line in _lines(folder, guides, faults):
        match _object(line):
            case {"turns": [_, _, *_] as turns} if all(isinstance(turn, str) and turn.strip() for turn in turns):
                found.setdefault(guide.id, []).append(tuple(turns))
            case _:
                faults.append(f'{where}: found {line[:60]!r}; expected {{"turns": ["…", "…"]}}; correct it')
    return {guide_id: tuple(talks) for guide_id, talks in found.items()}, tuple(faults)


def _lines(folder: Path, guides: Mapping[str, Guide], faults: list[str]) -> Iterator[tuple[Guide, str, str]]:
    """Yield each line that is not empty with its guide and its place, file by file; add a file's faults."""
    for path in sorted(folder.glob("*.jsonl")):
        file = shown(path)
        guide = guides.get(path.stem)
        if guide is None:
            # a guide that cannot be read has a fault of its own, which says so
            faults.append(f"{file}: found no guide {path.stem!r}; name the file after a guide, or mend the guide")
            continue
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            faults.append(f"{file}: found no text that can be read ({type(error).__name__}); save it as UTF-8")
            continue
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield guide, f"{file}, line {number}", line


def _object(line: str) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None
