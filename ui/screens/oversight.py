"""Oversight, for leads: a sample of cases to review, the counts that funders get, and who did what to which case."""

import datetime
from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from assistant import clock
from assistant.casework import cases, supervision
from assistant.casework.cases import Happened
from assistant.casework.codes import read_code
from assistant.casework.funder_report import (
    LENGTHS,
    NOT_SHOWN,
    SMALLEST_SHOWN,
    Ending,
    FunderReport,
    Waiting,
    as_csv,
    funder_report,
)
from assistant.casework.rights import Person
from assistant.casework.supervision import Sampled, SampledCase, SupervisionError
from assistant.wording import written_date
from corpus.vocabulary import HandoffReason
from ui.case_seen import Evidence, Seen, turns_of
from ui.desk_forms import LINES, day_of, is_done, number_of, readable, show_parts, start_anew, tell
from ui.desk_frame import OVERSIGHT, guide_titles, show_desk_page
from ui.desk_words import ENTRIES, OUTCOMES, STATES, STATUSES, URGENCIES, event_words, moment_words, reason_words
from ui.frame import TITLE
from ui.markup import disclosure, escaped, fields, heading, host, link, paragraph, table
from ui.resources import get_engine

SAMPLE_POLICY = (
    "Our policy asks for quality reviews of casework. A case is drawn by chance, once, after it was answered or "
    "closed, and only where the family agreed. You see it without their name and how to reach them."
)
WHAT_TO_ASK = (
    "Was the information accurate and balanced, with every option explained? Did it rest on law and good practice? Did "
    "the family decide, and was nobody favoured?"
)
STILL_A_NAME = (
    "A name that we were never told as one, such as a child’s, may still stand here. Write no name in what you find."
)
REPORT_POLICY = (
    "Funders get counts, and nothing of any case. Counted are the months that are over. Give a funder reports of one "
    "length only: what lies between two that overlap could be worked out."
)
KEPT_BACK = (
    f"“{NOT_SHOWN}” stands for fewer than {SMALLEST_SHOWN} families, and for the smallest other counts, so that those "
    "cannot be worked out."
)
AUDIT_POLICY = (
    "Everything that was done to cases, newest first. It stays when a case is erased, and nobody can change it."
)
DRAW = "Draw one finished case in ten"
NONE_TO_DRAW = "There is no finished case that could be drawn."
NO_CODE = "This is no reference code. One looks like SA-7KQM-2XWD-9HTR."

ENDINGS: Mapping[str, str] = {
    Ending.NOT_ENDED: "Not ended yet",
    Ending.WITHDRAWN: "Withdrawn by the family",
    Ending.ERASED_BEFORE_IT_ENDED: "Erased before it ended",
} | {outcome.value: words for outcome, words in OUTCOMES.items()}
WAITS: Mapping[str, str] = {
    Waiting.SAME_DAY: "The same working day",
    Waiting.ONE_OR_TWO: "1 or 2 working days",
    Waiting.THREE_TO_FIVE: "3 to 5 working days",
    Waiting.SIX_TO_TEN: "6 to 10 working days",
    Waiting.OVER_TEN: "Over 10 working days",
    Waiting.NOT_YET: "No answer yet",
}
REASONS: Mapping[str, str] = {reason.value: reason_words(reason) for reason in HandoffReason}
POLICY_MET = {True: "yes", False: "no", None: "not reviewed yet"}
AT_A_TIME = 200  # lines of the audit

OPENED, CODES, REPORT, START = "sample-opened", "sample-codes", "report-shown", "audit-start"
"""In the session: the sampled case that is open and whose session opened it, the codes that were in the sample last,
the report that is shown and whose session asked for it, and where the audit begins.
"""

REVIEW_MISSING = {"no_findings": "Write what was missing."}


def main() -> None:
    """Show the page."""
    show_desk_page(OVERSIGHT, _show)


def _show(person: Person) -> None:
    st.html(heading(OVERSIGHT.title, 1, target=TITLE))
    parts = {
        "Sample for review": lambda: _show_sample(person),
        "Report for funders": lambda: _show_report(person),
        "Audit": lambda: _show_audit(person),
    }
    show_parts(parts, key="oversight-part")


