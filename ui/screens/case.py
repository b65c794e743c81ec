"""One case: first what tells a conflict of interest, then, to the advocate who takes it, all of it."""

import secrets
from collections.abc import Callable, Sequence

import streamlit as st
from pydantic import ValidationError

from assistant import clock
from assistant.casework import cases
from assistant.casework.cases import CaseError, CaseFile, Preview
from assistant.casework.models import EntryKind, Outcome, ReferralState
from assistant.casework.referrals import ENGLAND
from assistant.casework.rights import Person, Right
from assistant.wording import written_date
from corpus.errors import CorpusError
from ui.case_seen import Evidence, Seen, SeenTurn, turns_of
from ui.desk_frame import CASE, CITATIONS, DESK, guide_titles, show_desk_page
from ui.desk_words import (
    ENTRIES,
    INTERESTS,
    OUTCOMES,
    STATES,
    STATUSES,
    URGENCIES,
    event_words,
    moment_words,
    reason_words,
    waited,
)
from ui.frame import page_of
from ui.markup import bullets, disclosure, escaped, fields, heading, host, link, paragraph, table
from ui.resources import get_desk, get_engine
from ui.screens.citations import open_at
from ui.screens.desk import CHOSEN
from ui.take_away.case_pack import case_pack, pack_name
from ui.take_away.part import WORD

NOT_HELD = "official text was not on this machine"
FOCUS = "case-focus"  # in the session: which statement stands on the right
NO_CONFLICT = (
    "I have no conflict of interest in this case: I do not work and have not worked there, nobody close to me does, "
    "and I have nothing to gain from how it goes."
)
NOBODY_NAMED = (
    "The family named no council or school, so the register cannot tell. If you find a tie once you read the case, say "
    "so there: it goes to somebody else."
)


def main() -> None:
    """Show the page."""
    show_desk_page(CASE, _show)


def _show(person: Person) -> None:
    code = str(st.session_state.get(CHOSEN, ""))
    if not code:
        st.html(heading("One case", 1) + paragraph("Choose a case in the list first."))
        st.page_link(page_of(DESK), label="Back to the list")
        return
    try:
        if st.session_state.get(_opened(code)):
            _show_case(cases.open_case(get_engine(), person, code, clock.now()), person)
        else:
            _show_preview(cases.preview(get_engine(), person, code, clock.now()), person)
    except CaseError as error:
        st.session_state.pop(_opened(code), None)
        st.html(heading(f"Case {code}", 1) + f'<p role="alert">{escaped(str(error))}</p>')
        st.button("Look at it again", key="case-again")
        st.page_link(page_of(DESK), label="Back to the list")


def _opened(code: str) -> str:
    return f"case-open-{code}"


# before it is taken


def _show_preview(seen: Preview, person: Person) -> None:
    st.html(
        heading(f"Case {seen.reference_code}", 1)
        + fields(
            [
                ("Needed", escaped(URGENCIES[seen.urgency])),
                ("Due", escaped(written_date(seen.due_on))),
                ("Why a person", escaped(reason_words(seen.reason))),
                ("About", escaped("; ".join(_titles(seen.topics)) or "nothing of the conversation was sent")),
                ("State", escaped(STATES[seen.state])),
                ("Who has it", escaped(seen.owner or "nobody")),
                ("Council or school", escaped(seen.council_or_school or "not named")),
            ]
        )
        + heading("Is there a conflict of interest?", 2)
    )
    told = [f"{tie.about}: {_whose(tie.is_of_service)} {INTERESTS[tie.kind]}" for tie in seen.ties]
    if told or seen.has_declared:
        declared = ["You declared that you may not have this case."] if seen.has_declared else []
        st.html(paragraph("You may not take this case.") + bullets([*told, *declared]))
    else:
        st.html(paragraph("The register shows none." if seen.is_named else NOBODY_NAMED))
        _show_claim(seen, person)
    _show_declaring(seen.reference_code, person)
    if person.may(Right.REASSIGN):
        _show_reassigning(seen.reference_code, person)


def _whose(is_of_service: bool) -> str:
    return "for this service," if is_of_service else "for you,"


