"""A small corpus of our own in memory: valid by default, override what the test is about. Needs no model."""

import datetime
import re
from functools import cache

import numpy as np

from assistant.answers import Answer, Citation, CitedOption, CitedStatement, HandoffOffer, HowMade
from assistant.boundaries import load_boundaries
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.weighing import GATES, SIGHTS, Weights
from corpus.contacts import load_contacts
from corpus.documents import Passage, digest_of
from corpus.glossary import Entry as Term
from corpus.glossary import Glossary
from corpus.lexical import WordIndex
from corpus.paths import CORPUS
from corpus.pinpoints import Pinpoint
from corpus.situations import Situation
from corpus.sources import SourceRegister, load_sources
from corpus.store import FORMAT, Content, LocalStore, Manifest
from corpus.training import train_matcher
from corpus.vectors import VectorIndex
from corpus.vocabulary import HandoffReason, PassageKind, SourceStatus, Urgency
from corpus.words import plain
from ingest.passages import entries_of_guide, entries_of_originals, entries_of_situations, passages_of
from tests import builders
from tests.builders import a_source, a_statement
from tests.fakes import FakeEncoder

TODAY = datetime.date(2026, 11, 22)
CHECKED = datetime.date(2026, 11, 21)


class WordEncoder(FakeEncoder):
    """Texts are as near as the words they share, whatever stands between the words."""

    dimension = 1024

    def encode(self, texts):
        return super().encode([" ".join(re.findall(r"\w+", plain(text))) for text in texts])


class BrokenEncoder(WordEncoder):
    """Fails at every question, and puts what was typed into its message."""

    def encode(self, texts):
        raise RuntimeError(f"out of memory on {texts[0]!r}")


def a_guide(guide_id="refused", topic="council refused to assess", **fields):
    """A guide whose phrasings all hold the words of its topic, without limits and myths unless given."""
    tails = ("", "now", "again", "today", "please", "unfair", "late", "angry", "sad")
    own = {
        "title": topic.capitalize(),
        "asked_as": [f"{topic} {tail}".strip() for tail in tails],
        "in_short": [a_statement(asks=[topic])],
        "time_limits": [],
        "myths": [],
        "checked_on": CHECKED.isoformat(),
    }
    return builders.a_guide(guide_id, **own | fields)


def a_document(source_id, status="in_force", **fields):
    """A source of no numbered parts that is not law."""
    own = {"kind": "guidance", "status": status, "as_at": "2020-01-01", "pinpoints": [], "complete_to": "none"}
    return a_source(source_id, **own | fields)


def an_original(reference, text, *, status=SourceStatus.IN_FORCE, page=None, part=0):
    pinpoint = Pinpoint.parse(reference)
    return Passage(
        id=f"{pinpoint.source_id}/{pinpoint.written}/{part}",
        text=text,
        source_id=pinpoint.source_id,
        pinpoint=pinpoint,
        headings=(),
        page=page,
        digest=digest_of(text),
        kind=PassageKind.ORIGINAL,
        guide_id=None,
        status=status,
    )


@cache
def the_register():
    """The shipped sources, which computed dates cite, and the made-up ones."""
    shipped = load_sources(CORPUS / "sources.yaml")
    return SourceRegister({**shipped.sources, **builders.a_register().sources}, shipped.aliases)


@cache
def the_contacts():
    return load_contacts(CORPUS / "contacts.yaml")


@cache
def the_boundaries():
    return load_boundaries(the_contacts())


def a_store(*guides, sources=(), situations=(), originals=(), terms=(), encoder=None):
    """A store of these guides, made as a build makes it."""
    encoder = encoder or WordEncoder()
    register = the_register()
    content = Content(
        SourceRegister({**register.sources, **{source.id: source for source in sources}}, register.aliases),
        {guide.id: guide for guide in guides or (a_guide(),)},
        Glossary(tuple(Term.model_validate(term) for term in terms)),
        the_contacts(),
        tuple(Situation.model_validate(situation) for situation in situations),
    )
    passages = [passage for guide in content.guides.values() for passage in passages_of(guide)] + list(originals)
    lexicon = content.glossary.lexicon
    entries = [
        entry._replace(words=tuple(lexicon.words(entry.text)))
        for entry in (
            *(entry for guide in content.guides.values() for entry in entries_of_guide(guide)),
            *entries_of_situations(content.uncovered.values()),
            *entries_of_originals(originals),
        )
    ]
    vectors = encoder.encode([lexicon.canonical(entry.text) for entry in entries])
    return LocalStore(
        "small",
        Manifest(FORMAT, encoder.name, encoder.sha256, encoder.dimension, "c" * 64, "d" * 64, "2026-11-22", {}),
        content,
        {passage.id: passage for passage in passages},
        entries,
        VectorIndex.of(vectors),
        WordIndex.of([entry.words for entry in entries]),
        train_matcher(entries, vectors),
    )


def small_weights():
    """Weights for a few guides: a turn that leans on what was said is read with it, any other alone.

    The shipped ones are fitted to how sure a reading is among many guides, which it never is among three.
    """
    table = np.zeros((GATES, SIGHTS))
    table[0] = (0.9, 0.9, 0.15, 0.15, 0.0, 0.0, 0.05, 0.05)
    table[2] = (-0.2, -0.2, 0.3, 0.3, 0.0, 0.0, 0.1, 0.1)  # where it leans
    return Weights(table)


def an_assistant(*guides, encoder=None, settings=None, weights=None, **content):
    return Assistant(
        a_store(*guides, **content),
        encoder or WordEncoder(),
        the_boundaries(),
        settings or Settings(),
        weights=weights or small_weights(),
    )


def a_citation(**fields):
    return Citation(
        **{
            "source_id": "made-up-act",
            "reference": "made-up-act s.36(5)",
            "name": "Made Up Act 2014, section 36(5)",
            "url": None,
            "our_words": "The council must give its reasons in writing.",
            "quote": None,
            "page": None,
            "status": "in_force",
            "as_at": CHECKED,
            "passage_id": "refused/reasons",
        }
        | fields
    )


def a_cited_option(option_id="refused/talk", **fields):
    words = ("name", "what_it_is", "who_decides", "time_limit", "cost", "may_suit", "weigh_up")
    return CitedOption(
        **{"id": option_id, "formality": 1, "citations": (0,), "guides": ("refused",)}
        | dict.fromkeys(words, "Some words.")
        | fields
    )


def an_answer(**fields):
    return Answer(
        **{
            "heading": "Refused",
            "direct": (CitedStatement("refused/reasons", "The council must give its reasons in writing.", (0,)),),
            "options": (a_cited_option(),),
            "citations": (a_citation(),),
            "law_as_at": CHECKED,
            "how_made": HowMade(("searched",)),
        }
        | fields
    )


def an_offer(reason=HandoffReason.NOT_COVERED, urgency=Urgency.ROUTINE, **fields):
    return HandoffOffer(
        reason, urgency, **{"why": "Because.", "next_steps": ("Pass it on.",), "will_need": ()} | fields
    )