# the sample


def _show_sample(person: Person) -> None:
    st.html(paragraph(SAMPLE_POLICY))
    _show_drawing(person)
    drawn = readable(lambda: supervision.sample(get_engine(), person, clock.now()))
    if drawn is not None:
        columns = ("Reference", "Drawn", "Reviewed", "Met the policy")
        rows = [("", _sampled_row(each)) for each in drawn]
        st.html(table("The sample", columns, rows) if rows else paragraph("The sample is empty."))
        st.session_state[CODES] = [each.reference_code for each in drawn]
    codes: list[str] = st.session_state.get(CODES, [])
    if codes:
        _show_opening(person, codes)
    account_id, case = st.session_state.get(OPENED, (None, None))
    if case is None or account_id != person.account_id:
        return
    if case.reference_code in codes:
        _show_case(case, person)
    else:  # withdrawn or erased since it was opened
        st.session_state.pop(OPENED)
        st.html('<p role="alert">This case is no longer in the sample.</p>')


def _show_opening(person: Person, codes: Sequence[str]) -> None:
    with st.form("sample-open", border=False):
        faults = st.empty()
        code = st.selectbox("Case", codes, key="sample-which", persist_state="session")
        is_pressed = st.form_submit_button("Open it", key="sample-open-it")
    # each opening is noted as one reading; a click elsewhere on this page is none
    now, found = clock.now(), list[SampledCase]()
    if is_pressed and is_done(
        lambda: found.append(supervision.open_sampled(get_engine(), person, code, now)), faults, {}, SupervisionError
    ):
        st.session_state[OPENED] = (person.account_id, found[0])


def _show_drawing(person: Person) -> None:
    # a draw has a button of its own: one that is pressed twice draws once
    number = number_of("draw")
    with st.form(f"draw-{number}", border=False, enter_to_submit=False):
        faults = st.empty()
        is_pressed = st.form_submit_button(DRAW, type="primary", key=f"draw-save-{number}")
    if not is_pressed:
        return
    st.session_state["draw-number"] = number + 1
    now, drawn = clock.now(), list[str]()
    if is_done(lambda: drawn.extend(supervision.draw_sample(get_engine(), person, now)), faults, {}, SupervisionError):
        count = f"{len(drawn)} {'case was' if len(drawn) == 1 else 'cases were'} drawn."
        start_anew("draw", count if drawn else NONE_TO_DRAW)


def _sampled_row(each: Sampled) -> tuple[str, ...]:
    return (
        each.reference_code,
        day_of(each.drawn_at),
        day_of(each.reviewed_at) if each.reviewed_at else "",
        POLICY_MET[each.met_the_policy],
    )


def _show_case(case: SampledCase, person: Person) -> None:
    code = case.reference_code
    st.html(heading(f"Case {code}", 3) + paragraph(STILL_A_NAME, "quiet") + fields(_facts(case)))
    st.html(heading("What the family asked and saw", 4))
    turns = turns_of(case.snapshot)
    if not turns:
        st.html(paragraph("They sent nothing of a conversation."))
    for number, turn in enumerate(turns):
        with st.container(key=f"typed-sample-{number}"):
            st.text(turn.asked or "(nothing)")
        st.html(f'<p class="quiet">{escaped(", ".join(filter(None, (turn.on, turn.status.replace("_", " ")))))}</p>')
        if turn.statements:
            st.html("".join(_seen(each) for each in turn.statements))
        else:
            st.text(turn.text)
    written = "".join(
        f'<li><p class="quiet">{ENTRIES[each.kind]}, {escaped(_moment(each.at))}</p>'
        f'<p class="typed">{escaped(each.text)}</p></li>'
        for each in case.written
    )
    st.html(
        heading("What was written", 4)
        + (f'<ol class="entries">{written}</ol>' if written else paragraph("Nothing was written."))
        + heading("Your review" if case.reviewed_at is None else "The review", 4)
    )
    if case.reviewed_at is None:
        _show_review(code, person)
    else:
        told = [("Reviewed", day_of(case.reviewed_at)), ("Met the policy", POLICY_MET[case.met_the_policy])]
        told.append(("What was found", case.findings or "nothing to add"))
        st.html(fields((name, f'<span class="typed">{escaped(text)}</span>') for name, text in told))
    st.button("Close this case", key="sample-close", on_click=lambda: st.session_state.pop(OPENED, None))


