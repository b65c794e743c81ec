"""The list of other ways of writing ordinary words: how it is read, and what the shipped one is good for."""

import pytest

from corpus.errors import ContentError
from corpus.glossary import Entry, Glossary, load_glossary
from corpus.paths import CORPUS
from corpus.sources import load_sources
from corpus.spellings import load_spellings
from corpus.words import Lexicon, plain

GLOSSARY = Glossary((Entry(term="EHC plan", means="The plan.", also=("ehcp", "school plan")),))
LEXICON = Lexicon({"ehcp": "ehc plan", "skool plan": "ehc plan"}, {"skool": "school", "wee one": "child"})


def written(tmp_path, text):
    path = tmp_path / "spellings.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("The SKOOL said no", "the school said no"),
        ("my wee one's ehcp", "my child's ehcp"),
        ("preskool", "preskool"),  # within a word nothing is replaced
        ("the skool plan", "the skool plan"),  # a form of the glossary is never taken apart
        ("", ""),
    ],
)
def test_ordinary_words_are_told_in_their_usual_spelling(typed, expected):
    assert LEXICON.usual(typed) == expected


def test_a_form_of_the_glossary_is_known_in_any_spelling_around_it():
    assert LEXICON.canonical("the skool plan, skool") == "the ehc plan, school"
    assert LEXICON.words("the skool plan") == ["ehc", "plan"]


def test_forms_are_read_to_their_usual_word(tmp_path):
    found = load_spellings(written(tmp_path, "school: [Skool, scool]\nchild: [wee one]\n"), GLOSSARY)

    assert found == {"skool": "school", "scool": "school", "wee one": "child"}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("school: [skool]\ncouncil: [skool]\n", 2, "also stands for 'school'"),
        ("school: [council]\ncouncil: [cuncil]\n", 1, "is itself a usual word"),
        ("school:\n- skool\n- ehcp\n", 3, "is in the glossary"),
        ("school: []\n", 1, "expected"),
        ("school: skool\n", 1, "expected"),
        ("school: [3]\n", 1, "expected"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_to_do(tmp_path, text, line, says):
    with pytest.raises(ContentError) as refused:
        load_spellings(written(tmp_path, text), GLOSSARY)

    assert f"line {line}" in str(refused.value)
    assert says in str(refused.value)


@pytest.fixture(scope="module")
def shipped():
    glossary = load_glossary(CORPUS / "glossary.yaml", load_sources(CORPUS / "sources.yaml"))
    return load_spellings(CORPUS / "spellings.yaml", glossary)


def test_the_shipped_list_is_plain_and_ends_in_usual_words(shipped):
    assert len(shipped) >= 1500
    assert all(form == plain(form) and word == plain(word) for form, word in shipped.items())
    lexicon = Lexicon({}, shipped)
    assert [form for form, word in shipped.items() if lexicon.usual(word) != word] == []


# words that tell of danger are screened as they were typed, and are never rewritten
@pytest.mark.parametrize("word", ["hit", "hurt", "kill", "knife", "die", "suicide", "blood", "overdose", "cutting"])
def test_the_shipped_list_leaves_words_of_danger_alone(shipped, word):
    assert word not in shipped
    assert word not in shipped.values()
