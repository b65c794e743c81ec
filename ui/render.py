"""One function for each kind of reply, in the order of ui.md. No corpus access, and no decisions about answers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import assert_never

import streamlit as st

from assistant.answers import Answer, Clarification, Emergency, Handoff, HandoffOffer, OutOfScope
from assistant.service import ServiceSettings
from assistant.wording import short_date
from corpus.contacts import Contact, Nation
from corpus.vocabulary import HandoffReason
from ui import answer_parts as parts
from ui.conversation import Turn, has_options_of_before
from ui.feedback import show_feedback
from ui.markup import bullets, escaped, heading, host, label, link, paragraph
from ui.service_told import complaints_line, phone_line
from ui.take_away.contents import Publisher
from ui.take_away.part import show_keep
from ui.words import Words

ADVOCATE = "Talk to an advocate"
QUIET_OFFER = (
    "If you would rather talk it through, you can pass this to an advocate. You choose what is sent, and you get a "
    "reference code to keep."
)


PASSED_ON = (
    "You have passed this to an advocate ({code}). They have what you sent. This answer is general and they may tell "
    "you more about your own case."
)
ADD = "If there is more to say, you can add it to what you have sent."


@dataclass(frozen=True)
class Scene:
    """What a reply needs from the page around it."""

    publisher: Publisher
    turns: Sequence[Turn]  # the whole conversation
    words: Words
    ways_to_reach: str  # markup
    on_ask: Callable[[str], None]
    on_hand_off: Callable[[], None]
    code_for: Callable[[Turn], str]  # the reference code under which a turn's matter was passed on; empty if it was not
    go_to_message: Callable[[], None]

    @property
    def service(self) -> ServiceSettings:
        """Who runs this service."""
        return self.publisher.service


def show_reply(turn: Turn, scene: Scene) -> None:
    """Show what came back, whole."""
    reply = turn.reply
    if reply is None:
        return
    match reply:
        case Answer():
            _answer(turn, reply, scene)
        case Clarification():
            _clarification(turn, reply, scene)
        case Handoff():
            _hand_off(turn, reply, scene)
        case Emergency():
            _emergency(turn, reply, scene)
        case OutOfScope():
            _out_of_scope(turn, reply, scene)
        case _:
            assert_never(reply)


def heading_of(turn: Turn) -> str:
    """Return the heading of what came back, in words of ours."""
    return parts.reply_heading(turn.reply) if turn.reply else "Not answered yet"


def target_of(turn: Turn) -> str:
    """Return the id of a reply's heading, which takes the focus."""
    return f"reply-{turn.number}"


def _headed(turn: Turn) -> str:
    return heading(heading_of(turn), 2, target=target_of(turn))


def _answer(turn: Turn, answer: Answer, scene: Scene) -> None:
    as_at = paragraph(f"The law in England as at {short_date(answer.law_as_at)}.", "quiet")
    said = parts.statements(answer.direct, answer.citations) + as_at + scene.words.of_answer(answer)
    st.html(_headed(turn) + said + parts.dates(answer))
    if answer.own_options:
        _options(turn, answer, scene)
    if answer.near:
        st.html(parts.near(answer))
    more = (parts.myths(answer.myths, answer.citations), parts.further(answer.own_further, answer.citations))
    if whole := "".join(more) + parts.notices(answer.notices):
        st.html(whole)
    _advocate(turn, answer.handoff, scene)
    st.html(f'<div class="on-paper">{scene.ways_to_reach}</div>')
    show_keep(turn, scene.turns, scene.publisher)
    st.html(parts.how_made(answer.how_made, scene.publisher.guide_titles))
    show_feedback(turn, scene.service)


def _options(turn: Turn, answer: Answer, scene: Scene) -> None:
    if has_options_of_before(turn, scene.turns):
        same = parts.same_options(answer.own_options, answer.citations)
        st.html(heading("Your options", 3) + same + scene.words.of_options(answer))
        return
    opened = f"open-{turn.number}"
    are_open = bool(st.session_state.get(opened))
    st.html(heading("Your options", 3) + parts.options_line())
    count = f"{len(answer.own_options)} options" if len(answer.own_options) > 1 else "the option"
    st.button(
        ("Close " if are_open else "Open ") + ("all " if len(answer.own_options) > 1 else "") + count,
        key=f"open-all-{turn.number}",
        on_click=lambda: st.session_state.update({opened: not are_open}),
    )
    listed = parts.options(answer.own_options, answer.citations, are_open=are_open)
    st.html(listed + scene.words.of_options(answer))


