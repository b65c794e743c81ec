import datetime

import pytest

from assistant import wording
from assistant.citing import Citations, UncitableError
from assistant.compose import Composer, said
from assistant.retrieve import Evidence
from assistant.settings import Settings
from assistant.understand import understand
from corpus.guides import Limit
from corpus.vocabulary import SourceStatus
from tests.assistant.small_corpus import TODAY, a_document, a_guide, a_store, an_original
from tests.builders import a_limit, a_myth, a_statement, an_option

D = datetime.date


def composed(*guides, focus=(), turns=("They said no.",), today=TODAY, settings=None, near=(), **content):
    composer = Composer(a_store(*guides, **content), settings or Settings())
    understood = understand(turns, today)
    return composer.compose(guides, dict(focus), understood, today, steps=("searched",), guide_scores=(), near=near)


def ids(items):
    return [item.id for item in items]


# options


def test_every_option_of_a_guide_is_listed_least_to_most_formal():
    options = [an_option("talk"), an_option("write", 2), an_option("complain", 4), an_option("appeal", 5)]

    answer = composed(a_guide(options=options))

    assert ids(answer.options) == ["refused/talk", "refused/write", "refused/complain", "refused/appeal"]


def test_a_union_lists_every_option_of_both_guides_and_the_same_route_once():
    refused = a_guide("refused", options=[an_option("talk"), an_option("appeal", 5)])
    named = a_guide(
        "named", options=[an_option("mediate", 4), an_option("go-to-tribunal", 5, same_as="refused/appeal")]
    )

    answer = composed(refused, named)

    assert [(option.id, option.guides) for option in answer.options] == [
        ("refused/talk", ("refused",)),
        ("named/mediate", ("named",)),
        ("refused/appeal", ("refused", "named")),
    ]


def test_a_route_told_in_full_elsewhere_is_listed_once_for_two_guides_that_share_it():
    shared = {"same_as": "tribunal/sendiass"}
    refused = a_guide("refused", options=[an_option("sendiass", **shared), an_option("appeal", 5)])
    named = a_guide("named", options=[an_option("advice-line", **shared), an_option("mediate", 4)])

    answer = composed(refused, named)

    assert ids(answer.options) == ["refused/sendiass", "named/mediate", "refused/appeal"]
    assert answer.options[0].guides == ("refused", "named")


def test_an_option_is_told_in_the_words_of_the_guide_that_fits_best():
    named = a_guide(
        "named", options=[an_option("appeal", 5, same_as="refused/appeal", cost="As told here."), an_option("z", 6)]
    )
    refused = a_guide("refused", options=[an_option("appeal", 5, cost="As told there."), an_option("y", 6)])

    answer = composed(named, refused)

    assert answer.options[0].cost == "As told here."


# direct statements


def several_statements(*ids_and_texts):
    return [a_statement(name, text=text) for name, text in ids_and_texts]


def test_what_answers_best_is_said_first_and_the_heart_of_the_matter_beside_it():
    guide = a_guide(in_short=several_statements(("heart", "One."), ("second", "Two."), ("third", "Three.")))

    answer = composed(guide, focus={"refused/third": 0.9, "refused/second": 0.85, "refused/heart": 0.1})

    assert ids(answer.direct) == ["refused/third", "refused/heart", "refused/second"]


def test_what_answers_far_less_well_is_not_said():
    guide = a_guide(in_short=several_statements(("heart", "One."), ("second", "Two."), ("third", "Three.")))

    answer = composed(guide, focus={"refused/third": 0.9, "refused/second": 0.2}, settings=Settings(direct_margin=0.3))

    assert ids(answer.direct) == ["refused/third", "refused/heart"]


def test_where_nothing_stands_out_the_heart_of_the_matter_is_said_first():
    guide = a_guide(in_short=several_statements(("heart", "One."), ("second", "Two.")))

    assert ids(composed(guide).direct)[0] == "refused/heart"


def test_no_more_statements_are_said_than_a_family_can_take_in():
    guide = a_guide(in_short=several_statements(*((f"s{number}", f"Number {number}.") for number in range(9))))

    assert len(composed(guide, settings=Settings(most_direct=3)).direct) == 3


def test_a_long_statement_that_answers_is_said_whole_however_long():
    long = "word " * 200
    guide = a_guide(in_short=several_statements(("short", "Short."), ("long", long)))

    answer = composed(guide, focus={"refused/long": 0.9}, settings=Settings(direct_words=50))

    assert answer.direct[0].text == long.strip()


