"""The shipped content, read and checked: sources, situations, guides, policies, glossary, terms, contacts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.asked import Asked, load_asked, load_talks
from corpus.contacts import load_contacts
from corpus.errors import ContentError
from corpus.glossary import Glossary, load_glossary
from corpus.guides import GuideSet, load_guides
from corpus.located_yaml import load_located
from corpus.paths import CORPUS
from corpus.signposts import load_signposts
from corpus.situations import Situation, load_situations
from corpus.sources import load_sources
from corpus.spellings import load_spellings
from corpus.store import Content
from corpus.terms import Terms, load_terms
from ingest.local_sources import with_local_sources


@dataclass(frozen=True, slots=True)
class ReadContent:
    """The content that could be read, and one line for each fault of what could not.

    `asked` is how families put their questions, `talks` how they put them over several turns, by guide.
    """

    content: Content
    guides: GuideSet
    faults: tuple[str, ...]
    asked: Mapping[str, tuple[Asked, ...]] = field(default_factory=dict)
    talks: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)


def read_content(folder: Path = CORPUS) -> ReadContent:
    """Read everything under `folder`, laid out like `corpus/`; a broken guide is left out, its faults kept.

    Raises:
        ContentError: the sources, contacts or situations are broken; without them nothing can be checked or shown.
    """
    register = with_local_sources(load_sources(folder / "sources.yaml"))
    contacts = load_contacts(folder / "contacts.yaml")
    situations = load_situations(folder / "situations.yaml")
    guides = load_guides([folder / "guides", folder / "policy"], register)
    faults = [*guides.faults, *_unknown_situations(guides, situations)]
    try:
        glossary = load_glossary(folder / "glossary.yaml", register)
    except ContentError as error:
        glossary = Glossary()
        faults += error.faults
    if glossary.entries and (folder / "spellings.yaml").exists():  # a service's own content folder may have none
        try:
            glossary = replace(glossary, spellings=load_spellings(folder / "spellings.yaml", glossary))
        except ContentError as error:
            faults += error.faults
    terms = Terms()
    if glossary.entries:  # with no glossary, every term would be a fault that is none
        try:
            terms = load_terms(folder / "terms.yaml", register, glossary)
        except ContentError as error:
            faults += error.faults
    faults += _faults_of_signposts(folder / "signposts.yaml")
    asked, faults_of_asked = load_asked(folder / "asked", guides.guides)
    talks, faults_of_talks = load_talks(folder / "talks", guides.guides)
    faults += [*faults_of_asked, *faults_of_talks]
    content = Content(register, guides.guides, glossary, contacts, situations, terms)
    return ReadContent(content, guides, tuple(faults), asked, talks)


def _faults_of_signposts(path: Path) -> Iterator[str]:
    if not path.exists():  # a service's own content folder may have none
        return
    try:
        load_signposts(path)
    except ContentError as error:
        yield from error.faults


def _unknown_situations(guides: GuideSet, situations: Iterable[Situation]) -> Iterator[str]:
    known = {situation.id for situation in situations}
    for guide in guides.guides.values():
        for named in ("covers", "touches"):
            for position, situation_id in enumerate(getattr(guide, named)):
                if situation_id not in known:
                    yield load_located(guides.paths[guide.id]).fault(
                        (named, position),
                        f"found {situation_id!r}; expected the id of a situation in corpus/situations.yaml; "
                        "correct it, or add the situation there",
                    )
