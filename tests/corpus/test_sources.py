import pytest
from pydantic import ValidationError

from corpus.errors import ContentError
from corpus.pinpoints import Pinpoint
from corpus.sources import Existence, load_sources
from corpus.vocabulary import CompleteTo, SourceKind
from tests.builders import a_register, a_source, source_fields, write_yaml

EXISTS, DOES_NOT_EXIST, NOT_IN_REGISTER = Existence.EXISTS, Existence.DOES_NOT_EXIST, Existence.NOT_IN_REGISTER
CHAPTERS = {"kind": "statutory_guidance", "pinpoints": ["paras.9.1-9.63", "para.9.14A", "ch.10", "cl.4.1", "cl.4.2"]}


def existence(written, **fields):
    return a_source(**fields).existence(Pinpoint.parse_unit("made-up-act", written))


@pytest.mark.parametrize(
    ("written", "to_subsection", "to_section", "to_none"),
    [
        # listed as they stand
        ("s.36", EXISTS, EXISTS, EXISTS),
        ("s.36(5)", EXISTS, EXISTS, EXISTS),
        ("s.36(5)(a)", EXISTS, EXISTS, EXISTS),
        ("s.60", EXISTS, EXISTS, EXISTS),
        ("s.36A", EXISTS, EXISTS, EXISTS),
        ("sch.2 para.3(1)", EXISTS, EXISTS, EXISTS),
        ("sch.2 para.3", EXISTS, EXISTS, EXISTS),
        ("whole", EXISTS, EXISTS, EXISTS),
        # no such section: known only where no section is missing from the list
        ("s.61", DOES_NOT_EXIST, DOES_NOT_EXIST, NOT_IN_REGISTER),
        ("s.0", DOES_NOT_EXIST, DOES_NOT_EXIST, NOT_IN_REGISTER),
        ("sch.3", DOES_NOT_EXIST, DOES_NOT_EXIST, NOT_IN_REGISTER),
        ("reg.36", DOES_NOT_EXIST, DOES_NOT_EXIST, NOT_IN_REGISTER),
        ("p.3", DOES_NOT_EXIST, DOES_NOT_EXIST, NOT_IN_REGISTER),
        # lettered sections are listed one by one: a run of plain numbers does not hold them
        ("s.35A", DOES_NOT_EXIST, DOES_NOT_EXIST, NOT_IN_REGISTER),
        ("s.36B", DOES_NOT_EXIST, DOES_NOT_EXIST, NOT_IN_REGISTER),
        # no such subsection: known only where the subsections of that section are complete
        ("s.36(9)", DOES_NOT_EXIST, NOT_IN_REGISTER, NOT_IN_REGISTER),
        ("s.36(9)(a)", DOES_NOT_EXIST, NOT_IN_REGISTER, NOT_IN_REGISTER),
        ("s.35(1)", NOT_IN_REGISTER, NOT_IN_REGISTER, NOT_IN_REGISTER),
        # deeper than any list goes
        ("s.36(5)(z)", NOT_IN_REGISTER, NOT_IN_REGISTER, NOT_IN_REGISTER),
        ("s.36(1)(a)", NOT_IN_REGISTER, NOT_IN_REGISTER, NOT_IN_REGISTER),
        ("sch.1 para.9", NOT_IN_REGISTER, NOT_IN_REGISTER, NOT_IN_REGISTER),
        ("sch.2 para.9", NOT_IN_REGISTER, NOT_IN_REGISTER, NOT_IN_REGISTER),
        # a run is there when both its ends are
        ("ss.52-56", EXISTS, EXISTS, EXISTS),
        ("ss.36-36A", EXISTS, EXISTS, EXISTS),
        ("ss.52-61", DOES_NOT_EXIST, DOES_NOT_EXIST, NOT_IN_REGISTER),
        ("ss.0-5", DOES_NOT_EXIST, DOES_NOT_EXIST, NOT_IN_REGISTER),
        ("ss.36A-36B", DOES_NOT_EXIST, DOES_NOT_EXIST, NOT_IN_REGISTER),
    ],
)
def test_a_place_does_not_exist_only_as_deep_as_the_list_is_complete(written, to_subsection, to_section, to_none):
    assert existence(written, complete_to="subsection") is to_subsection
    assert existence(written, complete_to="section") is to_section
    assert existence(written, complete_to="none") is to_none


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("ch.9", EXISTS),  # its paragraphs are listed
        ("ch.10", EXISTS),  # listed itself
        ("ch.11", DOES_NOT_EXIST),
        ("chs.9-10", EXISTS),
        ("chs.9-11", DOES_NOT_EXIST),
        ("para.9.14", EXISTS),
        ("para.9.14A", EXISTS),
        ("para.9.15A", DOES_NOT_EXIST),
        ("para.9.64", DOES_NOT_EXIST),
        ("para.9.14.2", DOES_NOT_EXIST),  # lies in 9.14, and is not listed
        ("para.10.1", DOES_NOT_EXIST),  # a chapter listed by itself says nothing of its paragraphs
        ("paras.9.2-9.14", EXISTS),
        ("paras.9.60-9.70", DOES_NOT_EXIST),
        ("cl.4", EXISTS),  # its clauses are listed
        ("cl.4.2", EXISTS),
        ("cl.4.3", DOES_NOT_EXIST),
        ("cl.4.2.1", DOES_NOT_EXIST),
        ("cl.5", DOES_NOT_EXIST),
    ],
)
def test_chapters_and_sections_of_a_policy_are_there_where_their_parts_are(written, expected):
    assert existence(written, complete_to="section", **CHAPTERS) is expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [("s.34A", EXISTS), ("s.34C", EXISTS), ("s.34E", DOES_NOT_EXIST), ("s.34", DOES_NOT_EXIST), ("ss.34A-34D", EXISTS)],
)
def test_a_listed_run_of_lettered_sections_holds_them(written, expected):
    assert existence(written, pinpoints=["ss.1-33", "ss.34A-34D"]) is expected


