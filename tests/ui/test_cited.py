"""What a citation is called and what it opens."""

from tests.ui.builders import a_citation
from ui.cited import citation_marks


def test_a_mark_is_a_readable_name_and_no_number() -> None:
    shown = citation_marks((0,), (a_citation(),))

    assert "<summary>Children and Families Act 2014, " in shown
    assert "section 36(5)</span></summary>" in shown


def test_a_source_named_just_before_is_heard_again_and_not_seen_again() -> None:
    cited = (a_citation(), a_citation(name="Children and Families Act 2014, section 36(6)"))

    shown = citation_marks((0, 1), cited)

    assert (
        '<span class="vh">Children and Families Act 2014, </span><span class="pinpoint">section 36(6)</span>' in shown
    )


def test_another_source_is_named_in_full() -> None:
    cited = (a_citation(), a_citation(source_id="sen-regs-2014", name="SEND Regulations 2014, regulation 5(1)"))

    shown = citation_marks((0, 1), cited)

    assert "<summary>SEND Regulations 2014, " in shown


def test_a_title_with_commas_is_never_cut_where_one_name_is_the_start_of_the_other() -> None:
    whole = "Legal Aid, Sentencing and Punishment of Offenders Act 2012"
    cited = (a_citation(name=whole), a_citation(name=f"{whole}, Schedule 1"))

    shown = citation_marks((0, 1), cited)

    assert f'<span class="vh">{whole}, </span><span class="pinpoint">Schedule 1</span>' in shown


def test_without_the_original_it_says_that_the_official_text_is_not_here() -> None:
    shown = citation_marks((0,), (a_citation(quote=None),))

    assert "official text not on this machine" in shown
    assert "In our words" in shown
    assert "in force, as at 21 November 2026" in shown


def test_with_the_original_it_shows_the_official_words_and_their_page() -> None:
    shown = citation_marks((0,), (a_citation(quote="A <local> authority must", page=7),))

    assert "<blockquote>A &lt;local&gt; authority must</blockquote>" in shown
    assert "<dt>Page</dt><dd>7</dd>" in shown


def test_a_source_that_is_no_law_today_says_so() -> None:
    assert "a draft, not law" in citation_marks((0,), (a_citation(status="draft"),))


def test_the_name_of_a_case_may_be_broken_over_lines() -> None:
    case = "R (L, M and P) v Devon County Council [2022] EWHC 493 (Admin)"

    shown = citation_marks((0,), (a_citation(name=case),))

    assert f'<summary>{case}<span class="pinpoint"></span></summary>' in shown