def test_each_statement_is_said_once():
    answer = composed(a_guide(), focus={"refused/reasons": 0.9})

    assert ids(answer.direct) == ["refused/reasons"]


def test_a_time_limit_is_said_as_a_sentence_of_its_own():
    limit = Limit.model_validate(a_limit(must="Appeal to the tribunal. It must arrive by 5 pm.", within="2 months."))

    assert said(limit) == "Time limit for you to appeal to the tribunal: 2 months. It must arrive by 5 pm."


def test_a_reference_that_does_not_resolve_makes_no_answer():
    guide = a_guide(in_short=[a_statement(cite=["made-up-act s.999"])])

    with pytest.raises(UncitableError, match="outside the register"):
        composed(guide)


# myths

SAYS = "refused/" + a_statement()["id"]


def test_only_a_myth_that_the_question_repeats_is_told():
    guide = a_guide(myths=[a_myth("repeated"), a_myth("other")])
    floor = Settings().myth_floor

    answer = composed(guide, focus={SAYS: 0.95, "refused/repeated": floor, "refused/other": floor - 0.01})

    assert ids(answer.myths) == ["refused/repeated"]


def test_a_belief_that_the_question_is_about_is_put_right_first_and_once():
    guide = a_guide(myths=[a_myth("belief", said="Only schools can ask.", truth="Parents can."), a_myth("other")])

    answer = composed(guide, focus={"refused/belief": 0.9, SAYS: 0.4})

    assert ids(answer.direct) == ["refused/belief", SAYS]
    assert answer.direct[0].text == "Many families are told: “Only schools can ask.” That is not so. Parents can."
    assert answer.myths == ()


def test_a_belief_that_is_hardly_what_was_asked_does_not_come_first():
    guide = a_guide(myths=[a_myth("belief")])

    answer = composed(guide, focus={"refused/belief": Settings().myth_floor - 0.01})

    assert ids(answer.direct) == [SAYS]


def test_no_myth_is_told_unasked():
    assert composed(a_guide(myths=[a_myth()])).myths == ()


def test_the_myths_repeated_most_come_first_and_few():
    guide = a_guide(myths=[a_myth(name) for name in ("a", "b", "c")])

    answer = composed(guide, focus={SAYS: 0.95, "refused/a": 0.6, "refused/b": 0.9, "refused/c": 0.7})

    assert ids(answer.myths) == ["refused/b", "refused/c"]


# notices


@pytest.mark.parametrize("status", [status for status in SourceStatus if status is not SourceStatus.IN_FORCE])
def test_a_source_that_is_not_the_law_now_is_told_as_such_once(status):
    source = a_document("old-code", status.value)
    guide = a_guide(
        in_short=[a_statement(cite=["old-code p.1", "made-up-act s.36(5)"])],
        options=[an_option("talk", cite=["old-code p.2"]), an_option("appeal", 5)],
    )

    answer = composed(guide, sources=[source])

    assert answer.notices == (wording.status_notice("Old Code 2014", status),)
    assert wording.STATUS_WORDS[status] in answer.notices[0]


def test_the_law_in_force_needs_no_notice():
    assert composed(a_guide()).notices == ()


# dates


LETTER = "They refused to assess. The letter is dated 5 November 2026."


def test_a_date_is_worked_out_with_its_working_and_the_days_left_from_the_day_passed_in():
    answer = composed(a_guide(time_limits=[a_limit()]), turns=[LETTER], today=D(2026, 12, 31))

    (date,) = answer.dates
    # two months from 5 November is 5 January, a Tuesday; from 31 December that is 5 days
    assert (date.date, date.days_left, date.rule, date.who) == (D(2027, 1, 5), 5, "appeal_window", "family")
    assert date.working == "Two months from Thursday 5 November 2026 is Tuesday 5 January 2027."
    assert "mediation certificate" in date.changes_if
    assert all("Tuesday 5 January 2027" in answer.citations[index].our_words for index in date.citations)


@pytest.mark.parametrize(("today", "days_left"), [(D(2027, 1, 4), 1), (D(2027, 1, 5), 0), (D(2027, 1, 8), -3)])
def test_days_left_are_counted_from_the_day_passed_in(today, days_left):
    answer = composed(a_guide(time_limits=[a_limit()]), turns=[LETTER], today=today)

    assert answer.dates[0].days_left == days_left


