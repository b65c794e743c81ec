import random
import time
from pathlib import Path

import pytest

from corpus.documents import Document
from ingest.readers import UnreadableFileError, pdf, read_document
from tests.ingest import pdfs
from tests.ingest.originals_builders import a_source

PARAGRAPHS = [
    "# Pilots",
    "4.7 Families may be offered a harbour pilot, provided by a body that is independent of the harbour council. " * 3,
    "Harbour councils should agree locally how pilots are shared out:",
    "• by need;",
    "• by distance; and",
    "# Contact",
    "4.8 Harbour councils should take a single-contact approach, so that a family tells its story once.",
]


def read(path: Path) -> Document:
    return read_document(path, a_source())


def test_paragraphs_marks_headings_and_pages_of_a_pdf(tmp_path: Path) -> None:
    document = read(pdfs.a_guide(tmp_path / "a.pdf", PARAGRAPHS, pages_every=5))

    assert [(block.page, block.level, block.mark, block.text[:20]) for block in document.blocks] == [
        (1, 1, "", "Pilots"),
        (1, None, "4.7", "Families may be offe"),
        (1, None, "", "Harbour councils sho"),
        (1, None, "•", "by need;"),
        (1, None, "•", "by distance; and"),
        (2, 1, "", "Contact"),
        (2, None, "4.8", "Harbour councils sho"),
    ]
    assert document.blocks[1].text == PARAGRAPHS[1].removeprefix("4.7 ").strip()
    assert document.title == "Pilots"


def test_running_heads_feet_and_page_numbers_are_left_out(tmp_path: Path) -> None:
    document = read(pdfs.a_guide(tmp_path / "a.pdf", PARAGRAPHS, pages_every=5))

    assert pdfs.RUNNING_HEAD not in document.text
    assert "Page" not in document.text


def test_a_line_that_stands_at_one_height_once_is_no_running_head(tmp_path: Path) -> None:
    first = [(72.0, 700.0, "Help for families"), (72.0, 650.0, "Words of the first page.")]
    second = [(72.0, 700.0, "Help for pilots"), (72.0, 650.0, "Words of the second page.")]

    assert "Help for families" in read(pdfs.lines_at(tmp_path / "a.pdf", [first, second])).text


def test_a_paragraph_runs_on_over_a_page_and_broken_words_are_mended(tmp_path: Path) -> None:
    first = [(72.0, 120.0, "4.7 Families may be offered a pilot who knows the special provi-"), (300.0, 40.0, "1")]
    second = [(72.0, 700.0, "sion that the council makes, and what comes of it."), (300.0, 40.0, "2")]

    document = read(pdfs.lines_at(tmp_path / "a.pdf", [first, second]))

    assert [(block.page, block.text) for block in document.blocks] == [
        (
            1,
            "Families may be offered a pilot who knows the special provision that the council makes, and what comes "
            "of it.",
        )
    ]


def test_a_bold_line_is_a_heading_and_a_bold_word_is_not(tmp_path: Path) -> None:
    words = ["<b>Who may ask</b>", "<b>Families</b> may be offered a harbour pilot by any council that has one. " * 4]

    blocks = read(pdfs.a_guide(tmp_path / "a.pdf", [*words, *PARAGRAPHS], pages_every=2)).blocks[:2]

    assert [block.level is not None for block in blocks] == [True, False]
    assert blocks[1].text == words[1].replace("<b>", "").replace("</b>", "").strip()


def test_a_heading_over_two_lines_is_one_heading(tmp_path: Path) -> None:
    heading = "# Chapter 4: Help for families from harbour pilots, from harbour councils and from each other in turn"

    blocks = read(pdfs.a_guide(tmp_path / "a.pdf", [heading, *PARAGRAPHS[1:]], pages_every=5)).blocks

    assert (blocks[0].level, blocks[0].text) == (1, heading[2:])


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableFileError) as error:
        read(path)
    return str(error.value)


def test_a_locked_pdf_is_named_as_locked(tmp_path: Path) -> None:
    original = pdfs.a_guide(tmp_path / "a.pdf", PARAGRAPHS)

    assert "locked with a password" in refusal(pdfs.locked(tmp_path / "b.pdf", original, password="secret"))


def test_a_pdf_locked_against_changes_alone_is_read(tmp_path: Path) -> None:
    original = pdfs.a_guide(tmp_path / "a.pdf", PARAGRAPHS)

    assert read(pdfs.locked(tmp_path / "b.pdf", original, password="")).digest == read(original).digest


def test_a_scan_is_named_as_a_scan(tmp_path: Path) -> None:
    assert "a scanned PDF: 2 pages, pictures only" in refusal(pdfs.a_scan(tmp_path / "a.pdf"))


