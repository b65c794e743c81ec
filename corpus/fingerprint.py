"""Has the content changed since it was built?"""

import hashlib
from pathlib import Path

from corpus.paths import CORPUS


def digest_of_files(folder: Path = CORPUS) -> str:
    """Return one digest over every content file under `folder`: the same files give the same digest."""
    whole = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml")):
        whole.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()
