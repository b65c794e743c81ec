import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.pinpoints import Pinpoint, PinpointError, Unit, expand_listed, sort_key

GRAMMAR = [
    # written, unit, number, end, subs, spoken
    ("s.36(8)", Unit.SECTION, "36", None, ("8",), "section 36(8)"),
    ("s.39(4)(b)(ii)", Unit.SECTION, "39", None, ("4", "b", "ii"), "section 39(4)(b)(ii)"),
    ("s.436A", Unit.SECTION, "436A", None, (), "section 436A"),
    ("s.17ZD(3)(a)", Unit.SECTION, "17ZD", None, ("3", "a"), "section 17ZD(3)(a)"),
    ("s.19(3AA)", Unit.SECTION, "19", None, ("3AA",), "section 19(3AA)"),
    ("ss.52-56", Unit.SECTION, "52", "56", (), "sections 52 to 56"),
    ("ss.130A-130D", Unit.SECTION, "130A", "130D", (), "sections 130A to 130D"),
    ("sch.13", Unit.SCHEDULE, "13", None, (), "Schedule 13"),
    ("sch.35B", Unit.SCHEDULE, "35B", None, (), "Schedule 35B"),
    ("schs.1-7", Unit.SCHEDULE, "1", "7", (), "Schedules 1 to 7"),
    ("reg.13(2)(a)", Unit.REGULATION, "13", None, ("2", "a"), "regulation 13(2)(a)"),
    ("regs.35-37", Unit.REGULATION, "35", "37", (), "regulations 35 to 37"),
    ("art.12(3)", Unit.ARTICLE, "12", None, ("3",), "article 12(3)"),
    ("arts.12-15", Unit.ARTICLE, "12", "15", (), "articles 12 to 15"),
    ("r.20(1)(c)", Unit.RULE, "20", None, ("1", "c"), "rule 20(1)(c)"),
    ("r.54.5", Unit.RULE, "54.5", None, (), "rule 54.5"),
    ("rr.5-8", Unit.RULE, "5", "8", (), "rules 5 to 8"),
    ("para.9.14", Unit.PARAGRAPH, "9.14", None, (), "paragraph 9.14"),
    ("para.2.20A", Unit.PARAGRAPH, "2.20A", None, (), "paragraph 2.20A"),
    ("paras.2.17-2.19", Unit.PARAGRAPH, "2.17", "2.19", (), "paragraphs 2.17 to 2.19"),
    ("paras.9.2-9.14", Unit.PARAGRAPH, "9.2", "9.14", (), "paragraphs 9.2 to 9.14"),
    ("ch.9", Unit.CHAPTER, "9", None, (), "chapter 9"),
    ("ch.A", Unit.CHAPTER, "A", None, (), "chapter A"),
    ("chs.1-11", Unit.CHAPTER, "1", "11", (), "chapters 1 to 11"),
    ("cl.4.2", Unit.CLAUSE, "4.2", None, (), "clause 4.2"),
    ("cls.4.2-4.5", Unit.CLAUSE, "4.2", "4.5", (), "clauses 4.2 to 4.5"),
    ("p.12", Unit.PAGE, "12", None, (), "page 12"),
    ("pp.12-14", Unit.PAGE, "12", "14", (), "pages 12 to 14"),
]


@pytest.mark.parametrize(("written", "unit", "number", "end", "subs", "spoken"), GRAMMAR)
def test_each_unit_is_read_written_and_spoken(written, unit, number, end, subs, spoken):
    pinpoint = Pinpoint.parse(f"made-up-act {written}")

    assert pinpoint == Pinpoint("made-up-act", unit, number, subs, end)
    assert (pinpoint.written, pinpoint.spoken) == (written, spoken)


def test_the_table_covers_every_unit_single_and_in_a_run():
    covered = {(unit, end is not None) for _, unit, _, end, _, _ in GRAMMAR}

    assert covered == {(unit, is_run) for unit in Unit if unit is not Unit.WHOLE for is_run in (False, True)}


@pytest.mark.parametrize(
    ("written", "paragraph", "paragraph_subs", "spoken"),
    [
        ("sch.13 para.2", "2", (), "Schedule 13, paragraph 2"),
        ("sch.2 para.6(1)(c)", "6", ("1", "c"), "Schedule 2, paragraph 6(1)(c)"),
        ("sch.35B para.14", "14", (), "Schedule 35B, paragraph 14"),
        ("sch.1 para.4ZA", "4ZA", (), "Schedule 1, paragraph 4ZA"),
    ],
)
def test_schedules_have_paragraphs(written, paragraph, paragraph_subs, spoken):
    pinpoint = Pinpoint.parse(f"equality-act-2010 {written}")

    assert (pinpoint.unit, pinpoint.paragraph, pinpoint.paragraph_subs) == (Unit.SCHEDULE, paragraph, paragraph_subs)
    assert (pinpoint.written, pinpoint.spoken) == (written, spoken)


def test_the_whole_is_spoken_by_its_title_alone():
    pinpoint = Pinpoint.parse("white-paper-2026 whole")

    assert pinpoint == Pinpoint("white-paper-2026", Unit.WHOLE)
    assert (str(pinpoint), pinpoint.spoken) == ("white-paper-2026 whole", "")


