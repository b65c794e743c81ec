"""What a score needs to know of the corpus, kept with a run: an old run is scored by what it answered from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from corpus.pinpoints import Pinpoint
from corpus.sources import Source, SourceRegister
from corpus.store import Content, Store
from evals.cases import ALTERNATIVE, Case


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Which places may be cited, and which routes are open in each situation.

    `routes` maps a guide to its options, each to its route: the option that tells it in full. Two
    options that are the same route in two guides have one route.
    """

    register: SourceRegister
    routes: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, content: Content) -> Self:
        """Take what is needed from the content of a build."""
        return cls(
            content.register,
            {
                guide.id: {guide.item_id(option): option.same_as or guide.item_id(option) for option in guide.options}
                for guide in content.guides.values()
            },
        )

    def routes_of(self, guide_id: str) -> frozenset[str]:
        """Return the routes of a guide; none for a guide that is not known or has no options."""
        return frozenset(self.routes.get(guide_id, {}).values())

    def route(self, option_id: str) -> str:
        """Return the route of an option; an option that is not known is its own."""
        return self.routes.get(option_id.partition("/")[0], {}).get(option_id, option_id)

    def to_json(self) -> dict[str, Any]:
        """Return plain data that `from_json` reads back."""
        return {
            "sources": [source.model_dump(mode="json") for source in self.register.sources.values()],
            "routes": {guide_id: dict(options) for guide_id, options in self.routes.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        sources = [Source.model_validate(source) for source in data["sources"]]
        return cls(SourceRegister({source.id: source for source in sources}, {}), data["routes"])


def faulty_labels(cases: Iterable[Case], store: Store) -> Iterator[str]:
    """Say which labels name nothing in this corpus; no reply can satisfy them, so they count as missed."""
    content = store.content
    items = {guide.item_id(item) for guide in content.guides.values() for item in guide.items}
    options = {guide.item_id(option) for guide in content.guides.values() for option in guide.options}
    for case in cases:
        for guide_id in case.guides:
            if guide_id not in content.guides:
                yield f"{case.id}: guides: found {guide_id!r}; expected the id of a guide of this build"
        for option_id in case.options:
            if option_id not in options:
                yield f"{case.id}: options: found {option_id!r}; expected guide-id/option-id of this build"
        for item in (item for fact in case.facts for item in fact.split(ALTERNATIVE)):
            if item not in items and not _is_passage(item, store):
                yield f"{case.id}: facts: found {item!r}; expected the id of an item of this build"
        for reference in case.pinpoints:
            if why := content.register.why_not_citable(str(Pinpoint.parse(reference))):
                yield f"{case.id}: pinpoints: {why}"


def _is_passage(passage_id: str, store: Store) -> bool:
    try:
        store.passage(passage_id)
    except KeyError:
        return False
    return True
