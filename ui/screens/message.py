"""Your message to an advocate: where it stands, what was written since, and adding, saving, withdrawing, erasing.

It opens with the reference code and the passphrase. Both are in the session while the page is open and nowhere else,
and each thing that is done is checked with them again.
"""

import hashlib
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assistant import clock
from assistant.casework import family
from assistant.casework.family import CaseForFamily
from assistant.casework.models import EntryKind, Outcome, ReferralState
from assistant.casework.referrals import ENGLAND
from assistant.casework.trouble import CaseworkUnavailableError
from assistant.service import ServiceSettings
from ui import about
from ui.case_seen import turns_of
from ui.conversation import Conversation
from ui.focus import aim
from ui.frame import MESSAGE, information_page
from ui.handoff import FIELDS, LINES
from ui.markup import bullets, escaped, fields, heading, paragraph
from ui.resources import get_engine, get_signposts
from ui.take_away.part import WORD
from ui.take_away.receipt import case_file, day_of

log = logging.getLogger(__name__)

OPENED, SHOWN, TOLD = "case-opened", "case-shown", "case-told"  # in the session
STANDS, FAULTS, DONE, SURE, KEPT = "case-stands", "case-faults", "case-done", "case-sure", "case-kept"  # the focus
LONGEST = 200  # characters of a code or a passphrase

LEAD = (
    "When you passed your question to an advocate, you were given a reference code and a passphrase. With both, you "
    "can see here where your message stands."
)
FORGOTTEN = "This page forgets both when you leave it, close it or refresh it."
WITHOUT_THEM = (
    "The passphrase was shown once, and nobody can tell it to you again. Without it, you can phone this service, or "
    "send a new message to an advocate from your questions."
)
NOTHING_OPENS = (
    "We found no message with this code and this passphrase. Please check both. The code has twelve letters and digits "
    "after SA. The passphrase is four words. A message that was erased cannot be found any more."
)
STATES: Mapping[ReferralState, str] = {
    ReferralState.NEW: "It is stored, and no advocate has taken it yet.",
    ReferralState.CLAIMED: "An advocate has it.",
    ReferralState.WAITING: "An advocate has it, and is waiting for you or for somebody else before going on.",
    ReferralState.ANSWERED: "An advocate has answered.",
    ReferralState.CLOSED: "It is closed.",
    ReferralState.WITHDRAWN: "You have withdrawn it. No advocate works on it.",
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.ADVICE_GIVEN: "Advice was given.",
    Outcome.SUPPORTED_TO_ACT: "An advocate supported you in what you did.",
    Outcome.PASSED_ON: "It was passed on to somebody else who helps.",
    Outcome.NOT_REACHED: "The advocate could not reach you.",
    Outcome.NO_LONGER_NEEDED: "Help was no longer needed.",
    Outcome.OUTSIDE_OUR_WORK: "It is outside what this service does.",
}
STAYS = (
    "What stays is a list of what happened to it: its code, when it was sent, read or changed, and by whom. No word "
    "that you wrote is in it."
)
_TROUBLES = (
    family.NoSuchCaseError,
    family.TooManyTriesError,
    family.CaseEndedError,
    family.TextNotAddedError,
    CaseworkUnavailableError,
)


@dataclass
class Opened:
    """A case that is open on the page. It goes when the page is left."""

    code: str = field(repr=False)
    passphrase: str = field(repr=False)
    case: CaseForFamily = field(repr=False)
    is_aimed_at: bool = False  # whether it has had the focus on opening
    sure: "Step | None" = None  # what the family has still to confirm

    def look(self) -> None:
        """Read the case again. Raises what `family.find` raises."""
        self.case = family.find(get_engine(), self.code, self.passphrase, clock.now())


class Step(NamedTuple):
    """Something that is asked about once more before it is done."""

    name: str
    asks: str
    says: tuple[str, ...]
    yes: str
    no: str


