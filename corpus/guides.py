"""Guides: what is true, every option, the time limits and the myths of one situation, each with pinpoints."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from corpus.errors import ContentError
from corpus.located_yaml import LocatedYaml, Where, load_located
from corpus.paths import shown
from corpus.sources import Id, SourceRegister, Text
from corpus.validation import explain
from corpus.vocabulary import ClockStart, Stage, TimeRule, Verified, Who

Reference = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Citations = Annotated[tuple[Reference, ...], Field(min_length=1)]
FEWEST_PHRASINGS = 8


class Item(BaseModel):
    """A part of a guide that stands on its own: it has an id for ever, and citations.

    `asks` are questions that this very item answers, as families put them; they help to find it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id
    cite: Citations
    verified: Verified
    asks: tuple[Text, ...] = ()


class Statement(Item):
    """One plain statement of what is so."""

    text: Text


class Option(Item):
    """One route open to the family, told with the same fields as every other."""

    name: Text
    formality: Annotated[int, Field(ge=1, le=6)]
    what_it_is: Text
    who_decides: Text
    time_limit: Text
    cost: Text
    may_suit: Text
    weigh_up: Text
    same_as: str | None = None


class Limit(Item):
    """One limit of time: who must do what, what starts the clock, and the rule that counts it."""

    who: Who
    must: Text
    within: Text
    starts: ClockStart
    rule: TimeRule


class Myth(Item):
    """Something families are often told that is not so, and what is."""

    said: Text
    truth: Text


class Signpost(BaseModel):
    """A national service that helps with this situation; `url` or `phone` only as a register gives it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    purpose: Text = Field(alias="for")
    url: Annotated[str, StringConstraints(pattern=r"^https://\S+$")] | None = None
    phone: Text | None = None


class Guide(BaseModel):
    """One situation that a family is in.

    `covers` names the situations of the chart (`situations.yaml`) that this guide answers, `touches` those it
    answers in part until they have a guide of their own. Options stand from least to most formal. A guide of
    stage `service` restates a policy and may have no options.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id
    title: Text
    stage: Stage
    applies_to: Text
    checked_on: datetime.date
    covers: tuple[Id, ...] = ()
    touches: tuple[Id, ...] = ()
    asked_as: tuple[Text, ...] = Field(min_length=FEWEST_PHRASINGS)
    in_short: tuple[Statement, ...] = Field(min_length=1)
    options: tuple[Option, ...] = ()
    time_limits: tuple[Limit, ...] = ()
    myths: tuple[Myth, ...] = ()
    hand_off_when: tuple[Text, ...] = ()
    signposts: tuple[Signpost, ...] = ()
    see_also: tuple[Id, ...] = ()

    @model_validator(mode="after")
    def _options_where_a_family_chooses(self) -> Self:
        if self.stage is not Stage.SERVICE and len(self.options) < 2:
            raise ValueError(f"found {len(self.options)} options; expected every route open to the family, two or more")
        return self

    @cached_property
    def items(self) -> tuple[Statement | Option | Limit | Myth, ...]:
        """Every item, in the order of the file."""
        return (*self.in_short, *self.options, *self.time_limits, *self.myths)

    @cached_property
    def sayable(self) -> "tuple[Sayable, ...]":
        """The items that can answer a question by themselves; a family is shown every option in any case."""
        return (*self.in_short, *self.time_limits, *self.myths)

    @cached_property
    def by_item_id(self) -> Mapping[str, Statement | Option | Limit | Myth]:
        """Every item by its id for ever."""
        return {self.item_id(item): item for item in self.items}

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything written in the guide, its items' texts and phrasings, in no order that matters."""
        items = [value for item in self.items for value in item.model_dump(exclude={"id", "cite"}).values()]
        flat = [text for value in items for text in (value if isinstance(value, tuple) else (value,))]
        return (self.title, *self.asked_as, *(text for text in flat if isinstance(text, str)))

    def item_id(self, item: Item) -> str:
        """Return the item's id for ever, unique over all guides: `refusal-to-assess/appeal`."""
        return f"{self.id}/{item.id}"


Sayable: TypeAlias = Statement | Limit | Myth

_PARTS = ("in_short", "options", "time_limits", "myths")


@dataclass(frozen=True, slots=True)
class GuideFile:
    """A guide and the file it was read from."""

    guide: Guide
    located: LocatedYaml


