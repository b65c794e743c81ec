"""Dates as tired parents type them: each is the date of what it says, and of nothing else."""

import datetime

import pytest

from assistant.deadlines import Span, known_dates, known_spans, read_events
from corpus.vocabulary import ClockStart

D = datetime.date
TODAY = D(2026, 11, 22)  # a Sunday
SECOND = D(2026, 11, 2)
LETTER, PLAN = ClockStart.DECISION_LETTER, ClockStart.FINAL_PLAN_ISSUED
CERTIFICATE, REQUEST, DRAFT = ClockStart.MEDIATION_CERTIFICATE, ClockStart.REQUEST_RECEIVED, ClockStart.DRAFT_PLAN_SENT
ORDER, COMPLAINT = ClockStart.TRIBUNAL_ORDER, ClockStart.COMPLAINT_MADE


@pytest.mark.parametrize(
    ("start", "texts"),
    [
        (
            LETTER,
            """
            got the decision letter dated 2 nov 2026
            received refusal to assess 2nd november
            LA wrote on 2 nov refusing assesment
            decision email 2 november
            just had the letter through, dated 2 november, they wont assess
            council letter 2nd November 2026 "we will not be carrying out an assessment"
            la said no to plan after the assessment, 2 november letter
            they decided against a plan on 2 november
            rejection letter 2 november
            refused again 2 november
            they've refused to issue, date on letter is 2 november
            my daughter got refused an EHCP on 2 november
            my son was refused an assessment 2/11/26
            we've been refused, letter 2 nov
            i think they said no on 2 november
            got told no by the LA 2 november
            it was a no on 2 november
            the answer came back as a no 2 nov
            panel decided he doesnt meet threshold 2 november
            they say he doesnt meet criteria, letter dated 2 november
            they wont change the plan after annual review, letter dated 2 november
            ceasing his plan, letter dated 2 nov
            my son born 12 may 2017 was refused an ehcp on 2 november
            when is the last day if letter dated 2 november
            letter dated 2 november, when do i have to appeal by
            """,
        ),
        (
            PLAN,
            """
            plan came final on 2 november
            EHCP came back final dated 2 november
            his plan was finalised 2 nov and they have named the wrong school
            got the final on 2 november
            our final came on 2 november
            la issued final 2 nov
            they finalised it on 2 november
            draft was finalised 2 november
            finalised ehcp received 2 nov
            amended final plan 2nd november 2026
            final plan dated 2/11/26
            FINAL EHCP dated 02.11.26 names mainstream
            they've named the wrong school in the final plan, 2 november
            """,
        ),
        (
            CERTIFICATE,
            """
            mediation certifcate is dated 2nd november
            got mediation certficate 2 nov
            my cert was issued 2 november last day?
            certificate number 1234 dated 2 november
            we've got the certificate now, 2 november
            """,
        ),
        (
            REQUEST,
            """
            we put our ehcna request in on 2 november
            emailed the request for assessment 2 november
            nursery submitted the ehcna request 2 november
            school put the ehcp application in 2 november
            ehcna application went in 2 nov
            SENCO applied on 2 november
            i applied for ehcp 2nd november still nothing
            """,
        ),
        (DRAFT, "draft ehcp landed 2 november\ndraft came through the post on the 2nd november\nLA sent draft 2 nov"),
        (ORDER, "consent order 2 november\nthe order is dated 2 november council hasnt done it"),
        (COMPLAINT, "i emailed complaint 2 november\ncomplaint sent 2 nov no reply\nstage 1 complaint sent 2 november"),
        (ClockStart.ACT_COMPLAINED_OF, "suspended on 2 november because of his disability, discrimination"),
        (ClockStart.COMPLAINT_ANSWERED, "got the final response to my complaint 2 november"),
    ],
)
def test_the_words_of_a_tired_parent_tell_what_a_date_is_of(start, texts):
    for text in texts.strip().splitlines():
        assert known_dates(read_events(text.strip(), today=TODAY)) == {start: SECOND}, text


@pytest.mark.parametrize(
    "text",
    [
        "dob 12/05/2017",
        "his date of birth is 12 may 2017",
        "born 2 november 2018",
        "sons birthday 2 november",
        "half term starts 2 november",
        "term ends 18 december",
        "back to school 3 september",
        "he starts reception 1 september 2027",
        "started school 4 september 2023",
        "she left mainstream school 2 november",
        "moved house 12 october",
        "paediatrician appointment 14 december",
        "hospital appointment letter dated 2 november",
        "diagnosed 3 march 2025",
        "autism diagnosis letter 2 november",
        "school offer letter 1 march",
        "letter from school dated 2 november",
        "the SENCO refused on 2 november",
        "dla letter 2 november",
        "school meeting 2 november",
        "panel is on 3 december",
        "deadline is 3 december",
    ],
)
def test_a_day_that_starts_no_clock_is_known_as_such_and_not_asked_about(text):
    (event,) = read_events(text, today=TODAY)

    assert (event.start, event.is_explained) == (None, True)


