"""Answers what waits, oldest first, without holding up the page.

A question is worked on beside the page's own run. A run that is cut off, because the family typed another question or
pressed twice, leaves the work going, and the next run waits for the same answer: nothing typed meanwhile is lost, it is
seen at once, and nothing is answered twice.
"""

import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait

from ui.conversation import Conversation, HeldUp, Turn
from ui.failed import place_of
from ui.resources import AT_ONCE, WAITING, BusyError, Desk

log = logging.getLogger(__name__)

# some more than the desk takes in, so that one is always free to be told at once that it is busy
_BESIDE = ThreadPoolExecutor(AT_ONCE + WAITING + 4, thread_name_prefix="answering")
_LOOK_UP_SECONDS = 0.25


def answer(turn: Turn, conversation: Conversation, desk: Desk, *, look_up: Callable[[], object]) -> None:
    """Wait until a turn is answered, or held up; begin where nobody has begun.

    Args:
        turn: what waits.
        conversation: what it is answered in the light of.
        desk: who answers.
        look_up: called again and again meanwhile; where it raises, the work goes on and the next run waits for it.
    """
    if turn.under_way is None:
        turn.under_way = _BESIDE.submit(_work, turn, conversation, desk)
    while wait([turn.under_way], timeout=_LOOK_UP_SECONDS).not_done:
        look_up()


def _work(turn: Turn, conversation: Conversation, desk: Desk) -> None:
    started = time.perf_counter()
    try:
        reply = desk.ask(conversation.texts_up_to(turn), turn.today, conversation.memory)
    except BusyError:
        turn.held_up = HeldUp.BUSY
    except Exception as error:  # the edge: the family is told, and nothing they typed reaches the log
        log.error("a question was not answered: %s at %s", type(error).__name__, place_of(error))
        turn.held_up = HeldUp.BROKEN
    else:
        turn.was_overtaken = turn is not conversation.last
        turn.seconds = time.perf_counter() - started
        turn.reply = reply
