"""Sources, guides and a small content folder: valid by default, override what the test is about."""

from pathlib import Path
from typing import Any

import yaml

from corpus.guides import Guide
from corpus.sources import Source, SourceRegister

OPTION_WORDS = ("what_it_is", "who_decides", "time_limit", "cost", "may_suit", "weigh_up")


def source_fields(source_id: str = "made-up-act", **fields: Any) -> dict[str, Any]:
    """An Act of which sections 1 to 60, the subsections of section 36 and one paragraph of a schedule are listed."""
    return {
        "id": source_id,
        "title": f"{source_id.replace('-', ' ').title()} 2014",
        "short_title": f"{source_id.replace('-', ' ').title()} 2014",
        "kind": "act",
        "status": "in_force",
        "applies_to": "England",
        "as_at": "2026-11-01",
        "checked_on": "2026-11-01",
        "review_by": "2027-11-01",
        "publisher": "Nobody",
        "licence": "made up for tests",
        "pinpoints": ["ss.1-60", "s.36(1)-(8)", "s.36(5)(a)", "s.36A", "schs.1-2", "sch.2 para.3(1)"],
        "complete_to": "subsection",
    } | fields


def a_source(source_id: str = "made-up-act", **fields: Any) -> Source:
    return Source.model_validate(source_fields(source_id, **fields))


def some_sources() -> list[dict[str, Any]]:
    """An Act, a policy of two sections, and guidance that is cited whole."""
    clauses = ["cl.1.1", "cl.1.2", "cl.2.1"]
    return [
        source_fields(),
        source_fields("made-up-policy", kind="policy", pinpoints=clauses, complete_to="section"),
        source_fields("made-up-guidance", kind="guidance", pinpoints=[], complete_to="none"),
    ]


def a_register(*sources: Source) -> SourceRegister:
    made = sources or tuple(map(Source.model_validate, some_sources()))
    return SourceRegister({source.id: source for source in made}, {})


def a_statement(statement_id: str = "reasons", **fields: Any) -> dict[str, Any]:
    return {
        "id": statement_id,
        "text": "The council must give its reasons in writing.",
        "cite": ["made-up-act s.36(5)"],
        "verified": "page",
    } | fields


def an_option(option_id: str = "talk", formality: int = 1, **fields: Any) -> dict[str, Any]:
    name = option_id.replace("-", " ").capitalize()
    return (
        {"id": option_id, "name": name, "formality": formality, "cite": ["made-up-act s.51"], "verified": "page"}
        | {word: f"{name}: {word.replace('_', ' ')}." for word in OPTION_WORDS}
        | fields
    )


def a_limit(limit_id: str = "appeal-in-time", **fields: Any) -> dict[str, Any]:
    return {
        "id": limit_id,
        "who": "family",
        "must": "Send the appeal.",
        "within": "2 months of the letter",
        "starts": "decision_letter",
        "rule": "appeal_window",
        "cite": ["made-up-act s.51"],
        "verified": "page",
    } | fields


def a_myth(myth_id: str = "wait", **fields: Any) -> dict[str, Any]:
    return {
        "id": myth_id,
        "said": "You must wait six months.",
        "truth": "You can ask again at any time.",
        "cite": ["made-up-act s.36(1)"],
        "verified": "knowledge",
    } | fields


def guide_fields(guide_id: str = "refused", **fields: Any) -> dict[str, Any]:
    topic = guide_id.replace("-", " ")
    return {
        "id": guide_id,
        "title": f"What if {topic}",
        "stage": "assessment",
        "applies_to": "England",
        "checked_on": "2026-11-01",
        "asked_as": [f"{topic} phrasing {number}" for number in range(1, 9)],
        "in_short": [a_statement(asks=[f"why {topic}"])],
        "options": [an_option("talk"), an_option("appeal", 5)],
        "time_limits": [a_limit()],
        "myths": [a_myth()],
    } | fields


def a_guide(guide_id: str = "refused", **fields: Any) -> Guide:
    return Guide.model_validate(guide_fields(guide_id, **fields))


def policy_fields() -> dict[str, Any]:
    """The policy, clause by clause, as a guide without options."""
    clauses = [
        a_statement(
            f"cl-{number.replace('.', '-')}", text=f"We keep clause {number}.", cite=[f"made-up-policy cl.{number}"]
        )
        for number in ("1.1", "1.2", "2.1")
    ]
    return guide_fields("made-up-policy", stage="service", in_short=clauses, options=[], time_limits=[], myths=[])


def contacts_fields(**fields: Any) -> dict[str, Any]:
    return {
        "checked_on": "2026-11-01",
        "review_by": "2027-11-01",
        "emergency": [{"id": "999", "name": "Emergency", "for": "Danger now.", "shown": "999", "dial": "tel:999"}],
        "nations": [
            {"id": "wales", "nation": "Wales", "system": "Plans", "name": "Helper", "shown": "ring", "dial": "tel:0123"}
        ],
    } | fields


def a_situation(situation_id: str = "no-transport", **fields: Any) -> dict[str, Any]:
    title = situation_id.replace("-", " ")
    return {"id": situation_id, "title": title, "asked_as": [f"{title} again", f"still {title}"]} | fields


def write_yaml(path: Path, data: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=10_000), encoding="utf-8")
    return path


def write_guide(folder: Path, fields: dict[str, Any]) -> Path:
    """Write a guide where it belongs under a content folder."""
    place = folder / "policy" if fields["stage"] == "service" else folder / "guides" / fields["stage"]
    return write_yaml(place / f"{fields['id']}.yaml", fields)


def write_content(folder: Path) -> Path:
    """Write a whole small corpus: two guides, a policy, and a situation that no guide covers."""
    write_yaml(folder / "sources.yaml", {"sources": some_sources(), "aliases": {"The Act": "made-up-act"}})
    write_yaml(folder / "contacts.yaml", contacts_fields())
    write_yaml(folder / "situations.yaml", {"situations": [a_situation("la-refuses"), a_situation()]})
    term = {"term": "EHC plan", "means": "It is the plan.", "also": ["ehcp", "statement"], "cite": ["made-up-act s.37"]}
    write_yaml(folder / "glossary.yaml", {"entries": [term]})
    write_yaml(folder / "terms.yaml", {"terms": [{"term": term["term"]}]})
    write_guide(folder, guide_fields(covers=["la-refuses"], see_also=["not-delivered"]))
    write_guide(folder, guide_fields("not-delivered", stage="plan", see_also=["made-up-policy"]))
    write_guide(folder, policy_fields())
    return folder
