import datetime

import pytest

from assistant.answers import Handoff
from assistant.citing import Citations
from assistant.compose import Composer
from assistant.contract import as_json
from assistant.dated import cited_dates, rules_for_a_person
from assistant.deadlines import Bound
from assistant.settings import Settings
from assistant.understand import understand
from assistant.verify import faults_of
from assistant.wording import as_text
from corpus.vocabulary import HandoffReason, Stage, TimeRule, Urgency
from tests.assistant.small_corpus import TODAY, a_guide, a_store, an_assistant
from tests.builders import a_limit

D = datetime.date
LETTER = "They refused to assess. The letter is dated 5 November 2026."
REPRESENT = "Will you represent me at the tribunal?"
GUIDE = a_guide(time_limits=[a_limit()])


def answered(*turns, guide=GUIDE, today=TODAY):
    composer = Composer(a_store(guide), Settings())
    return composer.compose([guide], {}, understand(turns, today), today, steps=("searched",), guide_scores=())


def handed_off(*turns, today=TODAY):
    reply = an_assistant(a_guide()).reply([*turns, REPRESENT], today)
    assert isinstance(reply, Handoff)
    return reply


# what is said of a month and of a certificate alone


def test_of_a_refusal_in_a_month_both_bounds_are_told_and_the_day_is_asked_for():
    answer = answered("we got refused in august 2026")

    assert [(date.date, date.bound) for date in answer.dates] == [
        (D(2026, 10, 1), Bound.EARLIEST),
        (D(2026, 11, 2), Bound.LATEST),
    ]
    assert answer.date_questions == (
        "“in august 2026” is not one exact day, so the last day can only be worked out roughly from it. "
        "Which date is it?",
    )


def test_in_a_later_turn_the_date_on_the_letter_is_still_asked_for():
    answer = answered("we got refused in august 2026", "is it too late?")

    assert len(answer.dates) == 2
    assert answer.date_questions[0].startswith("What is the date on the council's decision letter?")


def test_of_a_certificate_alone_the_earliest_last_day_is_told_and_the_letter_asked_for():
    answer = answered("our mediation certificate is dated 20 november 2026, last day?")

    (date,) = answer.dates
    assert (date.date, date.bound) == (D(2026, 12, 21), Bound.EARLIEST)
    assert answer.date_questions[0].startswith("What is the date on the council's decision letter?")


def test_with_both_dates_the_last_day_is_exact_and_nothing_is_asked():
    answer = answered("letter dated 5 october 2026, cert dated 20 november 2026. last day?")

    assert [(date.date, date.bound) for date in answer.dates] == [(D(2026, 12, 21), Bound.EXACT)]
    assert answer.date_questions == ()


def test_a_day_told_later_takes_the_place_of_the_month():
    understood = understand(["refused in august 2026", "its dated 14 august 2026"], TODAY)

    assert (list(understood.dates.values()), understood.within) == ([D(2026, 8, 14)], {})


def test_another_month_told_later_corrects_a_day_and_the_same_month_does_not():
    day = "refused, the letter is dated 14 august 2026"

    assert understand([day, "yes, they refused in august 2026"], TODAY).within == {}
    assert understand([day, "sorry, they refused in september 2026"], TODAY).dates == {}


# what is asked


@pytest.mark.parametrize(
    ("turns", "is_asked"),
    [
        (["can the nursery ask for an assessment"], False),
        (["do we need a diagnosis"], False),
        (["what if they say no"], False),
        (["they said no"], True),
        (["they said no", "what does it cost"], True),
        (["how long do i have to appeal"], True),
    ],
)
def test_the_letters_date_is_asked_for_only_where_a_decision_was_made_or_time_is_asked_about(turns, is_asked):
    guide = a_guide(stage=Stage.ASSESSMENT.value, time_limits=[a_limit()])

    assert bool(answered(*turns, guide=guide).date_questions) == is_asked


def test_a_birthday_is_not_asked_about():
    assert answered("can i ask for an assessment, his dob is 12/05/2017").date_questions == ()


# hand-offs


