"""Passphrases of families: four short words, made from the key of their form, so that a look-up can show them again.

Only a hash of a passphrase is kept, and of the form's key only a digest: whoever has the database cannot make one.
"""

import hashlib
import hmac
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

WORDS = 4
"""Of 1,296 words each: 41 bits, beside the 55 of the reference code, and few tries."""

_hasher = PasswordHasher()
_NOBODYS = _hasher.hash("no referral has this passphrase")


def passphrase_of(idempotency_key: str) -> str:
    """Return the passphrase that belongs to a form's key, such as `acorn tidal mule fifth`."""
    words = _words()
    digest = hmac.digest(idempotency_key.encode("utf-8"), b"passphrase of a referral", hashlib.sha256)
    number = int.from_bytes(digest)
    chosen = []
    for _ in range(WORDS):
        number, position = divmod(number, len(words))
        chosen.append(words[position])
    return " ".join(chosen)


def digest_of_key(idempotency_key: str) -> str:
    """Return what is kept of a form's key."""
    return hashlib.sha256(idempotency_key.encode("utf-8")).hexdigest()


def hashed(passphrase: str) -> str:
    """Return what is kept of a passphrase."""
    return _hasher.hash(_plain(passphrase))


def is_right(kept: str | None, typed: str) -> bool:
    """Say whether what was typed is the passphrase, whatever its case, spaces and dashes; as slow without one."""
    try:
        return _hasher.verify(kept or _NOBODYS, _plain(typed[:200])) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def _plain(passphrase: str) -> str:
    return " ".join("".join(c if c.isalpha() else " " for c in passphrase.casefold()).split())


@cache
def _words() -> tuple[str, ...]:
    """Return the Electronic Frontier Foundation's short words, as the xkcdpass package carries them."""
    text = files("xkcdpass").joinpath("static", "eff-short").read_text(encoding="utf-8")
    # "yo-yo" would come back from a phone as one word or two
    return tuple(word for word in text.split() if word.isalpha())
