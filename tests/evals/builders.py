"""Cases, outcomes and a small corpus: valid by default, override what the test is about."""

import json
from types import SimpleNamespace

from corpus.guides import Guide
from corpus.sources import Source, SourceRegister
from corpus.store import Manifest
from evals.cases import Case
from evals.knowledge import Knowledge
from evals.outcomes import Outcome
from evals.score import Scorable

ACT = {
    "id": "made-up-act",
    "title": "Made Up Act 2014",
    "short_title": "Made Up Act 2014",
    "kind": "act",
    "status": "in_force",
    "applies_to": "England",
    "as_at": "2026-11-01",
    "checked_on": "2026-11-01",
    "review_by": "2027-11-01",
    "publisher": "Nobody",
    "licence": "none",
    "pinpoints": ["s.36(1)-(8)", "s.51"],
    "complete_to": "section",
}


def a_register():
    source = Source.model_validate(ACT)
    return SourceRegister({source.id: source}, {})


def an_option(option_id, formality=1, **fields):
    words = ("what_it_is", "who_decides", "time_limit", "cost", "may_suit", "weigh_up")
    return (
        {"id": option_id, "name": option_id, "formality": formality, "cite": ["made-up-act s.51"], "verified": "page"}
        | dict.fromkeys(words, "Some words.")
        | fields
    )


def a_guide(guide_id, options, stage="assessment"):
    statement = {"id": "fact", "text": "So it is.", "cite": ["made-up-act s.36(1)"], "verified": "page"}
    return Guide.model_validate(
        {
            "id": guide_id,
            "title": guide_id,
            "stage": stage,
            "applies_to": "England",
            "checked_on": "2026-11-01",
            "asked_as": [f"phrasing {number}" for number in range(8)],
            "in_short": [statement],
            "options": options,
        }
    )


def some_guides():
    """Two situations that share the route `refused/appeal`, and a policy without options."""
    refused = a_guide("refused", [an_option("talk"), an_option("appeal", 5)])
    named = a_guide("named", [an_option("mediate", 4), an_option("appeal-too", 5, same_as="refused/appeal")])
    return {guide.id: guide for guide in (refused, named, a_guide("policy", [], stage="service"))}


def some_content():
    return SimpleNamespace(register=a_register(), guides=some_guides())


def some_knowledge():
    return Knowledge.of(some_content())


def no_passage(passage_id):
    raise KeyError(passage_id)


def a_store():
    manifest = Manifest(1, "fake", "f" * 64, 2, "c" * 64, "d" * 64, "2026-11-22T00:00:00+00:00", {"guides": 3})
    return SimpleNamespace(manifest=manifest, content=some_content(), passage=no_passage)


def case_fields(**fields):
    return {
        "id": "case-1",
        "turns": ["They said no. What now?"],
        "today": "2026-11-22",
        "status": ["answer"],
        "guides": ["refused"],
    } | fields


def a_case(**fields):
    return Case.model_validate_json(json.dumps(case_fields(**fields)))


def a_citation(pinpoint="made-up-act s.36(8)", **fields):
    source = pinpoint.partition(" ")[0]
    return {"source": source, "pinpoint": pinpoint, "our_words": "So it is.", "quote": None} | fields


def cited(item_id, *citations, **fields):
    return {"id": item_id, "citations": list(citations or (0,))} | fields


def a_reply(status="answer", reason=None, **fields):
    """An answer about `refused`, all its options listed, everything cited."""
    holds = status in ("answer", "answer_and_handoff")
    reason = reason or ("not_covered" if "handoff" in status else None)
    return {
        "status": status,
        "direct": [cited("refused/fact", text="So it is.")] if holds else [],
        "options": [cited("refused/talk"), cited("refused/appeal")] if holds else [],
        "dates": [],
        "myths": [],
        "citations": [a_citation()] if holds else [],
        "guides": ["refused"] if holds else [],
        "handoff": {"reason": reason} if reason else None,
    } | fields


def an_outcome(status="answer", *, seconds=0.5, case_id="case-1", **fields):
    return Outcome(case_id, a_reply(status, **fields), None, seconds)


def a_crash(case_id="case-1"):
    return Outcome(case_id, None, "ZeroDivisionError: division by zero at somewhere.py:1", 0.5)


def scorable(case, outcome, dataset="made-up"):
    return Scorable(dataset, case, outcome)


def write_dataset(path, *cases):
    path.write_text("".join(json.dumps(fields) + "\n" for fields in cases), encoding="utf-8")
    return path