def test_space_around_a_reference_does_not_count():
    assert Pinpoint.parse("  cfa-2014 s.36\n") == Pinpoint.parse("cfa-2014 s.36")


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "cfa-2014",
        "s.36",
        "CFA-2014 s.36",
        "cfa_2014 s.36",
        "-cfa s.36",
        "cfa- s.36",
        "cfa-2014\n s.36",
        "cfa\ts.36",
    ],
)
def test_a_reference_without_a_source_and_a_unit_is_refused(reference):
    with pytest.raises(PinpointError) as caught:
        Pinpoint.parse(reference)

    assert str(caught.value) == (
        f"found {reference!r}; expected a source id, a space and a unit, such as 'cfa-2014 s.36(8)'"
    )


@pytest.mark.parametrize(
    "unit",
    [
        "36",
        "section 36",
        "S.36",
        "s 36",
        "s.",
        "s.36()",
        "s.36(8",
        "s.(8)",
        "s.36 (8)",
        "s.36, s.37",
        "s.36-37-38",
        "s.Ab",
        "s.36a",
        "s.36(123456)",
        "s.36\n",
        "s.36 ",
        "sch.13, para.2",
        "sch.13 para.",
        "para.9.14.2.3",
        "whole ",
        "Whole",
        "ss.52–56",
        "s.٣",
    ],
)
def test_a_unit_outside_the_grammar_is_refused(unit):
    with pytest.raises(PinpointError) as caught:
        Pinpoint.parse_unit("cfa-2014", unit)

    assert str(caught.value) == (
        f"found the unit {unit!r}; expected one such as s.36(8), ss.52-56, sch.13 para.2, reg.13(2)(a), r.12(2), "
        "para.9.14, ch.9, cl.4.2, p.12 or whole; one reference per list item"
    )


@pytest.mark.parametrize(
    ("unit", "cure"),
    [
        ("ss.36", "a range is written ss.1-2 and a single section s.1"),
        ("s.36-37", "a range is written ss.1-2 and a single section s.1"),
        ("rr.12(2)", "a range is written rr.1-2 and a single rule r.1"),
        ("schs.13 para.2", "a range is written schs.1-2 and a single Schedule sch.1"),
        ("ss.56-52", "a range runs from a lower whole number to a higher one, such as ss.52-56"),
        ("ss.36-36", "a range runs from a lower whole number to a higher one, such as ss.52-56"),
        ("ss.36A-36", "a range runs from a lower whole number to a higher one, such as ss.52-56"),
        ("paras.9.14-9.2", "a range runs from a lower whole number to a higher one, such as ss.52-56"),
        ("ss.36(5)-40", "a range runs from a lower whole number to a higher one, such as ss.52-56"),
        ("schs.1-2 para.3", "a range runs from a lower whole number to a higher one, such as ss.52-56"),
        ("s.36 para.2", "only a schedule (sch.13 para.2) has paragraphs under it"),
    ],
)
def test_a_unit_that_says_two_things_is_refused_with_its_cure(unit, cure):
    with pytest.raises(PinpointError) as caught:
        Pinpoint.parse_unit("cfa-2014", unit)

    assert str(caught.value) == f"found the unit {unit!r}; {cure}"


numbers = st.from_regex(r"[1-9][0-9]{0,3}(?:[A-Z]{1,3})?", fullmatch=True)
decimals = st.from_regex(r"[1-9][0-9]?\.[1-9][0-9]{0,2}[A-Z]?", fullmatch=True)
brackets = st.lists(st.from_regex(r"[0-9a-zA-Z]{1,5}", fullmatch=True), max_size=3).map(tuple)
ids = st.from_regex(r"[a-z0-9]{1,8}(?:-[a-z0-9]{1,6}){0,2}", fullmatch=True)
counted = st.sampled_from([unit for unit in Unit if unit is not Unit.WHOLE])


@st.composite
def pinpoints(draw):
    source_id = draw(ids)
    kind = draw(st.sampled_from(["whole", "single", "range", "schedule paragraph"]))
    if kind == "whole":
        return Pinpoint(source_id, Unit.WHOLE)
    if kind == "schedule paragraph":
        return Pinpoint(
            source_id,
            Unit.SCHEDULE,
            draw(numbers),
            paragraph=draw(numbers.filter(_short)),
            paragraph_subs=draw(brackets),
        )
    number = draw(numbers | decimals)
    if kind == "single":
        return Pinpoint(source_id, draw(counted), number, draw(brackets))
    low, high = sorted([number, draw((numbers | decimals).filter(lambda other: other != number))], key=sort_key)
    return Pinpoint(source_id, draw(counted), low, end=high)


def _short(number):
    return not re.search("[A-Z]{3}", number)


@given(pinpoints())
def test_what_is_written_is_read_back(pinpoint):
    assert Pinpoint.parse(str(pinpoint)) == pinpoint