def test_a_source_that_lists_nothing_knows_nothing():
    assert existence("p.3", pinpoints=[], complete_to="none", kind="guidance") is NOT_IN_REGISTER


@pytest.mark.parametrize("written", ["s.36", "s.36(5)", "s.35(1)", "s.36(5)(z)", "ss.52-56", "s.36A", "sch.1 para.9"])
def test_a_place_within_the_list_may_be_cited(written):
    assert a_source().citable(Pinpoint.parse_unit("made-up-act", written)) is None


@pytest.mark.parametrize("complete_to", list(CompleteTo))
@pytest.mark.parametrize("written", ["s.61", "s.35A", "ss.52-61", "reg.3", "sch.3 para.1"])
def test_a_place_outside_the_list_may_not_be_cited_however_complete_it_is(written, complete_to):
    why = a_source(complete_to=complete_to).citable(Pinpoint.parse_unit("made-up-act", written))

    assert why == (
        f"found 'made-up-act {written}', which is outside the register's pinpoints of Made Up Act 2014; correct the "
        "number, or add it to corpus/sources.yaml once you have checked that it exists"
    )


def test_a_subsection_known_to_be_none_may_not_be_cited():
    why = a_source().citable(Pinpoint.parse("made-up-act s.36(9)"))

    assert why is not None and "outside the register's pinpoints" in why


@pytest.mark.parametrize(
    "fields",
    [{}, {"kind": "act", "pinpoints": [], "complete_to": "none"}, {"kind": "policy", "pinpoints": ["cl.1.1"]}],
)
def test_the_whole_of_a_source_with_numbered_parts_may_not_be_cited(fields):
    why = a_source(**fields).citable(Pinpoint.parse("made-up-act whole"))

    assert why == (
        "found 'whole' of made-up-act; expected a provision, because this source has numbered parts; name the section, "
        "regulation, rule, paragraph or clause"
    )


@pytest.mark.parametrize("kind", [kind for kind in SourceKind if not kind.is_legislation])
def test_a_source_that_lists_no_parts_may_be_cited_whole_or_by_page(kind):
    source = a_source(kind=kind, pinpoints=[], complete_to="none")

    assert source.citable(Pinpoint.parse("made-up-act whole")) is None
    assert source.citable(Pinpoint.parse("made-up-act p.12")) is None


@pytest.mark.parametrize("kind", ["act", "regulations", "tribunal_rules"])
def test_legislation_that_lists_no_parts_cannot_be_cited_until_it_does(kind):
    why = a_source(kind=kind, pinpoints=[], complete_to="none").citable(Pinpoint.parse("made-up-act s.36(8)"))

    assert why == (
        "the register lists no pinpoints of made-up-act; add 's.36' to its pinpoints in corpus/sources.yaml once you "
        "have checked that it exists"
    )


URLS = {
    "url": "https://example.org/act",
    "pinpoint_url": {"s": "https://example.org/act/section/{number}", "ch": "https://example.org/{x}/{number}"},
}


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("s.36", "https://example.org/act/section/36"),
        ("s.36(5)(a)", "https://example.org/act/section/36"),
        ("s.36A", "https://example.org/act/section/36A"),
        ("ss.52-56", "https://example.org/act/section/52"),
        ("sch.2 para.3", "https://example.org/act"),
        ("whole", "https://example.org/act"),
        ("ch.9", "https://example.org/{x}/9"),
    ],
)
def test_a_link_is_as_deep_as_the_publisher_offers(written, link):
    assert a_source(**URLS).link(Pinpoint.parse_unit("made-up-act", written)) == link


def test_a_source_without_a_page_has_no_link():
    assert a_source().link(Pinpoint.parse("made-up-act s.36")) is None


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("s.36(5)", "Made Up Act 2014, section 36(5)"),
        ("ss.52-56", "Made Up Act 2014, sections 52 to 56"),
        ("sch.2 para.3", "Made Up Act 2014, Schedule 2, paragraph 3"),
        ("whole", "Made Up Act 2014"),
    ],
)
def test_a_citation_is_named_as_a_person_would_say_it(written, name):
    assert a_source().citation_name(Pinpoint.parse_unit("made-up-act", written)) == name


