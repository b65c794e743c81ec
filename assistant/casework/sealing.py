"""What families and advocates write is sealed before it reaches the database, with a key that is not kept in it.

Fernet (AES-128-CBC with HMAC-SHA256) of the `cryptography` library. Keys come from `SEND_ASSIST_CASE_KEY`, newest
first and a comma between them, else from a file in the data directory that is made at the first start. The newest
seals, each of them opens; so a key is changed by putting a new one first and sealing everything again
(`python -m assistant casework rotate-key`).
"""

import logging
import os
import threading
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from assistant.casework.trouble import NO_SPACE, CaseworkUnavailableError, Trouble
from corpus.paths import data_directory, shown

KEY_VARIABLE = "SEND_ASSIST_CASE_KEY"
FILE_NAME = "casework.key"

_log = logging.getLogger(__name__)
_known: dict[str, "Seal"] = {}  # by where its keys came from


class WrongKeyError(Exception):
    """Something is sealed with a key that we do not have. The message holds nothing of it."""


class Seal:
    """Seals with the first key, opens with any."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._keys = MultiFernet([Fernet(key) for key in keys])

    def seal(self, text: str) -> str:
        """Return `text` sealed, as letters and digits."""
        return self._keys.encrypt(text.encode("utf-8")).decode("ascii")

    def open(self, sealed: str) -> str:
        """Return what was sealed.

        Raises:
            WrongKeyError: with none of these keys, or it was changed since.
        """
        try:
            return self._keys.decrypt(sealed.encode("ascii", errors="replace")).decode("utf-8")
        except InvalidToken:
            raise WrongKeyError("found text sealed with another key; expected one of ours") from None


def new_key() -> str:
    """Return a fresh key."""
    return Fernet.generate_key().decode("ascii")


def key_file() -> Path:
    """Return where the key is kept when the environment gives none."""
    return data_directory() / FILE_NAME


def current() -> "Seal":
    """Return the seal of this process, read once.

    Raises:
        CaseworkUnavailableError: there is no key, or it is no key.
    """
    place = _place()
    if place not in _known:
        _known[place] = _read_seal()
    return _known[place]


def make_if_missing() -> "Seal":
    """Return the seal; a service that has no key yet gets one, in a file that its owner alone can read.

    Only for a database in which nothing is sealed: a new key opens nothing.

    Raises:
        CaseworkUnavailableError: the file cannot be made, or a key is no key.
    """
    if not _given() and not key_file().exists():
        _make(key_file())
    return current()


def open_sealed(sealed: str) -> str:
    """Return what was sealed, looking the keys up again before giving up: they may have been changed meanwhile.

    Raises:
        CaseworkUnavailableError: it was sealed with a key that is not here.
    """
    try:
        return current().open(sealed)
    except WrongKeyError:
        _known.pop(_place(), None)
    try:
        return current().open(sealed)
    except WrongKeyError:
        raise CaseworkUnavailableError(Trouble.WRONG_KEY, _where()) from None


def write_keys(keys: Sequence[str]) -> None:
    """Put these keys, newest first, in the place of the file's, readable by its owner alone; all or nothing."""
    path = key_file()
    beside = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        _write(beside, "\n".join(keys) + "\n")
        beside.replace(path)
    except OSError as error:
        raise _told(error, path) from None
    _known.clear()


def kept_keys() -> list[str]:
    """Return the keys of the file, newest first; none where there is no file."""
    try:
        return key_file().read_text(encoding="ascii").split()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError) as error:
        raise _told(error, key_file()) from None


def _given() -> str:
    return os.environ.get(KEY_VARIABLE, "").strip()


def _place() -> str:
    """Return where the keys come from: another place when the file changes, so that running processes notice."""
    if given := _given():
        return given
    path = key_file()
    try:
        found = path.stat()
    except OSError:
        return str(path)
    return f"{path} {found.st_ino} {found.st_mtime_ns}"


def _where() -> str:
    return KEY_VARIABLE if _given() else shown(key_file())


def _read_seal() -> "Seal":
    keys = [key.strip() for key in _given().split(",") if key.strip()] or kept_keys()
    if not keys:
        raise CaseworkUnavailableError(Trouble.NO_KEY, _where())
    try:
        return Seal(keys)
    except ValueError:  # of Fernet: too short, not base64, or no key at all
        raise CaseworkUnavailableError(Trouble.BAD_KEY, _where()) from None


def _make(path: Path) -> None:
    beside = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(beside, new_key() + "\n")
        try:
            os.link(beside, path)  # whole or not at all, and never over another process's
        finally:
            beside.unlink()
    except FileExistsError:
        return
    except OSError as error:
        raise _told(error, path) from None
    _log.warning(
        "made a key for casework in %s: keep a copy of it somewhere else, because without it no case can be read "
        "again; to keep it elsewhere altogether, put it in the environment variable %s and remove the file",
        shown(path),
        KEY_VARIABLE,
    )


def _write(path: Path, text: str) -> None:
    with open(path, "x", encoding="ascii", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _told(error: Exception, path: Path) -> CaseworkUnavailableError:
    if isinstance(error, OSError):
        trouble = Trouble.FULL if error.errno in NO_SPACE else Trouble.NOT_ALLOWED
        return CaseworkUnavailableError(trouble, shown(path), os.strerror(error.errno or 0))
    return CaseworkUnavailableError(Trouble.BAD_KEY, shown(path))
