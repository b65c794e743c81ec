import os
from pathlib import Path

import pytest

from corpus.documents import digest_of
from ingest.readers import READERS, UnreadableFileError, read_document, shown_name
from tests.ingest.originals_builders import FIXTURES, a_source


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def marks_and_words(path: Path) -> list[tuple[str, str]]:
    return [(block.mark, block.text) for block in read_document(path, a_source()).blocks]


def test_paragraphs_are_parted_by_blank_lines_and_wrapped_lines_joined(tmp_path: Path) -> None:
    wrapped = (
        "A guide\n\n"
        "Families may be offered a pilot when they ask for one, and\n"
        "the council in which they live says how many there are to\n"
        "be had. It keeps a list.\n"
        "Another paragraph begins here, because the line above this\n"
        "one is short.\n"
    )

    assert marks_and_words(written(tmp_path / "a.txt", wrapped)) == [
        ("", "A guide"),
        (
            "",
            "Families may be offered a pilot when they ask for one, and the council in which they live says how many "
            "there are to be had. It keeps a list.",
        ),
        ("", "Another paragraph begins here, because the line above this one is short."),
    ]


def test_a_number_that_a_line_break_brought_to_the_front_opens_no_paragraph(tmp_path: Path) -> None:
    text = (
        "Title\n\n4.7 Families are told of this guide in the words of paragraph\n"
        "4.8 Councils do so within the time set by\n(3) below.\n"
    )

    assert [mark for mark, _ in marks_and_words(written(tmp_path / "a.txt", text))] == ["", "4.7"]


def test_markdown_signs_are_taken_off_and_words_kept(tmp_path: Path) -> None:
    text = (
        "---\ntitle: Ignored by nobody\n---\n<!-- not\nshown -->\n# Harbour *guide*\n\nUnder\n=====\n\n"
        "**4.7** See [the list](https://example.org/a_b) and snake_case, 5 * 3 * 2.\n\n> 4.8 quoted\n> on\n\n"
        "- one\n- two\n  wrapped\n\n1\\. not a list\n\n| a | b |\n|---|---|\n| c | d |\n\n```\ncode  here\n```\n"
    )

    document = read_document(written(tmp_path / "a.md", text), a_source())

    assert document.title == "Ignored by nobody"
    assert [(block.level, block.written) for block in document.blocks] == [
        (1, "Harbour guide"),
        (1, "Under"),
        (None, "4.7 See the list and snake_case, 5 * 3 * 2."),
        (None, "4.8 quoted on"),
        (None, "- one"),
        (None, "- two wrapped"),
        (None, "1. not a list"),
        (None, "a | b"),
        (None, "c | d"),
        (None, "code here"),
    ]
    assert [block.mark for block in document.blocks if block.is_quoted] == ["4.8"]


def test_a_text_file_may_keep_markdowns_hashes_and_asterisks(tmp_path: Path) -> None:
    text = "#### **4. Being fair**\n\n**A bold heading**\n\n**A whole sentence, stressed.**\n\nWe **never** do.\n"

    blocks = read_document(written(tmp_path / "a.txt", text), a_source()).blocks

    assert [(block.level, block.mark, block.text) for block in blocks] == [
        (4, "4.", "Being fair"),
        (7, "", "A bold heading"),
        (None, "", "A whole sentence, stressed."),
        (None, "", "We never do."),
    ]


@pytest.mark.parametrize(
    ("content", "noted"),
    [
        ("Café – £5".encode(), False),
        ("Café – £5".encode("utf-8-sig"), False),
        ("Café – £5".encode("cp1252"), True),
    ],
)
def test_text_is_read_in_utf8_and_windows_1252_and_a_guess_is_reported(
    tmp_path: Path, content: bytes, noted: bool
) -> None:
    document = read_document(written(tmp_path / "a.txt", content), a_source())

    assert document.text == "Café – £5"
    assert [note.startswith("read as Windows-1252, because byte 3") for note in document.notes] == [True] * noted


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.txt", b"", "an empty file"),
        ("a.md", b" \n\t\n", "an empty file"),
        ("a.txt", b"\x81\x8d bytes", "neither UTF-8 nor Windows-1252"),
        ("a.txt", "words".encode("utf-16"), "text in UTF-16"),
        ("a.txt", b"PK\x03\x04rest", "a ZIP archive, such as a Word document"),
        ("a.txt", b"%PDF-1.7 and so on", "a PDF"),
        ("a.md", b"\x00\x01\x02binary", "binary data"),
        ("a.txt", b"<!DOCTYPE html><html>", "a web page"),
        ("a.pdf", b"just words", "plain text under a PDF's name"),
        ("a.pdf", b"<html><body>", "a web page (HTML) under a PDF's name"),
        ("a.docx", b"PK\x03\x04", "the ending '.docx'; expected one of .pdf, .txt"),
        ("a", b"words", "a name without an ending"),
        ("a.md", b"---\ntitle: x\n---\n", "no words"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_was_found_and_expected(
    tmp_path: Path, name: str, content: bytes, found: str
) -> None:
    with pytest.raises(UnreadableFileError) as error:
        read_document(written(tmp_path / name, content), a_source())

    assert str(error.value).startswith(repr(name))
    assert found in str(error.value)
    assert str(error.value).count(";") >= 2


def test_what_is_not_a_plain_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")

    for name, found in [
        ("pipe.txt", "a device or pipe"),
        ("folder.txt", "a folder"),
        ("loop.txt", "no file to open"),
        ("gone.txt", "no file to open"),
        ("nul\0.txt", "no file to open"),
    ]:
        with pytest.raises(UnreadableFileError, match=found):
            read_document(tmp_path / name, a_source())


@pytest.mark.parametrize("name", ["line\nbreak.txt", "\x1b[31mred.txt", "turned\u202egpj.txt", "\udce9.txt"])
def test_a_names_odd_characters_are_shown_as_escapes(name: str) -> None:
    shown = shown_name(name)

    assert shown.isprintable()
    assert shown.encode()


def test_a_very_long_name_is_shown_by_its_two_ends() -> None:
    assert shown_name("a" * 200 + "-2031.pdf") == repr("a" * 60 + "…" + "a" * 16 + "-2031.pdf")


def test_a_document_knows_its_source_its_title_and_its_words(tmp_path: Path) -> None:
    document = read_document(FIXTURES / "made-up-guide.md", a_source())

    assert (document.source_id, document.title) == ("harbour-guide", "The Harbour Guide")
    assert document.digest == digest_of(document.text)


def test_lines_of_many_megabytes_take_no_longer_than_prose(tmp_path: Path) -> None:
    for sign in ("[", "*a", "**", "<a", "(a", "1. ", "`", "_", "word "):
        read_document(written(tmp_path / "a.md", "Words.\n\n" + sign * 300_000), a_source())


def test_every_reader_is_found_by_an_ending_in_small_letters() -> None:
    assert all(suffix == suffix.lower() and suffix.startswith(".") for suffix in READERS)
