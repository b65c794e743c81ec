"""Forms of the desk that are alike: in tabs, each told plainly what is wrong, emptied once what it asks is done."""

import datetime
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import streamlit as st
from pydantic import ValidationError
from streamlit.delta_generator import DeltaGenerator

from assistant.casework.referrals import ENGLAND
from assistant.casework.rights import NotAllowedError
from assistant.casework.trouble import CaseworkUnavailableError
from assistant.wording import short_date
from ui.focus import aim
from ui.markup import bullets, escaped, heading, paragraph

log = logging.getLogger(__name__)

Found = TypeVar("Found")
Missing = Mapping[str, str]
"""What to tell where a field of a form, or what a rule about several of them asks for, is missing."""

LINES = 5_000  # characters of a longer text; casework takes as many

UNREADABLE = "This cannot be read just now, so it is not shown. What you typed is still on this page."
NOT_SAVED = "We could not save this just now. What you typed is still here. Please press the button again in a minute."
NOT_ALLOWED = (
    "Nothing has been saved: your sign-in has ended, or your role may not do this. What you typed is still here."
)

_FAULT, _SAID = "desk-fault", "desk-said"  # what takes the focus; in the session, what is to be told


def show_parts(parts: Mapping[str, Callable[[], None]], *, key: str) -> None:
    """Show parts of a page as tabs. All are there at once: a form that goes takes along what is typed and not sent."""
    with st.container(key=f"{key}-said"):
        if said := st.session_state.pop(_SAID, ""):
            aim(_SAID, secrets.token_hex(8))
            st.html(f'<p role="status" class="done" id="{_SAID}" tabindex="-1">{escaped(said)}</p>')
    for (name, show), tab in zip(parts.items(), st.tabs(list(parts), key=key, on_change="rerun"), strict=True):
        with tab:
            st.html(heading(name, 2))
            show()


def readable(read: Callable[[], Found]) -> Found | None:
    """Return what was read; where that does not work just now, tell so, and let the forms stay as they are."""
    try:
        return read()
    except CaseworkUnavailableError as error:
        log.error("a part of the desk cannot be read: %s", error)
        st.html(f'<div class="faults" role="alert">{paragraph(UNREADABLE)}</div>')
        return None


def is_done(deed: Callable[[], object], faults: DeltaGenerator, missing: Missing, refusal: type[Exception]) -> bool:
    """Do what a form asks. Where that does not work, tell why in `faults`; what was typed stays where it is.

    Raises:
        ValidationError: what is wrong is ours, and nobody who filled the form in could mend it.
    """
    try:
        deed()
    except refusal as error:
        told = [str(error)]
    except ValidationError as error:
        told = _words(error, missing)
    except CaseworkUnavailableError as error:
        log.error("a form of the desk could not be saved: %s", error)
        told = [NOT_SAVED]
    except NotAllowedError:
        told = [NOT_ALLOWED]
    else:
        return True
    tell(told, faults)
    return False


def tell(told: Sequence[str], faults: DeltaGenerator) -> None:
    """Tell what is wrong, and give it the focus."""
    said = paragraph(told[0]) if len(told) == 1 else bullets(told)
    faults.html(f'<div class="faults" role="alert" id="{_FAULT}" tabindex="-1">{said}</div>')
    aim(_FAULT, secrets.token_hex(8))


def number_of(form: str) -> int:
    """Return how many times a form was done with in this session: each time it is a new and empty one."""
    found: int = st.session_state.get(f"{form}-number", 0)
    return found


def start_anew(form: str, says: str) -> None:
    """Empty a form, and show the page again with a sentence on what was done."""
    st.session_state[f"{form}-number"] = number_of(form) + 1
    st.session_state[_SAID] = says
    st.rerun()


def day_of(moment: datetime.datetime) -> str:
    """Return the day of a moment in England, as a person writes it."""
    return short_date(moment.astimezone(ENGLAND).date())


def _words(error: ValidationError, missing: Missing) -> list[str]:
    told = []
    for detail in error.errors(include_url=False):
        name = str(detail["loc"][0]) if detail["loc"] else detail["type"]
        if name not in missing:
            raise error
        told.append(missing[name])
    return told
