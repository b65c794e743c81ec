"""The registers: interests, gifts, and complaints about this service. What is entered stays; nothing typed is lost."""

import datetime
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import streamlit as st

from assistant import clock
from assistant.casework import registers
from assistant.casework.desk_models import Complaint, ComplaintState, Gift, GiftDecision, Interest, InterestKind
from assistant.casework.registers import (
    CameBy,
    Move,
    NewComplaint,
    NewGift,
    NewInterest,
    OpenComplaint,
    RegisterError,
)
from assistant.casework.rights import Person, Right
from assistant.wording import short_date
from ui.desk_forms import LINES, Missing, day_of, is_done, number_of, readable, show_parts, start_anew
from ui.desk_frame import REGISTERS, show_desk_page
from ui.desk_words import INTERESTS
from ui.frame import TITLE
from ui.markup import escaped, fields, heading, paragraph, table
from ui.resources import get_engine

Choice = TypeVar("Choice")
LINE = 300  # characters; casework takes as many
MOST_POUNDS = 1_000_000.0

INTEREST_POLICY = (
    "Declare whatever ties you to a council, a school or another organisation, or might: a case about it then goes to "
    "somebody else."
)
GIFT_POLICY = (
    "Nobody here accepts a gift or an incentive that could sway their judgement. Record each one that is offered, also "
    "one that was declined."
)
COMPLAINT_POLICY = (
    "Every complaint about this service gets an answer. Write what it says and what was done, and no more about a "
    "family than that needs."
)
YEARLY = (
    "Look at what you declared once a year. If nothing ties you to anybody besides what is on the register, say so."
)
STAYS = "It stays on the register, with the day on which it ended."

DECISIONS: Mapping[GiftDecision, str] = {
    GiftDecision.DECLINED: "declined",
    GiftDecision.ACCEPTED: "accepted",
    GiftDecision.PASSED_TO_THE_SERVICE: "passed to the service",
}
COMPLAINT_STATES: Mapping[ComplaintState, str] = {
    ComplaintState.RECEIVED: "received",
    ComplaintState.ACKNOWLEDGED: "acknowledged",
    ComplaintState.ANSWERED: "answered",
    ComplaintState.REVIEWED: "looked at again",
    ComplaintState.CLOSED: "closed",
}
WAYS: Mapping[str, str] = {
    CameBy.PHONE: "by phone",
    CameBy.EMAIL: "by e-mail",
    CameBy.LETTER: "by letter",
    CameBy.FORM: "on a form",
    CameBy.IN_PERSON: "in person",
    CameBy.SOMEBODY_ELSE: "through somebody else",
}
UPHELD = {None: "not said yet", True: "yes", False: "no"}

INTEREST_MISSING: Missing = {
    "about": "Write the name of the council, school or organisation.",
    "kind": "Choose what the tie is.",
}
GIFT_MISSING: Missing = {
    "offered_on": "Give the day on which it was offered.",
    "giver": "Write who offered it.",
    "what": "Write what was offered.",
    "decision": "Choose what was done with it.",
    "no_reason": "Write why it was accepted.",
}
COMPLAINT_MISSING: Missing = {
    "received_on": "Give the day on which it came.",
    "came_by": "Choose how it came.",
    "about": "Write what the complaint says.",
}

_SERVICE = 0  # in the choice of whose an interest is: the whole service's
_NAMES = "registers-names"  # in the session: what people were called when it was read last


def main() -> None:
    """Show the page."""
    show_desk_page(REGISTERS, _show)


def _show(person: Person) -> None:
    st.html(heading(REGISTERS.title, 1, target=TITLE))
    with st.container(key="registers-names"):
        names = _names(person)
    parts: dict[str, Callable[[], None]] = {
        "Interests": lambda: _show_interests(person, names),
        "Gifts": lambda: _show_gifts(person, names),
    }
    if person.may(Right.KEEP_REGISTERS):
        parts["Complaints about this service"] = lambda: _show_complaints(person, names)
    show_parts(parts, key="registers-part")


# interests


def _show_interests(person: Person, names: Mapping[int, str]) -> None:
    st.html(paragraph(INTEREST_POLICY))
    kept = readable(lambda: registers.interests(get_engine(), person, clock.now()))
    if kept is not None:
        columns = ("With whom", "Tie", "Whose", "More", "Declared", "Ended")
        _show_register("Interests on the register", columns, [_interest_row(each, person, names) for each in kept])
    _show_declaring(person, names)
    _show_nothing(person)
    if still := [each for each in kept or () if each.ended_at is None]:
        _show_ending(person, still, names)
    if person.may(Right.KEEP_REGISTERS):
        _show_not_declared(person)