def _facts(case: SampledCase) -> Iterable[tuple[str, str]]:
    told = {
        "Why a person": reason_words(case.reason),
        "Needed": URGENCIES[case.urgency],
        "About": "; ".join(_titles(case.topics)) or "nothing of the conversation was sent",
        "Stands": STATES[case.state],
        "How it ended": OUTCOMES[case.outcome] if case.outcome else "not said",
        "Sent": _moment(case.created_at),
        "Due": written_date(case.due_on),
        "Taken": _moment(case.claimed_at),
        "First answered": _moment(case.answered_at),
        "Closed": _moment(case.closed_at),
    }
    return ((name, escaped(text)) for name, text in told.items())


def _seen(each: Seen) -> str:
    said = "".join(paragraph(line) for line in (each.title, *each.more))
    rests_on = "".join(_evidence(cited) for cited in each.evidence)
    beside = (
        disclosure("<span>What it rested on</span>", f'<div class="opened">{rests_on}</div>', kind="made")
        if rests_on
        else paragraph("It had no citation.", "quiet")
    )
    return f'<div class="seen"><p class="quiet">{escaped(each.kind)}</p>{said}{beside}</div>'


def _evidence(cited: Evidence) -> str:
    status = f"{STATUSES.get(cited.status, cited.status)}, as at {cited.as_at}"
    rows = [
        ("Source", escaped(cited.title)),
        ("Place", f"<code>{escaped(cited.pinpoint)}</code>"),
        ("Status then", escaped(status)),
        ("In our words, as they saw it", escaped(cited.our_words) or "not kept"),
        ("Official words", escaped(cited.quote or "") or "official text was not on this machine"),
    ]
    if cited.url:
        rows.append(("Address", link(f"Read it at {host(cited.url)}", cited.url)))
    return fields(rows)


def _show_review(code: str, person: Person) -> None:
    with st.form(f"review-{code}", border=False, enter_to_submit=False):
        st.html(paragraph(WHAT_TO_ASK))
        faults = st.empty()
        met = st.radio(
            "Did it meet the policy?",
            (True, False),
            index=None,
            format_func={True: "Yes", False: "No"}.__getitem__,
            key=f"review-met-{code}",
            persist_state="session",
        )
        findings = st.text_area(
            "What you found (needed where it did not)",
            max_chars=LINES,
            key=f"review-findings-{code}",
            height="content",
            persist_state="session",
        )
        is_pressed = st.form_submit_button("Save the review", type="primary", key=f"review-save-{code}")
    if not is_pressed:
        return
    if met is None:
        tell(["Nothing has been saved yet. Say whether it met the policy."], faults)
        return
    now = clock.now()
    if is_done(
        lambda: supervision.review(get_engine(), person, code, met, findings, now),
        faults,
        REVIEW_MISSING,
        SupervisionError,
    ):
        st.session_state.pop(OPENED, None)
        start_anew("review", f"The review of {code} is saved.")


# the report for funders


def _show_report(person: Person) -> None:
    st.html(paragraph(REPORT_POLICY))
    with st.form("report", border=False, enter_to_submit=False):
        faults = st.empty()
        months = st.selectbox(
            "Months",
            LENGTHS,
            index=len(LENGTHS) - 1,
            format_func=lambda length: f"The last {length} months",
            key="report-months",
            persist_state="session",
        )
        is_pressed = st.form_submit_button("Show the report", type="primary", key="report-show")
    if is_pressed:
        # kept for the session of whoever asked: each reading is noted, and a click elsewhere is none
        now, read = clock.now(), list[FunderReport]()
        if is_done(lambda: read.append(funder_report(get_engine(), person, now, months)), faults, {}, SupervisionError):
            st.session_state[REPORT] = (person.account_id, read[0])
    account_id, report = st.session_state.get(REPORT, (None, None))
    if account_id == person.account_id and report is not None:
        _show_counts(report)


