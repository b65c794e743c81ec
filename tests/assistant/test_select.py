from dataclasses import replace

import pytest

from assistant.retrieve import Evidence, Retrieved
from assistant.select import FromOriginal, Nothing, Selected, Unclear, select
from assistant.settings import Settings
from corpus.documents import Passage
from corpus.vocabulary import PassageKind, SourceStatus
from tests.assistant.small_corpus import a_guide, an_original

# The floors of these tests, so that a change of the product's own moves no test.
FLOORS = Settings(
    closeness_floor=0.25,
    answer_floor=0.15,
    sure_floor=0.2,
    close_enough=0.3,
    uncovered_odds=2.0,
    together_odds=1.3,
    unclear_below=0.3,
    original_floor=0.55,
    most_guides=2,
    beside_floor=0.15,
    probable_enough=0.0,
    closeness_floor_of_ours=0.2,
)
GUIDES = {
    guide.id: guide
    for guide in (
        a_guide("refused", see_also=["tribunal"]),
        a_guide("tribunal"),
        a_guide("school"),
        a_guide("helper"),
        a_guide("transport"),
    )
}


def retrieved(*guides, uncovered=(), passages=(), closeness=0.5):
    return Retrieved(tuple(guides), tuple(uncovered), tuple(passages), closeness)


def selected(*guides, may_ask=True, **found):
    return select(retrieved(*guides, **found), GUIDES, FLOORS, may_ask=may_ask)


def an_original_of(relevance, text="Its own words."):
    return Evidence(an_original("cfa-2014 s.36", text), relevance)


def a_guides_passage(relevance):
    passage = Passage(
        "refused/reasons",
        "Words.",
        "refused",
        None,
        (),
        None,
        "d",
        PassageKind.STATEMENT,
        "refused",
        SourceStatus.IN_FORCE,
    )
    return Evidence(passage, relevance)


def test_a_guide_that_stands_out_answers():
    assert selected(("refused", 0.8), ("tribunal", 0.1)) == Selected(("refused",))


def test_two_guides_as_probable_that_belong_together_answer_together():
    assert selected(("tribunal", 0.4), ("refused", 0.35)) == Selected(("tribunal", "refused"))


def test_two_guides_as_probable_on_different_things_answer_together_too():
    assert selected(("refused", 0.4), ("school", 0.35)) == Selected(("refused", "school"))


def test_of_several_that_are_close_the_one_that_belongs_to_the_best_answers_beside_it():
    assert selected(("refused", 0.4), ("school", 0.25), ("tribunal", 0.2)) == Selected(("refused", "tribunal"))


def test_several_guides_of_which_none_stands_out_are_asked_about():
    three = [("refused", 0.29), ("school", 0.25), ("helper", 0.2)]

    assert selected(*three) == Unclear(("refused", "school", "helper"))
    assert selected(("refused", 0.3), *three[1:]) == Selected(("refused", "school"))


def test_two_that_are_close_are_not_asked_about():
    assert selected(("refused", 0.25), ("school", 0.22)) == Selected(("refused", "school"))


def test_no_second_clarifying_question_is_asked():
    three = [("refused", 0.29), ("school", 0.25), ("helper", 0.2)]

    assert selected(*three, may_ask=False) == Selected(("refused", "school"))


def test_no_more_than_four_choices_are_offered():
    five = [(name, 0.19) for name in ("refused", "school", "helper", "transport", "tribunal")]

    assert selected(*five) == Unclear(("refused", "school", "helper", "transport"))


def test_an_answer_holds_no_more_guides_than_allowed():
    guides = {name: a_guide(name, see_also=["a"]) for name in ("a", "b", "c")}
    found = retrieved(("a", 0.3), ("b", 0.3), ("c", 0.3))

    assert select(found, guides, FLOORS, may_ask=False) == Selected(("a", "b"))


def test_a_guide_far_less_probable_is_left_out():
    # less than the floor of an answer, and the best is more than 1.3 times as probable
    assert selected(("tribunal", 0.4), ("refused", 0.14)) == Selected(("tribunal",))


