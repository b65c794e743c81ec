import datetime
import json

import pytest

from assistant.answers import (
    CitedDate,
    CitedMyth,
    CitedStatement,
    Clarification,
    Emergency,
    Further,
    Handoff,
    HowMade,
    OutOfScope,
    UsedSource,
)
from assistant.contract import BadLineError, as_json, error_line, read_line, status_of
from assistant.wording import as_text
from tests.assistant.small_corpus import CHECKED, a_citation, an_answer, an_offer, the_contacts

D = datetime.date
# design.md section 3, and what the builders of page and evals have added beside it
FIELDS = {
    "id",
    "status",
    "text",
    "direct",
    "options",
    "dates",
    "myths",
    "notices",
    "clarification",
    "handoff",
    "citations",
    "law_as_at",
    "guides",
    "how_made",
    "seconds",
}
ADDED = {"heading", "date_questions", "contacts", "further", "near"}


def a_full_answer(**fields):
    return an_answer(
        **{
            "dates": (CitedDate("Last day", D(2027, 1, 5), "appeal_window", "So.", "If later.", 44, "family", (0,)),),
            "myths": (CitedMyth("refused/myth", "They say so.", "It is not so.", (0,)),),
            "date_questions": ("Which date?",),
            "further": (Further("refused", "They said no", (CitedStatement("refused/more", "More.", (0,)),)),),
            "notices": ("Old.",),
            "guides": ("refused",),
            "how_made": HowMade(
                ("searched",),
                guides=(("refused", 0.9),),
                passages=("refused/reasons",),
                sources=(UsedSource("cfa-2014", "Act", "in_force", CHECKED, 1),),
                checks=("every statement has a citation",),
                corpus_digest="d" * 64,
            ),
        }
        | fields
    )


EMERGENCY = Emergency("Contact one of these.", the_contacts().emergency[:2], "Come back.", HowMade(()))
OUT_OF_SCOPE = OutOfScope("Elsewhere.", "England.", the_contacts().nations[:1], HowMade(()))
REPLIES = {
    "answer": a_full_answer(),
    "answer_and_handoff": a_full_answer(handoff=an_offer(will_need=("The letter",))),
    "clarify": Clarification("Which?", ("One", "Two")),
    "handoff": Handoff(an_offer(), HowMade(())),
    "emergency": EMERGENCY,
    "out_of_scope": OUT_OF_SCOPE,
}


def line_of(status):
    """The line as a reader of the file gets it."""
    return json.loads(json.dumps(as_json(REPLIES[status], asked_id="q-1", seconds=0.12345)))


@pytest.mark.parametrize("status", REPLIES)
def test_a_line_has_every_field_of_the_contract_whatever_its_status(status):
    line = line_of(status)

    assert set(line) == FIELDS | ADDED
    assert (line["id"], line["status"], line["seconds"]) == ("q-1", status, 0.1235)
    assert line["text"] == as_text(REPLIES[status])
    assert status_of(REPLIES[status]) == status


@pytest.mark.parametrize("status", sorted(set(REPLIES) - {"answer", "answer_and_handoff"}))
def test_what_is_no_answer_has_empty_parts_and_not_missing_ones(status):
    line = line_of(status)

    assert [line[part] for part in ("direct", "options", "dates", "myths", "citations", "guides")] == [[]] * 6
    assert line["law_as_at"] is None


@pytest.mark.parametrize(
    ("part", "fields"),
    [
        ("direct", {"id", "text", "citations"}),
        (
            "options",
            {
                "id",
                "name",
                "what_it_is",
                "who_decides",
                "time_limit",
                "cost",
                "may_suit",
                "weigh_up",
                "citations",
                "formality",
                "guides",
            },
        ),
        ("dates", {"what", "date", "rule", "working", "citations", "who", "changes_if", "days_left", "bound"}),
        ("myths", {"id", "said", "truth", "citations"}),
        ("further", {"guide", "title", "statements"}),
        (
            "citations",
            {"source", "title", "pinpoint", "url", "our_words", "quote", "page", "status", "as_at", "passage"},
        ),
    ],
)
def test_each_part_of_an_answer_has_its_fields(part, fields):
    (item,) = line_of("answer")[part]

    assert set(item) == fields


def test_how_an_answer_was_made_is_told_in_full():
    assert line_of("answer")["how_made"] == {
        "steps": ["searched"],
        "guides": [{"id": "refused", "relevance": 0.9}],
        "passages": ["refused/reasons"],
        "sources": [{"id": "cfa-2014", "title": "Act", "status": "in_force", "as_at": "2026-11-21", "authority": 1}],
        "checks": ["every statement has a citation"],
        "not_considered": [],
        "corpus_digest": "d" * 64,
    }


