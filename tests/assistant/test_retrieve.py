import numpy as np
import pytest

from assistant.settings import Settings
from assistant.understand import understand
from corpus.vocabulary import PassageKind
from tests.assistant.small_corpus import TODAY, a_guide, an_assistant, an_original
from tests.builders import a_statement

REFUSED = a_guide("refused", "council refused to assess")
SCHOOL = a_guide(
    "school", "wrong school named in plan", in_short=[a_statement(text="The school named can be appealed.")]
)
HELPER = a_guide("helper", "who can help us for free")
TAX = {"id": "tax", "title": "council tax bill", "asked_as": ["council tax bill", "council tax band"]}
GLOSSARY = [{"term": "council", "means": "The council.", "also": ["town hall", "lea"]}]


def retriever(*guides, settings=None, **content):
    return an_assistant(*(guides or (REFUSED, SCHOOL, HELPER)), settings=settings, **content).retriever


def retrieved(text, *guides, earlier=(), **content):
    found = retriever(*guides, **content)
    return found.retrieve(heard(found, text, *earlier)[1])


def heard(found, text, *earlier):
    *before, last = understand([*earlier, text], TODAY).turns
    return found.hear(last, before)


def query_of(text, *earlier, **content):
    return asked_of(retriever(**content), text, *earlier)


def asked_of(found, text, *earlier):
    *before, last = (found.hear(turn)[0] for turn in understand([*earlier, text], TODAY).turns)
    return found.in_light_of(last, before) if before else last


def best(found):
    return found.guides[0][0]


@pytest.mark.parametrize(
    ("text", "guide"),
    [
        ("The council refused to assess him", "refused"),
        ("wrong school in the plan", "school"),
        ("who can help us", "helper"),
    ],
)
def test_the_guide_whose_phrasings_come_nearest_is_the_most_probable(text, guide):
    assert best(retrieved(text)) == guide


def test_probabilities_fall_and_make_one_together_with_the_situations_without_a_guide():
    found = retrieved("council tax", situations=[TAX])
    pairs = [*found.guides, *found.uncovered]

    assert sum(probability for _, probability in pairs) == pytest.approx(1)
    assert [name for name, _ in found.uncovered] == ["tax"]
    for listed in (found.guides, found.uncovered):
        assert list(listed) == sorted(listed, key=lambda pair: -pair[1])


def test_a_situation_without_a_guide_is_told_apart():
    found = retrieved("council tax bill", situations=[TAX])

    assert found.uncovered[0][1] > found.guides[0][1]


def test_passages_come_best_first_with_a_relevance_from_0_to_1():
    found = retrieved("The school named can be appealed")
    relevances = [evidence.relevance for evidence in found.passages]

    assert found.passages[0].passage.id == "school/reasons"
    assert relevances == sorted(relevances, reverse=True)
    assert all(0 <= relevance <= 1 + 1e-6 for relevance in relevances)


def test_originals_are_searched_too():
    found = retrieved("ploughing of meadows", originals=[an_original("cfa-2014 s.36", "The ploughing of meadows.")])

    assert found.passages[0].passage.kind is PassageKind.ORIGINAL


def test_a_question_about_something_else_comes_near_nothing():
    near, far = retrieved("council refused to assess"), retrieved("ploughing of meadows")

    assert far.closeness < 0.1 < near.closeness


def test_a_question_that_shares_no_word_with_anything_is_near_nothing_and_does_not_raise():
    found = retrieved("zzz")

    assert found.closeness == 0.0
    assert {evidence.relevance for evidence in found.passages} == {0.0}


def test_a_parents_word_finds_the_laws_word():
    assert best(retrieved("town hall refused to assess", terms=GLOSSARY)) == "refused"
    assert query_of("The town hall", terms=GLOSSARY).words == query_of("The council", terms=GLOSSARY).words


def test_a_typo_is_mended_by_the_words_of_what_we_wrote_and_not_by_how_families_put_it():
    guide = a_guide(topic="councel refussed him", in_short=[a_statement(text="A council may have refused to assess.")])
    found = retriever(guide)

    mended, spelt = (asked_of(found, text) for text in ("councill refussed", "council refused"))

    assert mended.words == spelt.words


