"""What a family sends when they ask for a person, checked before anything is stored."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from assistant.casework.typed import Line, Lines, RequiredLine
from corpus.vocabulary import HandoffReason, Urgency

SNAPSHOT_LIMIT = 4 * 1024 * 1024
"""Bytes of JSON: some fifty long answers with their evidence."""


def _plain_json(snapshot: object) -> object:
    """Return the snapshot as it will be read back from the database."""
    try:
        text = json.dumps(snapshot, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise PydanticCustomError("not_json", "found a snapshot that is not plain JSON") from None
    encoded = text.encode("utf-8", errors="replace")
    if len(encoded) > SNAPSHOT_LIMIT:
        raise PydanticCustomError(
            "snapshot_too_large", "found a snapshot over {limit} bytes", {"limit": SNAPSHOT_LIMIT}
        )
    return json.loads(encoded)


def _agreed(consented: bool) -> bool:
    if not consented:
        raise PydanticCustomError("no_consent", "found no consent")
    return consented


class NewReferral(BaseModel):
    """A request for a person. Only `contact` and consent must be given; the rest may stay empty.

    `snapshot` is what they chose to send of the conversation: the turns, the replies as they saw them with their
    evidence, and the corpus's digest. `consent_wording` is the sentence they agreed to, word for word.
    `may_be_sampled` says that a lead may look at the case to see how well the service worked.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    contact: RequiredLine
    contact_when: Line = ""
    name_or_alias: Line = ""
    access_needs: Lines = ""
    council_or_school: Line = ""
    message: Lines = ""
    consented: Annotated[bool, Field(strict=True), AfterValidator(_agreed)]
    consent_wording: Annotated[str, Field(min_length=1)]
    reason: HandoffReason = HandoffReason.ASKED_FOR_PERSON
    urgency: Urgency = Urgency.ROUTINE
    may_be_sampled: bool = False
    snapshot: Annotated[dict[str, Any], BeforeValidator(_plain_json), Field(repr=False)] = {}


_MISSING: Mapping[str, str] = {
    "contact": "Tell us how to reach you: a phone number, an e-mail address or another way.",
    "consented": "We can only keep this and pass it to an advocate if you agree. Tick the box to agree.",
}


def field_messages(error: ValidationError) -> dict[str, str]:
    """Return one plain sentence for each field that the family can correct, by field name.

    Raises:
        ValidationError: `error` itself, when what is wrong is ours and not theirs.
    """
    messages: dict[str, str] = {}
    for detail in error.errors(include_url=False):
        field, message = str(detail["loc"][0]), _message(detail)
        if message is None:
            raise error
        messages.setdefault(field, message)
    return messages


def _message(detail: ErrorDetails) -> str | None:
    field = str(detail["loc"][0])
    match detail["type"]:
        case "string_too_long":
            room = detail["ctx"]["max_length"]
            return (
                f"This is {len(detail['input']):,} characters long and there is room for {room:,}. Please shorten it."
            )
        case "snapshot_too_large":
            return "There is too much of the conversation to send at once. Leave out some of it."
        case "missing" | "string_too_short" | "no_consent":
            return _MISSING.get(field)
        case _:
            return None
