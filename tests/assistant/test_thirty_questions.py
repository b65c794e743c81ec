"""Thirty questions as a tired parent types them, and where a good advocate would begin.

Ten of them hold no word of weight that stands in any guide: only what they mean, and how people spell, can find the
answer.
"""

from typing import NamedTuple

import pytest

from assistant.answers import Answer
from corpus.words import _STOP, plain, vocabulary_of
from tests.assistant.small_corpus import TODAY

pytestmark = pytest.mark.model

SHORTEST_OF_WEIGHT = 4  # letters


class Asked(NamedTuple):
    """A question, the guides that may answer it, and the statements one of which must be among the first said."""

    text: str
    guides: tuple[str, ...]
    begins_with: tuple[str, ...]


REFUSED, ASKING, DELIVERY = "refusal-to-assess", "asking-for-an-assessment", "provision-not-delivered"
SCHOOL, TRIBUNAL, HELP = "school-we-did-not-ask-for", "appealing-to-the-tribunal", "who-can-help"
POLICY = "independence-policy"
NO_REPLY, FULL, SOLICITOR = "la-no-reply-six-weeks", "school-says-it-is-full", "find-a-solicitor-and-legal-aid"

MOVING, ABUSE, MONEY = "moving-to-another-la", "abuse-or-restraint-at-school", "benefits-and-grants-signpost"

IN_OTHER_WORDS = [
    Asked("How do I kickstart an ehpc?", (ASKING,), (f"{ASKING}/who-can-ask",)),
    Asked("The bureaucrats rebuffed evaluating my lass. Comeback?", (REFUSED,), (f"{REFUSED}/right-to-appeal",)),
    Asked("Gotta faff with medation?", (TRIBUNAL,), (f"{TRIBUNAL}/certificate-first",)),
    Asked(
        "we battled for his ehpc, now zilch: hlta vanished",
        (DELIVERY,),
        (f"{DELIVERY}/council-must-secure", f"{DELIVERY}/all-of-it-from-day-one", f"{DELIVERY}/no-excuse"),
    ),
    Asked(
        "ehpc: ten hrs 1-2-1, skool coughs up zilch",
        (DELIVERY,),
        (f"{DELIVERY}/council-must-secure", f"{DELIVERY}/no-excuse"),
    ),
    Asked("Are you stooges of the bureaucrats?", (POLICY,), (f"{POLICY}/cl-2-1", f"{POLICY}/cl-3-1")),
    Asked("what does sendass do", (HELP,), (f"{HELP}/local-advice-service", f"{HELP}/what-sendiass-should-offer")),
    Asked(
        "relocating: is his ehpc portable?",
        (MOVING,),
        (f"{MOVING}/plan-moves-with-child", f"{MOVING}/new-council-owes-it-all"),
    ),
    Asked("my bairn was walloped by a teecher", (ABUSE,), (f"{ABUSE}/who-to-tell-first",)),
    Asked(
        "wot dosh is there for a sprog with autizm", (MONEY,), (f"{MONEY}/dla-is-about-needs", f"{MONEY}/family-fund")
    ),
]
IN_PLAIN_WORDS = [
    Asked(
        "hi, they've turned down my sons assessment, letter dated 2nd november. whats the last day i can appeal",
        (REFUSED,),
        (f"{REFUSED}/how-long-to-appeal", f"{REFUSED}/limit-appeal"),
    ),
    Asked(
        "council refused to assess because she's doing ok in her tests. she only copes because a TA sits with her",
        (REFUSED,),
        (f"{REFUSED}/progress-is-not-the-answer",),
    ),
    Asked(
        "do i have to do the mediation thing before i appeal a refusal to assess",
        (REFUSED,),
        (f"{REFUSED}/mediation-certificate",),
    ),
    Asked(
        "they said no last term. can i just ask again or do i have to wait 6 months",
        (REFUSED,),
        (f"{REFUSED}/ask-again-any-time", f"{REFUSED}/six-month-point", f"{REFUSED}/wait-six-months"),
    ),
    Asked("school says it wont apply for an ehcp, can i do it myself", (ASKING,), (f"{ASKING}/who-can-ask",)),
    Asked(
        "how long has the LA got to answer my request for an assessment",
        (ASKING, NO_REPLY),
        (f"{ASKING}/six-weeks-to-decide", f"{ASKING}/limit-decide-to-assess", f"{NO_REPLY}/six-weeks-to-answer"),
    ),
    Asked(
        "no diagnosis yet, 2 yr waiting list. can we still ask for an ehcp",
        (ASKING,),
        (f"{ASKING}/no-conditions", "waits-camhs-autism-adhd/help-without-diagnosis"),
    ),
    Asked(
        "its been 8 weeks since i asked for an assessment and nothing from the council",
        (ASKING, NO_REPLY),
        (f"{ASKING}/no-answer-in-six-weeks", f"{NO_REPLY}/six-weeks-to-answer"),
    ),
    Asked(
        "my lads plan says 20 hours 1:1 and hes getting about 6. school say no money",
        (DELIVERY,),
        (f"{DELIVERY}/council-must-secure", f"{DELIVERY}/no-excuse", f"{DELIVERY}/all-of-it-from-day-one"),
    ),
    Asked(
        "who do i complain to, school or council, when the ehcp isnt being followed",
        (DELIVERY,),
        (f"{DELIVERY}/council-must-secure",),
    ),
    Asked(
        "can the school just cut his ta hours without changing the plan",
        (DELIVERY,),
        (f"{DELIVERY}/only-council-can-change-plan",),
    ),
    Asked(
        "final plan came and they've named the local comp not the special school we asked for",
        (SCHOOL,),
        (f"{SCHOOL}/can-appeal-section-i",),
    ),
    Asked(
        "does he have to start at the school they named while we appeal",
        (SCHOOL,),
        (f"{SCHOOL}/current-school-during-appeal",),
    ),
    Asked(
        "do i need a mediation certificate if its only the school im appealing",
        (SCHOOL, TRIBUNAL),
        (f"{SCHOOL}/no-certificate-for-section-i", f"{TRIBUNAL}/school-only-no-certificate"),
    ),
    Asked("how long does tribunal take", (TRIBUNAL,), (f"{TRIBUNAL}/how-long-it-takes",)),
    Asked(
        "cant afford a solicitor who can help us for free",
        (HELP, SOLICITOR),
        (f"{HELP}/local-advice-service", f"{HELP}/legal-aid-in-short"),
    ),
    Asked("where do i get an independent supporter", (HELP,), (f"{HELP}/independent-supporters-ended",)),
    Asked(
        "the school we want is full. is that it?",
        (SCHOOL, FULL),
        (f"{SCHOOL}/full-is-not-a-reason", f"{FULL}/full-is-not-a-reason-alone"),
    ),
    Asked("missed the 2 months because i was in hospital, is it over", (TRIBUNAL,), (f"{TRIBUNAL}/late-appeal",)),
    Asked("what do i actually write in the letter asking for an assessment", (ASKING,), (f"{ASKING}/what-to-write",)),
]
ALL = [*IN_OTHER_WORDS, *IN_PLAIN_WORDS]


