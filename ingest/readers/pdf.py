"""PDF, through a worker process that may neither hang nor eat the machine."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from ingest.readers import _pdf_worker
from ingest.readers._layout import Placed, in_reading_order
from ingest.readers._lines import blocks_of
from ingest.readers._reading import Reading, UnreadableFileError, file_bytes, what_it_looks_like

SECONDS_LIMIT = 30
MEMORY_LIMIT = 1_000_000_000  # bytes
PAGES_LIMIT = 3_000
CHARACTERS_LIMIT = 20_000_000  # the Code of Practice has 0.7 million

_UNREADABLE_SHARE = 0.1  # of the letters; a stray symbol does no harm, a font without its table does
_LEFT_OUT = {
    "pictures": "without text (pictures or scans): left out",
    "blank": "blank",
    "broken": "damaged: left out",
}
_EXPECTED = "a PDF with text in it"
_FAULTS = {
    "encrypted": (
        "a PDF locked with a password",
        "open it with its password, print it to a new PDF without one, and add that",
    ),
    "memory": (
        f"a PDF that needs more than {MEMORY_LIMIT // 1_000_000:,} MB to read",
        "print it to a new PDF, or add the pages that you need as a file of their own",
    ),
    "time": (
        f"a PDF that could not be read within {SECONDS_LIMIT} seconds",
        "print it to a new PDF, or add the pages that you need as a file of their own",
    ),
    "pages": (f"a PDF of more than {PAGES_LIMIT:,} pages", "add the pages that you need as a file of their own"),
    "characters": (
        f"a PDF of more than {CHARACTERS_LIMIT:,} characters",
        "add the pages that you need as a file of their own",
    ),
    "damaged": ("a damaged PDF", "download it again, or print it to a new PDF"),
}


def read(path: Path) -> Reading:
    """Read a PDF, page by page.

    Raises:
        UnreadableFileError: it is not a PDF, encrypted, cut short, damaged, scanned without text, or past a limit.
    """
    content = file_bytes(path)
    _check_whole(path, content)
    found = _extracted(path, content)
    pages = [[Placed(*line) for line in page] for page in found["pages"]]
    blocks = blocks_of(in_reading_order(pages))
    if not blocks:
        raise _without_text(path, found)
    _check_letters(path, "".join(block.text for block in blocks))
    notes = [f"{_pages(found[kind])} {what}" for kind, what in _LEFT_OUT.items() if found[kind]]
    title = next((block.text for block in blocks[:5] if block.level is not None), None)
    return Reading(title, blocks, tuple(notes))


def _check_whole(path: Path, content: bytes) -> None:
    """Refuse what is not a PDF, and one whose end is missing: its last pages would be lost unseen."""
    if b"%PDF-" not in content[:1024]:
        raise UnreadableFileError(
            path,
            f"{what_it_looks_like(content)} under a PDF's name",
            expected="a PDF",
            cure="give the file the ending of what it is, or export it as a PDF",
        )
    last_end = content.rfind(b"%%EOF")
    # an early mark of the end is normal, but only when no object of the document stands after the last one
    if last_end < 0 or b" obj" in content[last_end:]:
        raise UnreadableFileError(
            path,
            "a PDF that is cut short (its end is missing)",
            expected="a whole PDF",
            cure="download or copy it again",
        )


def _extracted(path: Path, content: bytes) -> dict[str, Any]:
    limits = (MEMORY_LIMIT, SECONDS_LIMIT, PAGES_LIMIT, CHARACTERS_LIMIT)
    command = [sys.executable, "-I", _pdf_worker.__file__, *(str(limit) for limit in limits)]
    try:
        worker = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS_LIMIT, check=False)
        found: dict[str, Any] = json.loads(worker.stdout)
    except subprocess.TimeoutExpired:
        found = {"fault": "time"}
    except ValueError:
        # killed by its limits before it could say why, or crashed inside a library
        found = {"fault": "damaged", "detail": f"reader ended with {worker.returncode}"}
    if "fault" in found:
        what, cure = _FAULTS[found["fault"]]
        detail = f" ({found['detail']})" if found.get("detail") else ""
        raise UnreadableFileError(path, what + detail, expected=_EXPECTED, cure=cure)
    return found


def _check_letters(path: Path, text: str) -> None:
    """Refuse a PDF whose fonts do not say which letters they draw: its text looks right and reads as rubbish."""
    unreadable = sum(character == "\ufffd" or "\ue000" <= character <= "\uf8ff" for character in text)
    if unreadable > len(text) * _UNREADABLE_SHARE:
        raise UnreadableFileError(
            path,
            "a PDF whose fonts do not say which letters they draw",
            expected=_EXPECTED,
            cure="run it through text recognition (OCR), or ask its publisher for the text",
        )


def _without_text(path: Path, found: dict[str, Any]) -> UnreadableFileError:
    count = len(found["pages"])
    if found["pictures"]:
        what = f"a scanned PDF: {count} page{'s' * (count != 1)}, pictures only"
        cure = "run it through text recognition (OCR), or ask its publisher for the text"
    else:
        what = f"a PDF of {count} page{'s' * (count != 1)} without any text"
        cure = "open it to see whether it is the right file, and export it again"
    return UnreadableFileError(path, what, expected=_EXPECTED, cure=cure)


def _pages(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:10]) + (", …" if len(numbers) > 10 else "")
    return f"page{'s' * (len(numbers) != 1)} {shown}"