def _show_counts(report: FunderReport) -> None:
    period = f"{_month(report.first_month)} to {_month(report.last_month)}"
    st.html(heading(period, 3) + paragraph(f"Families: {_count(report.families)}.", "lead") + paragraph(KEPT_BACK))
    for name, first, counts in (
        ("By month", "Month", {_month(month): count for month, count in report.by_month.items()}),
        ("By why a person was needed", "Why", _named(report.by_reason, REASONS)),
        ("By how it ended", "How", _named(report.by_outcome, ENDINGS)),
        ("By the wait for the first answer", "Wait", _named(report.by_waiting, WAITS)),
    ):
        rows = [("", (what, _count(count))) for what, count in counts.items()]
        st.html(heading(name, 4) + table(name, (first, "Families"), rows))
    st.download_button(
        "Save it as a table (CSV)",
        data=as_csv(report),
        file_name=f"families-{report.first_month}-to-{report.last_month}.csv",
        mime="text/csv",
        on_click="ignore",
        key="report-csv",
    )


def _named(counts: Mapping[str, int | None], words: Mapping[str, str]) -> dict[str, int | None]:
    return {words.get(what, what.replace("_", " ")): count for what, count in counts.items()}


def _count(count: int | None) -> str:
    return NOT_SHOWN if count is None else str(count)


def _month(month: str) -> str:
    return f"{datetime.date.fromisoformat(f'{month}-01'):%B %Y}"


# the audit


def _show_audit(person: Person) -> None:
    st.html(paragraph(AUDIT_POLICY))
    with st.form("audit", border=False):
        typed = st.text_input(
            "Reference code; empty for all cases",
            max_chars=50,
            key="audit-code",
            autocomplete="off",
            persist_state="session",
        )
        if st.form_submit_button("Show it", key="audit-show"):
            st.session_state[START] = 0
    code = typed.strip()
    if code and read_code(code) is None:
        st.html(f'<p role="alert">{NO_CODE}</p>')
        return
    start = int(st.session_state.get(START, 0))
    # one more than is shown, to know whether there are older ones
    found = readable(
        # one more than is shown, to know whether there are older ones
        lambda: cases.audit(get_engine(), person, clock.now(), code=code, most=start + AT_A_TIME + 1)
    )
    if found is None:
        return
    lines = found[start : start + AT_A_TIME]
    if not lines:
        st.html('<p role="status">Nothing is on record.</p>')
    else:
        st.html(f'<p role="status">Lines {start + 1} to {start + len(lines)}, newest first.</p>')
        columns = ("When", "Reference", "Who", "What", "More")
        st.html(table("The audit", columns, [("", _audit_row(each)) for each in lines]))
    with st.container(horizontal=True, key="audit-steps"):
        _step("Newer", max(0, start - AT_A_TIME), is_there=start > 0)
        _step("Older", start + AT_A_TIME, is_there=len(found) > start + AT_A_TIME)


def _audit_row(event: Happened) -> tuple[str, ...]:
    more = "; ".join(f"{name.replace('_', ' ')}: {said.replace('_', ' ')}" for name, said in event.detail.items())
    return _moment(event.at), event.reference_code, event.who, event_words(event.what), more


def _step(says: str, to: int, *, is_there: bool) -> None:
    st.button(
        says,
        key=f"audit-{says.lower()}",
        disabled=not is_there,
        on_click=lambda: st.session_state.update({START: to}),
    )


def _titles(topics: Sequence[str]) -> list[str]:
    titles = guide_titles()
    return [titles.get(topic, topic) for topic in topics]


def _moment(moment: datetime.datetime | None) -> str:
    return moment_words(moment) if moment else "not yet"


if __name__ == "__main__":
    main()