def test_a_hand_off_holds_the_dates_that_the_familys_own_dates_give_cited_and_checked():
    reply = handed_off(LETTER)

    assert [(date.rule, date.date) for date in reply.dates] == [
        ("appeal_window", D(2027, 1, 5)),
        ("mediation_contact_two_months", D(2027, 1, 5)),
    ]
    assert all(
        reply.citations[index].source_id in ("hesc-rules-2008", "sen-regs-2014")
        for date in reply.dates
        for index in date.citations
    )
    assert faults_of(reply, a_store(a_guide())) == []
    assert reply.law_as_at is not None
    assert reply.how_made.checks


def test_the_dates_of_a_hand_off_are_in_its_text_and_in_the_contract():
    reply = handed_off(LETTER)

    line = as_json(reply, asked_id="q", seconds=0.1)

    assert [date["date"] for date in line["dates"]] == ["2027-01-05", "2027-01-05"]
    assert {date["bound"] for date in line["dates"]} == {"exact"}
    assert "Tuesday 5 January 2027" in as_text(reply)


def test_a_hand_off_without_dates_is_left_as_it_is():
    assert handed_off().dates == ()


@pytest.mark.parametrize("reason", [HandoffReason.DEADLINE_PASSED])
def test_a_hand_off_after_a_refusal_in_a_month_long_past_is_for_today(reason):
    reply = handed_off("we got refused in august 2026")

    assert {date.bound for date in reply.dates} == {Bound.EARLIEST, Bound.LATEST}
    assert reply.offer.urgency is Urgency.TODAY
    assert an_assistant(a_guide()).boundaries.wordings[reason].why in reply.offer.why


def test_what_the_council_had_to_do_before_it_decided_is_over():
    asked = "I asked the council to assess on 1 June 2026."

    before = set(rules_for_a_person(understand([asked], TODAY)))
    after = set(rules_for_a_person(understand([asked, LETTER], TODAY)))

    assert before - after == {
        TimeRule.ASSESSMENT_DECISION_SIX_WEEKS,
        TimeRule.NO_PLAN_DECISION_SIXTEEN_WEEKS,
        TimeRule.FINAL_PLAN_TWENTY_WEEKS,
    }


def test_citations_of_dates_go_on_from_those_that_a_reply_has():
    store = a_store(a_guide())
    first = Citations(store)
    dates = cited_dates([TimeRule.APPEAL_WINDOW], understand([LETTER], TODAY), TODAY, first)

    again = Citations.after(store, first.collected)

    assert cited_dates([TimeRule.APPEAL_WINDOW], understand([LETTER], TODAY), TODAY, again) == dates
    assert again.collected == first.collected


# an order of the tribunal, and the moves of a year group


ORDERS = [
    a_limit(id="assess", rule="order_assess", starts="tribunal_order", who="council"),
    a_limit(id="amend", rule="order_amend_plan", starts="tribunal_order", who="council"),
]


@pytest.mark.parametrize(
    ("told", "days"),
    [
        (
            "the tribunal ordered the council to assess him on 1 October 2026",
            ["2026-10-15", "2026-12-10", "2027-01-07"],
        ),
        ("the order is dated 1 October 2026, section F must be amended", ["2026-11-05"]),
        ("the order is dated 1 October 2026", ["2026-10-15", "2026-11-05", "2026-12-10", "2027-01-07"]),
    ],
)
def test_of_an_order_the_times_are_told_that_are_its_own(told, days):
    answer = answered(told, guide=a_guide(time_limits=ORDERS))

    assert [date.date.isoformat() for date in answer.dates] == days


def test_a_child_in_year_6_moves_in_the_september_to_come():
    limit = a_limit(rule="phase_transfer_february", starts="phase_transfer_year", who="council")

    (date,) = answered("she is in year 6 and no school is named", guide=a_guide(time_limits=[limit])).dates

    assert date.date == D(2027, 2, 15)


def test_school_days_are_told_as_the_earliest_they_can_be():
    limit = a_limit(rule="exclusion_review_panel_fifteen_school_days", starts="governors_decision")
    told = "he was permanently excluded and the governors upheld it on 2 November 2026"

    (date,) = answered(told, guide=a_guide(time_limits=[limit])).dates

    assert (date.date, date.bound) == (D(2026, 11, 23), Bound.EARLIEST)
    assert "at the earliest" in date.what
