"""The receipt: the code and the passphrase to keep, what happens next, and a copy. Shown once the message is stored."""

import logging
from collections.abc import Callable

import streamlit as st

from assistant.casework.referrals import Receipt
from assistant.service import ServiceSettings
from ui.focus import aim
from ui.markup import bullets, heading, paragraph
from ui.take_away.part import WORD
from ui.take_away.printing import print_button
from ui.take_away.receipt import (
    IN_DANGER,
    KEEP_APART,
    SHOWN_HERE_ONLY,
    Sent,
    day_of,
    next_steps,
    read_aloud,
    receipt_file,
    ways_to_use_page,
)

log = logging.getLogger(__name__)

RECEIPT = "receipt-title"  # what takes the focus
FILE_NAME = "message-to-an-advocate.docx"
BACK = "Back to your questions"


def show_receipt(
    receipt: Receipt,
    sent: Sent,
    service: ServiceSettings,
    ways_to_reach: str,
    *,
    key: str,
    moment: str,
    on_close: Callable[[], None],
) -> None:
    """Show the receipt.

    Args:
        receipt: what was stored.
        sent: what was sent with it, for the family's copy.
        service: who runs this service.
        ways_to_reach: markup.
        key: what tells the widgets of one receipt from those of another.
        moment: another one whenever the focus is to come here again.
        on_close: what goes back to the questions.
    """
    st.html(
        heading("Your message is stored for an advocate", 2, target=RECEIPT)
        + paragraph(f"It was stored on {day_of(receipt.created_at)}. You need two things to find it again.")
        + heading("Your reference code", 3)
    )
    with st.container(key="receipt-code"):
        st.code(receipt.reference_code, language=None, wrap_lines=True)
    st.html(
        paragraph(f"To read it aloud: {read_aloud(receipt.reference_code)}", "quiet") + heading("Your passphrase", 3)
    )
    with st.container(key="receipt-passphrase"):
        st.code(receipt.passphrase, language=None, wrap_lines=True)
    st.html(paragraph(SHOWN_HERE_ONLY, "soon") + paragraph(f"Write both down, copy them or save them. {KEEP_APART}"))
    _show_keep(receipt, sent, service, key)
    urgent = (
        paragraph("You need not wait for a reply. Say your reference code when you phone.") if service.phone else ""
    )
    st.html(
        heading("What happens next", 3)
        + bullets(next_steps(receipt, service))
        + heading("If it is urgent", 3)
        + (paragraph(urgent) if urgent else "")
        + ways_to_reach
        + paragraph(IN_DANGER)
        + heading("To see it, add to it or erase it", 3)
        + bullets(ways_to_use_page())
    )
    st.button(BACK, key=f"receipt-close-{key}", on_click=on_close)
    aim(RECEIPT, f"receipt-{moment}")


def _show_keep(receipt: Receipt, sent: Sent, service: ServiceSettings, key: str) -> None:
    with st.container(key="keep-receipt", horizontal=True):
        st.download_button(
            "Save as a Word document",
            data=lambda: _made(receipt, sent, service),
            file_name=FILE_NAME,
            mime=WORD,
            key=f"save-receipt-{key}",
            on_click="ignore",
        )
        print_button(f"print-receipt-{key}")


def _made(receipt: Receipt, sent: Sent, service: ServiceSettings) -> bytes:
    try:
        return receipt_file(receipt, sent, service)
    except Exception as error:
        log.error("no Word document: %s", type(error).__name__)
        # Streamlit logs what is raised here, and a message may hold what a family typed
        raise RuntimeError("no Word document") from None
