import datetime
import re

import pytest

from assistant import wording
from assistant.answers import (
    CitedDate,
    CitedMyth,
    CitedStatement,
    Clarification,
    Emergency,
    Handoff,
    HowMade,
    OutOfScope,
)
from assistant.deadlines import Trouble
from assistant.verify import DIRECTIVE
from assistant.wording import as_text, days_left_words, short_date, written_date
from corpus.vocabulary import SourceStatus, Urgency, Who
from corpus.words import plain
from tests.assistant.small_corpus import a_citation, a_cited_option, an_answer, an_offer, the_contacts

D = datetime.date


def a_full_answer():
    return an_answer(
        options=(
            a_cited_option("refused/talk", name="Talk"),
            a_cited_option("refused/appeal", name="Appeal", formality=5),
        ),
        dates=(
            CitedDate("Last day to appeal", D(2027, 1, 5), "r", "Two months.", "If told later.", 44, "family", (1,)),
        ),
        date_questions=("What is the date on the letter?",),
        myths=(CitedMyth("refused/myth", "They say so.", "It is not so.", (0,)),),
        notices=("The old Code is history.",),
        citations=(
            a_citation(url="https://example.org/36"),
            a_citation(reference="hesc-rules-2008 r.20", name="The Rules", quote="Official words."),
        ),
        handoff=an_offer(urgency=Urgency.TODAY, will_need=("The letter",)),
    )


def test_an_answer_is_told_whole_in_the_order_of_the_page():
    text = as_text(a_full_answer())

    parts = [
        "Refused",
        "The council must give its reasons in writing. [1]",
        "Last day to appeal: Tuesday 5 January 2027 (in 44 days) [2]",
        "Two months.",
        "If told later.",
        "What is the date on the letter?",
        wording.OPTIONS_LINE,
        "1. Talk [1]",
        "2. Appeal [1]",
        "“They say so.” It is not so. [1]",
        "The old Code is history.",
        "This needs a person",
        "Because.",
        "- Pass it on.",
        "- The letter",
        "[1] Made Up Act 2014, section 36(5) (in force, as at 21 November 2026). https://example.org/36",
        "Official words: official text not on this machine",
        "[2] The Rules",
        "Official words: Official words.",
        "Law as at 21 November 2026.",
    ]
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_a_place_that_supports_several_things_is_numbered_and_listed_once():
    twice = (a_citation(), a_citation(our_words="It is also so."), a_citation(reference="cfa-2014 s.51(1)"))
    direct = tuple(CitedStatement(f"refused/{index}", "So.", (index,)) for index in range(3))

    text = as_text(an_answer(direct=direct, options=(), citations=twice))

    assert text.count("So. [1]") == 2
    assert text.count("So. [2]") == 1
    assert re.findall(r"^  (\[\d+\])", text, re.MULTILINE) == ["[1]", "[2]"]


@pytest.mark.parametrize("label", ["What it is", "Who decides", "Time limit", "Cost", "May suit", "Weigh up"])
def test_every_field_of_an_option_is_open(label):
    assert f"{label}: Some words." in as_text(a_full_answer())


def test_every_mark_leads_to_a_source_that_is_listed():
    text = as_text(a_full_answer())
    said, sources = text.split("Sources\n")

    assert set(re.findall(r"\[\d+\]", said)) <= set(re.findall(r"^  (\[\d+\])", sources, re.MULTILINE))


def test_a_hand_off_says_why_what_next_and_what_is_safe_to_know():
    statement = CitedStatement("refused/reasons", "The council must give its reasons in writing.", (0,))
    handoff = Handoff(an_offer(), HowMade(()), (statement,), (a_citation(),), notices=("If in danger, call 999.",))

    text = as_text(handoff)

    for part in ("Talk to an advocate", "Because.", "If in danger, call 999.", f"{statement.text} [1]", "Sources"):
        assert part in text


def test_an_emergency_begins_with_who_to_contact_and_ends_with_afterwards():
    contacts = the_contacts().emergency[:2]

    lines = as_text(Emergency("Contact one of these now.", contacts, "Come back.", HowMade(()))).splitlines()

    assert lines[0] == "Contact one of these now."
    assert [contact.shown in line for contact, line in zip(contacts, lines[1:3], strict=True)] == [True, True]
    assert lines[-1] == "Come back."


def test_out_of_scope_names_who_does_help():
    nation = the_contacts().nations[0]

    text = as_text(OutOfScope("That is elsewhere.", "We cover England.", (nation,), HowMade(())))

    assert text.startswith("That is elsewhere.")
    assert nation.name in text
    assert nation.shown in text
    assert "We cover England." in text


def test_a_clarification_lists_its_choices():
    assert as_text(Clarification("Which?", ("One", "Two"))) == "Which?\n  - One\n  - Two\n"


@pytest.mark.parametrize(
    ("days", "words"),
    [(-30, "30 days ago"), (-1, "1 day ago"), (0, "today"), (1, "tomorrow"), (2, "in 2 days"), (44, "in 44 days")],
)
def test_days_left_are_told_in_words(days, words):
    assert days_left_words(days) == words


def test_dates_are_written_as_people_write_them():
    assert written_date(D(2026, 12, 7)) == "Monday 7 December 2026"
    assert short_date(D(2026, 12, 7)) == "7 December 2026"


@pytest.mark.parametrize(
    ("vocabulary", "words"),
    [
        (Who, wording.WHO),
        (Trouble, wording.DATE_TROUBLE),
        (SourceStatus, wording.STATUS_WORDS),
        (Urgency, wording.URGENCY_WORDS),
    ],
)
def test_every_word_of_a_closed_vocabulary_has_its_wording(vocabulary, words):
    assert set(words) == set(vocabulary)


def test_proposed_draft_and_past_law_is_never_told_as_law():
    for status in set(SourceStatus) - {SourceStatus.IN_FORCE}:
        notice = wording.status_notice("The Code", status)

        assert notice.startswith(f"The Code is {wording.STATUS_WORDS[status]}.")
        assert "in force" not in notice


def sentences_of_ours():
    for name, value in vars(wording).items():
        if name.isupper():
            yield from value.values() if isinstance(value, dict) else (value,)


@pytest.mark.parametrize("sentence", list(sentences_of_ours()))
def test_our_own_sentences_are_calm_and_push_nobody(sentence):
    assert "!" not in sentence
    assert not DIRECTIVE.search(plain(sentence))
