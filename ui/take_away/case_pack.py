"""A whole case as a Word document: for the advocate's own file, or for whoever takes the case over."""

from collections.abc import Sequence

from assistant.casework.cases import CaseFile
from assistant.casework.referrals import ENGLAND
from assistant.wording import written_date
from ui.case_seen import SeenTurn
from ui.desk_words import ENTRIES, OUTCOMES, STATES, URGENCIES, event_words, reason_words
from ui.take_away.word import Row, Source, WordFile

CONFIDENTIAL = (
    "Confidential. This is about a family and a child. Keep it where only people who work on the case can read it, and "
    "destroy it when the case is erased."
)


def case_pack(case: CaseFile, turns: Sequence[SeenTurn]) -> bytes:
    """Return the document: who asked for what, what they saw with its evidence, what was written and done since."""
    word = WordFile(f"Case {case.reference_code}", "SEND Assist", case.created_at.astimezone(ENGLAND).date())
    word.paragraph(CONFIDENTIAL)
    word.heading("The case", 1)
    for name, value in {
        "State": STATES[case.state],
        "Needed": URGENCIES[case.urgency],
        "Due": written_date(case.due_on),
        "Why a person": reason_words(case.reason),
        "Outcome": OUTCOMES[case.outcome] if case.outcome else "none yet",
        "Sent": written_date(case.created_at.astimezone(ENGLAND).date()),
        "Erased after": written_date(case.delete_after.astimezone(ENGLAND).date()),
        "Name": case.name_or_alias,
        "How to reach them": case.contact,
        "When and how it is safe": case.contact_when,
        "What makes it easier for them": case.access_needs,
        "Council or school": case.council_or_school,
        "What they would like help with": case.message,
        "They agreed to": case.consent_wording,
    }.items():
        word.labelled(name, value or "not given")
    for number, turn in enumerate(turns, 1):
        word.heading(f"They asked ({number} of {len(turns)}), {turn.on}", 1)
        word.paragraph(turn.asked or "(nothing)")
        word.heading("They saw", 2)
        if not turn.statements:
            word.paragraph(turn.text)
        for seen in turn.statements:
            word.labelled(seen.kind, "\n".join((seen.title, *seen.more)))
            word.sources(
                Source(f"{each.title} ({each.status}, as at {each.as_at})", each.url, each.quote or "")
                for each in seen.evidence
            )
    word.heading("Written since", 1)
    for entry in case.entries:
        author = entry.author or "the family"
        word.labelled(f"{ENTRIES[entry.kind]}, {author}, {entry.at.astimezone(ENGLAND):%d.%m.%Y %H:%M}", entry.text)
    if not case.entries:
        word.paragraph("Nothing.")
    word.heading("Who did what, and when", 1)
    rows = [
        Row((f"{event.at.astimezone(ENGLAND):%d.%m.%Y %H:%M}", event.who, event_words(event.what)), ())
        for event in case.events
    ]
    word.table("The audit of this case", ("When", "Who", "What"), rows, (4.0, 7.0, 6.0))
    return word.to_bytes()


def pack_name(case: CaseFile) -> str:
    """Return the name of the file: the code, which says nothing of the family."""
    return f"case-{case.reference_code}.docx"
