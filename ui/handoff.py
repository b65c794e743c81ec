"""Passing a conversation to an advocate: what will be kept, which turns are sent, consent, and the receipt."""

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import streamlit as st
from pydantic import ValidationError

from assistant import clock
from assistant.casework.new_referral import NewReferral, field_messages
from assistant.casework.referrals import Receipt, find_by_key, submit
from assistant.casework.trouble import CaseworkUnavailableError
from assistant.service import ServiceSettings
from assistant.wording import as_text, written_date
from corpus.vocabulary import Urgency
from ui.conversation import Turn, most_pressing, snapshot_of
from ui.focus import aim
from ui.markup import bullets, heading, label, paragraph
from ui.resources import get_engine

log = logging.getLogger(__name__)

LINE, LINES = 300, 5_000  # characters: what casework takes of a line and of a longer text
ENGLAND = ZoneInfo("Europe/London")
# what takes the focus
TITLE, ERRORS, TROUBLE, RECEIPT = "handoff-title", "handoff-errors", "handoff-trouble", "receipt-title"


@dataclass
class OpenForm:
    """A form that is open. Its key was made when it opened, so that pressing twice, or a cut-off run, stores once."""

    number: int
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    moment: str = field(default_factory=lambda: secrets.token_hex(8))
    is_submitted: bool = False


@dataclass(frozen=True)
class _Field:
    name: str
    asks: str
    is_long: bool = False
    autocomplete: str = "off"


FIELDS = (
    _Field("contact", "How can we reach you? By phone, email or another way. (This one is needed.)"),
    _Field("contact_when", "When, and how, is it safe and best to contact you?"),
    _Field("name_or_alias", "What shall we call you? Your name, or any name you like.", autocomplete="name"),
    _Field("access_needs", "What would make this easier for you? Such as an interpreter or a call.", is_long=True),
    _Field(
        "council_or_school", "Which council or school is it about? It helps to find an advocate without ties to it."
    ),
    _Field("message", "What would you like help with?", is_long=True),
)


def consent_wording(service: ServiceSettings) -> str:
    """Return the sentence that a family agrees to, word for word as it is kept."""
    return (
        f"I agree that {service.name} keeps what I send with this form for {service.retention_days} days and passes "
        "it to an advocate, so that they can contact me and help."
    )


def what_is_kept(service: ServiceSettings) -> tuple[str, ...]:
    """Return what will be kept, who sees it, for how long and who answers for it, a sentence each."""
    says = {unset.field: unset.page_says for unset in service.unset()}
    answers_for_it = (
        f"Responsible for your information: {service.data_controller}."
        if service.data_controller
        else says["data_controller"]
    )
    asks = (
        f"Questions about your information: {service.privacy_contact}."
        if service.privacy_contact
        else says["privacy_contact"]
    )
    return (
        "We keep what you write here, the questions and answers that stay ticked, why a person may be needed, and when "
        "you sent it.",
        f"Advocates of {service.name} read it. Nobody who pays for the service is told about it, unless you agree or "
        "the law requires it.",
        f"It is erased after {service.retention_days} days. With your reference code, what is kept can be shown to you "
        "or erased sooner.",
        answers_for_it,
        asks,
    )


def show_handoff(
    form: OpenForm,
    turns: Sequence[Turn],
    service: ServiceSettings,
    ways_to_reach: str,
    *,
    on_close: Callable[[str], None],
) -> None:
    """Show the form, or the receipt once the referral is on disk.

    Args:
        form: the open form.
        turns: the whole conversation; may be empty.
        service: who runs this service.
        ways_to_reach: markup, for when the form does not work.
        on_close: what goes back to the conversation; takes the reference code, or an empty text.
    """
    receipt = _receipt_of(form)
    if receipt:
        _show_receipt(receipt, form, service, ways_to_reach, on_close)
        return
    _show_form(form, turns, service, ways_to_reach, on_close)


def _receipt_of(form: OpenForm) -> Receipt | None:
    """Look the receipt up: it is shown because the referral is stored, not because a button was pressed."""
    if not form.is_submitted:
        return None
    try:
        return find_by_key(get_engine(), form.key)
    except CaseworkUnavailableError as error:
        # the form comes back with what was typed; pressing its button again tells more, and stores once at most
        log.error("a receipt could not be looked up: %s", error)
        return None


