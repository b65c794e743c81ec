"""The grammar of pinpoints: `<source-id> <unit>`, such as `cfa-2014 s.36(8)`.

| unit                  | meaning                         | read aloud                   |
| --------------------- | ------------------------------- | ---------------------------- |
| `s.36(8)`, `ss.52-56` | section of an Act               | section 36(8)                |
| `sch.13 para.2(1)`    | paragraph of a schedule         | Schedule 13, paragraph 2(1)  |
| `reg.13(2)(a)`        | regulation                      | regulation 13(2)(a)          |
| `art.15`              | article                         | article 15                   |
| `r.12(2)`             | rule of a court or tribunal     | rule 12(2)                   |
| `para.9.14`           | numbered paragraph              | paragraph 9.14               |
| `ch.9`                | chapter                         | chapter 9                    |
| `cl.4.2`              | clause of a policy              | clause 4.2                   |
| `p.12`                | page                            | page 12                      |
| `whole`               | the document as a whole         | (its title alone)            |

A clause n.m is the m-th paragraph or bullet of section n; lead-ins that end in a colon are not counted.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple


class PinpointError(ValueError):
    """A reference that the grammar cannot read."""


class Unit(StrEnum):
    """What a pinpoint counts in. The value is the prefix as written."""

    SECTION = "s"
    SCHEDULE = "sch"
    REGULATION = "reg"
    ARTICLE = "art"
    RULE = "r"
    PARAGRAPH = "para"
    CHAPTER = "ch"
    CLAUSE = "cl"
    PAGE = "p"
    WHOLE = "whole"


class _Words(NamedTuple):
    plural_prefix: str
    singular: str
    plural: str


_WORDS = {
    Unit.SECTION: _Words("ss", "section", "sections"),
    Unit.SCHEDULE: _Words("schs", "Schedule", "Schedules"),
    Unit.REGULATION: _Words("regs", "regulation", "regulations"),
    Unit.ARTICLE: _Words("arts", "article", "articles"),
    Unit.RULE: _Words("rr", "rule", "rules"),
    Unit.PARAGRAPH: _Words("paras", "paragraph", "paragraphs"),
    Unit.CHAPTER: _Words("chs", "chapter", "chapters"),
    Unit.CLAUSE: _Words("cls", "clause", "clauses"),
    Unit.PAGE: _Words("pp", "page", "pages"),
}
_PREFIXES = {unit.value: (unit, False) for unit in _WORDS} | {
    words.plural_prefix: (unit, True) for unit, words in _WORDS.items()
}

_NUMBER = r"[0-9]+[A-Z]{0,3}(?:\.[0-9]+[A-Z]{0,2}){0,2}|[A-Z](?![a-z])"
_SUBS = r"(?:\([0-9a-zA-Z]{1,5}\))*"
_UNIT = re.compile(
    rf"(?P<prefix>{'|'.join(sorted(_PREFIXES, key=len, reverse=True))})\."
    rf"(?P<number>{_NUMBER})(?P<subs>{_SUBS})"
    rf"(?:-(?P<end>{_NUMBER}))?"
    rf"(?: para\.(?P<paragraph>[0-9]+[A-Z]{{0,2}})(?P<paragraph_subs>{_SUBS}))?"
)
_SOURCE_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Pinpoint:
    """One place in one source.

    `number` to `end` is a range of whole units (`end` is None for a single one); `subs` are the
    bracketed parts in order, without brackets; `paragraph` is the paragraph of a schedule.
    """

    source_id: str
    unit: Unit
    number: str = ""
    subs: tuple[str, ...] = ()
    end: str | None = None
    paragraph: str | None = None
    paragraph_subs: tuple[str, ...] = ()

    @classmethod
    def parse(cls, reference: str) -> "Pinpoint":
        """Read `cfa-2014 s.36(8)`.

        Raises:
            PinpointError: the reference does not follow the grammar above.
        """
        source_id, _, unit = reference.strip().partition(" ")
        if not _SOURCE_ID.fullmatch(source_id) or not unit:
            raise PinpointError(
                f"found {reference!r}; expected a source id, a space and a unit, such as 'cfa-2014 s.36(8)'"
            )
        return cls.parse_unit(source_id, unit)

    @classmethod
    def parse_unit(cls, source_id: str, unit: str) -> "Pinpoint":
        """Read the unit alone, such as `s.36(8)`, of a source already known."""
        if unit == Unit.WHOLE:
            return cls(source_id, Unit.WHOLE)
        match = _UNIT.fullmatch(unit)
        if match is None:
            raise PinpointError(
                f"found the unit {unit!r}; expected one such as s.36(8), ss.52-56, sch.13 para.2, reg.13(2)(a), "
                "r.12(2), para.9.14, ch.9, cl.4.2, p.12 or whole; one reference per list item"
            )
        kind, is_plural = _PREFIXES[match["prefix"]]
        if is_plural != (match["end"] is not None):
            words = _WORDS[kind]
            raise PinpointError(
                f"found the unit {unit!r}; a range is written {words.plural_prefix}.1-2 and a single {words.singular} "
                f"{kind.value}.1"
            )
        if match["end"] and (
            match["subs"] or match["paragraph"] or sort_key(match["end"]) <= sort_key(match["number"])
        ):
            raise PinpointError(
                f"found the unit {unit!r}; a range runs from a lower whole number to a higher one, such as ss.52-56"
            )
        if match["paragraph"] and kind is not Unit.SCHEDULE:
            raise PinpointError(f"found the unit {unit!r}; only a schedule (sch.13 para.2) has paragraphs under it")
        return cls(
            source_id,
            kind,
            match["number"],
            _brackets(match["subs"]),
            match["end"],
            match["paragraph"],
            _brackets(match["paragraph_subs"] or ""),
        )

    def __str__(self) -> str:
        return f"{self.source_id} {self.written}"

    @property
    def written(self) -> str:
        """The unit in the grammar, without the source id."""
        if self.unit is Unit.WHOLE:
            return Unit.WHOLE.value
        prefix = _WORDS[self.unit].plural_prefix if self.end else self.unit.value
        end = f"-{self.end}" if self.end else ""
        paragraph = f" para.{self.paragraph}{_bracketed(self.paragraph_subs)}" if self.paragraph else ""
        return f"{prefix}.{self.number}{_bracketed(self.subs)}{end}{paragraph}"

    @property
    def spoken(self) -> str:
        """The unit as a person reads it, such as `section 36(8)`; empty for the whole."""
        if self.unit is Unit.WHOLE:
            return ""
        words = _WORDS[self.unit]
        if self.end:
            return f"{words.plural} {self.number} to {self.end}"
        paragraph = f", paragraph {self.paragraph}{_bracketed(self.paragraph_subs)}" if self.paragraph else ""
        return f"{words.singular} {self.number}{_bracketed(self.subs)}{paragraph}"

    @property
    def top(self) -> "Pinpoint":
        """The whole unit that this place is in: `s.36` for `s.36(8)`. A range is its own top."""
        return replace(self, subs=(), paragraph=None, paragraph_subs=())

    def holds(self, other: "Pinpoint") -> bool:
        """Say whether `other` lies at or inside this place.

        A chapter holds the paragraphs numbered under it (`ch.9` holds `para.9.14`), a section of a
        policy its clauses (`cl.4` holds `cl.4.2`), and the whole holds everything in its source.
        """
        if self.source_id != other.source_id:
            return False
        if self.unit is Unit.WHOLE:
            return True
        if self.unit is Unit.CHAPTER and other.unit is Unit.PARAGRAPH:
            return self._spans(other, parts=1)
        if self.unit is not other.unit:
            return False
        if self.end or other.end or (self.unit is Unit.CLAUSE and self.number != other.number):
            return not self.subs and self.paragraph is None and self._spans(other)
        if self.number != other.number or other.subs[: len(self.subs)] != self.subs:
            return False
        if self.paragraph is None:
            return True
        return self.paragraph == other.paragraph and (
            other.paragraph_subs[: len(self.paragraph_subs)] == self.paragraph_subs
        )

    def _spans(self, other: "Pinpoint", *, parts: int | None = None) -> bool:
        """Say whether the numbers of `other` lie within this place's; 9.14 lies within 9, and within 8 to 9."""
        first, last = sort_key(self.number), sort_key(self.end or self.number)
        lowest, highest = sort_key(other.number)[:parts], sort_key(other.end or other.number)[:parts]
        return first <= lowest and highest[: len(last)] <= last