def _show_claim(seen: Preview, person: Person) -> None:
    code = seen.reference_code
    if seen.is_mine:
        if st.button("Open it", key=f"open-{code}", type="primary"):
            _act(lambda: cases.open_case(get_engine(), person, code, clock.now()), code)
        return
    with st.form(f"claim-{code}", border=False, enter_to_submit=False):
        agrees = st.checkbox(NO_CONFLICT, key=f"no-conflict-{code}")
        if st.form_submit_button("Take this case", type="primary"):
            _act(lambda: cases.claim(get_engine(), person, code, clock.now(), declares_no_conflict=agrees), code)


def _show_declaring(code: str, person: Person) -> None:
    with st.expander("I have a conflict of interest"), st.form(f"declare-{code}", border=False, enter_to_submit=False):
        asks = "What is it? It is sealed with the case, and goes with it."
        why = st.text_area(asks, key=f"why-{code}", max_chars=5_000, persist_state="session")
        if st.form_submit_button("Declare it: I may not have this case"):
            now = clock.now()
            if _done(lambda: cases.declare_conflict(get_engine(), person, code, why, now)):
                st.session_state.pop(_opened(code), None)
                st.rerun()


def _show_reassigning(code: str, person: Person) -> None:
    with st.expander("Give it to an advocate"), st.form(f"reassign-{code}", border=False, enter_to_submit=False):
        names = dict(cases.advocates(get_engine(), person, clock.now()))
        to = st.selectbox("Advocate", list(names), format_func=names.__getitem__, key=f"to-{code}")
        if st.form_submit_button("Give it to them") and to is not None:
            now = clock.now()
            if _done(lambda: cases.reassign(get_engine(), person, code, to, now)):
                st.session_state.pop(_opened(code), None)
                st.rerun()


# the case


def _show_case(case: CaseFile, person: Person) -> None:
    code, now = case.reference_code, clock.now()
    st.html(
        heading(f"Case {code}", 1)
        + f'<p class="quiet">{escaped(STATES[case.state])}. Needed: {escaped(URGENCIES[case.urgency])}. '
        f"Sent {escaped(waited(case.created_at, now))} ago, due {escaped(written_date(case.due_on))}. "
        f"Why a person: {escaped(reason_words(case.reason))}.</p>"
    )
    st.html(heading("The family", 2) + fields(_told(case)))
    if case.message:
        st.html(heading("What they would like help with", 3))
        st.text(case.message)
    turns = turns_of(case.snapshot)
    st.html(heading("Written since", 2) + _entries(case))
    _show_writing(case, person)
    _show_moving(case, person)
    with st.container(horizontal=True, key="case-aside"):
        st.download_button(
            "Save the whole case as a Word document",
            data=lambda: case_pack(case, turns),
            file_name=pack_name(case),
            mime=WORD,
            on_click="ignore",
            key=f"pack-{code}",
        )
    _show_declaring(code, person)
    st.html(heading("What they asked and saw", 2))
    if turns:
        _show_seen(turns, person)
    else:
        st.html(paragraph("They sent nothing of a conversation."))
    st.html(disclosure("<span>Who did what, and when</span>", _events(case), kind="made"))


def _told(case: CaseFile) -> list[tuple[str, str]]:
    told = {
        "Name": case.name_or_alias,
        "How to reach them": case.contact,
        "When and how it is safe": case.contact_when,
        "What makes it easier for them": case.access_needs,
        "Council or school": case.council_or_school,
        "They were told": case.reply_by,
        "Erased after": written_date(case.delete_after.astimezone(ENGLAND).date()),
    }
    return [(name, f'<span class="typed">{escaped(value or "not given")}</span>') for name, value in told.items()]


