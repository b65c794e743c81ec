"""What the page says of itself before the first question, and how else to reach somebody. Words only."""

import itertools
from collections.abc import Iterable

from assistant.service import ServiceSettings
from corpus.guides import Signpost
from ui.markup import bullets, escaped, link, paragraph

SENTENCE = (
    "Plain answers about special educational needs and disability, with every option open to you and the law behind it."
)
WHO_FOR = "For parent carers and young people in England, from birth to 25."
INDEPENDENT = "Independent of councils and schools. It explains all the options and does not decide for you."
CANNOT = "It cannot read your papers or speak for you. An advocate is a person, and can help."
PRIVACY = (
    "Nothing you type is kept unless you ask us to pass it to an advocate, or send feedback. "
    "A refresh empties this page."
)
NOT_A_LAWYER = "This is information about the law in England, not legal advice about your own case."

INDEPENDENCE_GUIDE = "independence-policy"
INDEPENDENCE_POINTS = (
    "cl-2-1",
    "cl-2-2",
    "cl-3-1",
    "cl-3-2",
    "cl-4-1",
    "cl-4-2",
    "cl-5-1",
    "cl-5-4",
    "cl-6-3",
    "cl-7-3",
    "cl-8-4",
    "cl-10-5",
)
"""The clauses a family needs before they trust us; the guide holds every one."""

MOST_SIGNPOSTS = 4
"""The guide names those first that help with anything about special educational needs."""

CLEARING = "This empties the page. What you have already sent to an advocate stays with them."
CLEARED = "Your chat has been cleared."
NO_CORPUS = (
    "This service is not ready to answer questions yet, and nothing has been lost. "
    "The people below can be reached meanwhile."
)
BUSY = (
    "Many families are asking at this moment, so your question has not been answered yet. It is still here: "
    "try again in a minute."
)
CHECKING = "Checking the guidance…"
READY = "The answer is ready."


def reach(service: ServiceSettings, signposts: Iterable[Signpost]) -> str:
    """Return how to reach this service; what it has not given is said, and national help stands in its place."""
    lines = []
    if service.phone:
        hours = f" ({escaped(service.hours)})" if service.hours else ""
        lines.append(f"<p>Phone {escaped(service.name)}: {_call(service.phone)}{hours}</p>")
    if service.email:
        lines.append(paragraph(f"E-mail: {service.email}"))
    if service.website:
        lines.append(f"<p>Website: {link(service.website, service.website)}</p>")
    if not service.phone:
        lines.append(paragraph(next(unset.page_says for unset in service.unset() if unset.field == "phone")))
        lines.append("<p>National services that help families, apart from us:</p>")
        listed = "".join(f"<li>{_signpost(each)}</li>" for each in itertools.islice(signposts, MOST_SIGNPOSTS))
        lines.append(f"<ul>{listed}</ul>")
    return "".join(lines)


def _signpost(each: Signpost) -> str:
    phone = f", {_call(each.phone)}" if each.phone else ""
    return f"{link(each.name, each.url)}{phone}. {escaped(each.purpose)}"


def _call(phone: str) -> str:
    # `+44 (0)1234` is dialled without the nought in brackets
    dialled = "".join(char for char in phone.replace("(0)", "") if char in "+0123456789")
    return link(phone, f"tel:{dialled}")


def three_lines() -> str:
    """Return who it is for, that it is independent, and what it cannot do."""
    return bullets((WHO_FOR, INDEPENDENT, CANNOT))
