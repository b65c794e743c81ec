"""The accessibility statement: what the tests of this version check, what is not known, how to report a problem."""

import datetime

import streamlit as st

from assistant.service import ServiceSettings
from assistant.wording import short_date
from ui.frame import ACCESSIBILITY, information_page
from ui.markup import bullets, fields, heading, paragraph
from ui.service_told import told

STATES = 12  # of the first page that are tested at least; a test holds this number
PREPARED = datetime.date(2026, 11, 22)
AIM = (
    "We want everybody to be able to use this service: by keyboard, with a screen reader, on a small phone, enlarged, "
    "tired or in a hurry. We aim for the Web Content Accessibility Guidelines (WCAG) 2.2, levels A and AA."
)
CHECKED = (
    f"{STATES} or more states of the page where you ask, from the first screen to the receipt, and each of these "
    "pages: no fault that the checker axe finds against WCAG 2.2 A or AA, in light and in dark.",
    "The same states and pages at 320 pixels wide: nothing scrolls sideways.",
    "The first screen, an answer and the form enlarged to 400%: nothing scrolls sideways, and the bar at the bottom "
    "covers no heading.",
    "By keyboard alone: asking, opening an option and a citation, passing it to an advocate, the receipt, clearing.",
    "The names that a screen reader is given: an outline of headings without jumps, and a name for every control.",
    "A new answer is announced once, and its heading takes the focus. Coming to a page does the same with its title.",
    "With more space between lines, letters and words: no text is cut off.",
    "With the colours of your own device (forced colours): edges, links and the focus can be seen.",
    "With reduced motion set on your device: nothing is animated.",
)
LIMITS = (
    "The checks are automatic. They find many faults and not all of them, and they are no replacement for people who "
    "use assistive technology. No test by disabled people, and none by an outside expert, is recorded yet.",
    "They were run in one browser, Chromium. No screen reader was part of them.",
    "Buttons, boxes and forms come from Streamlit, the program that this page is made with. They need JavaScript.",
    "Pages that we link to, and documents there, are not ours, and may be harder to use.",
    "There is no Easy Read version, no British Sign Language and no language but English.",
)
OTHER_WAYS = (
    "If you cannot use a part of this service, an advocate can help in another way. The form for it asks what would "
    "make this easier for you, such as an interpreter or a call."
)


def main() -> None:
    """Show the page."""
    with information_page(ACCESSIBILITY) as service:
        st.html(
            paragraph(AIM, "lead")
            + heading("What we check", 2)
            + paragraph("Each version of this service is tested for the following before it is used.")
            + bullets(CHECKED)
            + heading("What we know it lacks", 2)
            + bullets(LIMITS)
            + heading("If something does not work for you", 2)
            + paragraph(OTHER_WAYS)
            + _reporting(service)
            + paragraph(f"This statement was written on {short_date(PREPARED)}.", "quiet")
        )


def _reporting(service: ServiceSettings) -> str:
    return paragraph("To tell us of a problem, or to complain:") + fields(
        told(service, "email", "phone", "hours", "complaints_route")
    )


if __name__ == "__main__":
    main()
