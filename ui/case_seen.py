"""What a family saw, statement by statement, read back from the snapshot of a case. Plain data; no Streamlit.

A snapshot holds the JSON of the replies as they were sent. It is read with care: an older version of this program may
have written it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_OPTION = {
    "what_it_is": "What it is",
    "who_decides": "Who decides",
    "time_limit": "Time limit",
    "cost": "Cost",
    "may_suit": "May suit",
    "weigh_up": "Weigh up",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One citation as it stood when the family saw it."""

    title: str
    pinpoint: str
    url: str | None
    our_words: str
    quote: str | None
    page: int | None
    status: str
    as_at: str
    passage: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One statement that a family saw: what kind it is, its id, its first line, what more it said, its evidence."""

    kind: str
    id: str
    title: str
    more: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class SeenTurn:
    """One question and what came back."""

    asked: str
    on: str
    status: str
    text: str
    statements: tuple[Seen, ...]


def turns_of(snapshot: Mapping[str, Any]) -> tuple[SeenTurn, ...]:
    """Return the turns that a family sent, oldest first."""
    return tuple(_turn(turn) for turn in _listed(snapshot, "turns"))


def _turn(turn: Mapping[str, Any]) -> SeenTurn:
    reply = turn.get("reply")
    reply = reply if isinstance(reply, dict) else {}
    return SeenTurn(
        _text(turn, "asked") or _text(turn, "question"),
        _text(turn, "on"),
        _text(reply, "status"),
        _text(reply, "text"),
        tuple(_statements(reply)),
    )


def _statements(reply: Mapping[str, Any]) -> Iterator[Seen]:
    cited = [_evidence(each) for each in _listed(reply, "citations")]

    def of(part: Mapping[str, Any]) -> tuple[Evidence, ...]:
        indexes = part.get("citations")
        return tuple(
            cited[index]
            for index in (indexes if isinstance(indexes, list) else [])
            if isinstance(index, int) and 0 <= index < len(cited)
        )

    for each in _listed(reply, "direct"):
        yield Seen("Direct answer", _text(each, "id"), _text(each, "text"), (), of(each))
    for each in _listed(reply, "dates"):
        said = f"{_text(each, 'what')}: {_text(each, 'date') or 'no single date'}"
        yield Seen("Date", _text(each, "rule"), said, _lines(each, ("working", "changes_if")), of(each))
    for each in _listed(reply, "options"):
        told = [f"{label}: {_text(each, name)}" for name, label in _OPTION.items() if _text(each, name)]
        yield Seen("Option", _text(each, "id"), _text(each, "name"), tuple(told), of(each))
    for each in _listed(reply, "myths"):
        yield Seen("Common belief", _text(each, "id"), _text(each, "said"), _lines(each, ("truth",)), of(each))
    for guide in _listed(reply, "further"):
        for each in _listed(guide, "statements"):
            yield Seen(f"Also told: {_text(guide, 'title')}", _text(each, "id"), _text(each, "text"), (), of(each))


def _lines(part: Mapping[str, Any], names: Iterable[str]) -> tuple[str, ...]:
    return tuple(_text(part, name) for name in names if _text(part, name))


def _evidence(citation: Mapping[str, Any]) -> Evidence:
    page = citation.get("page")
    return Evidence(
        _text(citation, "title"),
        _text(citation, "pinpoint"),
        _text(citation, "url") or None,
        _text(citation, "our_words"),
        _text(citation, "quote") or None,
        page if isinstance(page, int) else None,
        _text(citation, "status"),
        _text(citation, "as_at"),
        _text(citation, "passage"),
    )


def _listed(found: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = found.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    return value if isinstance(value, str) else ""
