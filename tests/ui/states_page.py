"""The page of `ui/` over a desk that is told by the question itself how it goes: slow, busy or broken."""

import datetime
import threading
import time
from collections.abc import Sequence

import streamlit as st

from assistant.answers import Reply
from assistant.memory import Memory
from tests.ui.builders import SERVICE, an_answer, an_option
from tests.ui.fakes import FakeDesk
from ui import page
from ui.resources import OVERRIDES, BusyError

SLOW_SECONDS = 2.5


class StatesDesk(FakeDesk):
    """Answers with the question as heading, and how often it has been asked this."""

    def __init__(self) -> None:
        super().__init__(())
        self._lock = threading.Lock()

    def ask(self, turns: Sequence[str], today: datetime.date, memory: Memory | None = None) -> Reply:
        asked = turns[-1]
        with self._lock:
            self.asked.append(tuple(turns))
            times = self.asked.count(tuple(turns))
        if "slow" in asked:
            time.sleep(SLOW_SECONDS)
        if "busy" in asked and times == 1:
            raise BusyError
        if "broken" in asked and times == 1:
            raise RuntimeError("a message that may hold what was typed")
        options = tuple(
            an_option(id=f"states/{number}", name=f"Way {number}", formality=1 + number // 5) for number in range(24)
        )
        return an_answer(
            heading=f"Asked {len(turns)}: {asked[:60]}, answered {times} time{'s' if times != 1 else ''}",
            options=options if "many" in asked else an_answer().options,
        )


if __name__ == "__main__":
    if OVERRIDES not in st.session_state:
        desk = StatesDesk()
        st.session_state[OVERRIDES] = {"desk": lambda: desk, "service": lambda: SERVICE}
    page.main()