def _show_form(
    form: OpenForm, turns: Sequence[Turn], service: ServiceSettings, ways_to_reach: str, on_close: Callable[[str], None]
) -> None:
    st.html(
        heading("Pass it to an advocate", 2, target=TITLE)
        + paragraph("An advocate is a person. Only how to reach you is needed; everything else is up to you.")
        + paragraph(service.reply_by(Urgency.ROUTINE))
        + heading("What we keep", 3)
        + bullets(what_is_kept(service))
    )
    messages = st.empty()
    with st.form(f"handoff-{form.number}", border=False, enter_to_submit=False):
        typed = {each.name: _ask(each, form) for each in FIELDS}
        sent = _choose_turns(form, turns)
        agreed = st.checkbox(label(consent_wording(service)), key=f"consented-{form.number}", persist_state="session")
        is_pressed = st.form_submit_button("Send to an advocate", type="primary")
        is_closed = st.form_submit_button("Back, without sending. What you typed stays here.")
    aim(TITLE, f"form-{form.moment}")
    if is_closed:
        on_close("")
        st.rerun()
    if is_pressed:
        with messages.container():
            if _is_stored(form, typed, sent, agreed=agreed, service=service, ways_to_reach=ways_to_reach):
                st.rerun()


def _ask(each: _Field, form: OpenForm) -> str:
    key = f"{each.name}-{form.number}"
    if each.is_long:
        return st.text_area(each.asks, max_chars=LINES, key=key, height="content", persist_state="session")
    return st.text_input(each.asks, max_chars=LINE, key=key, autocomplete=each.autocomplete, persist_state="session")


def _choose_turns(form: OpenForm, turns: Sequence[Turn]) -> list[Turn]:
    """Show each turn whole, with a box to leave it out."""
    answered = [turn for turn in turns if turn.reply is not None]
    if not answered:
        st.html(heading("What is sent from this page", 3) + paragraph("Nothing: you have not asked anything yet."))
        return []
    st.html(
        heading("What is sent from this page", 3)
        + paragraph("Untick what you would rather leave out. Open a line to see exactly what an advocate would read.")
    )
    chosen = []
    for position, turn in enumerate(answered, 1):
        if st.checkbox(
            f"Send question {position} and its answer",
            value=True,
            key=f"send-{form.number}-{turn.number}",
            persist_state="session",
        ):
            chosen.append(turn)
        with st.container(key=f"typed-send-{turn.number}"):
            st.text(turn.asked)
        with st.expander(f"See answer {position} as it would be sent"):
            # of the reply, what the advocate reads; its evidence goes along
            st.text(as_text(turn.reply) if turn.reply else "")
    return chosen


def _is_stored(
    form: OpenForm,
    typed: dict[str, str],
    sent: Sequence[Turn],
    *,
    agreed: bool,
    service: ServiceSettings,
    ways_to_reach: str,
) -> bool:
    """Check and store; say plainly what is wrong otherwise. What was typed stays in the form either way."""
    reason, urgency = most_pressing(sent)
    try:
        new = NewReferral.model_validate(
            {
                **typed,
                "consented": agreed,
                "consent_wording": consent_wording(service),
                "reason": reason,
                "urgency": urgency,
                "snapshot": snapshot_of(sent),
            }
        )
    except ValidationError as error:
        faults = field_messages(error)
        told = heading("Nothing has been sent yet", 3, target=ERRORS) + bullets(faults.values())
        st.html(f'<div class="faults">{told}</div>')
        aim(ERRORS, secrets.token_hex(8))
        return False
    form.is_submitted = True  # from here on every run looks for the receipt first
    try:
        submit(get_engine(), new, form.key, clock.now(), service=service)
    except CaseworkUnavailableError as error:
        _tell_trouble(error, ways_to_reach)
        return False
    return True


def _tell_trouble(error: CaseworkUnavailableError, ways_to_reach: str) -> None:
    log.error("a referral could not be stored: %s", error)
    aim(TROUBLE, secrets.token_hex(8))
    st.html(
        '<div class="faults" role="alert">'
        + heading("We could not store this just now", 3, target=TROUBLE)
        + paragraph(
            "What you typed is still in the form. Please press the button again in a minute: it cannot arrive twice. "
            "If it cannot wait, these people can be reached now."
        )
        + ways_to_reach
        + "</div>"
    )


def _show_receipt(
    receipt: Receipt, form: OpenForm, service: ServiceSettings, ways_to_reach: str, on_close: Callable[[str], None]
) -> None:
    st.html(
        heading("Your message is stored for an advocate", 2, target=RECEIPT)
        + paragraph(
            f"It was stored on {written_date(receipt.created_at.astimezone(ENGLAND).date())}. Your reference code is:"
        )
    )
    with st.container(key="receipt-code"):
        st.code(receipt.reference_code, language=None)
    steps = [
        "Write the code down or copy it: it is the only way to find your message, and this page forgets it when you "
        "refresh or close it.",
        receipt.reply_by,
        f"It is kept for {service.retention_days} days, then erased. With the code, what is kept can be shown to you "
        "or erased sooner.",
    ]
    st.html(heading("What happens next", 3) + bullets(steps))
    st.button(
        "Back to your questions", key=f"receipt-close-{form.number}", on_click=on_close, args=(receipt.reference_code,)
    )
    if receipt.urgency is not Urgency.ROUTINE or not service.reply_time:
        st.html(heading("If you would rather not wait", 3) + ways_to_reach)
    aim(RECEIPT, f"receipt-{form.moment}")