def test_a_limit_that_two_guides_share_is_worked_out_once():
    answer = composed(
        a_guide("refused", time_limits=[a_limit()]), a_guide("tribunal", time_limits=[a_limit()]), turns=[LETTER]
    )

    assert [date.rule for date in answer.dates] == ["appeal_window"]


def test_a_family_that_has_the_certificate_is_not_told_by_when_to_ask_for_one():
    limits = [a_limit(), a_limit("ask-adviser", rule="mediation_contact_two_months")]
    certificate = "The mediation certificate is dated 20 November 2026."

    without = composed(a_guide(time_limits=limits), turns=[LETTER])
    having = composed(a_guide(time_limits=limits), turns=[LETTER, certificate])

    assert {date.rule for date in without.dates} == {"appeal_window", "mediation_contact_two_months"}
    assert [date.rule for date in having.dates] == ["appeal_window"]


def test_without_its_date_the_start_of_the_familys_clock_is_asked_for():
    answer = composed(a_guide(time_limits=[a_limit()]))

    assert answer.dates == ()
    (question,) = answer.date_questions
    assert question.startswith("What is the date on the council's decision letter?")


def test_one_date_is_asked_for_at_a_time():
    limits = [a_limit("ask", rule="draft_plan_fifteen_days", starts="draft_plan_sent"), a_limit("appeal")]

    answer = composed(a_guide(time_limits=limits), turns=["how long do I have to answer?"])

    assert len(answer.date_questions) == 1


def test_the_councils_clock_is_not_asked_about_unless_it_can_matter():
    limit = a_limit(who="council", rule="assessment_decision_six_weeks", starts="request_received")

    assert composed(a_guide(time_limits=[limit])).date_questions == ()


def test_once_a_date_is_known_no_further_one_is_asked_for():
    answer = composed(a_guide(time_limits=[a_limit()]), turns=[LETTER])

    assert answer.date_questions == ()


@pytest.mark.parametrize(
    ("turn", "asked"),
    [
        ("They wrote on 31 June 2026.", "“31 June 2026” is not a day in the calendar"),
        ("The letter came on Friday.", "could be more than one day"),
        ("The letter is dated Friday 5 November 2026.", "the weekday and the date do not go together"),
        ("The letter is dated 5 December 2026.", "lies in the future"),
        ("Something happened on 5 November 2026.", "You gave the date 5 November 2026, and it is not clear what"),
        ("The letter is dated 5 November.", "was read as 5 November 2026. If it was another year, say which."),
        (
            "The letter is dated 5 November 2026. The letter is dated 9 November 2026.",
            "You gave two different dates for the same thing, so neither was used.",
        ),
    ],
)
def test_a_date_that_is_not_certain_is_asked_about(turn, asked):
    answer = composed(a_guide(time_limits=[a_limit()]), turns=[turn])

    assert any(asked in question for question in answer.date_questions), answer.date_questions


def test_a_date_that_was_given_and_not_understood_is_asked_about_and_no_other():
    answer = composed(a_guide(time_limits=[a_limit()]), turns=["Something happened on 5 November 2026."])

    assert len(answer.date_questions) == 1


@pytest.mark.parametrize(
    "turn", ["They wrote on 31 June 2026.", "The letter came on Friday.", "The letter is dated 5 December 2026."]
)
def test_nothing_is_worked_out_from_a_date_that_is_not_certain(turn):
    assert composed(a_guide(time_limits=[a_limit()]), turns=[turn]).dates == ()


# how it was made


def test_the_law_is_as_at_the_day_of_its_oldest_check():
    old_act = a_document("old-act", kind="act", as_at="2026-05-01", pinpoints=["s.1"])
    guide = a_guide(in_short=[a_statement(cite=["old-act s.1", "made-up-act s.36(5)"])])

    assert composed(guide, sources=[old_act]).law_as_at == D(2026, 5, 1)


def test_the_law_is_never_newer_than_the_guides_own_check():
    assert composed(a_guide(checked_on="2026-03-02")).law_as_at == D(2026, 3, 2)


def test_guidance_does_not_date_the_law():
    code = a_document("made-up-code", as_at="2015-01-31")

    answer = composed(a_guide(in_short=[a_statement(cite=["made-up-code p.1"])]), sources=[code])

    assert answer.law_as_at == D(2026, 11, 1)  # the made-up Act's; the code's own is of 2015