def words_of_weight(text):
    return {word for word in vocabulary_of([text]) if len(word) >= SHORTEST_OF_WEIGHT and word not in _STOP}


def test_there_are_thirty_ten_of_them_in_other_words():
    assert (len(ALL), len(IN_OTHER_WORDS)) == (30, 10)
    assert len({plain(asked.text) for asked in ALL}) == 30


@pytest.fixture(scope="module")
def words_of_the_guides(real_assistant):
    return vocabulary_of(text for guide in real_assistant.guides.values() for text in guide.texts)


@pytest.mark.parametrize("asked", IN_OTHER_WORDS, ids=lambda asked: asked.text)
def test_the_ten_hold_no_word_of_weight_that_stands_in_any_guide(asked, words_of_the_guides):
    assert words_of_weight(asked.text)
    assert not words_of_weight(asked.text) & words_of_the_guides


def test_what_a_good_advocate_would_say_exists(real_assistant):
    items = {guide.item_id(item) for guide in real_assistant.guides.values() for item in guide.items}

    assert {item for asked in ALL for item in asked.begins_with} <= items


@pytest.mark.parametrize("asked", ALL, ids=lambda asked: asked.text)
def test_a_question_is_answered_as_a_good_advocate_would_begin(asked, real_assistant):
    reply = real_assistant.reply([asked.text], TODAY)

    assert isinstance(reply, Answer)
    assert reply.guides[0] in asked.guides
    assert {statement.id for statement in reply.direct} & set(asked.begins_with), [each.id for each in reply.direct]