@pytest.mark.parametrize(
    ("kind", "authority"),
    [
        ("act", 1),
        ("regulations", 2),
        ("tribunal_rules", 2),
        ("case_law", 3),
        ("statutory_guidance", 4),
        ("guidance", 5),
        ("policy", 5),
        ("commentary", 6),
    ],
)
def test_authority_follows_from_the_kind_and_cannot_be_claimed(kind, authority):
    assert a_source(kind=kind).authority == authority
    with pytest.raises(ValidationError, match="authority"):
        a_source(kind=kind, authority=1)


def test_a_reference_resolves_through_the_register():
    register = a_register()

    assert register.why_not_citable("made-up-act s.36(5)") is None
    assert register.why_not_citable("made-up-act section 36").startswith("found the unit 'section 36'; expected one")
    assert register.why_not_citable("made-up-act s.99").startswith("found 'made-up-act s.99', which is outside")
    assert register.get("made-up-act").id == "made-up-act"
    assert register.get("gone") is None


def test_a_source_that_is_not_registered_is_told_with_the_nearest():
    assert a_register().why_not_citable("made-up-acts s.36") == (
        "found the source 'made-up-acts'; expected one of the 3 that are registered (the nearest: made-up-act, "
        "made-up-guidance, made-up-policy); correct it, or register the source in corpus/sources.yaml"
    )
    assert "nearest" not in a_register().why_not_citable("zzz s.36")


def faults_of(path, *sources, **rest):
    write_yaml(path, {"sources": list(sources), **rest})
    with pytest.raises(ContentError) as caught:
        load_sources(path)
    return caught.value.faults


@pytest.fixture
def path(tmp_path):
    return tmp_path / "sources.yaml"


def test_a_register_is_read_in_the_order_of_the_file(path):
    write_yaml(path, {"sources": [source_fields("b"), source_fields("a")], "aliases": {"B 2014": "b"}})

    register = load_sources(path)

    assert (list(register.sources), register.aliases) == (["b", "a"], {"B 2014": "b"})


@pytest.mark.parametrize(
    ("fields", "field", "why"),
    [
        (
            {"kind": "law"},
            ".kind",
            "found 'law'; expected: input should be 'act', 'regulations', 'tribunal_rules', 'case_law', "
            "'statutory_guidance', 'guidance', 'policy' or 'commentary'; correct it",
        ),
        ({"titel": "x"}, ".titel", "found the unknown field 'titel'; expected 'title'; correct the name"),
        ({"publisher": " "}, ".publisher", "found no text; expected some; write it"),
        (
            {"as_at": "November"},
            ".as_at",
            "found 'November'; expected: input should be a valid date or datetime, input is too short; correct it",
        ),
        (
            {"url": "http://example.org"},
            ".url",
            "found 'http://example.org'; expected: string should match pattern '^https://\\S+$'; correct it",
        ),
        (
            {"pinpoint_url": {"section": "https://example.org/{number}"}},
            ".pinpoint_url",
            "found the unit 'section'; expected one of s, sch, reg, art, r, para, ch, cl, p, whole",
        ),
        (
            {"pinpoint_url": {"s": "https://example.org/"}},
            ".pinpoint_url",
            "found 'https://example.org/'; expected an https address with {number} in it",
        ),
        (
            {"pinpoints": ["s.1", "ss.9-3"]},
            "",
            "found the unit 'ss.9-3'; a range runs from a lower whole number to a higher one, such as ss.52-56",
        ),
        (
            {"pinpoints": []},
            "",
            "complete_to is 'subsection' but pinpoints is empty; list them or say complete_to: none",
        ),
        (
            {"review_by": "2026-11-01"},
            "",
            "review_by 2026-11-01 is not after checked_on 2026-11-01; set a later date",
        ),
    ],
)
def test_a_faulty_source_is_told_with_file_line_field_and_cure(path, fields, field, why):
    faults = faults_of(path, source_fields("sound"), source_fields(**fields))

    name = field.removeprefix(".")
    lines = path.read_text().splitlines()
    second = lines.index("- id: made-up-act")
    line = next(number for number, text in enumerate(lines) if number >= second and (name or "- id") in text) + 1
    assert faults == [f"{path}, line {line}, sources[1]{field}: {why}"]


def test_an_id_that_stands_twice_is_told(path):
    (fault,) = faults_of(path, source_fields(), source_fields())

    assert fault.endswith("sources[1].id: the id 'made-up-act' stands twice; keep one")


def test_an_alias_of_nothing_is_told(path):
    (fault,) = faults_of(path, source_fields(), aliases={"Other": "gone"})

    assert fault.endswith("aliases.Other: found 'gone', which is not registered; name a source's id")
