"""Replies valid by default; a test overrides what it is about."""

import datetime
from typing import Any

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
    UsedSource,
)
from assistant.service import ServiceSettings
from corpus.contacts import load_contacts
from corpus.paths import CORPUS
from corpus.vocabulary import HandoffReason, Urgency
from ui.conversation import Turn

TODAY = datetime.date(2026, 11, 21)
SERVICE = ServiceSettings(phone="01234 567890", reply_time="two working days")
CONTACTS = load_contacts(CORPUS / "contacts.yaml")


def a_citation(**fields: Any) -> Citation:
    return Citation(
        **{
            "source_id": "cfa-2014",
            "reference": "cfa-2014 s.36(5)",
            "name": "Children and Families Act 2014, section 36(5)",
            "url": "https://www.legislation.gov.uk/ukpga/2014/6/section/36",
            "our_words": "The council must give reasons.",
            "quote": None,
            "page": None,
            "status": "in_force",
            "as_at": TODAY,
            "passage_id": "refusal-to-assess/reasons",
            **fields,
        }
    )


def an_option(**fields: Any) -> CitedOption:
    return CitedOption(
        **{
            "id": "refusal-to-assess/talk",
            "name": "Talk to the council",
            "formality": 1,
            "what_it_is": "You ask for a meeting.",
            "who_decides": "The case officer",
            "time_limit": "No time limit",
            "cost": "Free",
            "may_suit": "When it may be a mistake.",
            "weigh_up": "Nothing is binding until it is in writing.",
            "citations": (0,),
            "guides": ("refusal-to-assess",),
            **fields,
        }
    )


def a_date(**fields: Any) -> CitedDate:
    return CitedDate(
        **{
            "what": "Last day for the tribunal to receive your appeal",
            "date": datetime.date(2027, 1, 11),
            "rule": "appeal_window",
            "working": "Two months from Tuesday 10 November 2026.",
            "changes_if": "If you get a certificate, it may be later.",
            "days_left": 51,
            "who": "family",
            "citations": (0,),
            **fields,
        }
    )


def an_offer(**fields: Any) -> HandoffOffer:
    return HandoffOffer(
        **{
            "reason": HandoffReason.DEADLINE_NEAR,
            "urgency": Urgency.WITHIN_TWO_WORKING_DAYS,
            "why": "A time limit is close.",
            "next_steps": ("You choose what is sent.",),
            "will_need": ("The date on the letter",),
            **fields,
        }
    )


MADE = HowMade(
    steps=("searched the checked guides",),
    guides=(("refusal-to-assess", 0.7),),
    sources=(UsedSource("cfa-2014", "Children and Families Act 2014", "in_force", TODAY, 1),),
    checks=("no sentence tells you what to choose",),
    corpus_digest="5052123f521c0eaf",
)


def an_answer(**fields: Any) -> Answer:
    return Answer(
        **{
            "heading": "The council has said no to an assessment",
            "direct": (CitedStatement("refusal-to-assess/reasons", "The council must give reasons.", (0,)),),
            "options": (
                an_option(),
                an_option(id="refusal-to-assess/appeal", name="Appeal to the tribunal", formality=5, cost="No fee"),
            ),
            "citations": (a_citation(),),
            "law_as_at": TODAY,
            "how_made": MADE,
            "dates": (a_date(),),
            "myths": (CitedMyth("refusal-to-assess/diagnosis", "You need a diagnosis.", "You do not.", (0,)),),
            "notices": ("A draft is not law.",),
            "guides": ("refusal-to-assess",),
            **fields,
        }
    )


def a_clarification(**fields: Any) -> Clarification:
    return Clarification(**{"question": "Which is closest?", "choices": ("A refusal", "A plan"), **fields})


def a_handoff(**fields: Any) -> Handoff:
    return Handoff(
        **{
            "offer": an_offer(why="The choice is yours."),
            "how_made": MADE,
            "direct": (CitedStatement("refusal-to-assess/reasons", "The council must give reasons.", (0,)),),
            "citations": (a_citation(),),
            "notices": ("Samaritans listen on 116 123.",),
            "law_as_at": TODAY,
            **fields,
        }
    )


def an_emergency() -> Emergency:
    return Emergency("Contact one of these now.", CONTACTS.emergency, "Come back when everyone is safe.", MADE)


def out_of_scope() -> OutOfScope:
    return OutOfScope("Wales has its own law.", "England only.", CONTACTS.nations[:1], MADE)


def a_turn(reply: Any = None, **fields: Any) -> Turn:
    return Turn(**{"number": 1, "asked": "They said no", "today": TODAY, "reply": reply, **fields})
