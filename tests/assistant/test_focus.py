import pytest

from assistant.focus import Focus, asks_time
from assistant.settings import Settings
from assistant.understand import understand
from tests.assistant.small_corpus import TODAY, a_guide, an_assistant
from tests.builders import a_limit, a_statement

GUIDE = a_guide(
    in_short=[
        a_statement(
            "reasons", text="The council must give its reasons in writing.", asks=["does the council give reasons"]
        ),
        a_statement("mediation", text="Mediation is free.", asks=["what does mediation cost", "is mediation free"]),
    ],
    time_limits=[
        a_limit("ours", must="Send the appeal", asks=["how long is there to appeal"]),
        a_limit("theirs", who="council", must="Answer the request", asks=["how long is there to answer"]),
    ],
)


def focus_of(text, guide=GUIDE, settings=None):
    assistant = an_assistant(guide, settings=settings)
    query = assistant.retriever.hear(understand([text], TODAY).last)[0]
    return Focus(assistant.store, settings or Settings()).scores(query, guide)


def best(scores):
    return max(scores, key=scores.get)


@pytest.mark.parametrize(
    ("text", "item"),
    [("does mediation cost anything", "mediation"), ("must they give reasons", "reasons")],
)
def test_the_item_that_answers_the_question_comes_first(text, item):
    assert best(focus_of(text)) == f"refused/{item}"


def test_every_item_that_can_be_said_has_a_score_and_the_question_itself_comes_near_1():
    scores = focus_of("is mediation free")

    assert scores.keys() == {"refused/reasons", "refused/mediation", "refused/ours", "refused/theirs"}
    assert 0.4 < scores["refused/mediation"] <= 1.1
    assert all(score < 0.4 for item, score in scores.items() if item != "refused/mediation")


def test_of_several_sentences_the_one_that_asks_decides():
    story = "They gave us no reasons. No reasons in the letter at all, it just said no. What does mediation cost?"

    assert best(focus_of(story)) == "refused/mediation"


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("how long do I have", "ours", "theirs"),
        ("how long have we got to reply", "ours", "theirs"),
        ("how long do they have", "theirs", "ours"),
        ("how long does the council have to reply to me", "theirs", "ours"),
    ],
)
def test_asked_how_long_one_side_has_the_other_sides_limit_falls_behind(text, right, wrong):
    weighed, unweighed = focus_of(text), focus_of(text, settings=Settings(wrong_party_cost=0.0))

    assert weighed[f"refused/{wrong}"] == pytest.approx(unweighed[f"refused/{wrong}"] - Settings().wrong_party_cost)
    assert weighed[f"refused/{right}"] == pytest.approx(unweighed[f"refused/{right}"])


@pytest.mark.parametrize("text", ["how long is it", "is mediation free"])
def test_where_no_side_or_no_time_is_asked_about_both_limits_stand(text):
    assert focus_of(text) == focus_of(text, settings=Settings(wrong_party_cost=0.0))


def test_a_guide_that_is_not_in_the_build_answers_nothing():
    assistant = an_assistant(GUIDE)
    query = assistant.retriever.hear(understand(["anything"], TODAY).last)[0]

    assert assistant.focus.scores(query, a_guide("another")) == {}


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("How long do I have?", True),
        ("what’s the DEADLINE", True),
        ("how many weeks", True),
        ("by when must it be in", True),
        ("what's the last day I can appeal", True),
        ("Who can help?", False),
        ("it took so long", False),
    ],
)
def test_questions_about_time_are_known(text, asks):
    assert asks_time(text) is asks