@given(st.text(max_size=40) | st.from_regex(r"[a-z0-9-]{1,9} [a-z]{1,5}\.[0-9A-Za-z().\- ]{0,20}", fullmatch=True))
def test_any_text_is_read_whole_or_refused(text):
    try:
        pinpoint = Pinpoint.parse(text)
    except PinpointError as error:
        assert str(error).startswith("found ")
    else:
        assert str(pinpoint) == text.strip()


@given(pinpoints())
def test_a_place_holds_itself_and_lies_in_its_top_and_in_the_whole(pinpoint):
    assert pinpoint.holds(pinpoint)
    assert pinpoint.top.holds(pinpoint)
    assert Pinpoint(pinpoint.source_id, Unit.WHOLE).holds(pinpoint)


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("s.36", "s.36(8)"),
        ("s.36(8)", "s.36(8)(a)"),
        ("ss.52-56", "s.52"),
        ("ss.52-56", "s.56(2)"),
        ("ss.52-56", "s.55A"),
        ("ss.52-56", "ss.53-55"),
        ("sch.13", "sch.13 para.2(3)"),
        ("sch.13 para.2", "sch.13 para.2(3)(b)"),
        ("schs.1-28", "sch.13 para.2"),
        ("ch.9", "para.9.14"),
        ("ch.9", "paras.9.1-9.63"),
        ("chs.8-9", "paras.8.40-9.2"),
        ("ch.9", "para.9.14.2"),
        ("paras.9.2-9.14", "para.9.13"),
        ("paras.2.17-2.19", "para.2.19.1"),
        ("cl.4", "cl.4.2"),
        ("cl.4", "cls.4.1-4.5"),
        ("cls.4-5", "cl.5.1"),
        ("cl.4.2", "cl.4.2(a)"),
        ("pp.3-9", "p.4"),
        ("whole", "p.4"),
    ],
)
def test_a_place_holds_what_lies_in_it(outer, inner):
    assert Pinpoint.parse(f"x {outer}").holds(Pinpoint.parse(f"x {inner}"))


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("s.36(8)", "s.36"),
        ("s.36(8)", "s.36(9)"),
        ("s.36", "s.36A"),
        ("s.36", "s.37"),
        ("s.3", "s.36"),
        ("s.36", "reg.36"),
        ("s.36", "ss.36-37"),
        ("ss.52-56", "s.51"),
        ("ss.52-56", "s.56A"),
        ("ss.52-56", "ss.55-57"),
        ("sch.13 para.2", "sch.13"),
        ("sch.13 para.2", "sch.13 para.20"),
        ("sch.13 para.2", "sch.17 para.2"),
        ("ch.9", "para.10.1"),
        ("ch.1", "para.10.1"),
        ("ch.9", "paras.9.14-10.2"),
        ("para.9.1", "para.9.14"),
        ("paras.9.2-9.14", "para.9.15"),
        ("cl.4", "cl.40.1"),
        ("cl.4", "cl.3.9"),
        ("cl.4.2", "cl.4"),
        ("cl.4", "cls.4.1-5.2"),
        ("cls.4-5", "cl.6.1"),
        ("p.4", "whole"),
    ],
)
def test_a_place_does_not_hold_what_lies_outside(outer, inner):
    assert not Pinpoint.parse(f"x {outer}").holds(Pinpoint.parse(f"x {inner}"))


def test_a_place_holds_nothing_of_another_source():
    assert not Pinpoint.parse("code-2015 whole").holds(Pinpoint.parse("draft-code-2014 para.2.20"))


def test_the_top_of_a_place_is_its_whole_unit():
    assert Pinpoint.parse("x sch.2 para.6(1)").top == Pinpoint.parse("x sch.2")
    assert Pinpoint.parse("x s.36(8)").top == Pinpoint.parse("x s.36")
    assert Pinpoint.parse("x ss.52-56").top == Pinpoint.parse("x ss.52-56")


def test_numbers_are_ordered_as_people_count():
    numbers = ["A", "9", "9.2", "9.14", "10.1", "36", "36A", "36B", "36ZA", "37"]

    assert sorted(reversed(numbers), key=sort_key) == numbers


def test_a_listed_run_of_subsections_is_written_out():
    assert [pinpoint.written for pinpoint in expand_listed("x", "s.36(9)-(11)")] == ["s.36(9)", "s.36(10)", "s.36(11)"]
    assert [pinpoint.written for pinpoint in expand_listed("x", "s.17ZD(1)-(2)")] == ["s.17ZD(1)", "s.17ZD(2)"]
    assert [pinpoint.written for pinpoint in expand_listed("x", "ss.1-140")] == ["ss.1-140"]


@pytest.mark.parametrize("listed", ["s.36(11)-(1)", "s.36(2)-(2)"])
def test_a_listed_run_that_holds_nothing_is_refused(listed):
    with pytest.raises(PinpointError, match="a run goes from a lower number to a higher one"):
        expand_listed("x", listed)


@pytest.mark.parametrize("listed", ["s.36(a)-(d)", "s.36(1)-(3)(a)", "36", "s.36(1)-(3)\n"])
def test_a_listed_entry_outside_the_grammar_is_refused(listed):
    with pytest.raises(PinpointError, match="expected one such as"):
        expand_listed("x", listed)
