"""The parts of an answer: everything is named, nothing is favoured, nothing is obeyed."""

import dataclasses

from assistant.answers import CitedStatement, Further, Near
from tests.ui.builders import MADE, a_citation, a_date, an_answer, an_option
from ui import answer_parts as parts

CITED = (a_citation(),)


def test_closed_options_are_all_named_in_order_with_their_limit_and_cost() -> None:
    listed = (an_option(name="First"), an_option(name="Second", cost="A fee"), an_option(name="Third"))

    shown = parts.options(listed, CITED, are_open=False)

    assert [shown.index(name) for name in ("1. First", "2. Second", "3. Third")] == sorted(
        shown.index(name) for name in ("1. First", "2. Second", "3. Third")
    )
    assert shown.count("<b>Time limit:</b> No time limit") == 3
    assert "<b>Cost:</b> A fee" in shown
    assert '<details class="option" open>' not in shown


def test_open_all_opens_each_of_them() -> None:
    shown = parts.options((an_option(), an_option()), CITED, are_open=True)

    assert shown.count('<details class="option" open>') == 2


def test_an_option_opens_to_all_its_fields_and_its_citation() -> None:
    shown = parts.options((an_option(),), CITED, are_open=False)

    for name in ("What it is", "Who decides", "Time limit", "Cost", "May suit", "Weigh up"):
        assert f"<dt>{name}</dt>" in shown
    assert "section 36(5)" in shown


def test_a_long_limit_is_cut_after_a_sentence_and_says_that_there_is_more() -> None:
    limit = "Within two months of the letter. " + "If there is a certificate, then it may be later. " * 4

    shown = parts.options((an_option(time_limit=limit.strip()),), CITED, are_open=False)

    assert "</b> Within two months of the letter. More inside.</span>" in shown
    assert limit.strip() in shown  # and whole, once opened


def test_a_date_shows_weekday_working_what_would_change_it_and_days_left() -> None:
    shown = parts.dates(an_answer(dates=(a_date(),)))

    assert "Monday 11 January 2027</strong> <span>in 51 days" in shown
    assert "Two months from Tuesday 10 November 2026." in shown
    assert "If you get a certificate" in shown


def test_a_passed_date_says_so() -> None:
    shown = parts.dates(an_answer(dates=(a_date(days_left=-3),)))

    assert "3 days ago – this date has passed" in shown


def test_without_dates_it_asks_for_what_starts_the_clock() -> None:
    shown = parts.dates(an_answer(dates=(), date_questions=("Which date is on the letter?",)))

    assert "Which date is on the letter?" in shown
    assert "<table" not in shown


def test_without_dates_or_questions_there_is_no_such_part() -> None:
    assert parts.dates(an_answer(dates=())) == ""
    assert parts.myths((), CITED) == ""
    assert parts.notices(()) == ""


def test_how_it_was_made_names_guides_sources_with_status_checks_and_what_was_left_out() -> None:
    shown = parts.how_made(MADE, {"refusal-to-assess": "A refusal to assess"})

    assert "A refusal to assess" in shown
    assert "Children and Families Act 2014: in force, as at 21 November 2026" in shown
    assert "no sentence tells you what to choose" in shown
    assert "Your papers" in shown


def test_no_text_of_a_guide_is_markup() -> None:
    hostile = "<img src=x onerror=alert(1)>"
    option = dataclasses.replace(
        an_option(),
        **dict.fromkeys(("name", "what_it_is", "who_decides", "time_limit", "cost", "may_suit", "weigh_up"), hostile),
    )
    answer = an_answer(
        options=(option,), dates=(a_date(what=hostile, working=hostile, changes_if=hostile),), date_questions=(hostile,)
    )
    shown = (
        parts.options(answer.options, (a_citation(name=hostile, quote=hostile, our_words=hostile),), are_open=True)
        + parts.dates(answer)
        + parts.notices((hostile,))
    )

    assert "<img" not in shown


def test_what_may_be_meant_instead_stands_closed_with_its_own_options_numbered_on() -> None:
    both = dataclasses.replace(an_option(name="In both"), guides=("refused", "school"))
    apart = dataclasses.replace(an_option(name="Only <there>"), guides=("school",))
    answer = dataclasses.replace(
        an_answer(options=(both, apart)),
        guides=("refused", "school"),
        near=(Near("school", "Wrong <school>"),),
        further=(Further("school", "Wrong <school>", (CitedStatement("school/more", "More.", (0,)),)),),
    )

    own, shown = parts.options(answer.own_options, answer.citations, are_open=False), parts.near(answer)

    assert "1. In both" in own
    assert "there" not in own
    assert "Wrong &lt;school&gt; (1 more option)" in shown
    assert "2. Only &lt;there&gt;" in shown
    assert "In both" not in shown
    assert "<p>More.</p>" in shown
    assert '<details class="near">' in shown
    assert answer.own_further == ()


def test_what_else_the_rules_say_stands_closed_guide_by_guide_with_its_citations() -> None:
    told = (Further("refused", "They said <no>", (CitedStatement("refused/more", "More <b>of</b> it.", (0,)),)),)

    shown = parts.further(told, (a_citation(),))

    assert "They said &lt;no&gt; (1 more)" in shown
    assert "More &lt;b&gt;of&lt;/b&gt; it." in shown
    assert 'class="cite"' in shown
    assert " open" not in shown.partition("<summary>")[0]
    assert parts.further((), ()) == ""