def _advocate(turn: Turn, offer: HandoffOffer | None, scene: Scene) -> None:
    """Offer a person: always, and stronger where the reply says that one is needed."""
    code = _show_passed_on(turn, scene)
    with st.container(key=f"advocate-{'strong' if offer else 'quiet'}-{turn.number}"):
        if offer:
            st.html(heading("Talk to an advocate about this", 3) + parts.offer(offer))
        else:
            st.html(heading(ADVOCATE, 3) + paragraph(ADD if code else QUIET_OFFER))
        _form_button(turn, scene, is_primary=offer is not None)


def _show_passed_on(turn: Turn, scene: Scene) -> str:
    """Say that an advocate has this already, where one has; return the reference code."""
    code = scene.code_for(turn)
    if code:
        st.html(paragraph(PASSED_ON.format(code=code), "done"))
    return code


def _form_button(turn: Turn, scene: Scene, *, is_primary: bool) -> None:
    if scene.code_for(turn):
        if st.button("Add to your message", key=f"add-{turn.number}", type="primary" if is_primary else "secondary"):
            scene.go_to_message()
        return
    st.button(
        "Pass this to an advocate",
        key=f"hand-off-{turn.number}",
        type="primary" if is_primary else "secondary",
        on_click=scene.on_hand_off,
    )


def _clarification(turn: Turn, asked: Clarification, scene: Scene) -> None:
    st.html(_headed(turn) + paragraph("Choose one, or type it in your own words below."))
    for number, choice in enumerate(asked.choices):
        st.button(
            label(choice),
            key=f"choice-{turn.number}-{number}",
            width="stretch",
            on_click=scene.on_ask,
            args=(choice,),
        )


def _hand_off(turn: Turn, reply: Handoff, scene: Scene) -> None:
    st.html(_headed(turn) + paragraph(reply.offer.why) + parts.notices(reply.notices) + parts.dates(reply))
    if reply.direct:
        as_at = (
            paragraph(f"The law in England as at {short_date(reply.law_as_at)}.", "quiet") if reply.law_as_at else ""
        )
        known = heading("What is safe and general to know now", 3)
        st.html(known + parts.statements(reply.direct, reply.citations) + as_at + scene.words.of_answer(reply))
    _show_passed_on(turn, scene)
    with st.container(key=f"advocate-strong-{turn.number}"):
        st.html(heading(ADVOCATE, 3) + parts.offer(reply.offer, with_why=False))
        _form_button(turn, scene, is_primary=True)
        is_complaint = reply.offer.reason is HandoffReason.COMPLAINT_ABOUT_US
        st.html((complaints_line(scene.service) if is_complaint else "") + scene.ways_to_reach)
    show_keep(turn, scene.turns, scene.publisher)
    st.html(parts.how_made(reply.how_made, scene.publisher.guide_titles))
    show_feedback(turn, scene.service)


def _emergency(turn: Turn, reply: Emergency, scene: Scene) -> None:
    """Whom to contact, first and in full: the page puts nothing above it."""
    with st.container(key=f"danger-{turn.number}"):
        st.html(_headed(turn) + contacts(reply.contacts))
    st.html(paragraph(reply.afterwards))
    _form_button(turn, scene, is_primary=False)
    st.html(phone_line(scene.service))


def _out_of_scope(turn: Turn, reply: OutOfScope, scene: Scene) -> None:
    elsewhere = bullets(reply.elsewhere) if reply.elsewhere else ""
    helpers = heading("Who does help", 3) + contacts(reply.helpers) if reply.helpers else ""
    covers = heading("What this service covers", 3) + paragraph(reply.covers)
    st.html(_headed(turn) + paragraph(reply.message) + helpers + elsewhere + covers)
    _advocate(turn, None, scene)


def contacts(listed: tuple[Contact | Nation, ...]) -> str:
    """Return whom to contact: each with a link that calls or texts, and what for."""
    return '<ul class="contacts">' + "".join(f"<li>{_contact(each)}</li>" for each in listed) + "</ul>"


def _contact(each: Contact | Nation) -> str:
    purpose = each.purpose if isinstance(each, Contact) else each.system
    if each.dial:
        says = each.shown if each.dial.startswith("sms:") else f"Call {each.shown}"
        says = says[0].upper() + says[1:]
        reached = link(says, each.dial, kind="dial", unseen=f", {each.name}")
    else:
        reached = f'<span class="line">{escaped(each.shown)}</span>'
    site = f'<span class="line">{link(host(each.url), each.url)}</span>' if each.url else ""
    return f'<strong>{escaped(each.name)}</strong>{reached}<span class="line">{escaped(purpose)}</span>{site}'
