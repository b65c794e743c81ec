"""Over every guide that is shipped: what a family asks in its own words finds it, whole and cited."""

import re
from collections import Counter

import pytest

from assistant.answers import Answer, Clarification, Emergency, Handoff, OutOfScope
from assistant.contract import status_of
from assistant.wording import as_text, written_date
from corpus.paths import CORPUS
from corpus.vocabulary import HandoffReason
from tests.assistant.small_corpus import TODAY

pytestmark = pytest.mark.model

GUIDES = sorted(path.stem for folder in ("guides", "policy") for path in (CORPUS / folder).rglob("*.yaml"))
# Measured over 139 guides, whose neighbours are often about nearly the same: what the rest get is a question back, a
# neighbour's guide, or danger taken first. A floor, to be raised.
LEAST_FOUND, LEAST_ANSWERED = 0.86, 0.90
MOST_TAKEN_FOR_DANGER, MOST_OUT_OF_SCOPE = 0.035, 0.01
# An ending of our own making, never of what the family asked.
OUR_FAULTS = {HandoffReason.FAILED, HandoffReason.UNSUPPORTED}
ABOUT_DANGER_OR_ELSEWHERE = {
    "domestic-abuse",
    "family-in-wales-scotland-ni",
    "safeguarding-and-crisis",
    "violent-or-distressed-behaviour-at-home",
}
ALL_DATES = (
    "The decision letter is dated 5 October 2026. The mediation certificate is dated 2 November 2026. "
    "We asked the council for an assessment on 1 September 2026. The draft plan was sent on 3 November 2026. "
    "The tribunal order is dated 4 November 2026. We complained to the council on 6 November 2026."
)


@pytest.fixture(scope="module")
def guides(real_assistant):
    return real_assistant.guides


@pytest.fixture(scope="module")
def replies(real_assistant):
    """The reply to each guide's title and phrasings, by guide and text."""
    return {
        (guide.id, text): real_assistant.reply([text], TODAY)
        for guide in real_assistant.guides.values()
        for text in (guide.title, *guide.asked_as)
    }


def of(guide_id, replies):
    return {text: reply for (asked_of, text), reply in replies.items() if asked_of == guide_id}


def is_found(guide_id, reply):
    """Whether the reply is about the guide; one that a boundary rule turned into a hand-off is not a miss."""
    if isinstance(reply, Handoff):
        return reply.offer.reason is not HandoffReason.NOT_COVERED
    # some guides are about danger, and danger comes first
    return isinstance(reply, Emergency) or (isinstance(reply, Answer) and guide_id in reply.guides)


def test_every_shipped_guide_is_in_the_build(guides):
    assert sorted(guides) == GUIDES


@pytest.mark.parametrize("guide_id", GUIDES)
def test_every_phrasing_gets_an_answer_a_question_or_a_person(guide_id, replies):
    for text, reply in of(guide_id, replies).items():
        if isinstance(reply, Handoff):
            assert reply.offer.reason not in OUR_FAULTS, text


def test_nearly_all_phrasings_select_their_own_guide(replies):
    misses = [(guide, text) for (guide, text), reply in replies.items() if not is_found(guide, reply)]

    assert len(misses) <= (1 - LEAST_FOUND) * len(replies), misses


def test_nearly_all_phrasings_are_answered(replies):
    endings = Counter(status_of(reply) for reply in replies.values())

    answered = endings["answer"] + endings["answer_and_handoff"]
    assert answered >= LEAST_ANSWERED * len(replies), endings
    assert endings["emergency"] <= MOST_TAKEN_FOR_DANGER * len(replies), endings
    assert endings["out_of_scope"] <= MOST_OUT_OF_SCOPE * len(replies), endings


def test_every_title_is_answered_from_its_own_guide(guides, replies):
    for guide in guides.values():
        reply = replies[guide.id, guide.title]
        if isinstance(reply, Emergency | OutOfScope):
            assert guide.id in ABOUT_DANGER_OR_ELSEWHERE, guide.title
            continue
        assert isinstance(reply, Answer), guide.title
        assert reply.guides[0] == guide.id


def test_no_title_is_asked_about(guides, replies):
    # a title is what a clarifying question offers: choosing it must not lead to another question
    assert not [guide.id for guide in guides.values() if isinstance(replies[guide.id, guide.title], Clarification)]


@pytest.mark.parametrize("guide_id", GUIDES)
def test_an_answer_lists_every_option_of_every_guide_it_is_about(guide_id, guides, replies):
    full = {
        guide.item_id(option): option.same_as or guide.item_id(option)
        for guide in guides.values()
        for option in guide.options
    }
    for text, reply in of(guide_id, replies).items():
        if not isinstance(reply, Answer):
            continue
        listed = [full[option.id] for option in reply.options]
        for used in reply.guides:
            wanted = {option.same_as or guides[used].item_id(option) for option in guides[used].options}
            assert wanted <= set(listed), (text, used, wanted - set(listed))
        assert len(listed) == len(set(listed)), text
        rungs = [option.formality for option in reply.options]
        assert rungs == sorted(rungs), text
        told = as_text(reply)
        assert all(option.name in told for option in reply.options), text


@pytest.mark.parametrize("guide_id", GUIDES)
def test_everything_an_answer_says_has_a_citation_that_resolves(guide_id, real_assistant, replies):
    register = real_assistant.store.content.register
    for text, reply in of(guide_id, replies).items():
        if not isinstance(reply, Answer | Handoff):
            continue
        said = [*reply.direct, *getattr(reply, "options", ())]
        said += [*getattr(reply, "myths", ()), *getattr(reply, "dates", ())]
        for item in said:
            assert item.citations, (text, item)
            assert all(0 <= index < len(reply.citations) for index in item.citations), (text, item)
        for citation in reply.citations:
            assert register.get(citation.source_id) is not None, citation.reference
            assert register.why_not_citable(citation.reference) is None, citation.reference
            assert citation.name.strip(), citation.reference
            assert citation.our_words.strip(), citation.reference


@pytest.mark.parametrize("guide_id", GUIDES)
def test_every_computed_date_stands_in_its_working(guide_id, guides, real_assistant):
    reply = real_assistant.reply([ALL_DATES, guides[guide_id].title], TODAY)

    if guide_id in ABOUT_DANGER_OR_ELSEWHERE:
        return
    assert isinstance(reply, Answer)
    assert reply.guides[0] == guide_id
    for date in reply.dates:
        assert written_date(date.date) in date.working, date
        assert date.days_left == (date.date - TODAY).days
        assert any(date.working in reply.citations[index].our_words for index in date.citations)
        for number in re.findall(r"\d+", date.what):
            assert number in date.working or f"by {number} pm" in date.what, date


def test_the_dates_of_a_family_are_worked_out_somewhere(guides, real_assistant):
    rules = {
        date.rule
        for guide in guides.values()
        for date in getattr(real_assistant.reply([ALL_DATES, guide.title], TODAY), "dates", ())
    }

    assert {"appeal_window", "assessment_decision_six_weeks", "draft_plan_fifteen_days"} <= rules
