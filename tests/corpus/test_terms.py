"""Terms of art: read and checked, found in our answers as they are written there, explained in one place."""

import pytest

from corpus.errors import ContentError
from corpus.glossary import Entry, Glossary, load_glossary
from corpus.guides import load_guides
from corpus.paths import CORPUS
from corpus.sources import load_sources
from corpus.terms import Term, Terms, load_terms
from tests.builders import a_register, write_yaml

GLOSSARY = Glossary((Entry(term="EHC plan", means="It is the plan.", cite=("made-up-act s.37",)),))
REGISTER = load_sources(CORPUS / "sources.yaml")
SHIPPED = load_terms(CORPUS / "terms.yaml", REGISTER, load_glossary(CORPUS / "glossary.yaml", REGISTER))


def loaded(tmp_path, *terms):
    return load_terms(write_yaml(tmp_path / "terms.yaml", {"terms": list(terms)}), a_register(), GLOSSARY)


def term(name, *written):
    return Term(term=name, means="What it means.", written=written)


def test_what_the_glossary_explains_is_explained_in_its_words(tmp_path):
    terms = loaded(tmp_path, {"term": "EHC plan", "written": ["plan for education"]})

    assert terms.entries == (
        Term(term="EHC plan", means="It is the plan.", written=("plan for education",), cite=("made-up-act s.37",)),
    )


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"term": "EHC plan", "means": "Another."}, "explains 'EHC plan' already"),
        ({"term": "unheard of"}, "does not explain"),
        ({"term": "EHC plan", "cite": ["made-up-act s.37"]}, "leave `cite` out"),
        ({"term": "new", "means": "New.", "cite": ["nowhere s.1"]}, "nowhere"),
    ],
)
def test_a_fault_names_its_line_and_what_to_do(tmp_path, wrong, says):
    with pytest.raises(ContentError, match=says) as raised:
        loaded(tmp_path, wrong)

    assert "terms.yaml, line" in str(raised.value)


def test_a_form_belongs_to_one_term(tmp_path):
    with pytest.raises(ContentError, match="also belongs to 'a'"):
        loaded(tmp_path, {"term": "a", "means": "A."}, {"term": "b", "means": "B.", "written": ["a"]})


def test_a_run_of_sections_explains_each_of_them(tmp_path):
    run = "sections B and F"
    terms = loaded(
        tmp_path,
        {"term": "section B", "means": "Needs.", "written": [run]},
        {"term": "section F", "means": "Help.", "written": [run]},
    )

    assert [each.term for each in terms.used_in(["Look at sections B and F."])] == ["section B", "section F"]


def test_terms_come_in_the_order_in_which_they_are_met_each_once():
    terms = Terms((term("mediation"), term("bundle"), term("appeal form", "SEND35A")))

    met = terms.used_in(["Send the SEND35A before the bundle.", "Bundles, and mediation, and mediation again."])

    assert [each.term for each in met] == ["appeal form", "bundle", "mediation"]


@pytest.mark.parametrize(
    ("name", "text", "is_found"),
    [
        ("section A", "Section A of the plan", True),
        ("section A", "each section a family reads", False),
        ("section I", "Section II", False),
        ("section I", "section I, and so on", True),
        ("EHC plan", "two EHC plans", True),
        ("mediation", "remediation", False),
        ("section 41", "section 41(2) of the Act", False),
    ],
)
def test_a_term_is_found_as_a_whole_word_with_its_capitals(name, text, is_found):
    assert bool(Terms((term(name),)).used_in([text])) is is_found


def test_every_shipped_term_is_explained_in_a_sentence_or_two_without_telling_what_to_choose():
    assert len(SHIPPED.entries) >= 60
    for each in SHIPPED.entries:
        assert each.means.endswith("."), each.term
        assert len(each.means.split()) <= 45, each.term
        assert "should" not in each.means, each.term


def test_the_shipped_guides_use_most_of_the_terms():
    guides = load_guides([CORPUS / "guides"], REGISTER).guides.values()
    texts = [text for guide in guides for item in guide.items for text in _told(item)]

    used = SHIPPED.used_in(texts)

    assert len(used) >= 50


def _told(item):
    return [value for key, value in item.model_dump().items() if isinstance(value, str) and key != "id"]
