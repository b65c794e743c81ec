"""What every page of this process shares: one assistant behind a bounded queue, casework, the settings.

The only caches. Nothing here knows of any family: conversations live in their own browser's session.
"""

import datetime
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import streamlit as st
from sqlalchemy import Engine, text

from assistant.answers import Reply
from assistant.casework.database import reading
from assistant.casework.migrate import open_database
from assistant.casework.trouble import CaseworkUnavailableError
from assistant.memory import Memory
from assistant.pipeline import ServingAssistant, load_assistant
from assistant.service import ServiceSettings, load_service
from corpus.contacts import Contacts, load_contacts
from corpus.errors import BuildMismatchError, ContentError, CorpusError, NotBuiltError
from corpus.guides import Signpost, read_guide
from corpus.paths import CORPUS
from corpus.sources import load_sources
from corpus.store import Store

log = logging.getLogger(__name__)

AT_ONCE = 2  # questions answered together: the encoder uses every core for each
WAITING = 20  # questions that may wait for their turn; one takes some 0.05 s
PATIENCE_SECONDS = 15.0
OVERRIDES = "overrides"
"""Where a test puts its own desk, engine or settings into the session."""

_WHO_CAN_HELP = "who-can-help"
Shared = TypeVar("Shared")


class BusyError(Exception):
    """Too many families are asking at this moment."""


@dataclass
class Desk:
    """The one assistant of this process, and how many may ask it at once."""

    serving: ServingAssistant
    patience_seconds: float = PATIENCE_SECONDS
    is_warm: bool = False
    _warming: threading.Lock = field(default_factory=threading.Lock)
    _room: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE + WAITING))
    _answering: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(AT_ONCE))

    @property
    def store(self) -> Store:
        """The build that serves."""
        return self.serving.current.store

    def ask(self, turns: Sequence[str], today: datetime.date, memory: Memory | None = None) -> Reply:
        """Answer the last turn.

        Raises:
            BusyError: no place came free in time; asking again later is right.
        """
        if not self._room.acquire(blocking=False):
            raise BusyError
        try:
            if not self._answering.acquire(timeout=self.patience_seconds):
                raise BusyError
            try:
                return self.serving.get().reply(turns, today, memory)
            finally:
                self._answering.release()
        finally:
            self._room.release()

    def warm(self) -> None:
        """Load the model now, so that the first family does not wait for it."""
        with self._warming:
            if not self.is_warm:
                self.serving.current.encoder.encode(["ready"])
                self.is_warm = True


@st.cache_resource(show_spinner=False)
def _desk() -> Desk:
    return Desk(ServingAssistant(load_assistant()))


@st.cache_resource(show_spinner=False)
def own_engine() -> Engine:
    """Return the database of casework of this process: for what runs beside the pages, which use `get_engine`.

    Raises:
        CaseworkUnavailableError: it cannot be used.
    """
    return open_database()


@st.cache_resource(show_spinner=False)
def own_service() -> ServiceSettings:
    """Return who runs this service: for what runs beside the pages, which use `get_service`.

    Raises:
        ContentError: the settings are wrong.
    """
    return load_service()


def load() -> None:
    """Load the assistant and its model before the first family comes.

    Raises:
        CorpusError: there is none yet.
    """
    _desk().warm()


def get_desk() -> Desk:
    """Return the assistant of this process.

    Raises:
        CorpusError: there is none; what mends it stands in the message.
    """
    return _overridden("desk", _desk)


def get_engine() -> Engine:
    """Return the database of casework, its tables up to date.

    Raises:
        CaseworkUnavailableError: it cannot be used.
    """
    return _overridden("engine", own_engine)


def get_service() -> ServiceSettings:
    """Return who runs this service.

    Raises:
        ContentError: the settings are wrong.
    """
    return _overridden("service", own_service)


def _overridden(name: str, shared: Callable[[], Shared]) -> Shared:
    overrides: dict[str, Any] = st.session_state.get(OVERRIDES, {})
    return overrides[name]() if name in overrides else shared()


def get_contacts() -> Contacts:
    """Return whom to contact in danger: also while there is no build, for that is when nobody else answers."""
    try:
        return get_desk().store.content.contacts
    except CorpusError:
        return load_contacts(CORPUS / "contacts.yaml")


def get_signposts() -> tuple[Signpost, ...]:
    """Return the national services that help, where our own service cannot be reached."""
    try:
        return get_desk().store.content.guides[_WHO_CAN_HELP].signposts
    except (CorpusError, KeyError):
        pass
    try:
        path = next(CORPUS.glob(f"guides/*/{_WHO_CAN_HELP}.yaml"))
        return read_guide(path, load_sources(CORPUS / "sources.yaml")).guide.signposts
    except (CorpusError, StopIteration):
        log.error("no national services can be named: the guide %s cannot be read", _WHO_CAN_HELP)
        return ()


def mend(error: CorpusError) -> str:
    """Return what an operator does about it, without the paths of this machine."""
    match error:
        case NotBuiltError():
            return "The guides have not been built on this machine. Run: python -m ingest build"
        case BuildMismatchError():
            return "The guides were built by another version. Run: python -m ingest build"
        case ContentError():
            return "A settings or content file has a fault. The log of this program names the file and the line."
        case _:
            return "The guides cannot be opened. The log of this program says why."


def not_ready() -> list[str]:
    """Return what keeps this process from serving families; empty when nothing does. Told to whoever asks."""
    reasons = []
    try:
        own_service()
        desk = _desk()
        if not desk.is_warm:
            # a build may have come after the start, and no family is sent here before we say ready
            threading.Thread(target=desk.warm, daemon=True).start()
            reasons.append("The embedding model is still loading.")
    except CorpusError as error:
        log.error("not ready: %s", error)
        reasons.append(mend(error))
    try:
        with reading(own_engine()) as session:
            session.execute(text("SELECT 1 FROM referral LIMIT 1"))
    except CaseworkUnavailableError as error:
        log.error("not ready: %s", error)
        reasons.append(f"The database of casework cannot be used: {error.trouble.value}.")
    return reasons
