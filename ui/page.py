"""The page families see, top to bottom. No decisions about answers."""

import logging
import secrets
from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant import clock
from assistant.service import ServiceSettings
from corpus.errors import CorpusError
from ui import about
from ui.answering import answer
from ui.conversation import Conversation, HeldUp, PassedOn, Turn
from ui.desk_frame import places_now
from ui.failed import show_failed
from ui.first_screen import show_about, show_first_screen
from ui.focus import aim, move_focus
from ui.frame import MESSAGE, TITLE, arrival, name_tab, page_of, show_footer, show_footer_beside_form, show_pages
from ui.handoff import OpenForm, show_handoff
from ui.markup import escaped, heading, label, paragraph
from ui.render import Scene, contacts, heading_of, show_reply, target_of
from ui.resources import OVERRIDES, Desk, get_contacts, get_desk, get_service, get_signposts, mend
from ui.screens.message import SHOWN, forget_where_left
from ui.take_away.contents import Publisher
from ui.words import Words

log = logging.getLogger(__name__)

LONGEST_QUESTION = 20_000  # characters: what the assistant reads of one turn
CHAT_MARK = "chat"  # in the address, once a chat has begun
MARKED = "is_marked"  # in the session, once it has looked
STYLE = Path(__file__).with_name("style.css")


def main() -> None:
    """Show the page for this family's session."""
    st.html(STYLE)
    st.session_state.pop(SHOWN, None)
    try:
        show_pages(places_now())
        move_focus()
    except Exception as error:  # the edge: a plain sentence for the family, nothing they typed for the log
        show_failed(error)
    finally:
        forget_where_left()


def show_questions() -> None:
    """Show the page on which families ask."""
    service = ServiceSettings()
    try:
        service = get_service()
        desk = get_desk()
    except CorpusError as error:
        _show_not_ready(error, service)
        return
    name_tab(service.name)
    conversation, form = _conversation(), _open_form()
    _take_up_again(conversation, form)
    _mark_chat(conversation)
    signposts = get_signposts()
    ways_to_reach = about.reach(service, signposts)
    titles = {guide.id: guide.title for guide in desk.store.content.guides.values()}
    publisher = Publisher(service, signposts, titles)
    words = Words(desk.store.content.terms, desk.store.content.register)
    scene = Scene(
        publisher,
        conversation.turns,
        words,
        ways_to_reach,
        on_ask=_ask_tapped,
        on_hand_off=_open_hand_off,
        code_for=conversation.code_for,
        go_to_message=lambda: st.switch_page(page_of(MESSAGE)),
    )
    with st.container(key="reading"):
        if form:
            _show_name(service)
            show_handoff(
                form,
                conversation.turns,
                service,
                ways_to_reach,
                is_conversation_lost=bool(st.session_state.get("was_lost")),
                on_close=_close_hand_off,
            )
            show_footer_beside_form()
        else:
            _show_conversation(conversation, desk, scene)
            show_footer()
        st.html('<span class="end"></span>')  # what an earlier run left after it is not shown while this one works
    working = _show_bar(conversation, has_question_box=form is None)
    if form is None:
        _answer_pending(conversation, desk, working)


def _take_up_again(conversation: Conversation, form: OpenForm | None) -> None:
    """Give the focus to where the family left off, when they come back from another page of ours."""
    moment = arrival()
    if moment is None:
        return
    if form:
        form.moment = moment
    elif conversation.last:
        conversation.last.moment = moment
    else:
        aim(TITLE, moment)


def _show_conversation(conversation: Conversation, desk: Desk, scene: Scene) -> None:
    last = conversation.last
    if last is None:
        _show_name(scene.service)
        if st.session_state.pop("was_cleared", False):
            st.html(f'<p role="status" class="done">{about.CLEARED}</p>')
        _show_lost()
        _show_passed_on(conversation)
        show_first_screen(scene.service, desk.store, scene.ways_to_reach, on_ask=_ask_tapped)
        return
    danger = conversation.danger
    if danger:
        show_reply(danger, scene)  # whom to contact now: nothing above it
    _show_name(scene.service)
    show_about(scene.service, desk.store)
    _show_lost()
    _show_passed_on(conversation)
    for turn in conversation.turns:
        _show_asked(turn)
        if turn is danger:
            continue
        if turn.held_up:
            _show_held_up(turn, scene)
        elif turn is last or turn.was_overtaken:
            show_reply(turn, scene)
        elif turn.reply:
            _show_earlier(turn, scene)


def _show_passed_on(conversation: Conversation) -> None:
    for passed_on in conversation.passed_on:
        says = (
            f"You have passed your question to an advocate. Reference code: {passed_on.reference_code}. Where it "
            f"stands is on the page “{MESSAGE.title}”, linked at the end of this page."
        )
        st.html(paragraph(says, "done"))