def main() -> None:
    """Show the page."""
    st.session_state[SHOWN] = True
    with information_page(MESSAGE) as service:
        _show_told()
        opened: Opened | None = st.session_state.get(OPENED)
        if opened:
            _show_opened(opened, service)
        else:
            _show_asking(service)


def forget_where_left() -> None:
    """Forget the code, the passphrase and the case in a run that did not show this page."""
    if not st.session_state.pop(SHOWN, False):
        st.session_state.pop(OPENED, None)
        st.session_state.pop(TOLD, None)


def _show_told() -> None:
    """Say what was done in the run before."""
    if told := st.session_state.pop(TOLD, None):
        st.html(f'<p role="status" class="done" id="{DONE}" tabindex="-1">{escaped(told)}</p>')
        aim(DONE, secrets.token_hex(8))


def _show_asking(service: ServiceSettings) -> None:
    conversation: Conversation | None = st.session_state.get("conversation")
    known = conversation.passed_on[-1].reference_code if conversation and conversation.passed_on else ""
    st.html(paragraph(LEAD, "lead"))
    messages = st.empty()
    with st.form("message-open", border=False):
        code = st.text_input(
            "Reference code, such as SA-7KQM-2XWD-9HTR",
            value=known,
            max_chars=LONGEST,
            key="message-code",
            autocomplete="off",
        )
        passphrase = st.text_input(
            "Passphrase: four words", max_chars=LONGEST, key="message-passphrase", autocomplete="off"
        )
        is_pressed = st.form_submit_button("Show my message", type="primary")
    st.html(
        paragraph(FORGOTTEN, "quiet")
        + heading("If you do not have both", 2)
        + paragraph(WITHOUT_THEM)
        + _reach(service)
    )
    if not is_pressed:
        return
    try:
        case = family.find(get_engine(), code, passphrase, clock.now())
    except _TROUBLES as error:
        with messages.container():
            _tell(error, service)
        return
    st.session_state[OPENED] = Opened(code, passphrase, case)
    st.rerun()


def _show_opened(opened: Opened, service: ServiceSettings) -> None:
    messages = st.empty()
    case = opened.case
    _show_standing(case, service)
    _show_messages(case)
    _show_looking_again(opened, service, messages)
    _show_sent(case)
    _show_adding(opened, service, messages)
    _show_keeping(opened, service, messages)
    _show_ending(opened, service, messages)
    st.html(heading("When you have finished", 2) + paragraph(FORGOTTEN))
    st.button("Close", key="case-close", on_click=_close, args=(case.reference_code,))
    if not opened.is_aimed_at:
        opened.is_aimed_at = True
        aim(STANDS, secrets.token_hex(8))


def _show_standing(case: CaseForFamily, service: ServiceSettings) -> None:
    facts = [("Reference code", escaped(case.reference_code)), ("Sent", escaped(day_of(case.created_at)))]
    if case.state in (ReferralState.NEW, ReferralState.CLAIMED, ReferralState.WAITING):
        facts.append(("Reply", escaped(case.reply_by)))
    facts.append(("Erased on", escaped(day_of(case.delete_after))))
    st.html(heading("Where it stands", 2, target=STANDS) + paragraph(_state(case), "lead") + fields(facts))
    if case.state.is_open:
        with st.expander("If it cannot wait"):
            st.html(_reach(service))


def _state(case: CaseForFamily) -> str:
    outcome = f" {OUTCOMES[case.outcome]}" if case.outcome else ""
    return f"{STATES[case.state]}{outcome}"


def _show_messages(case: CaseForFamily) -> None:
    has_reply = any(entry.kind is EntryKind.TO_FAMILY for entry in case.entries)
    st.html(
        heading("Messages", 2)
        + ("" if has_reply else paragraph("No advocate has written here yet. They may reach you in the way you gave."))
    )
    for number, entry in enumerate(case.entries):
        who = "An advocate wrote to you" if entry.kind is EntryKind.TO_FAMILY else "You added"
        at = entry.at.astimezone(ENGLAND)
        st.html(heading(f"{who}, {day_of(entry.at)} at {at:%H:%M}", 3))
        with st.container(key=f"typed-entry-{number}"):
            st.text(entry.text)


