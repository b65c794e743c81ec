"""The register of every source: what it is, where it stands in time, which pinpoints exist in it."""

import datetime
import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator, model_validator

from corpus.errors import ContentError
from corpus.located_yaml import load_located
from corpus.pinpoints import Pinpoint, PinpointError, Unit, expand_listed
from corpus.validation import explain
from corpus.vocabulary import CompleteTo, SourceKind, SourceStatus

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]


class Existence(Enum):
    """What the register knows of a pinpoint."""

    EXISTS = auto()
    DOES_NOT_EXIST = auto()
    NOT_IN_REGISTER = auto()


class Source(BaseModel):
    """One document that content may cite.

    `pinpoints` lists the units that exist in the version registered; `complete_to` says how deep
    that list is complete, so that "does not exist" is said only where it is known.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id
    title: Text
    short_title: Text
    kind: SourceKind
    status: SourceStatus
    applies_to: Text
    as_at: datetime.date
    checked_on: datetime.date
    review_by: datetime.date
    publisher: Text
    licence: Text
    url: Annotated[str, StringConstraints(pattern=r"^https://\S+$")] | None = None
    pinpoint_url: dict[str, str] = Field(default_factory=dict)
    pinpoints: tuple[str, ...] = ()
    complete_to: CompleteTo = CompleteTo.NONE
    note: Text | None = None

    @field_validator("pinpoint_url")
    @classmethod
    def _known_units(cls, patterns: dict[str, str]) -> dict[str, str]:
        for unit, pattern in patterns.items():
            if unit not in {known.value for known in Unit} - {"whole"}:
                raise ValueError(f"found the unit {unit!r}; expected one of {', '.join(known.value for known in Unit)}")
            if "{number}" not in pattern or not pattern.startswith("https://"):
                raise ValueError(f"found {pattern!r}; expected an https address with {{number}} in it")
        return patterns

    @model_validator(mode="after")
    def _readable_pinpoints(self) -> "Source":
        for listed in self.pinpoints:
            expand_listed(self.id, listed)
        if self.complete_to is not CompleteTo.NONE and not self.pinpoints:
            raise ValueError(
                f"complete_to is {self.complete_to.value!r} but pinpoints is empty; list them or say complete_to: none"
            )
        if self.review_by <= self.checked_on:
            raise ValueError(f"review_by {self.review_by} is not after checked_on {self.checked_on}; set a later date")
        return self

    @property
    def authority(self) -> int:
        """Rank, 1 the highest."""
        return self.kind.authority

    @cached_property
    def listed(self) -> tuple[Pinpoint, ...]:
        """The pinpoints of the register, runs written out."""
        return tuple(pinpoint for entry in self.pinpoints for pinpoint in expand_listed(self.id, entry))

    def existence(self, pinpoint: Pinpoint) -> Existence:
        """Say whether a pinpoint exists in the registered version, as far as the register knows.

        With `complete_to: subsection`, the list is complete for each unit of which any subsection is listed.
        """
        if pinpoint.unit is Unit.WHOLE:
            return Existence.EXISTS
        if not self._lists_top(pinpoint):
            is_complete = self.complete_to is not CompleteTo.NONE
            return Existence.DOES_NOT_EXIST if is_complete else Existence.NOT_IN_REGISTER
        if pinpoint == pinpoint.top or any(entry != entry.top and pinpoint.holds(entry) for entry in self.listed):
            return Existence.EXISTS
        subsections = [entry.subs[:1] for entry in self.listed if entry.subs and entry.top == pinpoint.top]
        is_absent = subsections and pinpoint.subs[:1] not in subsections
        if is_absent and self.complete_to is CompleteTo.SUBSECTION:
            return Existence.DOES_NOT_EXIST
        return Existence.NOT_IN_REGISTER

    def _lists_top(self, pinpoint: Pinpoint) -> bool:
        """Say whether the whole unit, or both ends of a run of units, are listed."""
        if pinpoint.end:
            ends = [replace(pinpoint.top, number=number, end=None) for number in (pinpoint.number, pinpoint.end)]
            return all(self._lists_top(end) for end in ends)
        # a chapter is there where its paragraphs are, and a section of a policy where its clauses are
        if pinpoint.unit in (Unit.CHAPTER, Unit.CLAUSE) and any(pinpoint.holds(entry) for entry in self.listed):
            return True
        # a listed run of plain numbers holds no lettered ones: they were inserted one by one, and are listed so
        is_lettered = pinpoint.number[-1:].isalpha()
        depth = pinpoint.number.count(".")
        return any(
            entry.top.holds(pinpoint.top)
            for entry in self.listed
            if entry.number.count(".") == depth and not (entry.end and is_lettered and not entry.number[-1].isalpha())
        )

    def citable(self, pinpoint: Pinpoint) -> str | None:
        """Return why content may not cite this pinpoint, or None when it may."""
        if pinpoint.unit is Unit.WHOLE:
            if self.kind.is_legislation or self.pinpoints:
                return (
                    f"found 'whole' of {self.id}; expected a provision, because this source has numbered parts; "
                    "name the section, regulation, rule, paragraph or clause"
                )
            return None
        if not self.pinpoints:
            return (
                None
                if not self.kind.is_legislation
                else (
                    f"the register lists no pinpoints of {self.id}; add {pinpoint.top.written!r} to its pinpoints in "
                    "corpus/sources.yaml once you have checked that it exists"
                )
            )
        if self.existence(pinpoint) is not Existence.DOES_NOT_EXIST and self._lists_top(pinpoint):
            return None
        return (
            f"found {str(pinpoint)!r}, which is outside the register's pinpoints of {self.short_title}; correct the "
            "number, or add it to corpus/sources.yaml once you have checked that it exists"
        )

    def link(self, pinpoint: Pinpoint) -> str | None:
        """Return the deepest link to this place that the publisher offers, or None when it has no page."""
        pattern = self.pinpoint_url.get(pinpoint.unit.value)
        return pattern.replace("{number}", pinpoint.number) if pattern else self.url

    def citation_name(self, pinpoint: Pinpoint) -> str:
        """Return what a citation is called, such as `Children and Families Act 2014, section 36(5)`."""
        return f"{self.short_title}, {pinpoint.spoken}" if pinpoint.spoken else self.short_title


class _SourcesFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    sources: list[Source]
    aliases: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceRegister:
    """Every source by id, and the other names under which the research notes know them."""

    sources: Mapping[str, Source]
    aliases: Mapping[str, str]
    # the same few references are judged in every answer
    _judged: dict[str, str | None] = field(default_factory=dict, init=False, repr=False, compare=False)

    def get(self, source_id: str) -> Source | None:
        """Return a source, or None when it is not registered."""
        return self.sources.get(source_id)

    def why_not_citable(self, reference: str) -> str | None:
        """Return why a written reference may not be cited, or None when it resolves."""
        if reference not in self._judged:
            self._judged[reference] = self._judge(reference)
        return self._judged[reference]

    def _judge(self, reference: str) -> str | None:
        try:
            pinpoint = Pinpoint.parse(reference)
        except PinpointError as error:
            return str(error)
        source = self.get(pinpoint.source_id)
        if source is None:
            near = difflib.get_close_matches(pinpoint.source_id, self.sources, n=3, cutoff=0.5)
            nearest = f" (the nearest: {', '.join(near)})" if near else ""
            return (
                f"found the source {pinpoint.source_id!r}; expected one of the {len(self.sources)} that are registered"
                f"{nearest}; correct it, or register the source in corpus/sources.yaml"
            )
        return source.citable(pinpoint)


def load_sources(path: Path) -> SourceRegister:
    """Read `sources.yaml`.

    Raises:
        ContentError: with one line for each fault in the file.
    """
    located = load_located(path)
    try:
        file = _SourcesFile.model_validate(located.data)
    except ValidationError as error:
        raise ContentError(explain(error, located, _SourcesFile)) from None
    sources: dict[str, Source] = {}
    faults = []
    for position, source in enumerate(file.sources):
        if source.id in sources:
            faults.append(located.fault(("sources", position, "id"), f"the id {source.id!r} stands twice; keep one"))
        sources[source.id] = source
    for alias, source_id in file.aliases.items():
        if source_id not in sources:
            faults.append(
                located.fault(("aliases", alias), f"found {source_id!r}, which is not registered; name a source's id")
            )
    if faults:
        raise ContentError(faults)
    return SourceRegister(sources, dict(file.aliases))
