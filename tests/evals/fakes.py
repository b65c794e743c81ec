"""A small assistant that replies by rule, importable by worker processes."""

import datetime
import os

from assistant.answers import Answer, Citation, CitedStatement, Clarification, Handoff, HandoffOffer, HowMade
from assistant.settings import Settings
from corpus.vocabulary import HandoffReason, Urgency
from tests.evals.builders import a_store

TODAY = datetime.date(2026, 11, 22)


class FakeAssistant:
    """Answers about `refused`; crashes, hands off or dies when the last turn says so. Remembers what it was asked."""

    def __init__(self, store=None):
        self.store = store or a_store()
        self.settings = Settings()
        self.asked = []

    def reply(self, turns, today):
        self.asked.append((tuple(turns), today))
        match turns[-1]:
            case "crash":
                raise ZeroDivisionError("division by zero")
            case "die":
                os._exit(1)
            case "fail":
                return Handoff(HandoffOffer(HandoffReason.FAILED, Urgency.ROUTINE, "why", ("next",)), HowMade(()))
            case "":
                return Clarification("Which?", ("this", "that"))
        citation = Citation(
            "made-up-act", "made-up-act s.36(1)", "Made Up Act", None, "So it is.", None, None, "in_force", TODAY, "x"
        )
        return Answer(
            "Refused",
            (CitedStatement("refused/fact", "So it is.", (0,)),),
            (),
            (citation,),
            TODAY,
            HowMade(()),
            guides=("refused",),
        )


def load_other_build():
    """A worker's assistant of another build than the first one's."""
    store = a_store()
    digest = "d" * 64 if os.environ.get("EVALS_TEST_MAIN") == str(os.getpid()) else "e" * 64
    store.manifest = type(store.manifest)(*[*_fields(store.manifest)[:5], digest, *_fields(store.manifest)[6:]])
    return FakeAssistant(store)


def _fields(manifest):
    return [getattr(manifest, name) for name in type(manifest).__slots__]
