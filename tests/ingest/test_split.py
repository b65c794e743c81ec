from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.documents import Block, Passage, digest_of
from corpus.vocabulary import CompleteTo, PassageKind, SourceKind, SourceStatus
from ingest.readers import read_document
from ingest.split import split
from tests.ingest import pdfs
from tests.ingest.originals_builders import FIXTURES, SEEDS, a_document, a_source

POLICY = a_source("fairness-policy", SourceKind.POLICY)
GUIDE = a_source("harbour-guide", SourceKind.STATUTORY_GUIDANCE)


def places(passages: Sequence[Passage]) -> list[str]:
    return [passage.pinpoint.written if passage.pinpoint else "" for passage in passages]


def passages_of(name: str) -> dict[str, Passage]:
    source = POLICY if "policy" in name else GUIDE
    return {passage.id: passage for passage in split(read_document(FIXTURES / name, source), source)}


def test_a_policy_has_a_clause_for_each_paragraph_of_a_section_lead_ins_not_counted() -> None:
    passages = passages_of("made-up-policy.txt")

    expected = "1.1 1.2 2.1 2.2 2.3 3.1 3.2 3.3 4.1 4.2 5.1 5.2 5.3 6.1 6.2 6.3"
    assert places(list(passages.values())) == [f"cl.{number}" for number in expected.split()]
    assert passages["fairness-policy:cl.3.2"].text == "We do not take sides between parents."


def test_a_clause_stands_under_its_title_its_section_and_its_lead_in() -> None:
    assert passages_of("made-up-policy.txt")["fairness-policy:cl.5.3"].headings == (
        "Fairness & Even-Handedness Policy",
        "Harbour Lanterns – Family Advice Service",
        "5. Limits of our role",
        "Advisers will:",
    )


@pytest.mark.parametrize("heading", ["4. Being fair", "## 4. Being fair", "**4. Being fair**", "Section 4: Being fair"])
def test_a_section_is_known_with_and_without_a_headings_signs(tmp_path: Path, heading: str) -> None:
    before = "".join(f"{number}. Part {number}\n\nWords of part {number}.\n\n" for number in (1, 2, 3))
    (tmp_path / "policy.txt").write_text(f"A policy\n\n{before}{heading}\n\nWe are fair.\n\n- always\n- to all\n")

    passages = split(read_document(tmp_path / "policy.txt", POLICY), POLICY)

    assert places(passages)[-3:] == ["cl.4.1", "cl.4.2", "cl.4.3"]


def test_the_authors_own_clause_numbers_are_kept_with_what_follows_them() -> None:
    document = a_document(
        Block("Conflicts", "4.", level=2),
        Block("Advisers declare conflicts:", "4.2"),
        Block("at once;", "(a)"),
        Block("in writing.", "(b)"),
        Block("Staff accept no gifts.", "4.5"),
    )

    passages = split(document, POLICY)

    assert [(passage.id, passage.text) for passage in passages] == [
        ("fairness-policy:cl.4.2", "Advisers declare conflicts:\n(a) at once;\n(b) in writing."),
        ("fairness-policy:cl.4.5", "Staff accept no gifts."),
    ]


def test_a_table_of_contents_and_a_list_in_a_clause_are_no_sections() -> None:
    document = a_document(
        Block("Aims", "1."),
        Block("Means", "2."),
        Block("Aims", "1."),
        "We aim high.",
        Block("Means", "2."),
        "In this order:",
        Block("Listen first", "1."),
        Block("Speak second", "2."),
    )

    assert places(split(document, POLICY)) == ["", "", "cl.1.1", "cl.2.1", "cl.2.2"]


def test_a_policy_without_sections_has_its_own_numbers_as_clauses() -> None:
    document = a_document("Preface.", Block("We are fair.", "1."), Block("We are kind.", "2."), "Always.")

    assert places(split(document, POLICY)) == ["", "cl.1", "cl.2"]


def test_a_lead_in_to_nothing_is_kept_under_its_section() -> None:
    passages = split(a_document(Block("Aims", "1.", level=2), "Our aims are these:"), POLICY)

    assert [(passage.id, passage.text) for passage in passages] == [("fairness-policy:cl.1", "Our aims are these:")]


