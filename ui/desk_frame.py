"""What stands around every page of the desk: who is signed in, the way between the pages, and closed doors."""

import logging
from collections.abc import Callable

import streamlit as st

from assistant.casework.rights import NotAllowedError, Person, Right
from assistant.casework.trouble import CaseworkUnavailableError
from corpus.errors import CorpusError
from ui.frame import Place, name_tab, page_of, service_or_defaults
from ui.markup import escaped, heading, label, paragraph
from ui.resources import get_desk
from ui.signed_in import show_ways_in, sign_out_form, who

log = logging.getLogger(__name__)

DESK = Place("desk", "Cases", "Cases")
CASE = Place("case", "One case", "One case")
CITATIONS = Place("citations", "Checking citations", "Check citations")
REGISTERS = Place("registers", "Registers", "Registers")
OVERSIGHT = Place("oversight", "Oversight", "Oversight")

NEEDS = {
    DESK: Right.SEE_QUEUE,
    CASE: Right.WORK_ON_CASES,
    CITATIONS: Right.CHECK_CITATIONS,
    REGISTERS: Right.DECLARE,
    OVERSIGHT: Right.READ_AUDIT,
}
"""What each page of the desk is for; whoever may not do that can neither see nor reach it."""

SIGNED_OUT = "Advocates and staff sign in here. Families need no account."
NOT_YOURS = "Your role does not open this page."
UNAVAILABLE = (
    "The database of cases cannot be used just now. Nothing that was saved is lost, and what you typed comes back with "
    "this page once it can be used. The log of this program says what is wrong."
)


def places_now() -> tuple[Place, ...]:
    """Return the pages of the desk that this visitor may reach; while nobody can tell, each page says so itself."""
    try:
        return places_of(who())
    except CaseworkUnavailableError:
        return tuple(NEEDS)


def places_of(person: Person | None) -> tuple[Place, ...]:
    """Return the pages of the desk that somebody may reach; nobody reaches the first one, which asks to sign in."""
    if person is None:
        return (DESK,)
    return tuple(place for place, right in NEEDS.items() if place is DESK or person.may(right))


def show_desk_page(place: Place, show: Callable[[Person], None]) -> None:
    """Show one page of the desk to somebody who may see it, and to anybody else why not."""
    service = service_or_defaults()
    name_tab(f"{place.title} – {service.name}")
    with st.container(key="desk"):
        try:
            person = who()
        except CaseworkUnavailableError as error:
            log.error("the desk cannot be shown: %s", error)
            st.html(heading(place.title, 1) + paragraph(UNAVAILABLE))
            return
        if person is None:
            st.html(heading("The advocates’ desk", 1) + paragraph(SIGNED_OUT))
            show_ways_in()
            return
        _show_ways(place, person)
        if not person.may(NEEDS[place]):
            st.html(heading(place.title, 1) + paragraph(NOT_YOURS))
            return
        try:
            show(person)
        except NotAllowedError:
            st.html(paragraph("You are no longer signed in, or your role has changed. Sign in again."))
        except CaseworkUnavailableError as error:
            log.error("a page of the desk cannot be shown: %s", error)
            st.html(f'<div class="faults" role="alert">{paragraph(UNAVAILABLE)}</div>')


def guide_titles() -> dict[str, str]:
    """Return what each guide is called, by its id; nothing while there is no build."""
    try:
        return {guide.id: guide.title for guide in get_desk().store.content.guides.values()}
    except CorpusError:
        return {}


def _show_ways(place: Place, person: Person) -> None:
    with st.container(horizontal=True, key="desk-ways"):
        for each in places_of(person):
            if each is place:
                st.html(f'<p class="here" aria-current="page">{escaped(each.link)}</p>', width="content")
            elif each is not CASE and person.may(NEEDS[each]):
                st.page_link(page_of(each), label=label(each.link))
        st.html(f'<p class="quiet">{escaped(person.name)} ({escaped(person.role.value)})</p>', width="content")
        st.html(sign_out_form(), width="content")
