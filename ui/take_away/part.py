"""Keep this answer: the part of the page that gives a copy as a Word document or on paper."""

import logging
from collections.abc import Sequence

import streamlit as st

from assistant.answers import Answer, Handoff
from assistant.wording import written_date
from ui import about
from ui.conversation import Turn
from ui.markup import heading, paragraph
from ui.take_away.contents import Publisher, file_name, word_file
from ui.take_away.printing import print_button

log = logging.getLogger(__name__)

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SAVE, SAVE_ALL = "Save as a Word document", "Save the whole conversation"
OR_YOUR_BROWSER = "Printing opens everything on this page. You can also use your browser’s own print."


def show_keep(turn: Turn, turns: Sequence[Turn], publisher: Publisher) -> None:
    """Show how to keep an answer, and under the latest one how to keep the whole conversation."""
    st.html(_on_paper(turn, publisher))
    with st.container(key=f"keep-{turn.number}"):
        st.html(heading("Keep this answer", 3))
        with st.container(horizontal=True, key=f"keep-ways-{turn.number}"):
            _save(SAVE, (turn,), publisher, f"save-{turn.number}")
            replied = tuple(each for each in turns if each.reply is not None)
            if len(replied) > 1 and turn is _latest(replied):
                _save(SAVE_ALL, replied, publisher, f"save-all-{turn.number}")
            print_button(f"print-{turn.number}")
        st.html(paragraph(OR_YOUR_BROWSER, "quiet"))


def _latest(turns: Sequence[Turn]) -> Turn | None:
    """Return the latest turn under which something can be kept."""
    return next((turn for turn in reversed(turns) if isinstance(turn.reply, Answer | Handoff)), None)


def _save(says: str, turns: tuple[Turn, ...], publisher: Publisher, key: str) -> None:
    st.download_button(
        says,
        data=lambda: _made(turns, publisher),  # made when it is asked for, so that no answer waits for it
        file_name=file_name(turns, publisher.service.name),
        mime=WORD,
        key=key,
        on_click="ignore",
    )


def _made(turns: tuple[Turn, ...], publisher: Publisher) -> bytes:
    try:
        return word_file(turns, publisher)
    except Exception as error:
        log.error("no Word document: %s", type(error).__name__)
        # Streamlit logs what is raised here, and a message may hold what a family typed
        raise RuntimeError("no Word document") from None


def _on_paper(turn: Turn, publisher: Publisher) -> str:
    """Return what only paper needs: from whom and when it is."""
    says = f"From {publisher.service.name}, {written_date(turn.today)}. {about.NOT_A_LAWYER}"
    return f'<div class="on-paper">{paragraph(says)}</div>'
