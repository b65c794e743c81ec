"""The page families see, top to bottom. No decisions about answers."""

import logging
import secrets
import time
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant import clock
from assistant.service import ServiceSettings
from corpus.errors import CorpusError
from ui import about
from ui.conversation import Conversation, Turn
from ui.failed import show_failed
from ui.first_screen import show_about, show_first_screen
from ui.focus import aim, move_focus
from ui.handoff import OpenForm, show_handoff
from ui.markup import escaped, heading, label, paragraph
from ui.render import Scene, contacts, heading_of, show_reply, target_of
from ui.resources import OVERRIDES, BusyError, Desk, get_contacts, get_desk, get_service, get_signposts, mend

log = logging.getLogger(__name__)

LONGEST_QUESTION = 20_000  # characters: what the assistant reads of one turn
STYLE = Path(__file__).with_name("style.css")


def main() -> None:
    """Show the page for this family's session."""
    st.html(STYLE)
    try:
        _show()
        move_focus()
    except Exception as error:  # the edge: a plain sentence for the family, nothing they typed for the log
        show_failed(error)


def _show() -> None:
    service = ServiceSettings()
    try:
        service = get_service()
        desk = get_desk()
    except CorpusError as error:
        _show_not_ready(error, service)
        return
    st.set_page_config(
        page_title=service.name,
        layout="centered",
        menu_items={"Get help": None, "Report a bug": None, "About": None},
    )
    conversation, form = _conversation(), _open_form()
    ways_to_reach = about.reach(service, get_signposts())
    titles = {guide.id: guide.title for guide in desk.store.content.guides.values()}
    scene = Scene(service, titles, ways_to_reach, on_ask=_ask, on_hand_off=_open_hand_off)
    with st.container(key="reading"):
        if form:
            _show_name(service)
            show_handoff(form, conversation.turns, service, ways_to_reach, on_close=_close_hand_off)
        else:
            _show_conversation(conversation, desk, scene)
        working = st.empty()  # one place for what is announced, so that it is announced once
    _show_bar(conversation, has_question_box=form is None)
    if form is None:
        _answer_pending(conversation, desk, working)


def _show_conversation(conversation: Conversation, desk: Desk, scene: Scene) -> None:
    last = conversation.last
    if last is None:
        _show_name(scene.service)
        if st.session_state.pop("was_cleared", False):
            st.html(f'<p role="status" class="done">{about.CLEARED}</p>')
        show_first_screen(scene.service, desk.store, on_ask=_ask)
        return
    if conversation.in_danger:
        show_reply(last, scene)  # whom to contact now: nothing above it
    _show_name(scene.service)
    show_about(scene.service, desk.store)
    for code in conversation.references:
        st.html(paragraph(f"You have passed your question to an advocate. Reference code: {code}", "done"))
    for turn in conversation.turns[:-1]:
        _show_earlier(turn, scene)
    _show_last(last, scene, is_above=conversation.in_danger)


def _answer_pending(conversation: Conversation, desk: Desk, working: DeltaGenerator) -> None:
    """Answer what waits for its reply, and show the page again with the whole answer in it."""
    last = conversation.last
    if last is None:
        return
    if last.is_pending:
        working.html(f'<p role="status" class="quiet">{about.CHECKING}</p>')
        _answer(conversation, last, desk)
        st.rerun()
    working.html(f'<p role="status" class="vh">{about.READY}</p>')
    aim(target_of(last), last.moment)


def _answer(conversation: Conversation, turn: Turn, desk: Desk) -> None:
    started = time.perf_counter()
    try:
        turn.reply = desk.ask(conversation.texts, turn.today)
    except BusyError:
        turn.was_busy = True
    turn.seconds = time.perf_counter() - started


def _show_name(service: ServiceSettings) -> None:
    st.html(f'<h1 class="name">{escaped(service.name)}</h1>')


def _show_earlier(turn: Turn, scene: Scene) -> None:
    _show_asked(turn)
    with st.expander(label(f"Earlier answer: {heading_of(turn)}"), key=f"earlier-{turn.number}"):
        show_reply(turn, scene)


def _show_last(turn: Turn, scene: Scene, *, is_above: bool) -> None:
    _show_asked(turn)
    if turn.was_busy:
        st.html(heading("Not answered yet", 2, target=target_of(turn)) + paragraph(about.BUSY) + scene.ways_to_reach)
        st.button("Try again", key=f"again-{turn.number}", type="primary", on_click=_try_again, args=(turn,))
    elif not is_above:
        show_reply(turn, scene)


def _show_asked(turn: Turn) -> None:
    """Show what the family typed, as text and nothing else."""
    with st.container(key=f"asked-{turn.number}"):
        st.html('<p class="quiet">You asked</p>')
        st.text(turn.asked or "(nothing)")


def _show_bar(conversation: Conversation, *, has_question_box: bool) -> None:
    """Show what is always one tap away, and the question box."""
    with st.container(key="bar"):
        with st.container(horizontal=True, key="bar-links"):
            with st.popover("In danger now?", type="tertiary"):
                st.html(contacts(get_contacts().emergency))
            if has_question_box:
                st.button("Talk to an advocate", type="tertiary", key="bar-hand-off", on_click=_open_hand_off)
            if conversation.turns:
                with st.popover("Clear my chat", type="tertiary"):
                    st.html(paragraph(about.CLEARING))
                    st.button("Clear it now", key="clear", type="primary", on_click=_clear)
        if has_question_box:
            st.chat_input("Ask a question", key="question", max_chars=LONGEST_QUESTION, on_submit=_ask_typed)


def _show_not_ready(error: CorpusError, service: ServiceSettings) -> None:
    log.error("not ready: %s", error)
    with st.container(key="reading"):
        _show_name(service)
        st.html(
            paragraph(about.NO_CORPUS)
            + about.reach(service, get_signposts())
            + heading("In danger now?", 2)
            + contacts(get_contacts().emergency)
            + heading("For the person who runs this service", 2)
            + paragraph(mend(error))
        )


def _conversation() -> Conversation:
    if "conversation" not in st.session_state:
        st.session_state["conversation"] = Conversation()
    found: Conversation = st.session_state["conversation"]
    return found


def _open_form() -> OpenForm | None:
    found: OpenForm | None = st.session_state.get("form") if st.session_state.get("is_form_open") else None
    return found


def _ask(text: str) -> None:
    _conversation().ask(text, clock.today())


def _ask_typed() -> None:
    _ask(st.session_state["question"] or "")


def _try_again(turn: Turn) -> None:
    turn.was_busy = False


def _open_hand_off() -> None:
    """Open the form: the one that was left half filled, else a new one."""
    number = st.session_state.get("forms", 0)
    form: OpenForm = st.session_state.get("form") or OpenForm(number + 1)
    form.moment = secrets.token_hex(8)
    st.session_state.update({"forms": form.number, "form": form, "is_form_open": True})


def _close_hand_off(reference: str) -> None:
    """Go back to the conversation; a form that was sent is done with."""
    st.session_state["is_form_open"] = False
    conversation = _conversation()
    if conversation.last:
        conversation.last.moment = secrets.token_hex(8)  # the focus goes back to the answer
    if reference:
        conversation.references.append(reference)
        st.session_state["form"] = None


def _clear() -> None:
    for key in list(st.session_state):
        if key != OVERRIDES:
            del st.session_state[key]
    st.session_state["was_cleared"] = True


if __name__ == "__main__":
    main()