def test_a_numbered_paragraph_holds_what_follows_it_up_to_the_next_number_or_heading() -> None:
    passages = passages_of("made-up-guide.md")

    assert [(passage.id, passage.text) for passage in passages.values()] == [
        ("harbour-guide:1", "Who must have regard to this guide is set out in the Act."),
        (
            "harbour-guide:para.4.7",
            "Families may be offered a harbour pilot, provided by a body that is independent of the harbour council.\n"
            "Harbour councils should agree locally how pilots are shared out:\n- by need;\n- by distance; and\n"
            "- by date of asking.",
        ),
        ("harbour-guide:para.4.8", "Harbour councils should take a single-contact approach."),
        ("harbour-guide:para.4.10", "A pilot costs the family nothing. In 2.5 million homes there is no pilot."),
        ("harbour-guide:2", "Forms are kept at the harbour office."),
    ]
    assert passages["harbour-guide:para.4.10"].headings == (
        "The Harbour Guide",
        "Chapter 4: Help for families",
        "Money",
    )
    assert places(list(passages.values())) == ["whole", "para.4.7", "para.4.8", "para.4.10", "whole"]


def test_a_short_line_before_a_number_is_its_heading_not_the_end_of_the_paragraph_before() -> None:
    document = a_document(Block("Families ask.", "4.7"), "The single contact", Block("Councils answer.", "4.8"))

    passages = split(document, GUIDE)

    assert [(passage.headings, passage.text) for passage in passages] == [
        ((), "Families ask."),
        (("The single contact",), "Councils answer."),
    ]


def test_a_number_that_the_register_knows_not_to_exist_is_no_paragraph() -> None:
    source = a_source(pinpoints=("paras.4.1-4.9",), complete_to=CompleteTo.SECTION)

    assert places(split(a_document(Block("One.", "4.7"), Block("Steps follow.", "8.30")), source)) == ["para.4.7"]


def test_a_guide_numbered_throughout_has_plain_paragraph_numbers_and_a_list_has_none() -> None:
    throughout = a_document(*(Block(f"Sentence {number}.", f"{number}.") for number in range(1, 11)))
    listed = a_document("Do this:", Block("Ask.", "1."), Block("Wait.", "2."))

    assert places(split(throughout, GUIDE))[-1] == "para.10"
    assert [(passage.id, passage.text) for passage in split(listed, GUIDE)] == [
        ("harbour-guide:1", "Do this:\n1. Ask.\n2. Wait.")
    ]


def test_a_guide_in_pdf_has_pages_and_its_unnumbered_words_their_page_as_place(tmp_path: Path) -> None:
    source = a_source("guidance-x", SourceKind.GUIDANCE)
    words = ["4.7 Families may be offered a pilot.", "# Annex A", "Forms are kept at the harbour office."]

    passages = split(read_document(pdfs.a_guide(tmp_path / "a.pdf", words, pages_every=1), source), source)

    assert [(passage.page, place) for passage, place in zip(passages, places(passages), strict=True)] == [
        (1, "para.4.7"),
        (3, "p.3"),
    ]


def test_a_long_paragraph_is_cut_at_sentence_ends_into_parts_of_one_place() -> None:
    sentence = "The council, e.g. Harbour, must say why within s. 4 of the Act and no later than that day. "
    passages = split(a_document(Block(sentence * 30, "4.7")), GUIDE)

    # 19 words a sentence, 570 in all: three parts of about 190
    assert [passage.id for passage in passages] == [
        "harbour-guide:para.4.7",
        "harbour-guide:para.4.7.part2",
        "harbour-guide:para.4.7.part3",
    ]
    assert {len(passage.text.split()) for passage in passages} == {190}
    assert all(passage.text.endswith("that day.") for passage in passages)


def test_a_passage_says_what_it_is() -> None:
    source = a_source(status=SourceStatus.SUPERSEDED)

    [passage] = split(a_document(Block("One.", "4.7", page=3)), source)

    assert (passage.kind, passage.guide_id, passage.status) == (PassageKind.ORIGINAL, None, SourceStatus.SUPERSEDED)
    assert (passage.page, passage.digest) == (3, digest_of("One."))


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds lie beside the project where it is made, not in it")
def test_the_signed_policy_has_its_ten_sections() -> None:
    passages = split(read_document(SEEDS / "000_2c18e352a50b1f36.txt", POLICY), POLICY)

    counts = {1: 2, 2: 4, 3: 4, 4: 5, 5: 5, 6: 3, 7: 4, 8: 4, 9: 4, 10: 5}
    assert places(passages) == [
        f"cl.{section}.{clause}" for section, count in counts.items() for clause in range(1, count + 1)
    ]
