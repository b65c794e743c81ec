"""Your privacy: what is kept and when, for how long, who answers for it. From the settings and the code that act."""

import streamlit as st

from assistant.service import ServiceSettings
from ui import about
from ui.feedback import KINDS
from ui.frame import PRIVACY, information_page
from ui.handoff import FIELDS, consent_wording, what_is_kept
from ui.markup import bullets, escaped, fields, heading, paragraph
from ui.service_told import ANSWERING_FOR_DATA, told

XSRF_COOKIE = "_streamlit_xsrf"
THEME_ITEM = "stActiveTheme"

NOT_KEPT = (
    "Your questions and answers are held in the memory of the computer that runs this service, for as long as this "
    "page is open. They are in no file and no database, unless you send them.",
    "Refreshing or closing the page, or “Clear my chat”, empties it.",
    "The log of this program holds that something was answered or failed, and nothing that you typed.",
)
NOBODY_ELSE = (
    "Questions are answered by this program itself. They are not sent to an AI company or to any other service.",
    "While you use the page, your browser asks no other website for anything. A link you follow leads to another "
    "website, which has its own rules.",
    "There are no usage statistics and no advertising.",
)
AFTER_ERASING = (
    "What stays after that is a list of what happened to your message: its reference code, when it was sent, read, "
    "shown or erased, and by whom. Nothing that you typed is in it."
)


def main() -> None:
    """Show the page."""
    with information_page(PRIVACY) as service:
        st.html(
            paragraph(about.PRIVACY, "lead")
            + heading("When you only ask", 2)
            + bullets((*NOT_KEPT[:2], _when_lost(), NOT_KEPT[2]))
            + heading("When you pass it to an advocate", 2)
            + _handed_off(service)
            + heading("When you send feedback", 2)
            + _feedback(service)
            + heading("To see or erase what is kept", 2)
            + _erasing(service)
            + heading("Who answers for it", 2)
            + fields(told(service, *ANSWERING_FOR_DATA))
            + heading("Who else is told", 2)
            + bullets(NOBODY_ELSE)
            + heading("Cookies", 2)
            + _cookies()
        )


def _when_lost() -> str:
    seconds = int(st.get_option("server.disconnectedSessionTTL"))
    return f"If the connection is lost, it is held for {seconds} seconds, so that you can come back to it."


def _handed_off(service: ServiceSettings) -> str:
    kept, who, how_long, *_ = what_is_kept(service)
    asked = [field.asks for field in FIELDS]
    return (
        bullets((kept, who, how_long))
        + paragraph("The form asks, and needs an answer only to the first:")
        + bullets(asked)
        + paragraph(f"You agree to this, and these words are kept with it: “{consent_wording(service)}”")
        + paragraph(
            "The day on which it is to be erased is stored with it. On or after that day the people who run this "
            "service erase it with one command, whether or not it was answered."
        )
    )


def _feedback(service: ServiceSettings) -> str:
    kinds = ", ".join(f"“{kind}”" for kind in KINDS.values())
    return bullets(
        (
            f"We keep which of these you chose: {kinds}.",
            "We keep what you add, and which guides and statements the answer was made of. Your question is not kept.",
            f"It is kept for {service.retention_days} days and then erased in the same way. It has no reference code, "
            "so we cannot find yours again.",
        )
    )


def _erasing(service: ServiceSettings) -> str:
    ways = [f"ask {service.privacy_contact}"] if service.privacy_contact else []
    ways += [f"phone {service.phone}"] if service.phone else []
    ways += [f"write to {service.email}"] if service.email else []
    how = (
        f"Give your reference code: {', or '.join(ways)}."
        if ways
        else "You need your reference code. This service has not said how to reach it about this."
    )
    return (
        paragraph(f"{how} A person can then show you everything that is kept, or erase it for good.")
        + paragraph(AFTER_ERASING)
        + paragraph("Without the code we may not be able to tell which message is yours.")
    )


def _cookies() -> str:
    cookie, item = (f"<code>{escaped(name)}</code>" for name in (XSRF_COOKIE, THEME_ITEM))
    return (
        f"<p>This page sets one cookie, {cookie}. It protects what you send from being forged by another website, and "
        "goes when you close the browser.</p>"
        f"<p>Your browser also remembers whether the page is light or dark ({item}). Neither says who you are.</p>"
    )


if __name__ == "__main__":
    main()