def _show_register(name: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    nothing = paragraph("Nothing is on the register yet.")
    st.html(table(name, columns, [("", row) for row in rows]) if rows else nothing)


def _interest_row(each: Interest, person: Person, names: Mapping[int, str]) -> tuple[str, ...]:
    by = "" if each.declared_by == each.account_id else f" by {_called(each.declared_by, person, names)}"
    return (
        each.about,
        INTERESTS[each.kind],
        _whose(each, person, names),
        each.more,
        day_of(each.declared_at) + by,
        day_of(each.ended_at) if each.ended_at else "",
    )


def _show_declaring(person: Person, names: Mapping[int, str]) -> None:
    number = number_of("interest")
    with st.form(f"interest-{number}", border=False, enter_to_submit=False):
        st.html(heading("Declare an interest", 3))
        faults = st.empty()
        whose = person.account_id
        if person.may(Right.KEEP_REGISTERS):
            choice = _choice(person, names, {_SERVICE: "The whole service’s"}, own="Your own")
            whose = _choose("Whose it is", choice, f"interest-whose-{number}")
        typed = {
            "about": _line("Council, school or organisation", f"interest-about-{number}"),
            "kind": st.selectbox(
                "What the tie is",
                tuple(InterestKind),
                index=None,
                format_func=INTERESTS.__getitem__,
                key=f"interest-kind-{number}",
                placeholder="Choose one",
                persist_state="session",
            ),
            "more": _lines("More about it, if you like", f"interest-more-{number}"),
        }
        is_pressed = st.form_submit_button("Declare it", type="primary", key=f"interest-save-{number}")
    now, account_id = clock.now(), None if whose == _SERVICE else whose
    if is_pressed and is_done(
        lambda: registers.declare_interest(
            get_engine(), person, NewInterest.model_validate(typed), now, account_id=account_id
        ),
        faults,
        INTEREST_MISSING,
        RegisterError,
    ):
        start_anew("interest", "It is on the register.")


def _show_nothing(person: Person) -> None:
    number = number_of("nothing")
    with st.form(f"nothing-{number}", border=False, enter_to_submit=False):
        st.html(heading("Nothing to declare", 3) + paragraph(YEARLY))
        faults = st.empty()
        is_pressed = st.form_submit_button("I have nothing to declare", key=f"nothing-save-{number}")
    now = clock.now()
    if is_pressed and is_done(lambda: registers.declare_nothing(get_engine(), person, now), faults, {}, RegisterError):
        start_anew("nothing", "It is noted that you have nothing to declare besides what is on the register.")


def _show_ending(person: Person, still: Sequence[Interest], names: Mapping[int, str]) -> None:
    # a selection is known by its label, so each has its number in it
    labels = {
        each.id: f"{each.about}: {INTERESTS[each.kind]} ({_whose(each, person, names)}, no. {each.id})"
        for each in still
    }
    number = number_of("end")
    with st.form(f"end-{number}", border=False, enter_to_submit=False):
        st.html(heading("End an interest", 3) + paragraph(STAYS))
        faults = st.empty()
        chosen = _choose("Interest that has ended", labels, f"end-which-{number}")
        is_pressed = st.form_submit_button("It has ended", key=f"end-save-{number}")
    now = clock.now()
    if is_pressed and is_done(
        lambda: registers.end_interest(get_engine(), person, chosen, now), faults, {}, RegisterError
    ):
        start_anew("end", "It is noted that this interest has ended.")


def _show_not_declared(person: Person) -> None:
    st.html(heading("Who has declared nothing within a year", 3))
    due = readable(lambda: registers.yearly_review(get_engine(), person, clock.now()))
    if due is None:
        return
    rows = [("", (each.name, day_of(each.last_at) if each.last_at else "never")) for each in due]
    nobody = paragraph("Nobody: everybody has looked at it within a year.")
    st.html(table("Who has declared nothing", ("Name", "Last time"), rows) if rows else nobody)


# gifts


def _show_gifts(person: Person, names: Mapping[int, str]) -> None:
    st.html(paragraph(GIFT_POLICY))
    kept = readable(lambda: registers.gifts(get_engine(), person, clock.now()))
    if kept is not None:
        columns = ("Offered on", "To", "By", "What", "Worth", "What was done", "Why", "Recorded")
        _show_register("Gifts on the register", columns, [_gift_row(each, person, names) for each in kept])
    number = number_of("gift")
    with st.form(f"gift-{number}", border=False, enter_to_submit=False):
        st.html(heading("Record a gift", 3))
        faults = st.empty()
        to = person.account_id
        if person.may(Right.KEEP_REGISTERS):
            to = _choose("Offered to", _choice(person, names, {}, own="You"), f"gift-to-{number}")
        typed = _ask_for_gift(number)
        is_pressed = st.form_submit_button("Record the gift", type="primary", key=f"gift-save-{number}")
    now = clock.now()
    if is_pressed and is_done(
        lambda: registers.record_gift(get_engine(), person, NewGift.model_validate(typed), now, offered_to=to),
        faults,
        GIFT_MISSING,
        RegisterError,
    ):
        start_anew("gift", "The gift is on the register.")


def _ask_for_gift(number: int) -> dict[str, object]:
    offered_on = _day("Offered on", f"gift-day-{number}")
    giver = _line("Who offered it", f"gift-giver-{number}")
    what = _line("What it is", f"gift-what-{number}")
    pounds = st.number_input(
        "About how much is it worth, in pounds? Leave it empty if nobody knows.",
        min_value=0.0,
        max_value=MOST_POUNDS,
        value=None,
        step=1.0,
        format="%.2f",
        key=f"gift-value-{number}",
        persist_state="session",
    )
    decision = st.radio(
        "What was done with it",
        tuple(DECISIONS),
        index=None,
        format_func=DECISIONS.__getitem__,
        key=f"gift-decision-{number}",
        persist_state="session",
    )
    return {
        "offered_on": offered_on,
        "giver": giver,
        "what": what,
        "value_pence": None if pounds is None else round(pounds * 100),
        "decision": decision,
        "why": _lines("Why (needed where it was accepted)", f"gift-why-{number}"),
    }


def _gift_row(each: Gift, person: Person, names: Mapping[int, str]) -> tuple[str, ...]:
    by = "" if each.recorded_by == each.offered_to else f" by {_called(each.recorded_by, person, names)}"
    return (
        short_date(each.offered_on),
        _called(each.offered_to, person, names),
        each.giver,
        each.what,
        "not known" if each.value_pence is None else f"£{each.value_pence / 100:,.2f}",
        DECISIONS[each.decision],
        each.why,
        day_of(each.recorded_at) + by,
    )


# complaints about this service


def _show_complaints(person: Person, names: Mapping[int, str]) -> None:
    st.html(paragraph(COMPLAINT_POLICY))
    kept = readable(lambda: registers.complaints(get_engine(), person, clock.now()))
    if kept is not None:
        columns = ("No.", "Received", "How it came", "Days open", "Stands", "Was it right")
        _show_register("Complaints on the register", columns, [_complaint_row(each) for each in kept])
    for each in kept or ():
        complaint = each.complaint
        # one beside the other, and none to be chosen: what is typed of one is not lost for another
        with st.expander(
            f"No. {complaint.id}, received {short_date(complaint.received_on)}", key=f"one-{complaint.id}"
        ):
            st.html(_complaint(complaint, person, names))
            if complaint.state is not ComplaintState.CLOSED:
                _show_moving(person, complaint)
    _show_recording(person)


def _complaint_row(each: OpenComplaint) -> tuple[str, ...]:
    complaint = each.complaint
    return (
        str(complaint.id),
        short_date(complaint.received_on),
        WAYS.get(complaint.came_by, complaint.came_by),
        str(each.days_open),
        COMPLAINT_STATES[complaint.state],
        UPHELD[complaint.was_upheld],
    )


def _complaint(complaint: Complaint, person: Person, names: Mapping[int, str]) -> str:
    by = _called(complaint.handled_by, person, names)
    told = (
        ("What it says", complaint.about),
        ("What was answered or done", complaint.answer or "nothing yet"),
        ("Where it stands", f"{COMPLAINT_STATES[complaint.state]} on {day_of(complaint.moved_at)}, {by}"),
        ("Was it right", UPHELD[complaint.was_upheld]),
    )
    return fields((name, f'<span class="typed">{escaped(text)}</span>') for name, text in told)


def _show_moving(person: Person, complaint: Complaint) -> None:
    states = tuple(ComplaintState)
    ahead = {state: COMPLAINT_STATES[state] for state in states[states.index(complaint.state) + 1 :]}
    form = f"move-{complaint.id}"
    number = f"{complaint.id}-{number_of(form)}"
    with st.form(f"move-{number}", border=False, enter_to_submit=False):
        st.html(heading("Move it on", 3))
        faults = st.empty()
        typed = {
            "state": _choose("Where it stands now", ahead, f"move-state-{number}"),
            "answer": _lines("What was answered or done", f"move-answer-{number}"),
            "was_upheld": st.radio(
                "Was the complaint right?",
                (True, False),
                index=None,
                format_func={True: "Yes", False: "No"}.__getitem__,
                key=f"move-upheld-{number}",
                persist_state="session",
            ),
        }
        is_pressed = st.form_submit_button("Move it on", type="primary", key=f"move-save-{number}")
    now, id_ = clock.now(), complaint.id
    if is_pressed and is_done(
        lambda: registers.move_complaint(get_engine(), person, id_, Move.model_validate(typed), now),
        faults,
        {},
        RegisterError,
    ):
        start_anew(form, f"Complaint no. {id_} has moved on.")


def _show_recording(person: Person) -> None:
    number = number_of("complaint")
    with st.form(f"complaint-{number}", border=False, enter_to_submit=False):
        st.html(heading("Record a complaint", 3))
        faults = st.empty()
        typed = {
            "received_on": _day("Received on", f"complaint-day-{number}"),
            "came_by": st.selectbox(
                "How it came",
                tuple(CameBy),
                index=None,
                format_func=WAYS.__getitem__,
                key=f"complaint-way-{number}",
                placeholder="Choose one",
                persist_state="session",
            ),
            "about": _lines("What it says", f"complaint-about-{number}"),
        }
        is_pressed = st.form_submit_button("Record the complaint", type="primary", key=f"complaint-save-{number}")
    now = clock.now()
    if is_pressed and is_done(
        lambda: registers.record_complaint(get_engine(), person, NewComplaint.model_validate(typed), now),
        faults,
        COMPLAINT_MISSING,
        RegisterError,
    ):
        start_anew("complaint", "The complaint is on the register.")


# parts of forms


def _line(asks: str, key: str) -> str:
    return st.text_input(asks, max_chars=LINE, key=key, autocomplete="off", persist_state="session")


def _lines(asks: str, key: str) -> str:
    return st.text_area(asks, max_chars=LINES, key=key, height="content", persist_state="session")


def _day(asks: str, key: str) -> datetime.date | None:
    found = st.date_input(asks, value=clock.today(), format="DD/MM/YYYY", key=key, persist_state="session")
    return found if isinstance(found, datetime.date) else None


def _choose(asks: str, labels: Mapping[Choice, str], key: str) -> Choice:
    chosen = st.selectbox(asks, tuple(labels), format_func=labels.__getitem__, key=key, persist_state="session")
    return next(iter(labels)) if chosen is None else chosen


# who is called what


def _names(person: Person) -> Mapping[int, str]:
    """Return what everybody who has or had an account is called; for who does not keep the registers, nobody."""
    if not person.may(Right.KEEP_REGISTERS):
        return {}
    found = readable(lambda: registers.people(get_engine(), person, clock.now()))
    if found is not None:
        often = Counter(found.values())
        st.session_state[_NAMES] = {
            number: name if often[name] == 1 else f"{name} (account {number})" for number, name in found.items()
        }
    # a choice among fewer people would change whom a half-filled form is about
    last: Mapping[int, str] = st.session_state.get(_NAMES, {})
    return last


def _choice(person: Person, names: Mapping[int, str], more: Mapping[int, str], *, own: str) -> dict[int, str]:
    others = {id_: name for id_, name in names.items() if id_ != person.account_id}
    return {person.account_id: own, **more, **others}


def _called(account_id: int, person: Person, names: Mapping[int, str]) -> str:
    return "you" if account_id == person.account_id else names.get(account_id, "a lead")


def _whose(each: Interest, person: Person, names: Mapping[int, str]) -> str:
    if each.account_id is None:
        return "the whole service’s"
    return "your own" if each.account_id == person.account_id else names.get(each.account_id, "")


if __name__ == "__main__":
    main()