def _answer_pending(conversation: Conversation, desk: Desk, working: DeltaGenerator) -> None:
    """Answer what waits for its reply, and show the page again with the whole answer in it."""
    if waiting := conversation.waiting:
        working.html(f'<p role="status" class="quiet">{about.CHECKING}</p>')
        # a run notices that the family did something whenever it writes to the page, even if it writes nothing
        answer(waiting, conversation, desk, look_up=st.empty().empty)
        st.rerun()
    if last := conversation.last:
        working.html(f'<p role="status" class="vh">{about.NOT_READY if last.held_up else about.READY}</p>')
        shown = conversation.danger or last
        aim(target_of(shown), last.moment)


def _show_name(service: ServiceSettings) -> None:
    st.html(f'<h1 class="name" id="{TITLE}" tabindex="-1">{escaped(service.name)}</h1>')


def _show_earlier(turn: Turn, scene: Scene) -> None:
    with st.expander(label(f"Earlier answer: {heading_of(turn)}"), key=f"earlier-{turn.number}"):
        show_reply(turn, scene)


def _show_held_up(turn: Turn, scene: Scene) -> None:
    why = about.BUSY if turn.held_up is HeldUp.BUSY else about.BROKEN
    st.html(heading(heading_of(turn), 2, target=target_of(turn)) + paragraph(why))
    st.button("Try again", key=f"again-{turn.number}", type="primary", on_click=turn.wait_again)
    st.html(paragraph(about.RATHER_A_PERSON) + scene.ways_to_reach)


def _show_asked(turn: Turn) -> None:
    """Show what the family typed, as text and nothing else."""
    with st.container(key=f"asked-{turn.number}"):
        st.html('<p class="quiet">You asked</p>')
        st.text(turn.asked or "(nothing)")


def _show_bar(conversation: Conversation, *, has_question_box: bool) -> DeltaGenerator:
    """Show what is always one tap away, and the question box. Returns the one place for what is announced."""
    with st.container(key="bar"):
        working = st.empty()  # always in view, beside where the question was typed
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
            typed = st.chat_input("Ask a question", key="question", max_chars=LONGEST_QUESTION, on_submit=_ask_typed)
            if typed and not st.session_state.pop("was_heard", False):
                # the first thing that a session hears of, typed into the page of one that is gone
                conversation.ask(typed, clock.today())
                st.rerun()
    return working


def _show_not_ready(error: CorpusError, service: ServiceSettings) -> None:
    log.error("not ready: %s", error)
    name_tab(service.name)
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
        show_footer()


def _conversation() -> Conversation:
    if "conversation" not in st.session_state:
        st.session_state["conversation"] = Conversation()
    found: Conversation = st.session_state["conversation"]
    return found


def _open_form() -> OpenForm | None:
    found: OpenForm | None = st.session_state.get("form") if st.session_state.get("is_form_open") else None
    return found


def _mark_chat(conversation: Conversation) -> None:
    """Note in the address that a chat has begun, and nothing of it: a page that comes back without it can say so."""
    if CHAT_MARK in st.query_params and MARKED not in st.session_state:
        st.session_state["was_lost"] = "was_cleared" not in st.session_state
    st.session_state[MARKED] = True
    if conversation.turns:
        st.query_params[CHAT_MARK] = "1"
    elif CHAT_MARK in st.query_params:
        del st.query_params[CHAT_MARK]


def _show_lost() -> None:
    if st.session_state.get("was_lost"):
        st.html(paragraph(about.LOST, "done"))


def _ask_tapped(text: str) -> None:
    _conversation().ask(text, clock.today(), is_tapped=True)


def _ask_typed() -> None:
    _conversation().ask(st.session_state["question"] or "", clock.today())
    st.session_state["was_heard"] = True


def _open_hand_off() -> None:
    """Open the form: the one that was left half filled, else a new one."""
    number = st.session_state.get("forms", 0)
    form: OpenForm = st.session_state.get("form") or OpenForm(number + 1)
    form.moment = secrets.token_hex(8)
    st.session_state.update({"forms": form.number, "form": form, "is_form_open": True})


def _close_hand_off(passed_on: PassedOn | None) -> None:
    """Go back to the conversation; a form that was sent is done with, and its passphrase forgotten."""
    st.session_state["is_form_open"] = False
    conversation = _conversation()
    if conversation.last:
        conversation.last.moment = secrets.token_hex(8)  # the focus goes back to the answer
    if passed_on:
        conversation.passed_on.append(passed_on)
        st.session_state["form"] = None


def _clear() -> None:
    for key in list(st.session_state):
        if key != OVERRIDES:
            del st.session_state[key]
    st.session_state["was_cleared"] = True


if __name__ == "__main__":
    main()
