import pytest

from ingest.clean import is_contents_line, is_page_number, join_lines, mended, running_form, words_within


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ("ﬁrst oﬃce ﬂat", "first office flat"),
        ("\uf0b7 one", "• one"),
        ("\x7f two", "• two"),
        ("zero\u200bwidth \u202eturned", "zerowidth turned"),
        ("co\u00adoperate", "cooperate"),
        ("£20 – “so”, café", "£20 – “so”, café"),
    ],
)
def test_mending_leaves_only_what_a_reader_sees(found: str, expected: str) -> None:
    assert mended(found) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["special provi-", "sion in school"], "special provision in school"),
        (["for decision-", "making about it"], "for decision-making about it"),
        (["the Anglo-", "Saxon way"], "the Anglo-Saxon way"),
        (["soft\u00ad", "ened words"], "softened words"),
        (["pre-", "and post-16"], "pre- and post-16"),
        (["from 5-", "to 16"], "from 5- to 16"),
    ],
)
def test_lines_are_joined_and_broken_words_mended(lines: list[str], expected: str) -> None:
    known = words_within([*lines, "a decision was made, decision-making takes time"])

    assert join_lines(lines, known) == expected


def test_half_a_word_at_a_lines_end_does_not_count_as_a_word_of_the_document() -> None:
    assert words_within(["the special provi-", "sion of help"]) == {"the", "special", "of", "help"}


@pytest.mark.parametrize("line", ["12", "- 12 -", "Page 3", "page 3 of 40", "xiv", "3/40"])
def test_page_numbers_are_known(line: str) -> None:
    assert is_page_number(line)


@pytest.mark.parametrize("line", ["12 Families", "Page three", "4.7", "mix of help"])
def test_other_lines_are_not_page_numbers(line: str) -> None:
    assert not is_page_number(line)


def test_running_heads_are_alike_but_for_their_numbers() -> None:
    assert running_form("Chapter 9   page 141") == running_form("CHAPTER 9 page 142")


def test_contents_lines_are_known_by_their_dots() -> None:
    assert is_contents_line("4 Help for families ........ 27")
    assert not is_contents_line("Help for families, and so on...")
