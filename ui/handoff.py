"""Passing a conversation to an advocate: what will be kept, which turns are sent, how urgent they are, and consent."""

import datetime
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import streamlit as st
from pydantic import ValidationError

from assistant import clock
from assistant.answers import CitedDate, Emergency
from assistant.casework.new_referral import NewReferral, field_messages
from assistant.casework.referrals import Receipt, find_by_key, submit
from assistant.casework.trouble import CaseworkUnavailableError
from assistant.service import ServiceSettings
from assistant.wording import URGENCY_WORDS, as_text, days_left_words, written_date
from ui import about
from ui.conversation import PassedOn, Pressing, Turn, dates_in, pressing, snapshot_of
from ui.focus import aim
from ui.markup import bullets, disclosure, escaped, heading, label, paragraph
from ui.receipt import show_receipt
from ui.resources import get_engine
from ui.take_away.receipt import Sent

log = logging.getLogger(__name__)

LINE, LINES = 300, 5_000  # characters: what casework takes of a line and of a longer text
TITLE, ERRORS, TROUBLE = "handoff-title", "handoff-errors", "handoff-trouble"  # what takes the focus
CONVERSATION_GONE = "So there is nothing of it to send. You can write below what it was about."
NOT_ANSWERED = "A question that has not been answered yet is not sent. You can write it below."
NO_DATES = "No date was worked out in what you send. If a letter has a date on it, you can give it below."
IF_MORE_URGENT = "If it is more urgent than this, say so in your own words below, or phone."


@dataclass
class OpenForm:
    """A form that is open. Its key was made when it opened, so that pressing twice, or a cut-off run, stores once.

    `sent` is what went out when the button was pressed last.
    """

    number: int
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)
    moment: str = field(default_factory=lambda: secrets.token_hex(8))
    sent: Sent | None = None


@dataclass(frozen=True)
class _Field:
    name: str
    label: str
    asks: str
    is_long: bool = False
    autocomplete: str = "off"


FIELDS = (
    _Field(
        "contact", "How to reach you", "How can we reach you? By phone, email or another way. (This one is needed.)"
    ),
    _Field("contact_when", "When and how to contact you", "When, and how, is it safe and best to contact you?"),
    _Field(
        "name_or_alias",
        "What to call you",
        "What shall we call you? Your name, or any name you like.",
        autocomplete="name",
    ),
    _Field(
        "access_needs",
        "What would make this easier",
        "What would make this easier for you? Such as an interpreter or a call.",
        is_long=True,
    ),
    _Field(
        "council_or_school",
        "Council or school",
        "Which council or school is it about? It helps to find an advocate without ties to it.",
    ),
    _Field("message", "What you would like help with", "What would you like help with?", is_long=True),
)


def consent_wording(service: ServiceSettings) -> str:
    """Return the sentence that a family agrees to, word for word as it is kept."""
    return (
        f"I agree that {service.name} keeps what I send with this form for {service.retention_days} days and passes "
        "it to an advocate, so that they can contact me and help."
    )


def sampling_wording(service: ServiceSettings) -> str:
    """Return the second sentence, to which a family may agree or not."""
    return (
        f"A lead of {service.name} may look at this case later, without my name and contact details, to see how well "
        "the service worked."
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
        f"The advocate of {service.name} who takes your case reads it. Nobody who pays for the service is told about "
        "it, unless you agree or the law requires it.",
        f"It is erased after {service.retention_days} days. You get a reference code and a passphrase: with both, you "
        "can see what is kept, add to it, or erase it sooner.",
        answers_for_it,
        asks,
    )


def show_handoff(
    form: OpenForm,
    turns: Sequence[Turn],
    service: ServiceSettings,
    ways_to_reach: str,
    *,
    is_conversation_lost: bool = False,
    on_close: Callable[[PassedOn | None], None],
) -> None:
    """Show the form, or the receipt once the referral is on disk.

    Args:
        form: the open form.
        turns: the whole conversation; may be empty.
        service: who runs this service.
        ways_to_reach: markup, for when the form does not work.
        is_conversation_lost: whether there was a conversation on this page that a refresh has emptied.
        on_close: what goes back to the conversation; takes what was passed on, if anything was.
    """
    receipt = _receipt_of(form)
    if receipt and form.sent:
        passed_on = PassedOn(receipt.reference_code, form.sent.turns)
        show_receipt(
            receipt,
            form.sent,
            service,
            ways_to_reach,
            key=str(form.number),
            moment=form.moment,
            on_close=lambda: on_close(passed_on),
        )
        return
    _show_form(form, turns, service, ways_to_reach, is_conversation_lost, on_close)


def _receipt_of(form: OpenForm) -> Receipt | None:
    """Look the receipt up: it is shown because the referral is stored, not because a button was pressed."""
    if form.sent is None:
        return None
    try:
        return find_by_key(get_engine(), form.key)
    except CaseworkUnavailableError as error:
        # the form comes back with what was typed; pressing its button again tells more, and stores once at most
        log.error("a receipt could not be looked up: %s", error)
        return None


