import pytest

from corpus.errors import ContentError
from corpus.located_yaml import load_located


def load(tmp_path, text):
    path = tmp_path / "file.yaml"
    path.write_text(text, encoding="utf-8")
    return load_located(path)


def test_dates_stay_text_and_numbers_do_not(tmp_path):
    assert load(tmp_path, "day: 2026-11-01\nnumber: 3\n").data == {"day": "2026-11-01", "number": 3}


def test_every_part_knows_its_line(tmp_path):
    found = load(tmp_path, "one: 1\nlist:\n  - a\n  - b: 2\n")

    assert (found.line_of(("list", 0)), found.line_of(("list", 1, "b")), found.line_of(("list", 9))) == (3, 4, 2)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "a: " + "{b: " * 50_000,
        "- " * 100_000,
        "? " * 100_000,
        "\n".join(" " * depth + "a:" for depth in range(3_000)),
        "x: &a [*a]",
    ],
    ids=["lists", "mappings", "dashes", "questions", "indents", "itself"],
)
def test_what_is_nested_without_end_is_told_and_ends_nothing(tmp_path, text):
    with pytest.raises(ContentError, match=r"file\.yaml"):
        load(tmp_path, text)


@pytest.mark.parametrize("text", ["a: [1, 2\nb: 3", "a: 1\n\tb: 2", "a: 'never closed"])
def test_a_fault_of_yaml_names_its_line(tmp_path, text):
    with pytest.raises(ContentError, match=r"line \d+: found YAML that cannot be read"):
        load(tmp_path, text)