def _show_seen(turns: Sequence[SeenTurn], person: Person) -> None:
    """Show on the left what they asked and saw, on the right the statement in focus with its evidence."""
    everything = [seen for turn in turns for seen in turn.statements]
    focus = min(int(st.session_state.get(FOCUS, 0)), max(0, len(everything) - 1))
    left, right = st.columns([3, 2], gap="large")
    with left:
        position = 0
        for number, turn in enumerate(turns):
            with st.container(key=f"typed-case-{number}"):
                st.text(turn.asked or "(nothing)")
            st.html(f'<p class="quiet">{escaped(turn.on)}, {escaped(turn.status.replace("_", " "))}</p>')
            if not turn.statements:
                st.text(turn.text)
            listed = []
            for seen in turn.statements:
                listed.append(_seen_line(position, seen, is_here=position == focus))
                position += 1
            if listed:
                st.html("".join(listed))
    with right, st.container(key="case-beside"):
        if not everything:
            st.html(paragraph("Nothing here had a citation."))
            return
        st.html(heading(f"Statement {focus + 1} of {len(everything)}", 3))
        with st.container(horizontal=True, key="case-steps"):
            _step("Previous", focus - 1, is_there=focus > 0, shortcut="Alt+P")
            _step("Next", focus + 1, is_there=focus + 1 < len(everything), shortcut="Alt+N")
        seen = everything[focus]
        st.html(_beside(seen))
        guide, _, item = seen.id.partition("/")
        if item and person.may(Right.CHECK_CITATIONS) and st.button("Check this statement", key="case-check"):
            open_at(guide, seen.id)
            st.switch_page(page_of(CITATIONS))


def _step(says: str, to: int, *, is_there: bool, shortcut: str) -> None:
    st.button(
        says,
        key=f"case-{says.lower()}",
        disabled=not is_there,
        shortcut=shortcut,
        on_click=lambda: st.session_state.update({FOCUS: to}),
    )


def _seen_line(position: int, seen: Seen, *, is_here: bool) -> str:
    mark = ' aria-current="true"' if is_here else ""
    number = f'<p class="quiet">{position + 1}. {escaped(seen.kind)}</p>'
    return f'<div class="seen"{mark}>{number}{paragraph(seen.title)}</div>'


def _beside(seen: Seen) -> str:
    said = paragraph(seen.title, "lead") + "".join(paragraph(line) for line in seen.more)
    if not seen.evidence:
        return said + paragraph("It had no citation.")
    today = _words_today(seen.id)
    changed = ""
    if today is not None and today != seen.title and today not in [each.our_words for each in seen.evidence]:
        changed = paragraph("Our guide says this in other words now:", "soon") + paragraph(today)
    return said + changed + "".join(_evidence(each, seen) for each in seen.evidence)


def _words_today(item_id: str) -> str | None:
    """Return what a statement of a guide says now; None where it is no statement, or has gone."""
    guide_id, _, item = item_id.partition("/")
    try:
        guide = get_desk().store.content.guides.get(guide_id)
    except CorpusError:
        return None
    found = guide.by_item_id.get(item_id) if guide is not None and item else None
    text = getattr(found, "text", None)
    return text if isinstance(text, str) else None


def _evidence(each: Evidence, seen: Seen) -> str:
    status = STATUSES.get(each.status, each.status)
    quoted = (
        f"<blockquote>{escaped(each.quote)}</blockquote>" if each.quote else "official text was not on this machine"
    )
    # most often our words are the statement itself, which stands just above
    ours = [("In our words", escaped(each.our_words))] if each.our_words not in ("", seen.title) else []
    rows = [
        *ours,
        ("Official words", quoted),
        ("Place", f"<code>{escaped(each.pinpoint)}</code>"),
        ("Status then", escaped(f"{status}, as at {each.as_at}")),
    ]
    if each.page is not None:
        rows.append(("Page", str(each.page)))
    read = f"<p>{link(f'Read it at {host(each.url)}', each.url)}</p>" if each.url else ""
    return heading(each.title, 4) + fields(rows) + read


def _entries(case: CaseFile) -> str:
    if not case.entries:
        return paragraph("Nothing yet.")
    lines = [
        f'<li><p class="quiet">{ENTRIES[entry.kind]}, {escaped(entry.author or "the family")}, '
        f'{escaped(moment_words(entry.at))}</p><p class="typed">{escaped(entry.text)}</p></li>'
        for entry in case.entries
    ]
    return f'<ol class="entries">{"".join(lines)}</ol>'


