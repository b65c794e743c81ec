"""Has the content changed since it was built?"""

import hashlib
import os
from pathlib import Path

from corpus.paths import CORPUS


def digest_of_files(folder: Path = CORPUS) -> str:
    """Return one digest over every content file under `folder`: the same files give the same digest."""
    whole = hashlib.sha256()
    for path in sorted((*folder.rglob("*.yaml"), *folder.rglob("*.jsonl"))):
        whole.update(os.fsencode(path.relative_to(folder)) + b"\0" + _bytes(path) + b"\0")
    return whole.hexdigest()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""  # what cannot be opened is told as a fault by who reads it