def _show_looking_again(opened: Opened, service: ServiceSettings, messages: DeltaGenerator) -> None:
    if not st.button("Look again for something new", key="case-look"):
        return
    try:
        opened.look()
    except _TROUBLES as error:
        with messages.container():
            _tell(error, service)
        return
    _done("This is how it stands now.")


def _show_sent(case: CaseForFamily) -> None:
    st.html(heading("What you sent", 2))
    with st.expander("What you wrote on the form", key="case-told-us"):
        for number, (label, text) in enumerate(_told_us(case)):
            st.html(paragraph(label, "quiet"))
            with st.container(key=f"typed-told-{number}"):
                st.text(text or "(nothing)")
    for position, turn in enumerate(turns_of(case.snapshot), 1):
        with st.expander(f"Question {position} and its answer, as you sent them", key=f"case-turn-{position}"):
            with st.container(key=f"typed-turn-{position}"):
                st.text(turn.asked or "(nothing)")
            st.text(turn.text)


def _told_us(case: CaseForFamily) -> list[tuple[str, str]]:
    return [(each.label, str(getattr(case.told_us, each.name))) for each in FIELDS]


# adding


@dataclass
class _Addition:
    """What is being written. Its key was made when it was begun, so that pressing twice stores once."""

    number: int = 1
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)


def _show_adding(opened: Opened, service: ServiceSettings, messages: DeltaGenerator) -> None:
    st.html(heading("Add something", 2))
    if not opened.case.state.is_open:
        st.html(paragraph("This has ended, so nothing can be added. You can ask for an advocate again."))
        return
    place = _place_of(opened.case.reference_code)
    addition: _Addition = st.session_state.setdefault(place, _Addition())
    text = st.text_area(
        "What would you like to add?",
        max_chars=LINES,
        key=f"{place}-{addition.number}",
        height="content",
        persist_state="session",
    )
    if not st.button("Send this to the advocate", key="case-add"):
        return
    try:
        family.add(get_engine(), opened.code, opened.passphrase, clock.now(), text=text, idempotency_key=addition.key)
        opened.look()
    except _TROUBLES as error:
        with messages.container():
            _tell(error, service, kept="What you typed is still on the page. It cannot arrive twice.")
        return
    del st.session_state[f"{place}-{addition.number}"]
    st.session_state[place] = _Addition(addition.number + 1)
    _done("What you added is stored for the advocate.")


def _place_of(reference_code: str) -> str:
    """Return where the session keeps what is half written: it outlives a look at another page, the code does not."""
    return f"addition-{hashlib.sha256(reference_code.encode()).hexdigest()[:16]}"


# keeping


def _show_keeping(opened: Opened, service: ServiceSettings, messages: DeltaGenerator) -> None:
    case = opened.case
    st.html(
        heading("Save everything that is kept", 2)
        + paragraph("This gives you a copy of all that is kept about your message, with what an advocate wrote to you.")
    )
    if not st.button("Save everything that is kept", key="case-save"):
        return
    try:
        exported = family.export_json(get_engine(), opened.code, opened.passphrase, clock.now())
    except _TROUBLES as error:
        with messages.container():
            _tell(error, service)
        return
    st.html(heading("Your copy is ready", 3, target=KEPT))
    aim(KEPT, secrets.token_hex(8))
    today = clock.today()
    with st.container(key="keep-case-ways", horizontal=True):
        st.download_button(
            "Save as a Word document",
            data=case_file(case, _told_us(case), _state(case), service, today),
            file_name="message-to-an-advocate.docx",
            mime=WORD,
            key="case-save-word",
            on_click="ignore",
        )
        st.download_button(
            "Save as data (JSON)",
            data=exported,
            file_name="message-to-an-advocate.json",
            mime="application/json",
            key="case-save-json",
            on_click="ignore",
        )