def sort_key(number: str) -> tuple[tuple[int, str], ...]:
    """Return a key that orders `9.2` before `9.14`, and `36` before `36A` before `37`."""
    parts = []
    for part in number.split("."):
        digits = re.match(r"[0-9]*", part)
        length = digits.end() if digits else 0
        parts.append((int(part[:length] or 0), part[length:]))
    return tuple(parts)


def expand_listed(source_id: str, listed: str) -> list[Pinpoint]:
    """Read one entry of a source's `pinpoints`: the grammar, and `s.36(1)-(11)` for a run of subsections.

    Raises:
        PinpointError: the entry follows neither form.
    """
    run = re.fullmatch(r"(?P<stem>[a-z]+\.[0-9A-Z.]+)\((?P<first>[0-9]+)\)-\((?P<last>[0-9]+)\)", listed)
    if run is None:
        return [Pinpoint.parse_unit(source_id, listed)]
    if int(run["first"]) >= int(run["last"]):
        raise PinpointError(f"found {listed!r}; a run goes from a lower number to a higher one, such as s.36(1)-(11)")
    return [
        Pinpoint.parse_unit(source_id, f"{run['stem']}({number})")
        for number in range(int(run["first"]), int(run["last"]) + 1)
    ]


def _brackets(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\(([^)]*)\)", text))


def _bracketed(subs: tuple[str, ...]) -> str:
    return "".join(f"({sub})" for sub in subs)
