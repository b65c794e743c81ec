"""One assistant behind a bounded queue."""

import threading
import time
from types import SimpleNamespace
from typing import Any

import pytest

from corpus.errors import BuildMismatchError, ContentError, CorpusError, NotBuiltError
from tests.ui.builders import TODAY, an_answer
from ui import resources
from ui.resources import AT_ONCE, WAITING, BusyError, Desk


class SlowAssistant:
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.at_once = 0
        self.most_at_once = 0
        self._lock = threading.Lock()

    def get(self) -> Any:
        return SimpleNamespace(reply=self._reply)

    def _reply(self, turns: object, today: object, memory: object) -> object:
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        self.go_on.wait(5)
        with self._lock:
            self.at_once -= 1
        return an_answer()


def wait_until_taken(places: threading.BoundedSemaphore) -> None:
    until = time.monotonic() + 10
    while places._value and time.monotonic() < until:
        time.sleep(0.001)


def test_more_questions_than_the_queue_holds_are_told_at_once_and_the_others_are_answered() -> None:
    slow = SlowAssistant()
    desk = Desk(slow)  # type: ignore[arg-type]
    replies: list[object] = []
    threads = [
        threading.Thread(target=lambda: replies.append(desk.ask(("q",), TODAY))) for _ in range(AT_ONCE + WAITING)
    ]
    for thread in threads:
        thread.start()
    wait_until_taken(desk._room)

    with pytest.raises(BusyError):
        desk.ask(("one too many",), TODAY)
    slow.go_on.set()
    for thread in threads:
        thread.join(10)

    assert len(replies) == AT_ONCE + WAITING
    assert slow.most_at_once <= AT_ONCE


def test_whoever_waited_too_long_is_told_and_leaves_the_queue() -> None:
    slow = SlowAssistant()
    desk = Desk(slow, patience_seconds=0.01)  # type: ignore[arg-type]
    threads = [threading.Thread(target=desk.ask, args=(("q",), TODAY)) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    wait_until_taken(desk._answering)

    with pytest.raises(BusyError):
        desk.ask(("q",), TODAY)
    slow.go_on.set()
    for thread in threads:
        thread.join(10)

    assert desk.ask(("again",), TODAY) == an_answer()


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (NotBuiltError("/secret/path"), "Run: python -m ingest build"),
        (BuildMismatchError("/secret/path"), "Run: python -m ingest build"),
        (ContentError(["/secret/path: line 3"]), "log"),
        (CorpusError("/secret/path"), "log"),
    ],
)
def test_what_mends_it_is_said_without_the_paths_of_the_machine(error: CorpusError, says: str) -> None:
    assert says in resources.mend(error)
    assert "/secret/path" not in resources.mend(error)
