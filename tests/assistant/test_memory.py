from dataclasses import replace

import pytest

from assistant.memory import Memory
from tests.assistant.small_corpus import TODAY, a_guide, an_assistant

GUIDES = (a_guide("refused"), a_guide("delivery", topic="therapy plan never happens"))
TALKS = [
    ("The council refused to assess", "how long do we have", "and what about mediation", "who decides that"),
    ("The council refused to assess", "the therapy in the plan never happens", "what about that", "ok and then"),
    ("hello", "", "The council refused to assess", "how long", "dated 3 November 2026"),
]


class CountingEncoder:
    def __init__(self, encoder):
        self._encoder, self.texts = encoder, []

    def __getattr__(self, name):
        return getattr(self._encoder, name)

    def encode(self, texts):
        self.texts += texts
        return self._encoder.encode(texts)


@pytest.mark.parametrize("talk", TALKS)
def test_no_reply_depends_on_what_is_remembered(talk):
    assistant, memory = an_assistant(*GUIDES), Memory()

    for turns in (talk[: number + 1] for number in range(len(talk))):
        assert assistant.reply(turns, TODAY, memory) == assistant.reply(turns, TODAY)


def test_a_memory_of_another_conversation_changes_nothing():
    assistant, memory = an_assistant(*GUIDES), Memory()
    assistant.reply(["The therapy in the plan never happens"], TODAY, memory)
    turns = ["The council refused to assess", "what about that"]

    assert assistant.reply(turns, TODAY, memory) == assistant.reply(turns, TODAY)


def test_the_turns_before_are_not_embedded_again():
    assistant = an_assistant(*GUIDES)
    counting = CountingEncoder(assistant.encoder)
    assistant, memory = replace(assistant, encoder=counting), Memory()
    talk = TALKS[0]
    for number in range(1, len(talk)):
        assistant.reply(talk[:number], TODAY, memory)
    counting.texts.clear()

    assistant.reply(talk, TODAY, memory)

    # the last turn alone, with the one before it, and with all of them
    assert len(counting.texts) == 3
    assert all(talk[-1].casefold().rstrip("?.!") in text.rstrip("?.!") for text in counting.texts)


def test_what_was_typed_is_in_no_message_about_a_memory():
    assistant, memory = an_assistant(*GUIDES), Memory()
    assistant.reply(["The council refused to assess Zebedee"], TODAY, memory)

    assert "Zebedee" not in repr(memory)