# withdrawing and erasing


def _steps(case: CaseForFamily) -> list[Step]:
    withdraw = Step(
        "withdraw",
        "Withdraw your message?",
        (
            "No advocate works on it any more. This cannot be undone, but you can send a new message.",
            f"What is kept stays until {day_of(case.delete_after)}, unless you erase it.",
        ),
        "Yes, withdraw it",
        "No, leave it as it is",
    )
    erase = Step(
        "erase",
        "Erase your message for good?",
        (
            "All that you sent, and all that was written since, is erased at once. It cannot be brought back, and no "
            "advocate can see it any more.",
            STAYS,
        ),
        "Yes, erase it for good",
        "No, keep it",
    )
    return [withdraw, erase] if case.state.is_open else [erase]


def _show_ending(opened: Opened, service: ServiceSettings, messages: DeltaGenerator) -> None:
    steps = _steps(opened.case)
    st.html(heading("Withdraw or erase" if len(steps) > 1 else "Erase", 2))
    if opened.sure is None:
        says = {"withdraw": "Withdraw", "erase": "Erase for good"}
        for step in steps:
            st.button(says[step.name], key=f"case-{step.name}", on_click=_ask_once_more, args=(opened, step))
        return
    step = opened.sure
    st.html(heading(step.asks, 3, target=SURE) + bullets(step.says))
    is_yes = st.button(step.yes, key="case-yes", type="primary")
    st.button(step.no, key="case-no", on_click=_ask_once_more, args=(opened, None))
    if not is_yes:
        return
    try:
        if step.name == "withdraw":
            family.withdraw(get_engine(), opened.code, opened.passphrase, clock.now())
            opened.look()
        else:
            family.delete(get_engine(), opened.code, opened.passphrase, clock.now())
    except _TROUBLES as error:
        with messages.container():
            _tell(error, service)
        return
    opened.sure = None
    conversation: Conversation | None = st.session_state.get("conversation")
    if conversation:
        conversation.take_back(opened.case.reference_code)
    if step.name == "withdraw":
        _done("Your message is withdrawn.")
    _close(opened.case.reference_code)
    _done("Your message is erased for good.")


def _ask_once_more(opened: Opened, step: Step | None) -> None:
    opened.sure = step
    if step:
        aim(SURE, secrets.token_hex(8))


# what all of it needs


def _close(reference_code: str) -> None:
    """Forget the code, the passphrase, the case, and what was half written."""
    st.session_state.pop(OPENED, None)
    place = _place_of(reference_code)
    for key in [key for key in st.session_state if str(key).startswith(place)]:
        del st.session_state[key]


def _done(told: str) -> NoReturn:
    """Show the page again, and say first what was done."""
    st.session_state[TOLD] = told
    st.rerun()


def _reach(service: ServiceSettings) -> str:
    return about.reach(service, get_signposts())


def _tell(error: Exception, service: ServiceSettings, *, kept: str = "") -> None:
    """Say plainly what is wrong, with whom to phone where that helps."""
    reach = _reach(service)
    match error:
        case family.NoSuchCaseError():
            title, says, reach = "Nothing was found", NOTHING_OPENS, ""
        case family.TooManyTriesError():
            until = error.until.astimezone(ENGLAND)
            title = "There were too many tries"
            says = f"Your message is safe. You can try again from {until:%H:%M} on, or ask a person now."
        case CaseworkUnavailableError():
            log.error("a family's case could not be used: %s", error)
            title = "We cannot look just now"
            says = "Nothing is lost. Please try again in a minute. If it cannot wait, these people can be reached now."
        case _:  # the sentences of `family` are for families
            title, says, reach = "Nothing was changed", str(error), ""
    aim(FAULTS, secrets.token_hex(8))
    st.html(
        '<div class="faults" role="alert">'
        + heading(title, 2, target=FAULTS)
        + paragraph(says)
        + (paragraph(kept) if kept else "")
        + reach
        + "</div>"
    )


if __name__ == "__main__":
    main()
