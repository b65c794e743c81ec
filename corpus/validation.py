"""Turns pydantic's findings into lines that a person editing YAML can act on."""

import difflib
import typing
from typing import Any

from pydantic import BaseModel, ValidationError

from corpus.located_yaml import LocatedYaml, Where


def explain(error: ValidationError, located: LocatedYaml, model: type[BaseModel] | None = None) -> list[str]:
    """Return one line for each fault: file, line, field, what was found, what was expected, what to do.

    `model` is the model at the file's root; given it, an unknown field is told its nearest known name.
    """
    faults = []
    for detail in error.errors(include_url=False):
        where = tuple(detail["loc"])
        match detail["type"]:
            case "too_short" if len(detail["input"]) >= detail["ctx"]["min_length"]:
                continue  # long enough; only some of it is faulty, which is told of each part
            case "missing":
                message = "this field is missing; expected it here; add it"
            case "extra_forbidden":
                message = f"found the unknown field {where[-1]!r}; {_advice(str(where[-1]), _fields_at(model, where))}"
            case "value_error":
                message = str(detail.get("ctx", {}).get("error", detail["msg"]))
            case "string_too_short":
                message = "found no text; expected some; write it"
            case _:
                message = f"found {_short(detail['input'])}; expected: {_lowered(detail['msg'])}; correct it"
        faults.append(located.fault(where, message))
    return faults


def _advice(found: str, known: list[str]) -> str:
    if not known:
        return "remove it or correct its name"
    nearest = difflib.get_close_matches(found, known, n=1, cutoff=0.6)
    if nearest:
        return f"expected {nearest[0]!r}; correct the name"
    return f"expected one of {', '.join(known)}; remove it or correct its name"


def _fields_at(model: type[BaseModel] | None, where: Where) -> list[str]:
    """Return the fields of the model that holds the last part of `where`."""
    for part in where[:-1]:
        if model is None:
            return []
        if isinstance(part, str):
            field = model.model_fields.get(part)
            model = _model_in(field.annotation) if field else None
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in typing.get_args(annotation):
        if found := _model_in(inner):
            return found
    return None


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
