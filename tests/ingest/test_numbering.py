import pytest

from ingest.numbering import bracketed, decimal_number, is_bullet, legal_number, take_mark, whole_number


@pytest.mark.parametrize(
    ("line", "mark", "words"),
    [
        ("2.20 Families may", "2.20", "Families may"),
        ("2.20\tFamilies may", "2.20", "Families may"),
        ("2.20Families may", "2.20", "Families may"),
        ("9.14.1 The", "9.14.1", "The"),
        ("4. Impartiality", "4.", "Impartiality"),
        ("36 Assessment of needs", "36", "Assessment of needs"),
        ("36Assessment of needs", "36", "Assessment of needs"),
        ("36A Meaning of", "36A", "Meaning of"),
        ("(a) advice", "(a)", "advice"),
        ("(3A)A council", "(3A)", "A council"),
        ("a) advice", "a)", "advice"),
        ("5.—(1) Where a", "5.—(1)", "Where a"),
        ("2 (1) A person", "2 (1)", "A person"),
        ("• one", "•", "one"),
        ("- one", "-", "one"),
        ("2.20", "2.20", ""),
    ],
)
def test_a_mark_is_taken_off_its_words(line: str, mark: str, words: str) -> None:
    assert take_mark(line) == (mark, words)


@pytest.mark.parametrize(
    "line",
    ["2.5 million homes", "3.30 pm on Monday", "12 weeks later", "2014 was a year", "-ing words", "(see above) and"],
)
def test_a_number_that_measures_something_is_no_mark(line: str) -> None:
    assert take_mark(line) == ("", line)


def test_a_bare_number_inside_a_paragraph_is_no_mark() -> None:
    assert take_mark("12 Supporters in each area", opens_block=False).mark == ""


def test_kinds_of_mark_are_told_apart() -> None:
    assert [decimal_number(mark) for mark in ("2.20", "4.", "(a)")] == ["2.20", None, None]
    assert [whole_number(mark) for mark in ("4.", "4)", "36A", "2.20", "(4)")] == ["4", "4", "36A", None, None]
    assert [bracketed(mark) for mark in ("(a)", "a)", "(3A)", "4)")] == ["a", "a", "3A", None]
    assert [legal_number(mark) for mark in ("5.—(1)", "2 (1)", "5.")] == [("5", "1"), ("2", "1"), None]
    assert [is_bullet(mark) for mark in ("•", "-", "", "4.")] == [True, True, False, False]
