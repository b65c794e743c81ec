"""The JSON contract: a reply as plain data, and the lines of a batch. Stable; evals and others read it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, NamedTuple, assert_never

from assistant.answers import (
    Answer,
    Citation,
    CitedDate,
    CitedMyth,
    CitedOption,
    CitedStatement,
    Clarification,
    Emergency,
    Handoff,
    HandoffOffer,
    HowMade,
    OutOfScope,
    Reply,
)
from assistant.wording import as_text


class BadLineError(ValueError):
    """A line of a batch that cannot be asked; the message says what was found and what was expected."""


class Asked(NamedTuple):
    """One line of a batch."""

    id: str
    turns: tuple[str, ...]
    today: str | None


def status_of(reply: Reply) -> str:
    """Return the status word of a reply."""
    match reply:
        case Answer():
            return "answer_and_handoff" if reply.handoff else "answer"
        case Clarification():
            return "clarify"
        case Handoff():
            return "handoff"
        case Emergency():
            return "emergency"
        case OutOfScope():
            return "out_of_scope"
        case _:
            assert_never(reply)


def as_json(reply: Reply, *, asked_id: str, seconds: float) -> dict[str, Any]:
    """Return a reply as the contract's object; every `citations` inside lists indexes into the top-level list."""
    answer = reply if isinstance(reply, Answer) else None
    direct = reply.direct if isinstance(reply, Answer | Handoff) else ()
    dates = reply.dates if isinstance(reply, Answer | Handoff) else ()
    citations = reply.citations if isinstance(reply, Answer | Handoff) else ()
    as_at = reply.law_as_at if isinstance(reply, Answer | Handoff) else None
    return {
        "id": asked_id,
        "status": status_of(reply),
        "text": as_text(reply),
        "heading": answer.heading if answer else None,
        "direct": [_statement(statement) for statement in direct],
        "options": [_option(option) for option in answer.options] if answer else [],
        "dates": [_date(date) for date in dates],
        "date_questions": list(answer.date_questions) if answer else [],
        "myths": [_myth(myth) for myth in answer.myths] if answer else [],
        "further": (
            [
                {"guide": each.guide, "title": each.title, "statements": [_statement(said) for said in each.statements]}
                for each in answer.further
            ]
            if answer
            else []
        ),
        "near": [asdict(each) for each in answer.near] if answer else [],
        "notices": list(reply.notices) if isinstance(reply, Answer | Handoff) else [],
        "clarification": (
            {"question": reply.question, "choices": list(reply.choices)} if isinstance(reply, Clarification) else None
        ),
        "handoff": _handoff(_offer_of(reply)),
        "contacts": _contacts(reply),
        "citations": [_citation(citation) for citation in citations],
        "law_as_at": as_at.isoformat() if as_at else None,
        "guides": list(reply.guides) if isinstance(reply, Answer | Handoff) else [],
        "how_made": how_made_json(reply.how_made),
        "seconds": round(seconds, 4),
    }


def error_line(asked_id: str, why: str) -> dict[str, Any]:
    """Return what a batch writes for a line that could not be asked."""
    return {"id": asked_id, "status": "error", "error": why}


def read_line(data: object, number: int) -> Asked:
    """Read one line of a batch.

    Raises:
        BadLineError: it is not what the contract says.
    """
    if not isinstance(data, Mapping):
        raise BadLineError(f"line {number}: found {type(data).__name__}; expected an object with id and turns")
    unknown = sorted(set(data) - {"id", "turns", "today"})
    if unknown:
        raise BadLineError(f"line {number}: found the fields {', '.join(unknown)}; expected id, turns and today")
    asked_id, turns, today = data.get("id"), data.get("turns"), data.get("today")
    if not isinstance(asked_id, str | int) or isinstance(asked_id, bool) or asked_id == "":
        raise BadLineError(f"line {number}: found {asked_id!r} as id; expected text")
    if not isinstance(turns, Sequence) or isinstance(turns, str) or not turns:
        raise BadLineError(f"line {number}: found {turns!r:.60} as turns; expected a list of one or more texts")
    if not all(isinstance(turn, str) for turn in turns):
        raise BadLineError(f"line {number}: found a turn that is not text; expected texts")
    if today is not None and not isinstance(today, str):
        raise BadLineError(f'line {number}: found {today!r} as today; expected a date such as "2026-11-21"')
    return Asked(str(asked_id), tuple(turns), today)


def how_made_json(made: HowMade) -> dict[str, Any]:
    """Return how a reply was made as plain data."""
    return {
        "steps": list(made.steps),
        "guides": [{"id": guide, "relevance": relevance} for guide, relevance in made.guides],
        "passages": list(made.passages),
        "sources": [asdict(source) | {"as_at": source.as_at.isoformat()} for source in made.sources],
        "checks": list(made.checks),
        "not_considered": list(made.not_considered),
        "corpus_digest": made.corpus_digest,
    }


def _offer_of(reply: Reply) -> HandoffOffer | None:
    match reply:
        case Answer():
            return reply.handoff
        case Handoff():
            return reply.offer
        case _:
            return None


def _handoff(offer: HandoffOffer | None) -> dict[str, Any] | None:
    if offer is None:
        return None
    return {
        "reason": offer.reason.value,
        "urgency": offer.urgency.value,
        "why": offer.why,
        "next_steps": list(offer.next_steps),
        "will_need": list(offer.will_need),
    }


def _contacts(reply: Reply) -> list[dict[str, Any]]:
    listed = reply.contacts if isinstance(reply, Emergency) else reply.helpers if isinstance(reply, OutOfScope) else ()
    return [contact.model_dump(mode="json", by_alias=True) for contact in listed]


def _statement(statement: CitedStatement) -> dict[str, Any]:
    return {"id": statement.id, "text": statement.text, "citations": list(statement.citations)}


def _option(option: CitedOption) -> dict[str, Any]:
    return {
        "id": option.id,
        "name": option.name,
        "formality": option.formality,
        "what_it_is": option.what_it_is,
        "who_decides": option.who_decides,
        "time_limit": option.time_limit,
        "cost": option.cost,
        "may_suit": option.may_suit,
        "weigh_up": option.weigh_up,
        "citations": list(option.citations),
        "guides": list(option.guides),
    }


def _date(date: CitedDate) -> dict[str, Any]:
    return {
        "what": date.what,
        "who": date.who,
        "date": date.date.isoformat(),
        "rule": date.rule,
        "working": date.working,
        "changes_if": date.changes_if,
        "days_left": date.days_left,
        "bound": date.bound.value,
        "citations": list(date.citations),
    }


def _myth(myth: CitedMyth) -> dict[str, Any]:
    return {"id": myth.id, "said": myth.said, "truth": myth.truth, "citations": list(myth.citations)}


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "source": citation.source_id,
        "title": citation.name,
        "pinpoint": citation.reference,
        "url": citation.url,
        "our_words": citation.our_words,
        "quote": citation.quote,
        "page": citation.page,
        "status": citation.status,
        "as_at": citation.as_at.isoformat(),
        "passage": citation.passage_id,
    }
