"""Thirty questions as a tired parent types them, and where a good advocate would begin.

Ten of them share no word of weight with the guide that answers them: only what they mean can find the answer.
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

IN_OTHER_WORDS = [
    Asked(
        "The town hall snubbed our bid to get our youngster evaluated. Any comeback?",
        (REFUSED,),
        (f"{REFUSED}/right-to-appeal",),
    ),
    Asked("how do I kickstart an ehpc?", (ASKING,), (f"{ASKING}/who-can-ask",)),
    Asked("Can grandma kickstart an ehpc?", (ASKING,), (f"{ASKING}/who-counts-as-parent", f"{ASKING}/who-can-ask")),
    Asked("undiagnosed kiddo: is an ehpc off the table?", (ASKING,), (f"{ASKING}/no-conditions",)),
    Asked("Gotta faff with medation?", (TRIBUNAL,), (f"{TRIBUNAL}/certificate-first",)),
    Asked("Is the tribbunal pricy? I'm brassic", (TRIBUNAL,), (f"{TRIBUNAL}/no-fee-no-lawyer-needed",)),
    Asked(
        "we battled for his ehpc, now zilch: hlta vanished",
        (DELIVERY,),
        (f"{DELIVERY}/council-must-secure", f"{DELIVERY}/all-of-it-from-day-one"),
    ),
    Asked(
        "Town hall plumped for mainsteam, our favourite nmss got snubbed",
        (SCHOOL,),
        (f"{SCHOOL}/can-appeal-section-i", f"{SCHOOL}/three-reasons-to-refuse"),
    ),
    Asked("Are you lot puppets of the town hall?", (POLICY,), (f"{POLICY}/cl-2-1", f"{POLICY}/cl-3-1")),
    Asked("what does sendass do", (HELP,), (f"{HELP}/local-advice-service", f"{HELP}/what-sendiass-should-offer")),
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
        (f"{REFUSED}/ask-again-any-time", f"{REFUSED}/six-month-point"),
    ),
    Asked("school says it wont apply for an ehcp, can i do it myself", (ASKING,), (f"{ASKING}/who-can-ask",)),
    Asked(
        "how long has the LA got to answer my request for an assessment",
        (ASKING, NO_REPLY),
        (f"{ASKING}/six-weeks-to-decide", f"{ASKING}/limit-decide-to-assess", f"{NO_REPLY}/six-weeks-to-answer"),
    ),
    Asked("no diagnosis yet, 2 yr waiting list. can we still ask for an ehcp", (ASKING,), (f"{ASKING}/no-conditions",)),
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


@pytest.mark.parametrize("asked", IN_OTHER_WORDS, ids=lambda asked: asked.text)
def test_the_ten_share_no_word_of_weight_with_the_guides_that_answer_them(asked, real_assistant):
    known = vocabulary_of(text for guide_id in asked.guides for text in real_assistant.guides[guide_id].texts)

    assert words_of_weight(asked.text)
    assert not words_of_weight(asked.text) & known


def test_what_a_good_advocate_would_say_exists(real_assistant):
    items = {guide.item_id(item) for guide in real_assistant.guides.values() for item in guide.items}

    assert {item for asked in ALL for item in asked.begins_with} <= items


@pytest.mark.parametrize("asked", ALL, ids=lambda asked: asked.text)
def test_a_question_is_answered_as_a_good_advocate_would_begin(asked, real_assistant):
    reply = real_assistant.reply([asked.text], TODAY)

    assert isinstance(reply, Answer)
    assert reply.guides[0] in asked.guides
    assert {statement.id for statement in reply.direct} & set(asked.begins_with), [each.id for each in reply.direct]
