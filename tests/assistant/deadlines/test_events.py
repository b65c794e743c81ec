import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.deadlines import Assumed, Trouble, compute, known_dates, read_events
from corpus.vocabulary import ClockStart, TimeRule

D = datetime.date
TODAY = D(2026, 11, 21)
REQUEST, DECISION = ClockStart.REQUEST_RECEIVED, ClockStart.DECISION_LETTER
CERTIFICATE = ClockStart.MEDIATION_CERTIFICATE


def starts(text: str) -> list[ClockStart | None]:
    return [event.start for event in read_events(text, today=TODAY)]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("The council refused on 3 September", DECISION),
        ("They said no on 3 September.", DECISION),
        ("On 3 September, the council said no to assessing my son", DECISION),
        ("It was 3 June when they turned us down", DECISION),
        ("council's letter dated 3 June", DECISION),
        ("the no letter is dated 3 June", DECISION),
        ("they knocked us back on 3 June", DECISION),
        ("mediation cert dated 3 June", CERTIFICATE),
        ("I received a letter on 3 June", DECISION),
        ("my request was refused on 3 June", DECISION),
        ("They have decided not to assess. Letter sent 3 June.", DECISION),
        ("They refused us. It’s dated 3 June", DECISION),
        ("I applied on 3 June", REQUEST),
        ("asked for an EHC assessment on 3 June", REQUEST),
        ("School requested an EHCNA 3 June", REQUEST),
        ("sent request 3 June", REQUEST),
        ("put in for an EHCP 8 weeks ago and heard nothing", REQUEST),
        ("my mediation certificate is dated 3 June", CERTIFICATE),
        ("I got my certificate, dated 3 June", CERTIFICATE),
        ("They sent the draft plan on 3 June", ClockStart.DRAFT_PLAN_SENT),
        ("I am waiting for the final plan, draft came 3 June", ClockStart.DRAFT_PLAN_SENT),
        ("final EHCP dated 3 June", ClockStart.FINAL_PLAN_ISSUED),
        ("The final Education, Health and Care plan was sent on 3 June", ClockStart.FINAL_PLAN_ISSUED),
        ("The final plan dated 3 June does not name our school", ClockStart.FINAL_PLAN_ISSUED),
        ("I told the mediator on 3 June that we don't want mediation", ClockStart.MEDIATION_ADVISER_TOLD),
        ("rang the mediation adviser on 3 June", ClockStart.MEDIATION_ADVISER_TOLD),
        ("I told the mediator on 3 June we want mediation", ClockStart.MEDIATION_REQUESTED),
        ("I asked for mediation on 3 June", ClockStart.MEDIATION_REQUESTED),
        ("The tribunal ordered the council to name the school on 3 June", ClockStart.TRIBUNAL_ORDER),
        ("The order is dated 3 June", ClockStart.TRIBUNAL_ORDER),
        ("Our hearing was on 3 June", ClockStart.HEARING),
        ("He was excluded on 3 June and I think it is discrimination", ClockStart.ACT_COMPLAINED_OF),
        ("I complained on 3 June", ClockStart.COMPLAINT_MADE),
        ("they acknowledged my complaint on 3 June", ClockStart.COMPLAINT_ACKNOWLEDGED),
        ("I first realised on 3 June", ClockStart.KNEW_OF_PROBLEM),
        ("I knew on 3 June that the council had stopped it", ClockStart.KNEW_OF_PROBLEM),
        ("we've known since 3 June", ClockStart.KNEW_OF_PROBLEM),
        ("The tribunal told the council to assess him, thats 3 June", ClockStart.TRIBUNAL_ORDER),
        ("On 3 June the school kept her out of the show. Can we make a claim?", ClockStart.ACT_COMPLAINED_OF),
        ("the nursery wouldn't let him on the trip on 3 June, is it discrimination", ClockStart.ACT_COMPLAINED_OF),
        ("My annual review is 3 June", ClockStart.REVIEW_MEETING),
        ("we had the annual review on 3 June and heard nothing since", ClockStart.REVIEW_MEETING),
        ("his EHCP review meeting was 3 June, no letter", ClockStart.REVIEW_MEETING),
        ("He was excluded on 3 June", ClockStart.EXCLUSION_STARTED),
        ("my son was permanently excluded 3 June", ClockStart.EXCLUSION_STARTED),
        ("they perm exed him on 3 June", ClockStart.EXCLUSION_STARTED),
        ("the governors upheld the exclusion on 3 June", ClockStart.GOVERNORS_DECISION),
        ("he was excluded and we got the governors letter on 3 June", ClockStart.GOVERNORS_DECISION),
        ("I made a subject access request on 3 June", ClockStart.RECORDS_REQUEST_RECEIVED),
        ("asked school for his records 3 June", ClockStart.RECORDS_REQUEST_RECEIVED),
        ("sent an foi to the council on 3 June", ClockStart.RECORDS_REQUEST_RECEIVED),
        ("we moved to a new council on 3 June and he has a plan", ClockStart.MOVED_AREA),
        ("got a penalty notice on 3 June", ClockStart.PENALTY_NOTICE),
        ("the tribunal decision was sent on 3 June and we lost", ClockStart.TRIBUNAL_DECISION_SENT),
    ],
)
def test_words_near_a_date_tell_what_it_is_the_date_of(text, start):
    assert starts(text) == [start]


