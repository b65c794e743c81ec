"""The edge: what a family sees when the page itself fails, and the little that the log may hold of it."""

import logging
from pathlib import Path

import streamlit as st

log = logging.getLogger(__name__)

FAILED = (
    "Something went wrong on our side. Please try once more. If it happens again, ask a person instead: this service "
    "by phone, if it gives a number, or your local SENDIASS. In danger, ring 999."
)


def show_failed(error: Exception) -> bool:
    """Log what failed and where, without its message, which may hold typed text; show a plain sentence."""
    log.error("the page failed: %s at %s", type(error).__name__, _place_of(error))
    st.error(FAILED)
    return True


def _place_of(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "an unknown place"