def test_dates_are_iso():
    line = line_of("answer")

    assert (line["dates"][0]["date"], line["law_as_at"], line["citations"][0]["as_at"]) == (
        "2027-01-05",
        "2026-11-21",
        "2026-11-21",
    )


def test_citations_inside_are_indexes_into_the_list_of_citations():
    line = line_of("answer")

    used = [
        index for part in ("direct", "options", "dates", "myths") for item in line[part] for index in item["citations"]
    ]
    assert used
    assert all(0 <= index < len(line["citations"]) for index in used)


def test_the_text_holds_the_name_of_every_option():
    line = line_of("answer")

    assert all(option["name"] in line["text"] for option in line["options"])


@pytest.mark.parametrize("status", REPLIES)
def test_clarification_and_handoff_are_there_or_null(status):
    line = line_of(status)

    assert line["clarification"] == ({"question": "Which?", "choices": ["One", "Two"]} if status == "clarify" else None)
    if status in ("handoff", "answer_and_handoff"):
        assert set(line["handoff"]) == {"reason", "urgency", "why", "next_steps", "will_need"}
        assert (line["handoff"]["reason"], line["handoff"]["urgency"]) == ("not_covered", "routine")
    else:
        assert line["handoff"] is None


@pytest.mark.parametrize(
    ("status", "reply"), [("emergency", EMERGENCY.contacts), ("out_of_scope", OUT_OF_SCOPE.helpers)]
)
def test_contacts_are_given_as_they_are_dialled(status, reply):
    assert [contact["shown"] for contact in line_of(status)["contacts"]] == [contact.shown for contact in reply]


def test_official_words_are_null_where_none_are_held():
    assert as_json(an_answer(), asked_id="1", seconds=0)["citations"][0]["quote"] is None
    quoted = an_answer(citations=(a_citation(quote="Official."),))
    assert as_json(quoted, asked_id="1", seconds=0)["citations"][0]["quote"] == "Official."


# lines of a batch


def test_a_line_is_read_with_or_without_its_day():
    assert read_line({"id": "a", "turns": ["one", "two"]}, 1) == ("a", ("one", "two"), None)
    assert read_line({"id": "a", "turns": ["one"], "today": "2026-11-21"}, 1) == ("a", ("one",), "2026-11-21")


def test_a_number_as_id_is_kept_as_text():
    assert read_line({"id": 7, "turns": ["one"]}, 1).id == "7"


def test_an_empty_turn_is_a_turn():
    assert read_line({"id": "a", "turns": [""]}, 1).turns == ("",)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ([], "found list; expected an object"),
        ("text", "found str; expected an object"),
        (None, "found NoneType; expected an object"),
        ({}, "found None as id"),
        ({"turns": ["one"]}, "found None as id"),
        ({"id": "", "turns": ["one"]}, "found '' as id"),
        ({"id": True, "turns": ["one"]}, "found True as id"),
        ({"id": 1.5, "turns": ["one"]}, "found 1.5 as id"),
        ({"id": ["a"], "turns": ["one"]}, "as id; expected text"),
        ({"id": "a"}, "found None as turns"),
        ({"id": "a", "turns": "one"}, "found 'one' as turns"),
        ({"id": "a", "turns": []}, "found [] as turns"),
        ({"id": "a", "turns": {"0": "one"}}, "as turns; expected a list"),
        ({"id": "a", "turns": ["one", 2]}, "found a turn that is not text"),
        ({"id": "a", "turns": ["one", None]}, "found a turn that is not text"),
        ({"id": "a", "turns": ["one"], "today": 20261121}, "found 20261121 as today"),
        ({"id": "a", "turns": ["one"], "question": "x", "when": "y"}, "found the fields question, when"),
    ],
)
def test_a_bad_line_says_which_line_what_was_found_and_what_was_expected(data, why):
    with pytest.raises(BadLineError) as caught:
        read_line(data, 12)

    assert str(caught.value).startswith("line 12: found")
    assert why in str(caught.value)
    assert "expected" in str(caught.value)


def test_a_bad_line_shows_little_of_what_was_typed():
    with pytest.raises(BadLineError) as caught:
        read_line({"id": "a", "turns": "secret " * 1000}, 1)

    assert len(str(caught.value)) < 200


def test_an_error_line_keeps_its_id():
    assert error_line("q-7", "line 7: found nothing") == {
        "id": "q-7",
        "status": "error",
        "error": "line 7: found nothing",
    }