def test_how_an_answer_was_made_names_what_was_shown_and_its_sources_by_authority():
    article = a_document("article", "historic", kind="commentary")
    guide = a_guide(in_short=[a_statement(cite=["article p.1", "made-up-act s.36(5)"])])

    made = composed(guide, sources=[article]).how_made

    assert made.passages == ("refused/reasons", "refused/talk", "refused/appeal")
    assert [(source.id, source.status) for source in made.sources] == [
        ("made-up-act", "in_force"),
        ("article", "historic"),
    ]
    assert made.corpus_digest == "d" * 64


# originals and hand-offs


def test_an_approved_original_answers_in_its_own_words_and_lists_no_options():
    original = an_original("made-up-guide para.2", "Its own words.", page=4)
    store = a_store(sources=[a_document("made-up-guide")], originals=[original])

    answer = Composer(store, Settings()).from_originals([Evidence(original, 0.9)], steps=("searched",))

    assert [statement.text for statement in answer.direct] == ["Its own words."]
    assert [citation.quote for citation in answer.citations] == ["Its own words."]
    assert (answer.options, answer.guides) == ((), ())
    assert answer.notices == (wording.FROM_DOCUMENT,)
    assert answer.law_as_at == D(2020, 1, 1)


def test_a_hand_off_says_two_things_at_most_and_nothing_without_a_guide():
    guide = a_guide(in_short=several_statements(("a", "One."), ("b", "Two."), ("c", "Three.")))
    store = a_store(guide)
    composer = Composer(store, Settings())

    assert len(composer.statements_of([guide], {}, Citations(store))) == 2
    assert composer.statements_of([], {}, Citations(store)) == ()


# whose right it is

RIGHTS_PASS = a_guide(
    "rights-transfer-at-16",
    stage="growing_up",
    in_short=several_statements(("what-the-young-person-does", "After that June it is theirs.")),
)
WHOSE = "rights-transfer-at-16/what-the-young-person-does"


def answered(guide, turn):
    composer = Composer(a_store(guide, RIGHTS_PASS), Settings())
    return composer.compose([guide], {}, understand([turn], TODAY), TODAY, steps=(), guide_scores=())


@pytest.mark.parametrize(
    ("turn", "is_said"), [("he's 17 by the way", True), ("she is 16", True), ("he is 15", False), ("how long", False)]
)
def test_from_sixteen_it_is_said_whose_right_it_is(turn, is_said):
    assert (ids(answered(a_guide(), turn).direct)[-1] == WHOSE) is is_said


def test_whose_right_it_is_matters_where_rights_pass_and_is_said_once():
    assert WHOSE not in ids(answered(a_guide("bus", stage="school"), "he is 17").direct)
    assert ids(answered(RIGHTS_PASS, "he is 17").direct).count(WHOSE) == 1


# what may be meant instead


def test_options_of_what_may_be_meant_instead_are_listed_and_told_apart():
    first = a_guide(options=[an_option("talk"), an_option("appeal", 5)])
    other = a_guide("school", options=[an_option("talk", same_as="refused/talk"), an_option("move", 3)])

    answer = composed(first, other, near=("school",))

    assert answer.guides == ("refused", "school")
    assert [(each.guide, each.title) for each in answer.near] == [("school", other.title)]
    assert ids(answer.options) == ["refused/talk", "school/move", "refused/appeal"]
    assert ids(answer.own_options) == ["refused/talk", "refused/appeal"]
    assert ids(answer.options_near("school")) == ["school/move"]


# what else the rules say


def test_what_the_direct_part_leaves_out_is_told_further_down_guide_by_guide():
    first = a_guide(
        in_short=several_statements(("heart", "One."), ("second", "Two."), ("third", "Three.")),
        time_limits=[a_limit(id="limit")],
    )
    other = a_guide("school", in_short=several_statements(("elsewhere", "Four.")))

    answer = composed(first, other, settings=Settings(most_direct=1))

    told = [each.id for part in answer.further for each in part.statements]
    assert [(part.guide, part.title) for part in answer.further] == [(first.id, first.title), (other.id, other.title)]
    assert set(told) | set(ids(answer.direct)) == {
        "refused/heart", "refused/second", "refused/third", "refused/limit", "school/elsewhere",
    }  # fmt: skip
    assert not set(told) & set(ids(answer.direct))


def test_where_all_is_said_nothing_is_left_for_further_down():
    assert composed(a_guide()).further == ()
