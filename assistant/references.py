"""Which places in the law a family names, and which of them are not there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.pinpoints import Pinpoint, PinpointError
from corpus.sources import Existence, Source, SourceRegister
from corpus.words import plain

_SUBS = r"(?P<subs>(?: ?\([0-9a-z]{1,4}\)){0,4})"
_PARAGRAPH = re.compile(
    r"\b(?:(?:send )?code(?: of practice)?[ ,:]*(?:para(?:graph)?s?\.?|section)?|para(?:graph)?s?\.?) ?"
    r"(?P<number>\d{1,2}\.\d{1,3})\b"
)
_REGULATION = re.compile(rf"\breg(?:ulation)?s?\.? ?(?P<number>\d{{1,2}}[a-z]?)\b{_SUBS}")
_ACTS = {
    "cfa-2014": r"children(?:'?s)? (?:and|&) families act(?: 2014)?|cfa(?: 2014)?",
    "equality-act-2010": r"equality act(?: 2010)?",
    "ea-1996": r"education act 1996",
    "ca-1989": r"children act(?: 1989)?",
}
_SECTION = r"\bs(?:ec(?:tion|\.)?|\.)? ?(?P<number>\d{{1,3}}[a-z]{{0,2}})\b{subs},? ?(?:of )?(?:the )?(?:{act})\b"
_SECTIONS = {source_id: re.compile(_SECTION.format(subs=_SUBS, act=act)) for source_id, act in _ACTS.items()}
# Other documents with paragraphs or regulations of their own.
_OTHER_CODE = re.compile(
    r"\b(?:admissions?|appeals?|mental (?:health|capacity)|equality|ehrc)(?: \w+)? code\b|\bguidance\b"
)
_OTHER_REGULATIONS = re.compile(
    r"\b(?:exclusions?|suspensions?|admissions?|attendance|pupil|personal budgets?|complaints?|school|care|gdpr"
    r"|employment) (?:\w+ ){0,3}regulations?\b|\bregulations (?:19\d\d|20(?:0\d|1[0-35-9]|2\d))\b"
)


@dataclass(frozen=True, slots=True)
class Absent:
    """A place that was named and is not in the register. `is_certain`: it does not exist in the version registered."""

    typed: str
    pinpoint: Pinpoint
    is_certain: bool


def absent_references(text: str, register: SourceRegister) -> tuple[Absent, ...]:
    """Return the places that a message names, of those whose source is plain, that are not there; each once."""
    found: dict[str, Absent] = {}
    for typed, pinpoint in _named(plain(text)):
        source = register.get(pinpoint.source_id)
        if source is None:
            continue
        existence = source.existence(pinpoint)
        is_certain = existence is Existence.DOES_NOT_EXIST
        if is_certain or (existence is Existence.NOT_IN_REGISTER and _is_missed(pinpoint, source)):
            found.setdefault(str(pinpoint), Absent(typed, pinpoint, is_certain))
    return tuple(found.values())


def _is_missed(pinpoint: Pinpoint, source: Source) -> bool:
    """Say whether the register would be expected to list this place: it lists others of its kind."""
    if not pinpoint.subs:
        return True
    return any(entry.subs and entry.top == pinpoint.top for entry in source.listed)


def _named(words: str) -> Iterator[tuple[str, Pinpoint]]:
    if not _OTHER_CODE.search(words):
        for match in _PARAGRAPH.finditer(words):
            yield from _pinpoint(match, "code-2015", f"para.{match['number']}")
    if not _OTHER_REGULATIONS.search(words):
        for match in _REGULATION.finditer(words):
            yield from _pinpoint(match, "sen-regs-2014", f"reg.{match['number'].upper()}{_joined(match['subs'])}")
    for source_id, pattern in _SECTIONS.items():
        for match in pattern.finditer(words):
            yield from _pinpoint(match, source_id, f"s.{match['number'].upper()}{_joined(match['subs'])}")


def _pinpoint(match: re.Match[str], source_id: str, unit: str) -> Iterator[tuple[str, Pinpoint]]:
    try:
        yield match.group().strip(), Pinpoint.parse_unit(source_id, unit)
    except PinpointError:
        return


def _joined(subs: str) -> str:
    return subs.replace(" ", "")