def test_a_follow_up_is_searched_with_what_was_said_before():
    alone, with_earlier = query_of("how long?"), query_of("how long?", "The council refused to assess")

    assert len(with_earlier.words) > len(alone.words)
    assert best(retrieved("and now what", earlier=["The council refused to assess"])) == "refused"


def test_what_was_said_last_counts_the_most():
    found = retrieved("wrong school named", earlier=["The council refused to assess"])

    assert best(found) == "school"


def test_a_turn_is_read_alone_with_the_one_before_it_and_with_all_of_them():
    found = retriever()
    first, second, third = understand(["who can help us", "wrong school named", "refused to assess"], TODAY).turns

    query, read = found.hear(third, [first, second])

    assert (query.text, query.words) == ("refused to assess", ("refus", "assess"))
    assert (read.turns, read.words, read.words_before) == (3, 3, 3)
    for reading, text in (
        (read.alone, "refused to assess"),
        (read.with_last, "wrong school named refused to assess"),
        (read.with_all, "who can help us wrong school named refused to assess"),
        (read.before, "who can help us wrong school named"),
    ):
        assert reading.judged == pytest.approx(heard(found, text)[1].alone.judged, abs=1e-5)


def test_what_was_known_of_the_turns_before_is_not_worked_out_again():
    found = retriever()
    first, second = understand(["who can help us", "and now what"], TODAY).turns
    known = found.hear(first)[1].with_all

    assert found.hear(second, [first], known)[1].before is known
    assert found.hear(second, [first])[1].before.judged == pytest.approx(known.judged, abs=1e-5)


def test_a_first_turn_is_one_reading():
    read = heard(retriever(), "The council refused")[1]

    assert read.alone is read.with_last is read.with_all is read.before


def test_no_more_earlier_turns_are_read_than_set():
    earlier = ["The council refused to assess", "who can help us", "wrong school", "wrong plan"]

    words = query_of("what now", *earlier, settings=Settings(most_earlier_turns=1)).words

    assert words == query_of("what now", "wrong plan").words


def test_a_question_is_one_unit_vector():
    (vector,) = query_of("The council refused").vectors

    assert float(np.linalg.norm(vector)) == pytest.approx(1)


def test_a_long_question_is_read_in_overlapping_pieces_so_that_its_end_counts():
    settings = Settings(window_words=10)
    long = "nothing that matters here " * 10 + "the council refused to assess"

    # 45 words from every fifth on: 9 pieces
    assert len(query_of(long, settings=settings).vectors) == 9
    assert best(retrieved(long, settings=settings)) == "refused"


def test_of_a_long_question_the_beginning_and_the_end_are_read():
    settings = Settings(window_words=10, most_windows=4)
    long = "the council refused to assess " + "nothing that matters here " * 100 + "who can help us for free"

    vectors = query_of(long, settings=settings).vectors

    assert len(vectors) == 4
    for said in (
        "the council refused to assess nothing that matters here nothing",
        "matters here who can help us for free",
    ):
        (whole,) = query_of(said).vectors
        assert max(float(whole @ vector) for vector in vectors) > 0.8


def test_what_is_asked_in_a_longer_turn_is_known_from_what_is_told():
    query = query_of("The council refused to assess. We are so tired. Who can help us?")

    (asked,) = query.asked
    (alone,) = query_of("Who can help us?").vectors
    assert float(asked @ alone) == pytest.approx(1)


@pytest.mark.parametrize("text", ["The council refused to assess.", "Who can help us?", "They refused. We are tired."])
def test_a_single_sentence_or_a_turn_that_asks_nothing_is_read_as_a_whole(text):
    assert query_of(text).asked == ()


def test_an_endless_question_is_read_only_so_far():
    assert len(query_of("word " * 5000, settings=Settings(window_words=10, most_windows=6)).vectors) == 6


def test_the_same_question_finds_the_same():
    assert retrieved("The council refused") == retrieved("The council refused")
