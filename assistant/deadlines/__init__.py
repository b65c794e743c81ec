"""Time limits: the dates in a message, what they are the dates of, and the last days that follow.

`read_events` and `known_dates` turn a message into facts; `compute` turns facts into dates with their working;
`needed` says what to ask. Nothing here reads the clock: `today` is always given.
"""

from assistant.deadlines.computed import CLOSE_DAYS, Bound, ComputedDate, DateState
from assistant.deadlines.dates_in_text import Assumed, FoundDate, Span, Trouble, find_dates
from assistant.deadlines.decided import a_decision_was_made
from assistant.deadlines.engine import QUESTIONS, Needed, compute, needed
from assistant.deadlines.events import Event, known_dates, known_spans, read_events
from assistant.deadlines.moves import september_of_move
from assistant.deadlines.rules import PARTS, RULES, Rule

__all__ = [
    "CLOSE_DAYS",
    "PARTS",
    "QUESTIONS",
    "RULES",
    "Assumed",
    "Bound",
    "ComputedDate",
    "DateState",
    "Event",
    "FoundDate",
    "Needed",
    "Rule",
    "Span",
    "Trouble",
    "a_decision_was_made",
    "compute",
    "find_dates",
    "known_dates",
    "known_spans",
    "needed",
    "read_events",
    "september_of_move",
]