def read_guide(path: Path, register: SourceRegister) -> GuideFile:
    """Read and check one guide.

    Raises:
        ContentError: with one line for each fault: file, line, field, found, expected, what to do.
    """
    located = load_located(path)
    try:
        guide = Guide.model_validate(located.data)
    except ValidationError as error:
        raise ContentError(explain(error, located, Guide)) from None
    faults = list(_faults(guide, located, register))
    if faults:
        raise ContentError(faults)
    return GuideFile(guide, located)


def _faults(guide: Guide, located: LocatedYaml, register: SourceRegister) -> Iterator[str]:
    path = located.path
    if path.stem != guide.id:
        yield located.fault(
            ("id",), f"found {guide.id!r} in the file {path.name!r}; rename one so that file and id agree"
        )
    if path.parent.name not in (guide.stage.value, "policy"):
        yield located.fault(
            ("stage",), f"found {guide.stage.value!r} in the folder {path.parent.name!r}; move the file or correct it"
        )
    seen: dict[str, Where] = {}
    for part in _PARTS:
        for position, item in enumerate(getattr(guide, part)):
            where = (part, position)
            if item.id in seen:
                yield located.fault((*where, "id"), f"the id {item.id!r} stands twice in this guide; give it its own")
            seen[item.id] = where
            for number, reference in enumerate(item.cite):
                if why := register.why_not_citable(reference):
                    yield located.fault((*where, "cite", number), why)
    for position, (earlier, later) in enumerate(zip(guide.options, guide.options[1:], strict=False)):
        if later.formality < earlier.formality:
            yield located.fault(
                ("options", position + 1, "formality"),
                f"found {later.formality} after {earlier.formality}; options stand in order of formality; move it up",
            )
    names: dict[str, int] = {}
    for position, option in enumerate(guide.options):
        if option.name.casefold() in names:
            yield located.fault(("options", position, "name"), f"the option {option.name!r} stands twice; keep one")
        names[option.name.casefold()] = position


def check_together(files: Iterable[GuideFile], broken: frozenset[str] = frozenset()) -> list[str]:
    """Return the faults that only show between guides: repeated ids, dead `see_also` and `same_as`.

    A link to a guide in `broken` is no fault of the guide that links: the broken one is told already.
    """
    by_id: dict[str, GuideFile] = {}
    faults = []
    for file in files:
        other = by_id.get(file.guide.id)
        if other:
            faults.append(
                file.located.fault(
                    ("id",), f"the id {file.guide.id!r} is also in {shown(other.located.path)}; rename one"
                )
            )
        by_id[file.guide.id] = file
    options = {file.guide.item_id(option): option for file in by_id.values() for option in file.guide.options}
    for file in by_id.values():
        for position, target in enumerate(file.guide.see_also):
            if target in broken:
                continue
            if target not in by_id or target == file.guide.id:
                faults.append(
                    file.located.fault(
                        ("see_also", position),
                        f"found {target!r}; expected the id of another guide; correct or remove it",
                    )
                )
        for position, option in enumerate(file.guide.options):
            if option.same_as is None or option.same_as.partition("/")[0] in broken:
                continue
            full = options.get(option.same_as)
            if full is None or full is option or full.same_as:
                faults.append(
                    file.located.fault(
                        ("options", position, "same_as"),
                        f"found {option.same_as!r}; expected guide-id/option-id of an option that is told in full",
                    )
                )
    return faults


@dataclass(frozen=True, slots=True)
class GuideSet:
    """Every guide that could be read, and the faults of those that could not."""

    guides: Mapping[str, Guide]
    paths: Mapping[str, Path]
    faults: tuple[str, ...]


def load_guides(folders: Iterable[Path], register: SourceRegister) -> GuideSet:
    """Read every guide under the folders; a broken one is left out and its faults are kept."""
    files, faults, broken = [], [], set()
    for folder in folders:
        for path in sorted(folder.rglob("*.yaml")):
            try:
                files.append(read_guide(path, register))
            except ContentError as error:
                faults += error.faults
                broken.add(path.stem)
    faults += check_together(files, frozenset(broken))
    return GuideSet(
        {file.guide.id: file.guide for file in files},
        {file.guide.id: file.located.path for file in files},
        tuple(faults),
    )
