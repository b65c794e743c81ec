"""The edge: what a family sees when the page itself fails, and the little that the log may hold of it."""

import logging
from pathlib import Path

import streamlit as st

from ui.resources import get_service
from ui.service_told import phone_line

log = logging.getLogger(__name__)

FAILED = (
    "Something went wrong on our side. Please try once more. If it happens again, ask a person instead: this service, "
    "or your local SENDIASS. In danger, ring 999."
)


def show_failed(error: Exception) -> bool:
    """Log what failed and where, without its message, which may hold typed text; show a plain sentence."""
    log.error("the page failed: %s at %s", type(error).__name__, place_of(error))
    st.error(FAILED)
    st.html(_how_to_phone())
    return True


def _how_to_phone() -> str:
    try:
        return phone_line(get_service())
    except Exception:  # what failed may be the settings; this is the last thing that is shown, and must be
        return ""


def place_of(error: BaseException) -> str:
    """Return where an error was raised, without its message, which may hold what a family typed."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "an unknown place"
