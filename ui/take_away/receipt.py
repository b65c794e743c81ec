"""What a family keeps of what they passed on: a Word document of the receipt, and one of all that is kept.

Knows no Streamlit. The passphrase is in the first alone.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from assistant.answers import CitedDate
from assistant.casework.family import CaseForFamily
from assistant.casework.models import EntryKind
from assistant.casework.referrals import ENGLAND, Receipt
from assistant.service import ServiceSettings
from assistant.wording import as_text, written_date
from ui.case_seen import turns_of
from ui.conversation import Turn, dates_in
from ui.take_away.word import Row, WordFile

PAGE_NAME = "Your message to an advocate"
SHOWN_HERE_ONLY = (
    "The passphrase is shown here only, and nobody can tell it to you again. This page forgets it when you go back to "
    "your questions, refresh it or close it."
)
KEEP_APART = "Whoever has both the code and the passphrase can read your message. Keep them where only you see them."
IN_DANGER = "If anybody is in danger, ring 999."


@dataclass(frozen=True)
class Sent:
    """What was sent with a form: what the family wrote, each with its label; the turns; what they agreed to."""

    told: tuple[tuple[str, str], ...] = field(repr=False)
    turns: tuple[Turn, ...]
    agreed: tuple[str, ...]


def next_steps(receipt: Receipt, service: ServiceSettings) -> tuple[str, ...]:
    """Return what happens after a message was sent, and by when, a step each."""
    until = receipt.created_at + datetime.timedelta(days=service.retention_days)
    return (
        "An advocate takes your message, once they have checked that they have no tie to the council or school it is "
        "about.",
        receipt.reply_by,
        "They contact you in the way you gave. They may also write on the page “Your message to an advocate”, where "
        "only you can read it.",
        f"It is kept for {service.retention_days} days, until {day_of(until)}. Then it is erased, unless you erase it "
        "sooner.",
    )


def ways_to_use_page() -> tuple[str, ...]:
    """Return what the code and the passphrase are good for."""
    return (
        f"The page “{PAGE_NAME}” is linked at the end of every page of this service. It asks for the reference code "
        "and the passphrase.",
        "There you can see where your message stands and what an advocate wrote to you, add something, take your "
        "message back, save all that is kept, or erase it.",
    )


def read_aloud(reference_code: str) -> str:
    """Return a code so that it can be read aloud: `S A, 7 K Q M, 2 X W D, 9 H T R`."""
    return ", ".join(" ".join(group) for group in reference_code.split("-"))


def day_of(moment: datetime.datetime) -> str:
    """Return the day in England on which a moment falls, as a person writes it."""
    return written_date(moment.astimezone(ENGLAND).date())


def receipt_file(receipt: Receipt, sent: Sent, service: ServiceSettings) -> bytes:
    """Return a Word document with the code, the passphrase, what happens next and what was sent."""
    made_on = receipt.created_at.astimezone(ENGLAND).date()
    word = WordFile(f"{service.name}: your message to an advocate", service.name, made_on)
    word.paragraph(f"Stored on {written_date(made_on)}.")
    word.labelled("Reference code", receipt.reference_code)
    word.paragraph(f"To read it aloud: {read_aloud(receipt.reference_code)}")
    word.labelled("Passphrase", receipt.passphrase)
    word.paragraph(KEEP_APART)
    word.heading("What happens next", 1)
    word.bullets(next_steps(receipt, service))
    word.heading("If it is urgent", 1)
    _write_urgent(word, service)
    word.heading("To see it, add to it or erase it", 1)
    word.bullets(ways_to_use_page())
    _write_dates(word, dates_in(sent.turns))
    word.heading("What was sent", 1)
    _write_told(word, sent.told)
    for agreed in sent.agreed:
        word.labelled("You agreed to this", agreed)
    for number, turn in enumerate(sent.turns, 1):
        _write_turn(word, number, turn.asked, as_text(turn.reply) if turn.reply else "")
    return word.to_bytes()


def case_file(
    case: CaseForFamily, told: Iterable[tuple[str, str]], state: str, service: ServiceSettings, today: datetime.date
) -> bytes:
    """Return a Word document of all that a family sees of their case; without the passphrase.

    Args:
        case: the case.
        told: what they wrote on the form, each with its label.
        state: where it stands, a sentence.
        service: who runs this service.
        today: the day that the document bears.
    """
    word = WordFile(f"{service.name}: your message to an advocate", service.name, today)
    word.paragraph(f"As it was on {written_date(today)}.")
    for label, text in (
        ("Reference code", case.reference_code),
        ("Where it stands", state),
        ("Sent", day_of(case.created_at)),
        ("Reply", case.reply_by),
        ("Erased on", day_of(case.delete_after)),
    ):
        word.labelled(label, text)
    word.heading("What was written since", 1)
    if not case.entries:
        word.paragraph("Nothing yet.")
    for entry in case.entries:
        who = "An advocate wrote" if entry.kind is EntryKind.TO_FAMILY else "You added"
        word.heading(f"{who}, {day_of(entry.at)}", 2)
        word.paragraph(entry.text)
    word.heading("What you sent", 1)
    _write_told(word, told)
    for number, turn in enumerate(turns_of(case.snapshot), 1):
        _write_turn(word, number, turn.asked, turn.text)
    return word.to_bytes()


def _write_urgent(word: WordFile, service: ServiceSettings) -> None:
    if service.phone:
        hours = f" ({service.hours})" if service.hours else ""
        word.paragraph(f"Phone {service.name}: {service.phone}{hours}. Say your reference code.")
    else:
        word.paragraph(next(unset.page_says for unset in service.unset() if unset.field == "phone"))
    word.paragraph(IN_DANGER)


def _write_dates(word: WordFile, dates: Iterable[CitedDate]) -> None:
    rows = [
        Row((date.what, written_date(date.date), "\n".join(filter(None, (date.working, date.changes_if)))), ())
        for date in dates
    ]
    if rows:
        word.heading("Dates in what was sent", 1)
        header = ("What", "By when", "How it was worked out")
        word.table("Dates: what is due, by when, and how each was worked out", header, rows, (4.5, 3.7, 8.8))


def _write_told(word: WordFile, told: Iterable[tuple[str, str]]) -> None:
    for label, text in told:
        if text:
            word.labelled(label, text)


def _write_turn(word: WordFile, number: int, asked: str, answered: str) -> None:
    word.heading(f"Question {number}", 2)
    word.paragraph(asked or "(nothing)")
    word.heading(f"Answer {number}, as it was sent", 2)
    for line in answered.splitlines():
        if line.strip():
            word.paragraph(line.strip())