def _show_writing(case: CaseFile, person: Person) -> None:
    code = case.reference_code
    key = f"entry-key-{code}"
    if key not in st.session_state:
        st.session_state[key] = secrets.token_urlsafe(24)
    kinds = {
        EntryKind.NOTE: "A note for the file. A family who asks for all that is kept sees it too.",
        EntryKind.TO_FAMILY: "A message that the family reads with their code",
    }
    # the box is emptied only once its words are on disk
    number = st.session_state.setdefault(f"entry-number-{code}", 0)
    with st.form(f"write-{code}", border=False, enter_to_submit=False):
        kind = st.radio("Write", list(kinds), format_func=kinds.__getitem__, key=f"entry-kind-{code}")
        box = f"entry-{code}-{number}"
        text = st.text_area("Your words", key=box, max_chars=cases.LONGEST_ENTRY, persist_state="session")
        if st.form_submit_button("Save it"):
            now, used = clock.now(), st.session_state[key]
            if _done(lambda: cases.write(get_engine(), person, code, kind, text, used, now)):
                st.session_state[f"entry-number-{code}"] = number + 1
                del st.session_state[key]
                st.rerun()


def _show_moving(case: CaseFile, person: Person) -> None:
    code = case.reference_code
    if case.state is ReferralState.WITHDRAWN:
        st.html(paragraph("The family has withdrawn this case. Do not contact them about it."))
        return
    with st.form(f"move-{code}", border=False, enter_to_submit=False):
        steps = {
            ReferralState.CLAIMED: "Being worked on",
            ReferralState.WAITING: "Waiting for somebody",
            ReferralState.ANSWERED: "Answered",
        }
        at = list(steps).index(case.state) if case.state in steps else 0
        state = st.selectbox(
            "Where it stands", list(steps), index=at, format_func=steps.__getitem__, key=f"state-{code}"
        )
        if st.form_submit_button("Set it" if case.state.is_open else "Open it again"):
            _act(lambda: cases.set_state(get_engine(), person, code, state, clock.now()), code)
    if not case.state.is_open:
        st.html(paragraph(f"Closed: {OUTCOMES[case.outcome]}." if case.outcome else "Closed."))
        return
    with st.expander("Close this case"), st.form(f"close-{code}", border=False, enter_to_submit=False):
        outcome = st.selectbox("How it ended", list(Outcome), format_func=OUTCOMES.__getitem__, key=f"outcome-{code}")
        if st.form_submit_button("Close it") and outcome is not None:
            _act(lambda: cases.close(get_engine(), person, code, outcome, clock.now()), code)
    with st.expander("Put it back into the queue"), st.form(f"release-{code}", border=False, enter_to_submit=False):
        st.html(paragraph("Somebody else can take it then. What was written stays with it."))
        if st.form_submit_button("Put it back"):
            now = clock.now()
            if _done(lambda: cases.release(get_engine(), person, code, now)):
                st.session_state.pop(_opened(code), None)
                st.rerun()


def _events(case: CaseFile) -> str:
    rows = [
        ("", (moment_words(event.at), event.who, event_words(event.what), ", ".join(event.detail.values())))
        for event in case.events
    ]
    return f'<div class="opened">{table("The audit of this case", ("When", "Who", "What", "More"), rows)}</div>'


def _act(deed: Callable[[], object], code: str) -> None:
    """Do something after which the case is open, and show it again."""
    if _done(deed):
        st.session_state[_opened(code)] = True
        st.rerun()


def _done(deed: Callable[[], object]) -> bool:
    """Do something; say plainly when it is refused, and leave what was typed where it is."""
    try:
        deed()
    except CaseError as error:
        st.html(f'<p role="alert" class="faults">{escaped(str(error))}</p>')
        return False
    except ValidationError:
        st.html('<p role="alert" class="faults">Write something first.</p>')
        return False
    return True


def _titles(topics: Sequence[str]) -> list[str]:
    titles = guide_titles()
    return [titles.get(topic, topic) for topic in topics]


if __name__ == "__main__":
    main()
