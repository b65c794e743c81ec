"""The queue: what to take next, by urgency and waiting time. Nothing here tells who a family is."""

import streamlit as st

from assistant import clock
from assistant.casework import cases
from assistant.casework.cases import QueueLine
from assistant.casework.models import ReferralState
from assistant.casework.rights import Person
from assistant.wording import short_date
from corpus.vocabulary import Urgency
from ui.desk_frame import CASE, DESK, guide_titles, show_desk_page
from ui.desk_words import STATES, URGENCIES, reason_words, waited
from ui.frame import page_of
from ui.markup import escaped, heading, paragraph, table
from ui.resources import get_engine

CHOSEN = "case-code"
"""In the session: the code of the case that is open."""

_OPEN, _CLOSED = "Open cases", "Closed and withdrawn cases"
_COLUMNS = ("Needed", "Waiting", "Due", "Reference", "About", "Why a person", "State", "Who has it")


def main() -> None:
    """Show the page."""
    show_desk_page(DESK, _show)


def _show(person: Person) -> None:
    st.html(heading("Cases", 1))
    with st.container(horizontal=True, key="queue-filters", vertical_alignment="bottom"):
        which = st.selectbox("Show", (_OPEN, _CLOSED), key="queue-which")
        soon = st.selectbox("Needed", ("any time", *URGENCIES.values()), key="queue-soon")
        search = st.text_input("Reference, topic or reason", key="queue-search", max_chars=100, autocomplete="off")
        mine = st.checkbox("Only mine", key="queue-mine")
    now = clock.now()
    lines = cases.queue(
        get_engine(),
        person,
        now,
        states=[state for state in ReferralState if state.is_open == (which == _OPEN)],
        urgencies=[urgency for urgency in Urgency if soon in ("any time", URGENCIES[urgency])],
        only_mine=mine,
        search=search,
    )
    overdue = sum(line.is_overdue for line in lines)
    said = f"{len(lines)} {'case' if len(lines) == 1 else 'cases'}" + (
        f", {overdue} past the day due" if overdue else ""
    )
    st.html(f'<p role="status">{escaped(said)}.</p>')
    if not lines:
        st.html(paragraph("Nothing here just now."))
        return
    titles = guide_titles()
    rows = [_row(line, titles, waited(line.created_at, now)) for line in lines]
    st.html(table("Cases", _COLUMNS, rows))
    with st.form("open-case", border=False, enter_to_submit=True):
        labels = {line.reference_code: _label(line) for line in lines}
        code = st.selectbox("Open a case", list(labels), format_func=labels.__getitem__, key="queue-code")
        if st.form_submit_button("Open it", type="primary"):
            st.session_state[CHOSEN] = code
            st.switch_page(page_of(CASE))


def _row(line: QueueLine, titles: dict[str, str], waiting: str) -> tuple[str, tuple[str, ...]]:
    cells = (
        URGENCIES[line.urgency],
        waiting,
        short_date(line.due_on) + (" (past)" if line.is_overdue else ""),
        line.reference_code,
        titles.get(line.topics[0], line.topics[0]) if line.topics else "nothing sent",
        reason_words(line.reason),
        STATES[line.state],
        "you" if line.is_mine else line.owner or "nobody",
    )
    return "late" if line.is_overdue else "today" if line.urgency is Urgency.TODAY else "", cells


def _label(line: QueueLine) -> str:
    has_it = "yours" if line.is_mine else line.owner or "nobody has it"
    return f"{line.reference_code}: {URGENCIES[line.urgency]}, {reason_words(line.reason)}, {has_it}"


if __name__ == "__main__":
    main()
