"""The chart of situations: what families face, whether or not a guide covers it yet."""

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import ContentError
from corpus.located_yaml import load_located
from corpus.sources import Id, Text
from corpus.validation import explain


class Situation(BaseModel):
    """One situation, and how families put it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id
    title: Text
    asked_as: Annotated[tuple[Text, ...], Field(min_length=1)]


class _SituationsFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    situations: list[Situation]


def load_situations(path: Path) -> tuple[Situation, ...]:
    """Read `situations.yaml`.

    Raises:
        ContentError: with one line for each fault, an id that stands twice among them.
    """
    located = load_located(path)
    try:
        file = _SituationsFile.model_validate(located.data)
    except ValidationError as error:
        raise ContentError(explain(error, located, _SituationsFile)) from None
    seen: set[str] = set()
    faults = []
    for position, situation in enumerate(file.situations):
        if situation.id in seen:
            faults.append(
                located.fault(("situations", position, "id"), f"the id {situation.id!r} stands twice; keep one")
            )
        seen.add(situation.id)
    if faults:
        raise ContentError(faults)
    return tuple(file.situations)