@pytest.mark.parametrize(
    "text",
    [
        "3 June 2026",
        "We've been waiting since 3 June",
        "He started year 9 on 3 June",
        "My son refused to go to school on 3 June",
        "The school refused on 3 June",
        "I asked school for help and they said no on 3 June",
        "they refused school transport on 3 June",
        "letter from the GP dated 3 June",
        "I sent a letter to the council on 3 June",
        "The school excluded him. We got the letter on 3 June",
        "I asked for the certificate on 3 June",
        "still no certificate as of 3 June",
        "the final plan is due on 3 June",
        "We appealed on 3 June",
        "I complained to the school on 3 June",
        "I asked the school for help on 3 June",
        "The council asked for reports on 3 June",
        "requested a different school on 3 June",
        "The letter says I must appeal by 3 June",
        "in order to get help before 3 June",
        "my daughter has had hearing loss since 3 June",
        "The council is stopping his plan on 31 August",
    ],
)
def test_a_date_that_no_word_explains_stays_unknown(text):
    assert starts(text) == [None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I applied on 1 June and they refused on 3 September.", [REQUEST, DECISION]),
        ("1 June asked for assessment 3 Sept refused", [REQUEST, DECISION]),
        ("asked for an EHC assessment 1 June refused 3 Sept", [REQUEST, DECISION]),
        ("We got the decision on 3 June and the certificate on 1 July", [DECISION, CERTIFICATE]),
        ("LA issued decision letter 5/10/26, certificate 20/11/26", [DECISION, CERTIFICATE]),
        ("The letter is dated 5 October 2026. My certificate is dated 20.11.2026.", [DECISION, CERTIFICATE]),
        ("The letter dated 3 June says appeal by 3 August", [DECISION, None]),
    ],
)
def test_each_of_several_dates_has_its_own_words(text, expected):
    assert starts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The council's letter dated 3 June arrived on 5 June",
        "I received the letter on 5 June, it's dated 3 June",
    ],
)
def test_the_date_on_the_letter_counts_and_the_day_it_came_is_kept(text):
    events = read_events(text, today=TODAY)

    assert known_dates(events) == {DECISION: D(2026, 6, 3)}
    (came,) = [event for event in events if event.found.date == D(2026, 6, 5)]
    assert came.start is None
    assert came.note == "The day it reached you. The date on it is what counts."


def test_the_date_of_issue_of_a_certificate_counts_not_the_day_it_came():
    events = read_events("certificate dated 3 June arrived on 5 June", today=TODAY)

    assert known_dates(events) == {CERTIFICATE: D(2026, 6, 3)}


def test_a_letter_of_which_only_the_arrival_is_known_carries_a_warning():
    (event,) = read_events("I received the letter on 5 June", today=TODAY)

    assert event.is_received
    assert "the last day may be sooner" in event.note


def test_an_approximate_date_is_said_back():
    (event,) = read_events("they refused 8 weeks ago", today=TODAY)

    assert event.found.assumed is Assumed.APPROXIMATE
    assert event.note == "“8 weeks ago” is read as Saturday 26 September 2026. Another date would move the last day."


def test_two_different_dates_of_one_thing_leave_it_unknown():
    events = read_events("They refused on 3 June. They refused again on 3 September.", today=TODAY)

    assert [event.start for event in events] == [DECISION, DECISION]
    assert known_dates(events) == {}


def test_the_same_date_told_twice_is_known():
    events = read_events("They refused on 3 June. The letter is dated 03/06/2026.", today=TODAY)

    assert known_dates(events) == {DECISION: D(2026, 6, 3)}


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("The council refused on 3 December 2026", Trouble.IN_FUTURE),
        ("The letter is dated 31 June", Trouble.IMPOSSIBLE),
        ("the letter came on Friday", Trouble.AMBIGUOUS),
    ],
)
def test_a_date_in_trouble_keeps_its_start_so_that_it_can_be_asked(text, trouble):
    (event,) = events = read_events(text, today=TODAY)

    assert (event.start, event.found.trouble) == (DECISION, trouble)
    assert known_dates(events) == {}


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("The hearing is on 3 December", D(2026, 12, 3)),
        ("tribunal hearing 3 December 2026", D(2026, 12, 3)),
        ("My hearing was on 3 December", D(2025, 12, 3)),
    ],
)
def test_a_hearing_may_lie_ahead(text, date):
    assert known_dates(read_events(text, today=TODAY)) == {ClockStart.HEARING: date}


def test_from_a_message_to_the_last_day():
    events = read_events("The council's letter refusing to assess is dated 5 October 2026", today=TODAY)

    (date,) = compute([TimeRule.APPEAL_WINDOW], known_dates(events))

    assert date.date == D(2026, 12, 7)  # 5 December 2026 is a Saturday


@given(
    st.lists(
        st.sampled_from("3 June|on 4/6/26|refused|letter|dated|and|, |. |\n|arrived|certificate|yesterday".split("|"))
    )
)
def test_every_date_is_some_event(words):
    text = " ".join(words)

    events = read_events(text, today=TODAY)

    assert all(text[event.found.start : event.found.end] == event.found.text for event in events)


@pytest.mark.parametrize(
    "text",
    ["It is 22 November 2026 now, am I too late?", "its now 22/11/26", "it's the 22nd of november now, who do I ring"],
)
def test_what_day_it_is_now_is_no_date_to_ask_about(text):
    events = read_events(text, today=datetime.date(2026, 11, 22))

    assert all(event.is_explained and event.start is None for event in events)


def test_a_letter_that_came_today_is_still_dated():
    events = read_events("the decision letter came today, 22 November", today=datetime.date(2026, 11, 22))

    assert ClockStart.DECISION_LETTER in {event.start for event in events}


def test_what_a_school_did_is_no_act_complained_of_where_no_claim_is_named():
    events = read_events("On 3 June the school kept her out of the show", today=datetime.date(2026, 11, 22))

    assert [event.start for event in events] == [None]
