import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.words import Lexicon, Speller, plain, vocabulary_of

LEXICON = Lexicon(
    {
        "la": "council",
        "local authority": "council",
        "statement": "ehc plan",
        "statement of sen": "ehc plan",
        "ehcp": "ehc plan",
        "sa+": "sen support",
    }
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  What   NOW?\n\t", "what now?"),
        ("Don’t ‘wait’", "don't 'wait'"),
        ("café naïve", "cafe naive"),
        ("cafe\u0301", "cafe"),
        ("ＥＨＣＰ", "ehcp"),
        ("ﬁnal", "final"),
        ("Straße", "strasse"),
        ("İstanbul", "istanbul"),
        ("a\u00a0b\u2003c", "a b c"),
        ("", ""),
        ("\U0001f600 help", "\U0001f600 help"),
    ],
)
def test_plain_text_is_small_letters_without_marks_or_runs_of_space(text, expected):
    assert plain(text) == expected


@given(st.text(alphabet=st.characters(max_codepoint=0x24F), max_size=40))
def test_plain_text_stays_as_it_is(text):
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The LA said no", "the council said no"),
        ("local  authority", "council"),
        ("her statement of SEN", "her ehc plan"),  # the longest form wins
        ("last year", "last year"),  # within a word nothing is replaced
        ("a statement's end", "a ehc plan's end"),
        ("EHCP, now", "ehc plan, now"),
        ("on SA+ since", "on sen support since"),
        ("ehcps", "ehcps"),
    ],
)
def test_known_forms_become_their_term(text, expected):
    assert LEXICON.canonical(text) == expected


def test_a_lexicon_of_nothing_makes_text_plain():
    assert Lexicon().canonical("The LA") == "the la"


def test_words_are_stems_of_what_counts():
    assert LEXICON.words("The LA has refused my assessments!") == ["council", "refus", "assess"]
    assert LEXICON.words("is it the a of") == []
    assert LEXICON.words("") == []


def test_what_a_question_turns_on_is_kept():
    assert Lexicon().words("they said no, how long?") == ["said", "no", "how", "long"]


def test_words_are_the_same_in_every_thread():
    found: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: found.extend(LEXICON.words("refused assessments again") for _ in range(200)))
        for _ in range(4)
    ]

    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(map(tuple, found)) == {tuple(LEXICON.words("refused assessments again"))}
    assert len(found) == 800


def test_a_vocabulary_is_every_word_made_plain():
    assert vocabulary_of(["The Tribunal’s café", "36(8)"]) == {"the", "tribunal's", "cafe", "36", "8"}


SPELLER = Speller(["mediation", "tribunal", "assessment", "appeal", "school", "plan", "meditation"])


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("The Tribunel", "the tribunal"),
        ("assesment please", "assessment please"),
        ("mediaton", "mediation"),
        ("schools", "schools"),  # the same stem
        ("plam", "plam"),  # too short to tell
        ("xribunal", "xribunal"),  # people seldom mistype the first letter
        ("bicycle", "bicycle"),
        ("about appeal", "about appeal"),
        ("can’t", "can't"),
        ("", ""),
    ],
)
def test_a_typo_becomes_the_nearest_known_word(text, mended):
    assert SPELLER.mend(text) == mended


def test_a_word_known_elsewhere_is_left_alone():
    assert SPELLER.mend("tribunel", also_known=frozenset(["tribunel"])) == "tribunel"


def test_a_speller_of_nothing_mends_nothing():
    assert Speller([]).mend("tribunel") == "tribunel"
