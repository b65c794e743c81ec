"""Where things lie: the shipped content beside this file, and the one data directory."""

import os
from pathlib import Path

CORPUS = Path(__file__).resolve().parent
PROJECT = CORPUS.parent


def data_directory() -> Path:
    """Return the data directory: `SEND_ASSIST_DATA`, else `var/` in the project."""
    return Path(os.environ.get("SEND_ASSIST_DATA") or PROJECT / "var").resolve()


def shown(path: Path) -> str:
    """Return `path` as an operator would type it: relative to the project when inside it, odd characters escaped."""
    try:
        text = str(path.resolve().relative_to(PROJECT))
    except ValueError:
        text = str(path)
    return text if text.isprintable() else repr(text)
