import pytest

from corpus.errors import ContentError
from corpus.glossary import Glossary, load_glossary
from tests.builders import a_register, write_yaml


def an_entry(term="EHC plan", **fields):
    return {"term": term, "means": "It is what it is."} | fields


@pytest.fixture
def path(tmp_path):
    return tmp_path / "glossary.yaml"


def loaded(path, *entries):
    return load_glossary(write_yaml(path, {"entries": list(entries)}), a_register())


def faults_of(path, *entries):
    with pytest.raises(ContentError) as caught:
        loaded(path, *entries)
    return caught.value.faults


def test_every_form_becomes_its_term(path):
    glossary = loaded(path, an_entry(also=["ehcp", "e.h.c.p", "Statement"]), an_entry("council", also=["LA"]))

    assert [entry.term for entry in glossary.entries] == ["EHC plan", "council"]
    assert glossary.lexicon.canonical("The LA lost my E.H.C.P!") == "the council lost my ehc plan!"


def test_a_glossary_of_nothing_changes_nothing():
    assert Glossary().lexicon.canonical("The  LA") == "the la"


def test_a_form_in_two_entries_is_told_where_the_second_stands(path):
    (fault,) = faults_of(path, an_entry(also=["ehcp"]), an_entry("statement of old", also=["EHCP"]))

    lines = path.read_text().splitlines()
    line = len(lines) - lines[::-1].index("  also:")
    assert fault == (
        f"{path}, line {line}, entries[1].also: the form 'ehcp' also belongs to 'EHC plan'; keep it in one entry"
    )


def test_a_form_written_twice_in_one_entry_is_no_fault(path):
    assert loaded(path, an_entry(also=["ehc plan", "EHC  Plan"])).lexicon.forms == {"ehc plan": "ehc plan"}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"cite": ["made-up-act s.61"]},
            "entries[0].cite[0]: found 'made-up-act s.61', which is outside the register's",
        ),
        ({"meens": "x"}, "entries[0].meens: found the unknown field 'meens'; expected 'means'; correct the name"),
        ({"also": "ehcp"}, "entries[0].also: found 'ehcp'; expected: input should be a valid tuple; correct it"),
        ({"also": [""]}, "entries[0].also[0]: found no text; expected some; write it"),
    ],
)
def test_a_faulty_entry_is_told(path, fields, expected):
    (fault,) = faults_of(path, an_entry(**fields))

    assert f", {expected}" in fault
    assert fault.startswith(f"{path}, line ")
