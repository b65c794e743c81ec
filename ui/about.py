"""What the page says of itself before the first question, and how else to reach somebody. Words only."""

import itertools
from collections.abc import Iterable

from assistant.service import ServiceSettings
from corpus.guides import Signpost
from ui.markup import bullets, call, escaped, link, paragraph
from ui.service_told import phone_line

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
NATIONAL_SERVICES = "National services that help families, apart from us:"

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
BROKEN = (
    "Something went wrong on our side, so your question has not been answered. It is still here, and so are your "
    "earlier answers."
)
RATHER_A_PERSON = "If it cannot wait, or goes wrong again, ask a person:"
LOST = (
    "The chat that was on this page is gone. A chat goes when the page is refreshed or closed, or when the connection "
    "is lost for more than two minutes, and we keep no copy. What you sent to an advocate and have a reference code "
    "for is safe."
)
CHECKING = "Checking the guidance…"
READY = "The answer is ready."
NOT_READY = "Your question has not been answered yet."


def reach(service: ServiceSettings, signposts: Iterable[Signpost]) -> str:
    """Return how to reach this service; what it has not given is said, and national help stands in its place."""
    lines = [phone_line(service)] if service.phone else []
    if service.email:
        lines.append(paragraph(f"E-mail: {service.email}"))
    if service.website:
        lines.append(f"<p>Website: {link(service.website, service.website)}</p>")
    if not service.phone:
        lines.append(phone_line(service))
        lines.append(paragraph(NATIONAL_SERVICES))
        listed = "".join(f"<li>{_signpost(each)}</li>" for each in itertools.islice(signposts, MOST_SIGNPOSTS))
        lines.append(f"<ul>{listed}</ul>")
    return "".join(lines)


def _signpost(each: Signpost) -> str:
    phone = f", {call(each.phone)}" if each.phone else ""
    return f"{link(each.name, each.url)}{phone}. {escaped(each.purpose)}"


def three_lines() -> str:
    """Return who it is for, that it is independent, and what it cannot do."""
    return bullets((WHO_FOR, INDEPENDENT, CANNOT))
