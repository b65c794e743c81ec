"""Your privacy: what is kept and when, for how long, who answers for it. From the settings and the code that act."""

import streamlit as st

from assistant.casework.attempts import MOST_TRIES, WINDOW
from assistant.casework.funder_report import SMALLEST_SHOWN
from assistant.casework.passphrases import WORDS
from assistant.service import ServiceSettings
from ui import about
from ui.feedback import KINDS
from ui.frame import MESSAGE, PRIVACY, information_page
from ui.handoff import FIELDS, consent_wording, sampling_wording, what_is_kept
from ui.markup import bullets, escaped, fields, heading, paragraph
from ui.service_told import ANSWERING_FOR_DATA, told
from ui.signing_in import COOKIE

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
SEALED = (
    "What you write, what you send of the conversation, and what is written on your case later is stored sealed "
    "(encrypted). The key is not kept in the database: whoever has a copy of the database alone cannot read it.",
    f"Of your passphrase, {WORDS} words, only a check value is kept, from which nobody can find the words.",
)
WHO_READS = (
    "The advocate who takes your case reads it. Before that they have to look whether they have a tie to the council "
    "or school it is about, and say that they have none.",
    "Until somebody takes it, advocates see its reference code, how soon it needs a person, what it is about and, to "
    "check for ties, the council or school you named.",
    "A lead reads a case that is not theirs only where you agreed to the second box, in a sample that is drawn to see "
    "how well the service worked. They see what you asked, what was answered and what an advocate wrote to you: not "
    "your name, how to reach you, or what you wrote on the form. A name within a question, such as your child’s, may "
    "still stand there.",
    "Every time a case is read, it is noted who read it and when.",
)
FUNDERS = (
    "Those who pay for this service may be given counts, such as how many families were helped with what. Numbers "
    f"under {SMALLEST_SHOWN} are left out, and no case is in them. A message that was erased still counts."
)
BY_YOURSELF = (
    f"On the page “{MESSAGE.title}”, with your reference code and your passphrase, you can see all that you sent and "
    "what an advocate wrote to you, add to it, withdraw it, save all that is kept, or erase it for good.",
    "That page forgets the code and the passphrase when you leave, close or refresh it. They are never in its address "
    "and never in the log.",
    f"After {MOST_TRIES} wrong tries at a code, it cannot be tried for {int(WINDOW.total_seconds() // 60)} minutes. To "
    "count them, a digest of the code is kept for that long.",
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
            + heading("How it is stored", 3)
            + bullets(SEALED)
            + heading("Who reads it", 3)
            + bullets(WHO_READS)
            + heading("When you send feedback", 2)
            + _feedback(service)
            + heading("To see or erase what is kept", 2)
            + _erasing(service)
            + heading("Who answers for it", 2)
            + fields(told(service, *ANSWERING_FOR_DATA))
            + heading("Who else is told", 2)
            + bullets((*NOBODY_ELSE, FUNDERS))
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
            f"A second box may stay empty, and changes nothing about the help you get: “{sampling_wording(service)}”"
        )
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
        f"Without the passphrase, give your reference code: {', or '.join(ways)}. A person can then show you "
        "everything that is kept, or erase it for good."
        if ways
        else "Without the passphrase, a person needs your reference code. This service has not said how to reach it "
        "about this."
    )
    return (
        bullets(BY_YOURSELF)
        + paragraph(how)
        + paragraph(AFTER_ERASING)
        + paragraph("Without the code we may not be able to tell which message is yours.")
    )


def _cookies() -> str:
    cookie, item, desk = (f"<code>{escaped(name)}</code>" for name in (XSRF_COOKIE, THEME_ITEM, COOKIE))
    return (
        f"<p>This page sets one cookie, {cookie}. It protects what you send from being forged by another website, and "
        "goes when you close the browser.</p>"
        f"<p>Your browser also remembers whether the page is light or dark ({item}). Neither says who you are.</p>"
        f"<p>Advocates and staff, who sign in, get one more cookie, {desk}, which keeps them signed in. Families never "
        "get it: no account is needed.</p>"
    )


if __name__ == "__main__":
    main()
