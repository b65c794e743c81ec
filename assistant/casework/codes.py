"""Reference codes: easy to read aloud and to copy by hand, and not to be guessed."""

import secrets

ALPHABET = "23456789CDFGHJKMNPQRTVWXY"
"""No 0 O 1 I L, no 2/Z 5/S 8/B pairs, and no A E U, so that no code spells a word."""

LENGTH = 12  # 12 characters of 25 are 55.7 bits
_PREFIX = "SA"
_LOOK_ALIKES = str.maketrans("ZSB", "258")


def new_code() -> str:
    """Return a fresh code such as `SA-7KQM-2XWD-9HTR`."""
    return _written("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)))


def read_code(text: str) -> str | None:
    """Return the code that someone typed, whatever its case, spaces and dashes; None when it cannot be one."""
    letters = "".join(c for c in text.upper() if c.isascii() and c.isalnum())
    if len(letters) == LENGTH + len(_PREFIX):
        letters = letters.removeprefix(_PREFIX)
    letters = letters.translate(_LOOK_ALIKES)
    if len(letters) != LENGTH or any(c not in ALPHABET for c in letters):
        return None
    return _written(letters)


def _written(letters: str) -> str:
    return "-".join((_PREFIX, letters[:4], letters[4:8], letters[8:]))