def _show_form(
    form: OpenForm,
    turns: Sequence[Turn],
    service: ServiceSettings,
    ways_to_reach: str,
    is_conversation_lost: bool,
    on_close: Callable[[PassedOn | None], None],
) -> None:
    st.html(
        heading("Pass it to an advocate", 2, target=TITLE)
        + paragraph("An advocate is a person. Only how to reach you is needed; everything else is up to you.")
        + heading("What we keep", 3)
        + bullets(what_is_kept(service))
    )
    sent = _choose_turns(form, turns, is_conversation_lost)
    st.html(_dates_in_what_is_sent(sent, clock.today()) + _urgency_of(sent, turns, service))
    messages = st.empty()
    st.html(heading("What you write yourself", 3))
    with st.form(f"handoff-{form.number}", border=False, enter_to_submit=False):
        typed = {each.name: _ask(each, form) for each in FIELDS}
        agreed = st.checkbox(label(consent_wording(service)), key=f"consented-{form.number}", persist_state="session")
        st.html(paragraph("You can leave the next box empty. It changes nothing about the help you get.", "quiet"))
        may_be_sampled = st.checkbox(
            label(sampling_wording(service)), key=f"sampled-{form.number}", persist_state="session"
        )
        is_pressed = st.form_submit_button("Send to an advocate", type="primary")
        is_closed = st.form_submit_button("Back, without sending. What you typed stays here.")
    aim(TITLE, f"form-{form.moment}")
    if is_closed:
        on_close(None)
        st.rerun()
    if is_pressed:
        with messages.container():
            if _is_stored(
                form,
                typed,
                sent,
                agreed=agreed,
                may_be_sampled=may_be_sampled,
                service=service,
                ways_to_reach=ways_to_reach,
            ):
                st.rerun()


def _ask(each: _Field, form: OpenForm) -> str:
    key = f"{each.name}-{form.number}"
    if each.is_long:
        return st.text_area(each.asks, max_chars=LINES, key=key, height="content", persist_state="session")
    return st.text_input(each.asks, max_chars=LINE, key=key, autocomplete=each.autocomplete, persist_state="session")


def _choose_turns(form: OpenForm, turns: Sequence[Turn], is_conversation_lost: bool) -> list[Turn]:
    """Show each turn whole, with a box to leave it out. Outside the form, so that what follows from it is told."""
    answered = [turn for turn in turns if turn.reply is not None]
    left_out = paragraph(NOT_ANSWERED) if len(answered) < len(turns) else ""
    if not answered:
        nothing = paragraph("Nothing: you have not asked anything yet.") if not turns else ""
        if is_conversation_lost:
            nothing = paragraph(about.LOST, "done") + paragraph(CONVERSATION_GONE)
        st.html(heading("What is sent from this page", 3) + nothing + left_out)
        return []
    st.html(
        heading("What is sent from this page", 3)
        + paragraph("Untick what you would rather leave out. Open a line to see exactly what an advocate would read.")
        + left_out
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


def _dates_in_what_is_sent(sent: Sequence[Turn], today: datetime.date) -> str:
    """Return the dates that go along; nothing where nothing is sent."""
    if not sent:
        return ""
    dates = dates_in(sent)
    if not dates:
        return paragraph(NO_DATES)
    listed = "".join(f"<li>{_date(date, today)}</li>" for date in dates)
    return f'<div class="dates">{heading("Dates in what you send", 3)}<ul class="plain">{listed}</ul></div>'


def _date(date: CitedDate, today: datetime.date) -> str:
    """Return one date, with how it was worked out behind it: the form stays short enough for a phone."""
    left = (date.date - today).days
    passed = " – this date has passed" if left < 0 else ""
    changes = paragraph(date.changes_if, "quiet") if date.changes_if else ""
    says = (
        f'<span>{escaped(date.what)}: <strong class="when">{written_date(date.date)}</strong> '
        f"{days_left_words(left)}{passed}</span>"
    )
    return disclosure(says, f'<div class="opened">{paragraph(date.working)}{changes}</div>', kind="worked")


def _urgency_of(sent: Sequence[Turn], turns: Sequence[Turn], service: ServiceSettings) -> str:
    """Return how what is ticked will be marked, why, and what that means for the reply."""
    found = pressing(sent)
    return (
        heading("How urgent it will look", 3)
        + f'<p role="status">{escaped(_marked(found, turns))}</p>'
        + paragraph(service.reply_by(found.urgency))
        + paragraph(IF_MORE_URGENT, "quiet")
    )


def _marked(found: Pressing, turns: Sequence[Turn]) -> str:
    marked = f"This will be marked as: needed {URGENCY_WORDS[found.urgency]}"
    if found.turn is None:
        return f"{marked}."
    answered = [turn.number for turn in turns if turn.reply is not None]
    position = answered.index(found.turn.number) + 1
    if isinstance(found.turn.reply, Emergency):
        return f"{marked}, because question {position} may be about somebody in danger."
    why = found.turn.offer.why if found.turn.offer else ""
    return f"{marked}, because of what the answer to question {position} says: “{why}”"


def _is_stored(
    form: OpenForm,
    typed: dict[str, str],
    sent: Sequence[Turn],
    *,
    agreed: bool,
    may_be_sampled: bool,
    service: ServiceSettings,
    ways_to_reach: str,
) -> bool:
    """Check and store; say plainly what is wrong otherwise. What was typed stays in the form either way."""
    found = pressing(sent)
    try:
        new = NewReferral.model_validate(
            {
                **typed,
                "consented": agreed,
                "consent_wording": consent_wording(service),
                "reason": found.reason,
                "urgency": found.urgency,
                "may_be_sampled": may_be_sampled,
                "snapshot": snapshot_of(sent),
            }
        )
    except ValidationError as error:
        faults = field_messages(error)
        told = heading("Nothing has been sent yet", 3, target=ERRORS) + bullets(faults.values())
        st.html(f'<div class="faults">{told}</div>')
        aim(ERRORS, secrets.token_hex(8))
        return False
    # from here on every run looks for the receipt first
    form.sent = Sent(
        tuple((each.label, str(getattr(new, each.name))) for each in FIELDS),
        tuple(sent),
        (new.consent_wording, *((sampling_wording(service),) if may_be_sampled else ())),
    )
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
