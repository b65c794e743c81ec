"""Feedback that means something: four kinds, kept only when the family presses the button, and it says what is kept."""

import logging
import secrets

import streamlit as st

from assistant import clock
from assistant.answers import Answer, Handoff
from assistant.casework.feedback import NewFeedback, store_feedback
from assistant.casework.models import FeedbackKind
from assistant.casework.trouble import CaseworkUnavailableError
from assistant.service import ServiceSettings
from ui.conversation import Turn
from ui.resources import get_engine

log = logging.getLogger(__name__)

KINDS = {
    FeedbackKind.CITATION_DOES_NOT_SAY_THAT: "A citation does not say that",
    FeedbackKind.OPTION_MISSING: "An option is missing",
    FeedbackKind.NOT_MY_SITUATION: "Not my situation",
    FeedbackKind.HARD_TO_UNDERSTAND: "Hard to understand",
}
LONGEST_COMMENT = 5_000  # characters: what casework takes


def show_feedback(turn: Turn, service: ServiceSettings) -> None:
    """Show the form of one answer, or that it was sent."""
    sent_key = f"feedback-sent-{turn.number}"
    with st.expander("Something wrong with this answer?", key=f"feedback-{turn.number}"):
        if st.session_state.get(sent_key):
            st.success("Thank you. Your feedback has been kept.")
            return
        st.session_state.setdefault(f"feedback-once-{turn.number}", secrets.token_urlsafe(24))
        with st.form(f"feedback-form-{turn.number}", border=False):
            kind = st.radio(
                "What is wrong?", tuple(KINDS), index=None, format_func=KINDS.__getitem__, key=f"kind-{turn.number}"
            )
            comment = st.text_area(
                "Anything you would like to add (you can leave this empty)",
                max_chars=LONGEST_COMMENT,
                key=f"comment-{turn.number}",
            )
            st.html(
                "<p>If you press the button, we keep what you chose, what you add here, and which guides and "
                f"statements this answer was made of: for {service.retention_days} days. Your question is not kept. "
                "Please leave out names.</p>"
            )
            is_pressed = st.form_submit_button("Send this feedback")
            if is_pressed and kind is None:
                st.error("Nothing has been sent yet. Please choose what is wrong.")
            elif is_pressed and kind and _stored(turn, kind, comment, service):
                st.session_state[sent_key] = True
                st.rerun()


def _stored(turn: Turn, kind: FeedbackKind, comment: str, service: ServiceSettings) -> bool:
    guides: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    if isinstance(turn.reply, Answer | Handoff):
        guides, statements = turn.reply.guides, tuple(each.id for each in turn.reply.direct)
    new = NewFeedback(kind=kind, guide_ids=guides, statement_ids=statements, comment=comment)
    try:
        store_feedback(
            get_engine(), new, st.session_state[f"feedback-once-{turn.number}"], clock.now(), service=service
        )
    except CaseworkUnavailableError as error:
        log.error("feedback was not kept: %s", error)
        st.error("We could not keep your feedback just now. What you wrote is still here: please try again later.")
        return False
    return True
