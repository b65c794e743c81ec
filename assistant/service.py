"""Who runs this service and how to reach them: `service.yaml`, overridden by the environment. No page invents it."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from corpus.errors import ContentError
from corpus.located_yaml import load_located
from corpus.paths import PROJECT, shown
from corpus.validation import explain
from corpus.vocabulary import Urgency

SERVICE_VARIABLE = "SEND_ASSIST_SERVICE"
VARIABLE_PREFIX = "SEND_ASSIST_"
LONGEST = 300  # characters of any one setting: it stands on one or two lines of a phone


def _text(value: object) -> object:
    if value is None:
        return None
    if not isinstance(value, str):
        # YAML takes 01234567 for a number and drops the + of +44…
        raise ValueError(f'found {value!r}, not text; expected text; put it in quotes, as in "{value}"')
    text = value.strip()
    if "\n" in text or len(text) > LONGEST:
        raise ValueError(
            f"found {len(text)} characters or several lines; expected one line of up to {LONGEST}; shorten it"
        )
    return text or None


def _phone(value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"\+?[0-9(][0-9 ()-]{2,30}", value):
        raise ValueError(f"found {value!r}; expected a phone number, digits and spaces only; put times into `hours`")
    return value


def _email(value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
        raise ValueError(f"found {value!r}; expected one e-mail address, such as help@example.org; correct it")
    return value


def _website(value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"https?://[^\s/]+\S*", value):
        raise ValueError(f"found {value!r}; expected an address that starts with https://; correct it")
    return value


Setting = Annotated[str | None, BeforeValidator(_text)]


@dataclass(frozen=True, slots=True)
class Unset:
    """A setting that nobody has filled in, where to do so, and what the page says meanwhile."""

    field: str
    variable: str
    page_says: str


class ServiceSettings(BaseModel):
    """What a charity's manager fills in. All but the name may be unset; then the page says so."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: Annotated[str, BeforeValidator(_text)] = "SEND Assist"
    phone: Annotated[Setting, AfterValidator(_phone)] = None
    email: Annotated[Setting, AfterValidator(_email)] = None
    hours: Setting = None
    reply_time: Setting = None
    data_controller: Setting = None
    complaints_route: Setting = None
    privacy_contact: Setting = None
    website: Annotated[Setting, AfterValidator(_website)] = None
    # A year: the longest common limit that a family may come back about is the Ombudsman's twelve months.
    retention_days: Annotated[int, Field(ge=30, le=3650)] = 365

    def unset(self) -> tuple[Unset, ...]:
        """Return what is missing, in the order of the file."""
        return tuple(
            Unset(field, variable_of(field), says) for field, says in _PAGE_SAYS.items() if getattr(self, field) is None
        )

    def reply_by(self, urgency: Urgency) -> str:
        """Return what a receipt may promise: no more than the service itself has said."""
        if self.reply_time:
            promise = f"An advocate will reply within {self.reply_time}."
        else:
            promise = f"{self.name} has not said how soon it replies."
        if urgency != Urgency.TODAY:
            return promise
        return f"{promise} Your message is marked as one for today. {self._if_it_cannot_wait()}"

    def _if_it_cannot_wait(self) -> str:
        if not self.phone:
            return "This service has not given a phone number, so please do not wait for the reply alone."
        return f"If it cannot wait, phone {self.phone}" + (f" ({self.hours})." if self.hours else ".")


_PAGE_SAYS = {
    "phone": "This service has not given a phone number.",
    "email": "This service has not given an e-mail address.",
    "hours": "This service has not said when it is open.",
    "reply_time": "This service has not said how soon it replies.",
    "data_controller": "This service has not said who is responsible for what you send.",
    "complaints_route": "This service has not said how to complain about it.",
    "privacy_contact": "This service has not said who to ask about your information.",
    "website": "This service has not given a website.",
}


def variable_of(field: str) -> str:
    """Return the environment variable that overrides a setting."""
    return VARIABLE_PREFIX + field.upper()


def load_service(path: Path | None = None, environment: Mapping[str, str] | None = None) -> ServiceSettings:
    """Read the settings: `path`, else what `SEND_ASSIST_SERVICE` names, else `service.yaml`; then the overrides.

    An override that is empty counts as not there.

    Raises:
        ContentError: the file or an override is wrong; each fault says where and what to do.
    """
    environment = os.environ if environment is None else environment
    located = load_located(path or Path(environment.get(SERVICE_VARIABLE) or PROJECT / "service.yaml"))
    try:
        in_file = ServiceSettings.model_validate(located.data)
    except ValidationError as error:
        raise ContentError(explain(error, located, ServiceSettings)) from None
    overrides = {
        field: _of_environment(field, value)
        for field in ServiceSettings.model_fields
        if (value := environment.get(variable_of(field), "").strip())
    }
    try:
        return ServiceSettings.model_validate({**in_file.model_dump(), **overrides})
    except ValidationError as error:
        raise ContentError([_override_fault(detail["loc"], str(detail["msg"])) for detail in error.errors()]) from None


def _of_environment(field: str, value: str) -> Any:
    return int(value) if ServiceSettings.model_fields[field].annotation is int and value.isdecimal() else value


def _override_fault(where: tuple[int | str, ...], message: str) -> str:
    variable = variable_of(str(where[0]))
    said = message.removeprefix("Value error, ")
    return (
        f"environment variable {variable}: {said}; it overrides {shown(PROJECT / 'service.yaml')}; correct or unset it"
    )