def test_pictures_among_pages_of_text_are_noted(tmp_path: Path) -> None:
    document = read(pdfs.a_scan(tmp_path / "a.pdf", pages=3, words_on_first="Words of the first page."))

    assert document.notes == ("pages 2, 3 without text (pictures or scans): left out",)


def test_a_blank_page_is_noted(tmp_path: Path) -> None:
    pages = [[(72.0, 700.0, "Words of the first page.")], []]

    assert read(pdfs.lines_at(tmp_path / "a.pdf", pages)).notes == ("page 2 blank",)


def test_a_pdf_whose_letters_cannot_be_known_is_refused(tmp_path: Path) -> None:
    words = "<" + "".join(f"{code:04x}" for code in range(1, 30)) + ">"
    parts = [
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>endobj\n",
        b"4 0 obj<</Length 200>>stream\nBT /F 12 Tf 72 700 Td " + words.encode() + b" Tj ET\nendstream endobj\n",
        b"5 0 obj<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 6 0 R"
        b"/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/X>>]>>endobj\n",
        b"6 0 obj<</Length 200>>stream\n1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        b"1 beginbfrange <0001> <00ff> <e001> endbfrange\nendstream endobj\n",
        b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n",
    ]
    (tmp_path / "a.pdf").write_bytes(b"".join(parts))

    assert "do not say which letters" in refusal(tmp_path / "a.pdf")


def test_a_pdf_without_text_or_pictures_is_named(tmp_path: Path) -> None:
    assert "a PDF of 1 page without any text" in refusal(pdfs.without_text(tmp_path / "a.pdf"))


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_pdf_cut_short_is_refused_not_read_in_part(tmp_path: Path, share: float) -> None:
    whole = pdfs.a_guide(tmp_path / "a.pdf", PARAGRAPHS, pages_every=2).read_bytes()
    (tmp_path / "b.pdf").write_bytes(whole[: int(len(whole) * share)])

    assert "cut short" in refusal(tmp_path / "b.pdf")


def test_rubbish_after_the_end_of_a_pdf_does_no_harm(tmp_path: Path) -> None:
    path = pdfs.a_guide(tmp_path / "a.pdf", PARAGRAPHS)
    path.write_bytes(path.read_bytes() + b"\n<html>sent by a proxy</html>" * 200)

    assert read(path).blocks


def test_a_pdf_past_a_limit_is_stopped_and_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pdfs.a_guide(tmp_path / "a.pdf", PARAGRAPHS, pages_every=1)

    for limit, value, found in [
        ("PAGES_LIMIT", 3, "pages (7)"),
        ("CHARACTERS_LIMIT", 100, "characters"),
        ("MEMORY_LIMIT", 30_000_000, "needs more than"),
        ("SECONDS_LIMIT", 0, "could not be read within"),
    ]:
        with monkeypatch.context() as patch:
            patch.setattr(pdf, limit, value)
            assert found in refusal(path)


def test_a_bomb_of_a_pdf_is_stopped_by_its_limits(tmp_path: Path) -> None:
    import zlib

    # a page whose content unpacks to 200 MB of text operators
    packed = zlib.compress(b"BT /F1 1 Tf (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ET\n" * 4_000_000, 9)
    parts = [
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<<>>>>endobj\n",
        b"4 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(packed) + packed + b"\nendstream endobj\n",
        b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n",
    ]
    (tmp_path / "bomb.pdf").write_bytes(b"".join(parts))
    started = time.monotonic()

    refusal(tmp_path / "bomb.pdf")

    assert time.monotonic() - started < pdf.SECONDS_LIMIT + 5


def test_a_loop_in_the_tree_of_pages_ends_in_text_or_a_named_reason(tmp_path: Path) -> None:
    (tmp_path / "loop.pdf").write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>endobj\n"
        b"3 0 obj<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>endobj\n"
        b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"
    )

    assert refusal(tmp_path / "loop.pdf").startswith("'loop.pdf': found ")


@pytest.mark.parametrize("seed", range(12))
def test_a_garbled_pdf_gives_text_or_a_named_reason(tmp_path: Path, seed: int) -> None:
    content = bytearray(pdfs.a_guide(tmp_path / "a.pdf", PARAGRAPHS, pages_every=2).read_bytes())
    chance = random.Random(seed)
    for _ in range(chance.randrange(1, 60)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    (tmp_path / "b.pdf").write_bytes(content)

    try:
        assert read(tmp_path / "b.pdf").blocks
    except UnreadableFileError as error:
        assert "'b.pdf': found " in str(error)