@pytest.mark.parametrize(
    ("probability", "closeness"),
    [
        (0.9, 0.24),  # nothing here comes near
        (0.14, 0.9),  # no guide is probable enough
        (0.19, 0.29),  # neither probable nor near
    ],
)
def test_the_least_bad_guess_is_no_answer(probability, closeness):
    assert selected(("refused", probability), closeness=closeness) == Nothing()


def test_a_faint_guide_that_comes_near_answers():
    assert selected(("refused", 0.19), closeness=0.31) == Selected(("refused",))


def test_a_situation_without_a_guide_that_is_likelier_is_named():
    assert selected(("refused", 0.3), uncovered=[("tax", 0.5)]) == Nothing("tax")


def test_a_guide_must_be_clearly_likelier_than_a_situation_without_one():
    # twice 0.25 is 0.5
    assert selected(("refused", 0.49), uncovered=[("tax", 0.25)]) == Nothing()
    assert selected(("refused", 0.50), uncovered=[("tax", 0.25)]) == Selected(("refused",))


def test_no_guide_at_all_answers_nothing():
    assert selected() == Nothing()


def test_an_original_answers_where_no_guide_does():
    evidence = an_original_of(0.55)

    assert selected(("refused", 0.1), passages=[a_guides_passage(0.9), evidence]) == FromOriginal((evidence,))


def test_an_original_that_bears_little_on_it_does_not_answer():
    assert selected(("refused", 0.1), passages=[an_original_of(0.54)]) == Nothing()


def test_a_guide_goes_before_an_original():
    assert selected(("refused", 0.8), passages=[an_original_of(0.9)], closeness=0.8) == Selected(("refused",))


def test_an_original_that_says_it_outright_goes_before_a_guide_that_is_nowhere_near():
    evidence = an_original_of(0.8)

    assert selected(("refused", 0.8), passages=[evidence], closeness=0.6) == FromOriginal((evidence,))
    assert selected(("refused", 0.8), passages=[evidence], closeness=0.61) == Selected(("refused",))


def test_of_an_original_three_passages_at_most():
    passages = [an_original_of(0.9 - number / 100, f"Words {number}.") for number in range(5)]

    assert selected(passages=passages) == FromOriginal(tuple(passages[:3]))


def test_a_fainter_guide_answers_beside_the_best_where_there_is_room():
    floors = replace(FLOORS, beside_floor=0.07)

    assert select(retrieved(("refused", 0.8), ("school", 0.1), ("helper", 0.05)), GUIDES, floors) == Selected(
        ("refused", "school")
    )
    assert select(retrieved(("refused", 0.5), ("school", 0.4), ("helper", 0.1)), GUIDES, floors) == Selected(
        ("refused", "school")
    )


NEAR = replace(FLOORS, probable_enough=0.95, near_floor=0.01, most_guides_in_all=4)


def test_what_may_be_meant_instead_is_told_of_until_all_are_probable_enough():
    found = retrieved(("refused", 0.7), ("school", 0.2), ("helper", 0.06), ("transport", 0.04))

    assert select(found, GUIDES, NEAR) == Selected(("refused", "school"), ("helper",))


def test_a_guide_that_is_all_but_sure_has_none_near():
    assert select(retrieved(("refused", 0.96), ("school", 0.04)), GUIDES, NEAR) == Selected(("refused",))


def test_no_more_guides_are_told_of_than_there_is_room_for():
    found = retrieved(
        ("refused", 0.4), ("school", 0.1), ("helper", 0.1), ("transport", 0.1), ("tribunal", 0.1), closeness=0.9
    )

    assert select(found, GUIDES, NEAR) == Selected(("refused",), ("school", "helper", "transport"))


def test_what_is_hardly_probable_is_not_told_of():
    found = retrieved(("refused", 0.9), ("school", 0.009), ("helper", 0.008))

    assert select(found, GUIDES, NEAR) == Selected(("refused",))


def test_a_question_of_ours_may_be_put_oddly():
    found = retrieved(("refused", 0.9), closeness=0.22)

    assert select(found, GUIDES, FLOORS) == Nothing()
    assert select(found, GUIDES, FLOORS, is_ours=True) == Selected(("refused",))