@pytest.mark.parametrize(
    "text",
    [
        "they agreed to assess, letter dated 3 november",
        "letter saying they agree to assess 3 november",
        "ed psych came 3 november",
        "ehcp issued 12 november 2024",
        "he was refused a place at the school on 3 november",
        "my daughter was refused school transport on 3 november",
        "application went in 14 july",
    ],
)
def test_a_date_of_something_else_starts_no_clock(text):
    assert known_dates(read_events(text, today=TODAY)) == {}


@pytest.mark.parametrize(
    "text",
    [
        "refusal letter on friday, its dated 17 november",
        "got the no letter on friday, dated 17 november, what first",
        "refusal letter on 20 november, its dated 17 november",
        "letter is dated 17th of nov but only came 20 nov",
        "the refusal was sent 17 november arrived 20 november",
        "refused this november, letter dated 17 november",
        "refused in november, the letter is dated 17 november",
    ],
)
def test_of_a_letter_the_date_on_it_counts_and_nothing_is_left_to_ask(text):
    events = read_events(text, today=TODAY)

    assert known_dates(events) == {LETTER: D(2026, 11, 17)}
    assert known_spans(events) == {}
    assert all(event.found.trouble is None for event in events)


def test_of_a_final_plan_the_date_on_it_counts():
    events = read_events("final plan arrived 12 november its dated 9 november", today=TODAY)

    assert known_dates(events) == {PLAN: D(2026, 11, 9)}


@pytest.mark.parametrize(
    ("before", "text", "known"),
    [
        (["they said no"], "its dated 5 november", {LETTER: D(2026, 11, 5)}),
        (["they said no"], "dated 5/11/26", {LETTER: D(2026, 11, 5)}),
        (["they said no"], "it says 5 november on it", {LETTER: D(2026, 11, 5)}),
        (["they said no"], "the 5th of november i think", {LETTER: D(2026, 11, 5)}),
        (["they said no", "ok"], "5 november", {LETTER: D(2026, 11, 5)}),
        (["we got the final plan but its wrong"], "its dated 5 november", {PLAN: D(2026, 11, 5)}),
        (["mediation cert came"], "20 november", {CERTIFICATE: D(2026, 11, 20)}),
        (["they refused. then the final plan came"], "it is dated 5 november", {PLAN: D(2026, 11, 5)}),
        # the date of that was told before, so a bare date is of something else
        (["they refused on 3 november"], "9 november", {}),
        (["they refused on 3 november"], "its dated 9 november", {LETTER: D(2026, 11, 9)}),
        (["school said no to applying"], "its dated 5 november", {}),
        (["gp letter arrived"], "its dated 5 november", {}),
        (["hello"], "5 november", {}),
        ([], "its dated 5 november", {LETTER: D(2026, 11, 5)}),
    ],
)
def test_a_date_given_later_is_of_the_document_named_before(before, text, known):
    assert known_dates(read_events(text, today=TODAY, before=before)) == known


@pytest.mark.parametrize(
    ("text", "start", "first", "last"),
    [
        ("we got refused in august 2026", LETTER, D(2026, 8, 1), D(2026, 8, 31)),
        ("they turned us down in early september", LETTER, D(2026, 9, 1), D(2026, 9, 30)),
        ("rejected back in july", LETTER, D(2026, 7, 1), D(2026, 7, 31)),
        ("they refused last month", LETTER, D(2026, 10, 1), D(2026, 10, 31)),
        ("they refused over two months ago", LETTER, None, D(2026, 9, 22)),
        ("final plan came in september", PLAN, D(2026, 9, 1), D(2026, 9, 30)),
        ("applied in june, still nothing", REQUEST, D(2026, 6, 1), D(2026, 6, 30)),
    ],
)
def test_a_month_is_kept_as_the_days_that_it_can_be(text, start, first, last):
    events = read_events(text, today=TODAY)

    assert known_dates(events) == {}
    assert known_spans(events) == {start: Span(first, last)}


@pytest.mark.parametrize(
    "text",
    [
        "the decision will come in november",
        "they refused in december",  # last year's, or a slip
        "he starts secondary in september 2027",
        "they refused transport in september",
        "term starts in september",
    ],
)
def test_a_month_of_what_is_to_come_or_is_of_no_document_is_no_stretch(text):
    assert known_spans(read_events(text, today=TODAY)) == {}


def test_the_day_in_the_summer_holidays_is_read():
    events = read_events("they said no in the summer holidays, 3rd of august i think", today=TODAY)

    assert known_dates(events) == {LETTER: D(2026, 8, 3)}
