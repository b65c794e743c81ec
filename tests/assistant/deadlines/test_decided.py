import pytest

from assistant.deadlines import a_decision_was_made


@pytest.mark.parametrize(
    "text",
    [
        "They said no.",
        "council refused to assess my son",
        "la wont assess what do we do",
        "we got knocked back",
        "got the no letter on friday",
        "The refusal letter came",
        "refusal letter dated 3 november",
        "they have turned us down for an ehcna",
        "my daughter was refused an ehcp",
        "Our council has refused an education health and care needs assessment for my daughter in year nine",
        "the council's decision letter says no",
        "final plan came and it names the wrong school",
        "we got the final ehcp today",
        "they issued the final plan without OT",
        "I want to appeal",
        "how do i appeal",
        "can we still appeal",
        "can i appeal a refusal to assess",
        "we dont agree with their decision",
        "they named mainstream in section i",
        "they're ceasing his plan",
        "LA are stopping her ehcp",
        "they wont change the plan after annual review",
        "got a letter saying he doesn't meet the threshold",
        "council letter says they will not issue a plan",
        "I missed the deadline for my appeal",
        "plan came final on 12 november",
        "they refused to assess can you tell me if theres anything i can do",
        "we've got the mediation certificate what now",
        "panel said no",
        "letter from the council says they decided not to assess",
        "they said no because he has no diagnosis",
        "we have been refused what happens when we appeal",
    ],
)
def test_a_decision_that_has_come_is_known(text):
    assert a_decision_was_made([text])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "can the nursery ask for an assessment",
        "do we need a diagnosis",
        "what if they say no",
        "can they refuse",
        "can the council refuse to assess without a diagnosis",
        "what happens if the council refuses",
        "what happens when they refuse",
        "will they turn us down because of his grades",
        "how long does the council have to decide",
        "when will we get the final plan",
        "we are waiting for their decision",
        "no decision yet after 8 weeks",
        "how do i write a letter asking for an assessment",
        "what do I put in the letter to the council",
        "template letter for ehcna",
        "school says he needs to fail first",
        "school won't apply for an EHC plan, can I?",
        "who makes the decision",
        "what is an ehcp",
        "we've had the draft plan, how do i comment",
        "school refused to apply",
        "how do I ask for an ehc plan",
        "the school said no to applying",
        "does my child need a plan to get a school place",
        "i'm worried they will say no",
        "is it likely to be refused",
        "what does the council decide on",
        "GP letter came",
        "the school have refused to let him in",
        "can i move before the final plan",
        "how common is refusal",
        "we have an appointment letter",
        "does a final plan have to name a school",
        "they agreed to assess",
        "he is refusing school",
        "annual review is next week",
    ],
)
def test_what_is_feared_awaited_or_asked_in_general_is_no_decision(text):
    assert not a_decision_was_made([text])


def test_a_decision_told_in_any_turn_counts():
    assert a_decision_was_made(["They said no.", "what does it cost?"])
    assert not a_decision_was_made([])
