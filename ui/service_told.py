"""What the service has said of itself in its settings, and plainly that it has not where it has not. Words only."""

from collections.abc import Iterator

from assistant.service import ServiceSettings
from corpus.vocabulary import Urgency
from ui.markup import call, escaped, link, paragraph

_LABELS = {
    "phone": "Phone",
    "hours": "Open",
    "email": "E-mail",
    "website": "Website",
    "reply_time": "How soon an advocate replies",
    "complaints_route": "How to complain about this service",
    "data_controller": "Responsible for what you send",
    "privacy_contact": "Questions about your information",
}
REACHING = ("phone", "hours", "email", "website", "reply_time")
COMPLAINING = ("complaints_route",)
ANSWERING_FOR_DATA = ("data_controller", "privacy_contact")


def told(service: ServiceSettings, *fields: str) -> Iterator[tuple[str, str]]:
    """Yield each setting with its label, as markup: what was given, or that it was not."""
    unset = {each.field: each.page_says for each in service.unset()}
    for field in fields:
        yield _LABELS[field], escaped(unset[field]) if field in unset else _given(service, field)


def _given(service: ServiceSettings, field: str) -> str:
    value = str(getattr(service, field))
    match field:
        case "phone":
            return call(value)
        case "website":
            return link(value, value)
        case "reply_time":
            return escaped(service.reply_by(Urgency.ROUTINE))
        case _:
            return escaped(value)


def phone_line(service: ServiceSettings) -> str:
    """Return how to phone this service, or that it has given no number."""
    if service.phone is None:
        return paragraph(dict(told(service, "phone"))["Phone"])
    hours = f" ({escaped(service.hours)})" if service.hours else ""
    return f"<p>Phone {escaped(service.name)}: {call(service.phone)}{hours}</p>"


def complaints_line(service: ServiceSettings) -> str:
    """Return how to complain about this service, or that it has not said."""
    if service.complaints_route:
        return paragraph(f"To complain about this service: {service.complaints_route}")
    return "".join(f"<p>{said}</p>" for _, said in told(service, *COMPLAINING))
