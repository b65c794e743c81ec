import pytest

from assistant.citing import Citations, UncitableError, official_words
from corpus.pinpoints import Pinpoint
from tests.assistant.small_corpus import a_document, a_store, an_original


def words_at(reference, *originals):
    return official_words(a_store(originals=originals), Pinpoint.parse(reference))


def test_a_place_is_named_linked_and_dated_as_the_register_has_it():
    citations = Citations(a_store())

    (index,) = citations.cite(["cfa-2014 s.36(5)"], our_words="So it is.", passage_id="refused/reasons")

    found = citations.collected[index]
    assert found.name == "Children and Families Act 2014, section 36(5)"
    assert found.url == "https://www.legislation.gov.uk/ukpga/2014/6/section/36"
    assert (found.status, found.our_words, found.passage_id) == ("in_force", "So it is.", "refused/reasons")


def test_the_same_place_for_the_same_words_is_cited_once():
    citations = Citations(a_store())

    first = citations.cite(["cfa-2014 s.36(5)", "cfa-2014 s.51(1)"], our_words="So it is.", passage_id="a/b")
    again = citations.cite(["cfa-2014 s.51(1)"], our_words="So it is.", passage_id="a/b")

    assert (first, again) == ((0, 1), (1,))
    assert len(citations.collected) == 2


def test_the_same_place_for_other_words_is_another_citation():
    citations = Citations(a_store())

    first = citations.cite(["cfa-2014 s.36(5)"], our_words="So it is.", passage_id="a/b")
    other = citations.cite(["cfa-2014 s.36(5)"], our_words="It is also so.", passage_id="a/c")

    assert first != other


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("no-such-act s.1", "expected one of the"),
        ("cfa-2014 s.999", "outside the register's pinpoints"),
        ("cfa-2014 s.36(99)", "outside the register's pinpoints"),
        ("cfa-2014 whole", "expected a provision"),
        ("section 36 of the Act", "found the unit"),
    ],
)
def test_a_place_that_does_not_resolve_cannot_be_cited(reference, why):
    with pytest.raises(UncitableError, match=why):
        Citations(a_store()).cite([reference], our_words="So it is.", passage_id="a/b")


def test_no_official_words_are_shown_where_none_are_held():
    assert words_at("cfa-2014 s.36(5)") is None


def test_official_words_are_verbatim_with_their_page():
    original = an_original("cfa-2014 s.36(5)", "“If the authority   decide…”", page=3)

    assert words_at("cfa-2014 s.36(5)", original) == ("“If the authority   decide…”", 3)


def test_a_paragraph_that_was_split_is_quoted_whole():
    parts = [an_original("code-2015 para.9.14", text, part=number) for number, text in enumerate(["One.", "Two."])]

    assert words_at("code-2015 para.9.14", *parts) == ("One. Two.", None)


def test_where_the_place_itself_is_not_held_the_innermost_that_holds_it_is_quoted():
    section = an_original("cfa-2014 s.36", "Section 36, the whole of it, with all its subsections.")
    subsection = an_original("cfa-2014 s.36(5)", "Subsection five.")

    assert words_at("cfa-2014 s.36(5)(a)", section, subsection) == ("Subsection five.", None)


def test_a_part_is_never_passed_off_as_the_whole():
    assert words_at("cfa-2014 s.36", an_original("cfa-2014 s.36(5)", "Subsection five.")) is None


def test_words_too_long_to_show_are_linked_only():
    # 2,500 characters is the most that is shown
    assert words_at("cfa-2014 s.36", an_original("cfa-2014 s.36", "x" * 2500)) is not None
    assert words_at("cfa-2014 s.36", an_original("cfa-2014 s.36", "x" * 2501)) is None


def test_an_original_is_cited_by_its_own_words_and_no_words_of_ours():
    original = an_original("made-up-guide para.2", "Its own words.", page=4)
    citations = Citations(a_store(sources=[a_document("made-up-guide", "historic")], originals=[original]))

    index = citations.cite_original(original)

    found = citations.collected[index]
    assert (found.quote, found.our_words, found.page, found.status) == ("Its own words.", "", 4, "historic")


def test_an_original_of_no_registered_source_cannot_be_cited():
    with pytest.raises(UncitableError, match="not registered"):
        Citations(a_store()).cite_original(an_original("no-such-act s.1", "Words."))
