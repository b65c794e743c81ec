"""The glossary, the contacts and the chart of situations as shipped."""

import pytest

from corpus.contacts import load_contacts
from corpus.glossary import load_glossary
from corpus.paths import CORPUS
from corpus.situations import load_situations
from corpus.sources import load_sources
from corpus.vocabulary import Stage
from corpus.words import plain
from ingest.content import read_content

REGISTER = load_sources(CORPUS / "sources.yaml")
GLOSSARY = load_glossary(CORPUS / "glossary.yaml", REGISTER)
CONTACTS = load_contacts(CORPUS / "contacts.yaml")
SITUATIONS = load_situations(CORPUS / "situations.yaml")


def test_the_content_has_no_faults():
    assert read_content().faults == ()


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("my ECHP is late", "my ehc plan is late"),
        ("ehcp", "ehc plan"),
        ("EHC Plans", "ehc plan"),
        ("her statement", "her ehc plan"),
        ("the LA said no", "the council said no"),
        ("local authority", "council"),
        ("the tribunal", "the send tribunal"),
        ("ehcna", "ehc needs assessment"),
        ("1:1", "one-to-one support"),
        ("a statement of special educational needs", "a ehc plan"),
    ],
)
def test_families_words_become_the_laws(written, canonical):
    assert GLOSSARY.lexicon.canonical(written) == canonical


def test_every_form_of_a_term_becomes_that_term():
    for entry in GLOSSARY.entries:
        for form in (entry.term, *entry.also):
            assert GLOSSARY.lexicon.canonical(form) == plain(entry.term), form


def test_emergency_contacts_are_pinned_in_the_order_shown():
    assert [(contact.id, contact.shown, contact.dial) for contact in CONTACTS.emergency] == [
        ("999", "999", "tel:999"),
        ("999-silent", "18000 (text relay)", "tel:18000"),
        ("111-mental-health", "111", "tel:111"),
        ("samaritans", "116 123", "tel:116123"),
        ("shout", "text SHOUT to 85258", "sms:85258"),
        ("papyrus", "0800 068 4141", "tel:08000684141"),
        ("childline", "0800 1111", "tel:08001111"),
        ("nspcc", "0808 800 5000", "tel:08088005000"),
        ("social-care", "the number is on your council's website", None),
    ]
    assert CONTACTS.by_id["999"].name == "999 (police, ambulance, fire)"


@pytest.mark.parametrize("contact", (*CONTACTS.emergency, *CONTACTS.nations), ids=lambda contact: contact.id)
def test_what_is_dialled_is_what_is_shown(contact):
    shown = "".join(char for char in contact.shown if char.isdigit())

    assert contact.dial is None or contact.dial.partition(":")[2] == shown


def test_contacts_are_reviewed_every_year():
    assert 0 < (CONTACTS.review_by - CONTACTS.checked_on).days <= 366


def test_the_other_nations_are_told_who_helps_there():
    assert [nation.nation for nation in CONTACTS.nations] == ["Wales", "Scotland", "Northern Ireland"]


def test_the_chart_of_situations_is_pinned():
    assert len(SITUATIONS) == 148
    assert (SITUATIONS[0].id, SITUATIONS[0].title, SITUATIONS[0].asked_as[0]) == (
        "ask-for-ehc-needs-assessment",
        "I want to ask the council to assess my child for an EHC plan",
        "How do I apply for an EHCP?",
    )
    assert SITUATIONS[-1].id == "kept-back-a-year-or-out-of-year-group"


def test_every_guide_covers_a_situation_and_no_two_cover_the_same():
    owner: dict[str, str] = {}
    for guide in read_content().content.guides.values():
        # a policy answers for the service; what families face is covered by the guides
        assert guide.covers or guide.stage is Stage.SERVICE, guide.id
        for situation_id in guide.covers:
            assert owner.setdefault(situation_id, guide.id) == guide.id, situation_id


def test_what_no_guide_covers_is_known_to_be_uncovered():
    content = read_content().content
    answered = {name for guide in content.guides.values() for name in (*guide.covers, *guide.touches, guide.id)}

    assert set(content.uncovered) == {situation.id for situation in SITUATIONS} - answered


def test_every_situation_of_the_chart_has_a_guide():
    content = read_content().content

    assert set(content.uncovered) == set()
    assert {situation.id for situation in SITUATIONS} == {
        name for guide in content.guides.values() for name in guide.covers
    }
