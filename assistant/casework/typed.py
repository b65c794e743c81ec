"""What a family typed, made safe to store and to show; its words are never changed."""

import json
import unicodedata
from typing import Annotated

from pydantic import BeforeValidator, Field

_KEPT = "\n\t"


def without_controls(text: object) -> object:
    """Return text without control characters, broken surrogates or space at its ends; anything else as it is.

    PostgreSQL refuses the NUL character, and an escape character could steer the advocate's terminal.
    """
    if not isinstance(text, str):
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    whole = lines.encode("utf-8", errors="replace").decode("utf-8")
    return "".join(c for c in whole if c in _KEPT or unicodedata.category(c) != "Cc").strip()


Line = Annotated[str, Field(max_length=300, repr=False), BeforeValidator(without_controls)]
RequiredLine = Annotated[str, Field(min_length=1, max_length=300, repr=False), BeforeValidator(without_controls)]
Lines = Annotated[str, Field(max_length=5_000, repr=False), BeforeValidator(without_controls)]


_JOINERS = "\u200c\u200d"  # Persian, Urdu and many emoji are written with them


def for_terminal(text: str) -> str:
    """Return text in which nothing but line ends can steer a terminal or reorder what it shows."""
    return "".join(c if c == "\n" or c in _JOINERS or c.isprintable() else "�" for c in text)


def json_for_terminal(value: object) -> str:
    """Return JSON that says exactly `value`, with whatever could steer a terminal written as an escape."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return "".join(c if c == "\n" or c.isprintable() else json.dumps(c)[1:-1] for c in text)
