import dataclasses
import datetime

import pytest

from assistant.answers import (
    BrokenReplyError,
    CitedDate,
    CitedMyth,
    CitedStatement,
    Clarification,
    Emergency,
    Handoff,
    HowMade,
)
from tests.assistant.small_corpus import a_cited_option, an_answer, an_offer

D = datetime.date


def a_statement_citing(*citations):
    return CitedStatement("refused/reasons", "So it is.", citations)


def a_myth_citing(*citations):
    return CitedMyth("refused/myth", "They say.", "It is not so.", citations)


def a_date_citing(*citations):
    return CitedDate("Last day", D(2027, 1, 5), "appeal_window", "Two months.", "", 44, "family", citations)


def an_option_citing(*citations):
    return a_cited_option(citations=citations)


@pytest.mark.parametrize("make", [a_statement_citing, an_option_citing, a_myth_citing, a_date_citing])
def test_nothing_about_the_law_can_be_said_without_a_citation(make):
    with pytest.raises(BrokenReplyError, match="has no citation"):
        make()


@pytest.mark.parametrize("index", [-1, 1, 7])
@pytest.mark.parametrize(
    ("part", "make"),
    [
        ("direct", a_statement_citing),
        ("options", an_option_citing),
        ("myths", a_myth_citing),
        ("dates", a_date_citing),
    ],
)
def test_a_citation_that_is_not_among_the_answers_citations_is_refused(part, make, index):
    # the answer has one citation, number 0
    with pytest.raises(BrokenReplyError, match=f"citation {index} is not among the reply's 1 citations"):
        an_answer(**{part: (make(0), make(index))})


def test_what_a_hand_off_says_is_cited_too():
    with pytest.raises(BrokenReplyError, match="citation 0 is not among the reply's 0 citations"):
        Handoff(an_offer(), HowMade(()), direct=(a_statement_citing(0),))


def test_an_answer_says_something():
    with pytest.raises(BrokenReplyError, match="says nothing"):
        an_answer(direct=())


@pytest.mark.parametrize("count", [0, 1, 5])
def test_a_clarification_has_neither_fewer_than_two_nor_more_than_four_choices(count):
    with pytest.raises(BrokenReplyError, match=f"has {count} choices; expected 2 to 4"):
        Clarification("Which?", ("one",) * count)


@pytest.mark.parametrize("count", [2, 3, 4])
def test_a_clarification_has_two_to_four_choices(count):
    assert len(Clarification("Which?", ("one",) * count).choices) == count


def test_an_emergency_names_someone_to_contact():
    with pytest.raises(BrokenReplyError, match="nobody to contact"):
        Emergency("Contact one of these.", (), "Come back.", HowMade(()))


@pytest.mark.parametrize(
    "reply", [an_answer(), Handoff(an_offer(), HowMade(())), Clarification("Which?", ("one", "two"))]
)
def test_a_reply_is_not_rewritten_once_made(reply):
    field = dataclasses.fields(reply)[0].name

    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(reply, field, None)
