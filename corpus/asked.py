"""How families put their questions: for each guide, what was typed and the item that answers it first.

`corpus/asked/<guide-id>.jsonl` holds them, one object to a line, because they are many, and are written and read
apart from the guide. They find guides and items; no family is shown them.
"""

import json
from collections.abc import Mapping
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
    found: dict[str, tuple[Asked, ...]] = {}
    faults: list[str] = []
    first_at: dict[str, str] = {}
    for path in sorted(folder.glob("*.jsonl")):
        guide = guides.get(path.stem)
        if guide is None:
            # a guide that cannot be read has a fault of its own, which says so
            faults.append(
                f"{shown(path)}: found no guide {path.stem!r}; name the file after a guide, or mend the guide"
            )
            continue
        file = shown(path)
        items = {item.id for item in guide.items}
        questions: list[Asked] = []
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            faults.append(f"{file}: found no text that can be read ({type(error).__name__}); save it as UTF-8")
            continue
        for number, line in enumerate(lines, 1):
            where = f"{file}, line {number}"
            if not line.strip():
                continue
            match _object(line):
                case {"asks": str(text), "item": str(item)} if text.strip():
                    if item not in items:
                        faults.append(f"{where}, item: found {item!r}, which is no item of {guide.id}; correct it")
                    elif text.casefold() in first_at:
                        faults.append(f"{where}, asks: found the question of {first_at[text.casefold()]}; remove one")
                    else:
                        first_at[text.casefold()] = where
                        questions.append(Asked(text, item))
                case _:
                    faults.append(f'{where}: found {line[:60]!r}; expected {{"asks": "…", "item": "…"}}; correct it')
        found[guide.id] = tuple(questions)
    return found, tuple(faults)


def _object(line: str) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None
