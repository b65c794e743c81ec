import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.understand import understand
from corpus.vocabulary import ClockStart
from tests.assistant.small_corpus import TODAY

D = datetime.date
LETTER = ClockStart.DECISION_LETTER
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=200)


def understood(*turns, today=TODAY):
    return understand(turns, today)


# what is searched for


def test_markup_is_never_what_was_asked():
    last = understood("<b>They said no</b> <script>alert(1)</script>to an assessment").last

    assert last.text == "They said no alert(1) to an assessment"


def test_control_and_odd_characters_are_taken_out():
    assert understood("They\x00 said\x07 no\ud800\u202e.").last.text == "They said no ."


def test_a_date_says_nothing_of_the_situation():
    last = understood("They refused on 5 November 2026 to assess").last

    assert last.searched == "They refused on to assess"
    assert last.text == "They refused on 5 November 2026 to assess"


def test_a_turn_that_is_nothing_but_a_date_is_kept():
    assert understood("5 November 2026").last.searched == "5 November 2026"


@pytest.mark.parametrize(
    "text",
    [
        "How long do I have?",
        "what about the school",
        "and if they say no again?",
        "it was dated 5 November",
        "5 November",
        "yes",
        "When they sent the letter they gave no reasons at all and nobody at the office has ever picked up the phone",
    ],
)
def test_a_turn_that_may_need_the_one_before_leans_on_it(text):
    assert understood(text).last.leans


def test_a_turn_that_says_everything_itself_does_not_lean():
    text = "Our council has refused an education health and care needs assessment for my daughter in year nine"

    assert not understood(text).last.leans


def test_the_last_turn_is_the_one_to_answer():
    found = understood("First.", "Second.")

    assert [turn.text for turn in found.turns] == ["First.", "Second."]
    assert found.last.text == "Second."


# dates


def test_a_date_is_what_the_words_near_it_say():
    assert understood("The letter is dated 5 November 2026.").dates == {LETTER: D(2026, 11, 5)}


def test_yesterday_is_counted_from_the_day_passed_in():
    assert understood("The decision letter is dated yesterday.", today=D(2025, 3, 1)).dates == {LETTER: D(2025, 2, 28)}


def test_dates_of_earlier_turns_are_kept():
    found = understood("The letter is dated 5 November 2026.", "The mediation certificate is dated 20 November 2026.")

    assert found.dates == {LETTER: D(2026, 11, 5), ClockStart.MEDIATION_CERTIFICATE: D(2026, 11, 20)}


def test_a_correction_replaces_a_date():
    found = understood("The letter is dated 5 November 2026.", "Sorry, the letter is dated 9 November 2026.")

    assert found.dates == {LETTER: D(2026, 11, 9)}


def test_two_days_for_one_thing_in_one_turn_are_told_and_neither_is_used():
    found = understood("The letter is dated 5 November 2026. The letter is dated 9 November 2026.")

    assert (found.dates, found.contradicted) == ({}, (LETTER,))


def test_a_contradiction_takes_away_what_was_known_until_it_is_settled():
    contradicted = [
        "The letter is dated 3 November 2026.",
        "The letter is dated 5 November 2026. The letter is dated 9 November 2026.",
    ]

    assert understood(*contradicted).dates == {}
    settled = understood(*contradicted, "The letter is dated 9 November 2026.")
    assert (settled.dates, settled.contradicted) == ({LETTER: D(2026, 11, 9)}, ())


def test_only_dates_of_the_last_turn_are_asked_about():
    assert understood("Something on 31 June 2026.", "They said no.").last_events == ()


# facts


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("my son is 9", 9),
        ("she's just turned 16", 16),
        ("a 4 year old", 4),
        ("12yo boy", 12),
        ("aged 7", 7),
        ("he is 8 weeks into term", None),
        ("it took 20 weeks", None),
        ("my nan is 80 years old", None),
        ("no age here", None),
        ("she's 17 and her brother is 9", 9),  # of several the youngest, for whom the rights are the parent's
    ],
)
def test_a_childs_age_is_read_and_nothing_else(text, age):
    assert understood(text).age == age


def test_the_latest_age_counts():
    assert understood("he is 9", "sorry she is 10", "how long?").age == 10


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("We live in England.", True),
        ("it’s an English council", True),
        ("no, we're not in Wales", True),
        ("We live in Wales.", False),
        ("The council refused.", False),
    ],
)
def test_it_is_known_which_turn_says_england(text, says):
    assert understood("The council refused.", text).last.says_england is says


@given(st.lists(ANY_TEXT, min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_whatever_is_typed_is_read_and_read_the_same_again(turns):
    found = understand(turns, TODAY)

    assert len(found.turns) == len(turns)
    assert all(turn.text.isprintable() for turn in found.turns)
    assert found == understand(turns, TODAY)
