from pathlib import Path

import pytest

from corpus.documents import Block, Document, Passage
from corpus.vocabulary import SourceKind, SourceStatus
from ingest.readers import read_document
from ingest.split import split
from tests.ingest.originals_builders import FIXTURES, SEEDS, a_document, a_source

ARTICLE = a_source("harbour-blog", SourceKind.COMMENTARY, status=SourceStatus.HISTORIC)
DRAFT = a_source("draft-guide", SourceKind.STATUTORY_GUIDANCE, status=SourceStatus.SUPERSEDED)
BODY = "Families ask for help in many ways, and councils answer them in as many ways again, as those who have been "
BODY += "through it can tell, and as this page has told before."


def the_article() -> Document:
    return read_document(FIXTURES / "made-up-article.txt", ARTICLE)


def quoted_in(document: Document) -> list[str]:
    return [passage.text for passage in split(document, ARTICLE, quoted=DRAFT) if passage.source_id == DRAFT.id]


def everything(passages: tuple[Passage, ...]) -> str:
    return "\n".join(f"{passage.text}\n{' '.join(passage.headings)}" for passage in passages)


def test_quoted_paragraphs_are_passages_of_the_source_they_are_quoted_from() -> None:
    quotes = [passage for passage in split(the_article(), ARTICLE, quoted=DRAFT) if passage.source_id == DRAFT.id]

    assert [(passage.id, str(passage.pinpoint), passage.status) for passage in quotes] == [
        ("harbour-blog:para.4.7", "draft-guide para.4.7", SourceStatus.SUPERSEDED),
        ("harbour-blog:para.4.8", "draft-guide para.4.8", SourceStatus.SUPERSEDED),
    ]
    assert quotes[0].headings[-1] == "Here is the text about Harbour Pilots from the (still draft) Harbour Guide:"


def test_a_quoted_paragraph_holds_its_continuation_and_bullets_and_ends_at_the_authors_voice() -> None:
    first, second = quoted_in(the_article())

    assert first.endswith("so that as many families as possible who require one have one.")
    assert second.startswith("Harbour councils should take") and second.endswith("• passing on what the family decides")


def test_the_articles_own_paragraphs_have_the_whole_as_their_place() -> None:
    own = [passage for passage in split(the_article(), ARTICLE, quoted=DRAFT) if passage.source_id == ARTICLE.id]

    assert {str(passage.pinpoint) for passage in own} == {"harbour-blog whole"}
    assert [passage.text.split()[0] for passage in own] == ["You", "Each", "I", '"Require"', "So"]
    assert {passage.status for passage in own} == {SourceStatus.HISTORIC}


def test_without_a_source_for_them_quotations_claim_no_paragraph() -> None:
    passages = split(the_article(), ARTICLE)

    assert {str(passage.pinpoint) for passage in passages} == {"harbour-blog whole"}
    assert any(passage.text.startswith("4.7 Families may be offered") for passage in passages)


def test_comments_names_and_the_sign_off_are_never_evidence() -> None:
    words = everything(split(the_article(), ARTICLE, quoted=DRAFT))

    for name in ("Ottoline", "gulliver77", "Barnaby", "Fenella", "Being doubtful", "trial", "filter against spam"):
        assert name not in words


@pytest.mark.parametrize(
    "comments",
    [
        ["3 Comments", "Ottoline Marsh", "Lovely."],
        ["Leave a Reply", "Lovely."],
        ["5 thoughts on “Pilots”", "Ottoline Marsh", "Lovely."],
        ["Comments (2)", "Lovely."],
        [Block("Comments", level=2), "Lovely."],
        ["Ottoline Marsh says:", "21 July 2031 at 9:14 am", "Lovely."],
        ["Ottoline Marsh", "21/07/2031 09:14", "Lovely."],
        ["Ottoline Marsh", "3 years ago", "Lovely."],
        ["Ottoline Marsh", "Lovely.", "Reply"],
        [Block("Ottoline Marsh", "1."), "I find it lovely."],
        [Block("ottoline", "1."), "Lovely."],
        [Block("Ottoline Marsh", "1)"), "Lovely.", "Please leave a comment of your own."],
    ],
)
def test_comments_are_known_by_any_of_their_usual_openings(comments: list[Block | str]) -> None:
    passages = split(a_document("Pilots at last", BODY, "Fenella Quickbrook", *comments), ARTICLE)

    assert [passage.text for passage in passages] == [BODY]


@pytest.mark.parametrize(
    "lines",
    [
        ["8 Comments", "By Fenella Quickbrook", BODY, "A last word on pilots, which is a sentence."],
        [BODY, "The Guide says:", "Families may be offered a pilot by any council that has one to offer them."],
        [BODY, "No response was given by the council.", "Share this with your school.", "A sentence after those two."],
        [BODY, "Next Steps", "The council meets at 10.30 on 3 March 2031 in the harbour hall."],
        [BODY, Block("Ask Early", "1.", level=2), "Councils take their time, so that an early start helps."],
        [BODY, Block("Asking", "1."), "Councils take time.", Block("Waiting", "2."), "Councils take more of it."],
    ],
)
def test_what_only_resembles_comments_is_kept(lines: list[Block | str]) -> None:
    last = lines[-1] if isinstance(lines[-1], str) else lines[-1].text

    assert last in everything(split(a_document("Pilots at last", *lines), ARTICLE))


def test_an_authors_formal_paragraph_after_a_quotation_is_not_quoted() -> None:
    document = a_document(BODY, "The guide says:", Block("Councils must answer.", "4.7"), "This is a great change.")

    assert quoted_in(document) == ["Councils must answer."]


def test_an_authors_words_between_two_quotations_are_not_quoted() -> None:
    document = a_document(
        BODY,
        Block("Councils must answer.", "4.7"),
        "This is a great change for families everywhere.",
        "And further on it says:",
        Block("Families may reply.", "4.9"),
    )

    assert quoted_in(document) == ["Councils must answer.", "Families may reply."]


def test_a_block_quotation_says_itself_where_it_ends(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        f"# Pilots\n\n{BODY}\n\n> 4.7 Councils must answer.\n>\n> They do so in writing.\n\nThis is a great change.\n"
    )

    assert quoted_in(read_document(tmp_path / "a.md", ARTICLE)) == ["Councils must answer.\nThey do so in writing."]


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seeds lie beside the project where it is made, not in it")
def test_the_real_article_gives_its_two_draft_paragraphs_and_no_comment() -> None:
    passages = split(read_document(SEEDS / "004_754b69d05284fead.txt", ARTICLE), ARTICLE, quoted=DRAFT)
    quotes = [passage for passage in passages if passage.source_id == DRAFT.id]

    assert [passage.pinpoint and passage.pinpoint.written for passage in quotes] == ["para.2.20", "para.2.21"]
    assert quotes[0].text.endswith("as many families as possible who require it.")
    assert quotes[1].text.endswith("with specialist and universal services")
    for name in ("Vicki", "tabby316", "Amanda", "StephsTwoGirls", "Bren\n", "Christina", "Katy Carr", "Tirraoro"):
        assert name not in everything(passages)
    assert "Akismet" not in everything(passages) and "Being cynical" not in everything(passages)
    assert passages[-1].text.endswith("make another post about it.")
