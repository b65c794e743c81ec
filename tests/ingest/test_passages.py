import pytest

from corpus.documents import Passage, digest_of
from corpus.guides import Item
from corpus.situations import Situation
from corpus.store import Entry, Field
from corpus.vocabulary import PassageKind, SourceStatus
from ingest.passages import entries_of_guide, entries_of_originals, entries_of_situations, passages_of, text_of
from tests.builders import a_guide, a_situation, a_statement, an_option


def test_every_item_of_a_guide_is_a_passage_in_its_order():
    guide = a_guide()

    assert [(passage.id, passage.kind) for passage in passages_of(guide)] == [
        ("refused/reasons", PassageKind.STATEMENT),
        ("refused/talk", PassageKind.OPTION),
        ("refused/appeal", PassageKind.OPTION),
        ("refused/appeal-in-time", PassageKind.LIMIT),
        ("refused/wait", PassageKind.MYTH),
    ]


def test_a_passage_of_a_guide_in_full():
    text = "The council must give its reasons in writing."

    assert passages_of(a_guide())[0] == Passage(
        id="refused/reasons",
        text=text,
        source_id="refused",
        pinpoint=None,
        headings=("What if refused",),
        page=None,
        digest=digest_of(text),
        kind=PassageKind.STATEMENT,
        guide_id="refused",
        status=SourceStatus.IN_FORCE,
    )


def test_a_passage_holds_every_word_that_a_family_would_read():
    statement, talk, _, limit, myth = a_guide().items

    assert text_of(statement) == "The council must give its reasons in writing."
    assert text_of(talk) == (
        "Talk. Talk: what it is. Talk: who decides. Talk: time limit. Talk: cost. Talk: may suit. Talk: weigh up."
    )
    assert text_of(limit) == "Send the appeal: 2 months of the letter"
    assert text_of(myth) == "You must wait six months. You can ask again at any time."


def test_a_new_kind_of_item_must_be_taught_here():
    item = Item(id="x", cite=("made-up-act s.1",), verified="page")

    with pytest.raises(TypeError, match="Item is no kind of item"):
        text_of(item)


def test_an_id_stays_and_a_digest_changes_with_the_words():
    (before, *_), (after, *_) = (passages_of(a_guide(in_short=[a_statement(text=text)])) for text in ("One.", "Two."))

    assert before.id == after.id
    assert before.digest != after.digest


def test_a_guide_is_found_by_its_phrasings_items_and_their_questions():
    guide = a_guide(asked_as=["What if refused", *(f"way {number}" for number in range(7))])

    entries = list(entries_of_guide(guide))

    # the title is asked in its own words: it stands once
    assert [entry.text for entry in entries[:8]] == ["What if refused", *(f"way {number}" for number in range(7))]
    assert entries[0] == Entry("What if refused", Field.PHRASING, "refused", "")
    assert entries[8:] == [
        Entry("The council must give its reasons in writing.", Field.WORDS, "refused", "refused/reasons"),
        Entry("why refused", Field.ASKS, "refused", "refused/reasons"),
        Entry("Talk. Talk: what it is.", Field.WORDS, "refused", "refused/talk"),
        Entry("Appeal. Appeal: what it is.", Field.WORDS, "refused", "refused/appeal"),
        Entry("Send the appeal: 2 months of the letter", Field.WORDS, "refused", "refused/appeal-in-time"),
        Entry("You must wait six months.", Field.WORDS, "refused", "refused/wait"),
    ]


def test_a_guide_is_found_by_talks_as_a_whole_and_by_their_last_two_turns():
    guide = a_guide(asked_as=[f"way {number}" for number in range(8)])

    entries = [entry.text for entry in entries_of_guide(guide, talks=[("one", "two", "three"), ("four", "five")])]

    assert entries[9:12] == ["two three", "one two three", "four five"]
    assert len(entries) == 12 + 6


def test_a_policy_makes_statements_alone():
    policy = a_guide("our-policy", stage="service", options=[], time_limits=[], myths=[])

    assert {passage.kind for passage in passages_of(policy)} == {PassageKind.STATEMENT}


def test_a_situation_without_a_guide_is_found_by_how_families_put_it():
    situation = Situation.model_validate(a_situation("no-bus", asked_as=["no bus", "bus gone"]))

    assert list(entries_of_situations([situation])) == [
        Entry("no bus", Field.UNCOVERED, "no-bus", ""),
        Entry("bus gone", Field.UNCOVERED, "no-bus", ""),
    ]


@pytest.mark.parametrize(
    ("headings", "text"),
    [((), "A request may be made."), (("Part 3", "36 Asking"), "36 Asking. A request may be made.")],
)
def test_an_original_is_found_under_its_nearest_heading(headings, text):
    passage = Passage(
        "x:s.36(1)",
        "A request may be made.",
        "x",
        None,
        headings,
        None,
        "d",
        PassageKind.ORIGINAL,
        None,
        SourceStatus.IN_FORCE,
    )

    assert list(entries_of_originals([passage])) == [Entry(text, Field.WORDS, "", "x:s.36(1)")]


def test_options_of_one_name_in_two_guides_are_two_passages():
    one, other = a_guide("one"), a_guide("other", options=[an_option("talk"), an_option("ask", 2)])

    assert {passage.id for passage in passages_of(one)}.isdisjoint(passage.id for passage in passages_of(other))
