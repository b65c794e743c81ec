"""Emergency contacts and who helps in the other nations of the UK."""

import datetime
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from corpus.errors import ContentError
from corpus.located_yaml import load_located
from corpus.sources import Id, Text
from corpus.validation import explain

Dial = Annotated[str, StringConstraints(pattern=r"^(tel|sms):[0-9]+$")]
Link = Annotated[str, StringConstraints(pattern=r"^https://\S+$")]


class Contact(BaseModel):
    """Someone to turn to in danger. `shown` is what a person reads; `dial` what a phone does with it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id
    name: Text
    purpose: Text = Field(alias="for")
    shown: Text
    dial: Dial | None = None
    url: Link | None = None


class Nation(BaseModel):
    """Another nation of the UK: what its system is called, and who helps families there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Id
    nation: Text
    system: Text
    name: Text
    shown: Text
    dial: Dial | None = None
    url: Link | None = None


class Contacts(BaseModel):
    """Everyone, in the order in which they are shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    checked_on: datetime.date
    review_by: datetime.date
    emergency: tuple[Contact, ...] = Field(min_length=1)
    nations: tuple[Nation, ...]

    @cached_property
    def by_id(self) -> dict[str, Contact]:
        """The emergency contacts by id."""
        return {contact.id: contact for contact in self.emergency}


def load_contacts(path: Path) -> Contacts:
    """Read `contacts.yaml`.

    Raises:
        ContentError: with one line for each fault.
    """
    located = load_located(path)
    try:
        return Contacts.model_validate(located.data)
    except ValidationError as error:
        raise ContentError(explain(error, located, Contacts)) from None
