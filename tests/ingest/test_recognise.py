import pytest

from corpus.documents import Block
from corpus.paths import CORPUS
from corpus.sources import load_sources
from ingest.readers import read_document
from ingest.recognise import recognised
from tests.builders import a_register, a_source
from tests.ingest.originals_builders import FIXTURES, SEEDS, a_document

SHIPPED = load_sources(CORPUS / "sources.yaml")


def found(*blocks, register=SHIPPED):
    source = recognised(a_document(*blocks), register)
    return source and source.id


@pytest.mark.parametrize(
    ("title", "source_id"),
    [
        ("Children and Families Act 2014", "cfa-2014"),
        ("CHILDREN AND FAMILIES ACT 2014", "cfa-2014"),
        ("The Special Educational Needs and Disability Regulations 2014", "sen-regs-2014"),
        ("Special educational needs and disability code of practice: 0 to 25 years", "code-2015"),
        ("Independence & Impartiality Policy", "independence-policy"),
        ("SEND Assist – Independence & Impartiality Policy (March 2026)", "independence-policy"),
        ("SEN reform: All about the Independent Supporter", "snj-2014"),
    ],
)
def test_a_document_is_known_by_the_title_at_its_top(title, source_id):
    assert found("Contents", title, "Some words follow.") == source_id


@pytest.mark.parametrize(
    "title",
    [
        # another year is another Act
        "Data Protection Act 1998",
        "Equality Act 2006",
        "Education Act 2011",
        "Children and Families Act 2024",
        "The Special Educational Needs and Disability Regulations 2016",
        # a draft is not what came of it
        "Draft special educational needs and disability code of practice: 0 to 25 years",
        "Draft Children and Families Act 2014",
        # like nothing that is registered
        "Our local offer",
        "",
        "***",
    ],
)
def test_a_document_that_is_only_like_a_source_is_not_taken_for_it(title):
    assert found(title, "Some words follow.") is None


def test_a_title_far_down_or_inside_a_paragraph_does_not_count():
    lines = ["One line", "Two lines", "Three lines", "Four lines", "Five lines", "Six lines"]

    assert found(*lines, "Children and Families Act 2014") is None
    assert found("This leaflet explains the Children and Families Act 2014 in plain words.") is None
    assert found(Block("Children and Families Act 2014 " * 20)) is None


def test_two_sources_of_one_title_are_told_apart_by_the_operator():
    register = a_register(a_source("one", title="Our Policy"), a_source("other", title="Our policy (2020)"))

    assert found("Our Policy", register=register) is None


def test_a_document_without_words_is_unknown():
    assert found() is None


def test_a_made_up_policy_is_unknown_until_it_is_registered():
    document = read_document(FIXTURES / "made-up-policy.txt", a_source())
    policy = a_source("fairness", kind="policy", title="Fairness & Even-Handedness Policy", short_title="Fairness")

    assert recognised(document, SHIPPED) is None
    assert recognised(document, a_register(policy)) == policy


@pytest.mark.skipif(not SEEDS.is_dir(), reason="needs the seeds, which are not shipped")
def test_the_signed_policy_and_the_article_are_known():
    documents = [read_document(path, a_source()) for path in sorted(SEEDS.glob("*.txt"))]

    sources = [recognised(document, SHIPPED) for document in documents]

    assert [source and source.id for source in sources] == ["independence-policy", "snj-2014"]
