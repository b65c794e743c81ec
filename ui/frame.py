"""The way between our pages: which there are, the links to them, and what stands around each but the first."""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import streamlit as st
from streamlit.navigation.page import Page

from assistant.service import ServiceSettings
from corpus.errors import CorpusError
from ui.focus import aim
from ui.markup import escaped, heading, label
from ui.render import contacts
from ui.resources import get_contacts, get_service

FOLDER = Path(__file__).with_name("screens")
TITLE = "page-title"  # what takes the focus on arriving
BACK = "Back to your questions"
_AT, _ARRIVED = "page-at", "page-arrived"  # in the session: where the family is, and since when


class Place(NamedTuple):
    """One page of ours: its file in `ui/screens/` and its address, its heading, and what a link to it says."""

    name: str
    title: str
    link: str


QUESTIONS = Place("questions", "Questions", BACK)
ABOUT = Place("about", "About this service", "About this service")
PRIVACY = Place("privacy", "Your privacy", "Privacy")
ACCESSIBILITY = Place("accessibility", "Accessibility statement", "Accessibility")
WORDS = Place("words", "What words mean", "What words mean")
MESSAGE = Place("message", "Your message to an advocate", "Your message to an advocate")
INFORMATION = (ABOUT, PRIVACY, ACCESSIBILITY, WORDS, MESSAGE)
"""The pages beside the first one: open to everybody, and linked from every state of it."""


def service_or_defaults() -> ServiceSettings:
    """Return who runs this service; while the settings are broken, what is true of any."""
    try:
        return get_service()
    except CorpusError:
        return ServiceSettings()


def show_pages(desk: Iterable[Place]) -> None:
    """Run the page that the address names, and note whether the family has just come to it from another.

    `desk` are the pages of the advocates' desk that this visitor may reach; any other is as if it did not exist.
    """
    current = st.navigation([page_of(place) for place in (QUESTIONS, *INFORMATION, *desk)], position="hidden")
    before = st.session_state.get(_AT)
    st.session_state[_AT] = current.url_path
    st.session_state.pop(_ARRIVED, None)
    if before is not None and before != current.url_path:
        st.session_state[_ARRIVED] = secrets.token_hex(8)
    current.run()


def name_tab(title: str) -> None:
    """Say what the browser's tab is called."""
    st.set_page_config(
        page_title=title, layout="centered", menu_items={"Get help": None, "Report a bug": None, "About": None}
    )


def arrival() -> str | None:
    """Return a name for the moment at which the family came here from another page, in the first run after it."""
    moment: str | None = st.session_state.get(_ARRIVED)
    return moment


def show_footer() -> None:
    """Show the links to the pages that tell something. The conversation stays as it is meanwhile."""
    with st.container(key="footer", horizontal=True):
        for place in INFORMATION:
            st.page_link(page_of(place), label=label(place.link))


def show_footer_beside_form() -> None:
    """Show the same links, opening beside this page: leaving it would lose what is typed and not yet sent."""
    links = "".join(
        f'<li><a href="{place.name}" target="_blank" rel="noopener noreferrer">{escaped(place.link)}'
        '<span class="vh"> (opens in a new tab)</span></a></li>'
        for place in INFORMATION
    )
    with st.container(key="footer"):
        st.html(f"<ul>{links}</ul>")


@contextmanager
def information_page(place: Place) -> Iterator[ServiceSettings]:
    """Put around a page that tells something: its title, the way back, the other pages, and help in danger."""
    service = service_or_defaults()
    name_tab(f"{place.title} – {service.name}")
    with st.container(key="reading"):
        st.html(f'<p class="quiet">{escaped(service.name)}</p>' + heading(place.title, 1, target=TITLE))
        yield service
        show_footer()
    with st.container(key="bar"), st.container(horizontal=True, key="bar-links"):
        with st.popover("In danger now?", type="tertiary"):
            st.html(contacts(get_contacts().emergency))
        st.page_link(page_of(QUESTIONS), label=BACK)
    if moment := arrival():
        aim(TITLE, moment)


def page_of(place: Place) -> Page:
    """Return a page as Streamlit knows it."""
    return st.Page(FOLDER / f"{place.name}.py", title=place.title, url_path=place.name, default=place is QUESTIONS)
