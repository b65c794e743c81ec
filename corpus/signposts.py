"""The directory of national services that help families. Its numbers and addresses are checked every year."""

import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.contacts import Link
from corpus.errors import ContentError
from corpus.located_yaml import load_located
from corpus.sources import Id, Text
from corpus.validation import explain


class Service(BaseModel):
    """One service: whom it helps with what, where, and how to reach it, as far as that is known for certain."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id
    name: Text
    purpose: Text = Field(alias="for")
    covers: Text
    url: Link | None = None
    phone: Text | None = None
    hours: Text | None = None
    checked_on: datetime.date


class Directory(BaseModel):
    """Every service, by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    checked_on: datetime.date
    review_by: datetime.date
    services: tuple[Service, ...] = Field(min_length=1)


def load_signposts(path: Path) -> Directory:
    """Read `signposts.yaml`.

    Raises:
        ContentError: with one line for each fault, an id or a name that stands twice among them.
    """
    located = load_located(path)
    try:
        directory = Directory.model_validate(located.data)
    except ValidationError as error:
        raise ContentError(explain(error, located, Directory)) from None
    faults = []
    for field in ("id", "name"):
        seen: set[str] = set()
        for position, service in enumerate(directory.services):
            value = str(getattr(service, field)).casefold()
            if value in seen:
                faults.append(located.fault(("services", position, field), f"found {value!r} twice; keep one"))
            seen.add(value)
    if faults:
        raise ContentError(faults)
    return directory
