"""What an advocate is sent, and how urgent it is."""

from corpus.vocabulary import HandoffReason, Urgency
from tests.ui.builders import TODAY, a_handoff, a_turn, an_answer, an_emergency, an_offer
from ui.conversation import Conversation, has_options_of_before, most_pressing, snapshot_of


def test_the_most_urgent_turn_that_is_sent_decides() -> None:
    soon = an_offer(reason=HandoffReason.HEARING_AHEAD, urgency=Urgency.WITHIN_TWO_WORKING_DAYS)
    later = an_offer(reason=HandoffReason.ACCESS_NEEDS, urgency=Urgency.WITHIN_A_WEEK)
    turns = [a_turn(an_answer(handoff=soon)), a_turn(a_handoff(offer=later)), a_turn(an_answer())]

    assert most_pressing(turns) == (HandoffReason.HEARING_AHEAD, Urgency.WITHIN_TWO_WORKING_DAYS)


def test_of_equally_urgent_turns_the_latest_decides() -> None:
    turns = [
        a_turn(an_answer(handoff=an_offer(reason=reason)))
        for reason in (HandoffReason.CARE_CUT, HandoffReason.NO_EDUCATION)
    ]

    assert most_pressing(turns)[0] is HandoffReason.NO_EDUCATION


def test_a_turn_that_is_left_out_says_nothing_about_urgency() -> None:
    assert most_pressing([]) == (HandoffReason.ASKED_FOR_PERSON, Urgency.ROUTINE)


def test_danger_is_for_today_whatever_else_was_said() -> None:
    turns = [a_turn(an_emergency()), a_turn(an_answer(handoff=an_offer()))]

    assert most_pressing(turns)[1] is Urgency.TODAY


def test_a_snapshot_holds_what_was_typed_and_the_reply_with_its_evidence() -> None:
    sent = snapshot_of([a_turn(an_answer(), asked="They said no"), a_turn(None)])

    (only,) = sent["turns"]
    assert only["asked"] == "They said no"
    assert only["on"] == "2026-11-21"
    assert only["reply"]["citations"][0]["pinpoint"] == "cfa-2014 s.36(5)"
    assert only["reply"]["how_made"]["corpus_digest"] == "5052123f521c0eaf"


def test_turn_numbers_are_never_used_twice() -> None:
    conversation = Conversation()
    for text in ("a", "b", "c"):
        conversation.ask(text, TODAY)

    assert [turn.number for turn in conversation.turns] == [1, 2, 3]
    assert conversation.texts == ("a", "b", "c")
    assert len({turn.moment for turn in conversation.turns}) == 3


def test_a_turn_that_lands_in_a_message_does_not_show_what_was_typed() -> None:
    assert "secret" not in repr(a_turn(asked="a secret"))


def test_what_is_sent_twice_while_it_waits_is_asked_once_and_later_again() -> None:
    conversation = Conversation()
    conversation.ask("help", TODAY)
    conversation.ask("help", TODAY)
    assert len(conversation.turns) == 1

    conversation.turns[0].reply = an_answer()
    conversation.ask("help", TODAY, is_tapped=True)
    assert len(conversation.turns) == 1
    conversation.ask("help", TODAY)
    assert len(conversation.turns) == 2


def test_the_oldest_waits_first_and_is_answered_in_the_light_of_what_was_typed_until_then() -> None:
    conversation = Conversation()
    for text in ("a", "b"):
        conversation.ask(text, TODAY)

    assert conversation.waiting is conversation.turns[0]
    assert conversation.texts_up_to(conversation.turns[0]) == ("a",)


def test_danger_that_another_question_overtook_still_stands_first_until_the_one_after() -> None:
    overtaken = a_turn(an_emergency(), was_overtaken=True)
    conversation = Conversation([overtaken, a_turn(an_answer(), number=2)])
    assert conversation.danger is overtaken

    conversation.turns.append(a_turn(an_answer(), number=3))
    assert conversation.danger is None


def test_only_the_very_same_options_count_as_the_same() -> None:
    first, same, fewer = (
        a_turn(an_answer(), number=1),
        a_turn(an_answer(), number=2),
        a_turn(an_answer(options=an_answer().options[:1]), number=3),
    )

    assert not has_options_of_before(first, [first, same])
    assert has_options_of_before(same, [first, same])
    assert not has_options_of_before(fewer, [first, same, fewer])
