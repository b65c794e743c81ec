"""Every kind of fault in a guide is told with file, line, field, what was found, what was expected, what to do."""

import pytest

from corpus.errors import ContentError
from corpus.guides import Limit, Myth, Option, Statement, load_guides, read_guide
from tests.builders import a_guide, a_limit, a_myth, a_register, a_statement, an_option, guide_fields, write_guide

# a fault is expected on the line that bears the mark
HERE = "# here"
GUIDE = """\
id: refused
title: The council said no
stage: assessment
applies_to: England
checked_on: 2026-11-01
covers: [la-refuses]
asked_as: [one, two, three, four, five, six, seven, eight]
in_short:
  - id: reasons
    text: The council must give its reasons.
    asks: [why did they say no]
    cite: ["made-up-act s.36(5)"]
    verified: page
options:
  - id: talk
    name: Talk
    formality: 1
    what_it_is: You ask for a meeting.
    who_decides: The council
    time_limit: None
    cost: Free
    may_suit: When a talk may help.
    weigh_up: It is not binding.
    cite: ["made-up-act s.51"]
    verified: knowledge
  - id: appeal
    name: Appeal
    formality: 5
    what_it_is: You appeal.
    who_decides: The tribunal
    time_limit: 2 months
    cost: Free
    may_suit: When you disagree.
    weigh_up: It takes time.
    same_as: other/appeal
    cite:
      - "made-up-act s.51"
      - "made-up-act s.52"
    verified: page
time_limits:
  - id: in-time
    who: family
    must: Send the appeal.
    within: 2 months
    starts: decision_letter
    rule: appeal_window
    cite: ["made-up-act s.51"]
    verified: page
myths:
  - id: wait
    said: You must wait.
    truth: You can ask again.
    cite: ["made-up-act s.36(1)"]
    verified: page
hand_off_when: [You have a hearing.]
signposts:
  - name: A helpline
    for: Advice on the phone.
    url: https://example.org
see_also: []
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "assessment").mkdir()
    return tmp_path


def written(folder, text, name="refused.yaml"):
    path = folder / "assessment" / name
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(path):
    with pytest.raises(ContentError) as caught:
        read_guide(path, a_register())
    return caught.value.faults


def test_a_sound_guide_is_read_whole(folder):
    guide = read_guide(written(folder, GUIDE), a_register()).guide

    assert (guide.id, guide.stage, guide.checked_on.isoformat()) == ("refused", "assessment", "2026-11-01")
    assert [type(item) for item in guide.items] == [Statement, Option, Option, Limit, Myth]
    assert [guide.item_id(item) for item in guide.items] == [
        "refused/reasons",
        "refused/talk",
        "refused/appeal",
        "refused/in-time",
        "refused/wait",
    ]
    assert guide.options[1].cite == ("made-up-act s.51", "made-up-act s.52")
    assert guide.signposts[0].purpose == "Advice on the phone."
    assert {"The council said no", "eight", "why did they say no", "It takes time."} <= set(guide.texts)


SECTION = "the section, regulation, rule, paragraph or clause"
FAULTS = {
    "a misspelt field": (
        ("    weigh_up: It takes time.", "    wiegh_up: It takes time.  # here\n    weigh_up: It takes time."),
        "options[1].wiegh_up: found the unknown field 'wiegh_up'; expected 'weigh_up'; correct the name",
    ),
    "a misspelt field at the top": (
        ("applies_to: England", "applies_to: England\nsee_alsoo: []  # here"),
        "see_alsoo: found the unknown field 'see_alsoo'; expected 'see_also'; correct the name",
    ),
    "a field named as the code names it": (
        ("    for: Advice on the phone.", "    for: Advice on the phone.\n    purpose: Advice.  # here"),
        "signposts[0].purpose: found the unknown field 'purpose'; expected one of name, for, url, phone; remove it or "
        "correct its name",
    ),
    "a field like no other": (
        ("  - id: reasons", "  - colour: red  # here\n    id: reasons"),
        "in_short[0].colour: found the unknown field 'colour'; expected one of id, cite, verified, asks, text; remove "
        "it or correct its name",
    ),
    "a missing field": (
        ("  - id: appeal\n", "  - id: appeal  # here\n", "    weigh_up: It takes time.\n", ""),
        "options[1].weigh_up: this field is missing; expected it here; add it",
    ),
    "an empty field": (
        ("    weigh_up: It takes time.", '    weigh_up: "  "  # here'),
        "options[1].weigh_up: found no text; expected some; write it",
    ),
    "a field that is no text": (
        ("    cost: Free\n    may_suit: When you", "    cost: 100  # here\n    may_suit: When you"),
        "options[1].cost: found 100; expected: input should be a valid string; correct it",
    ),
    "a yes that YAML takes for true": (
        ("    cost: Free\n    may_suit: When you", "    cost: no  # here\n    may_suit: When you"),
        "options[1].cost: found False; expected: input should be a valid string; correct it",
    ),
    "an unsure statement": (
        ("    verified: page\noptions:", "    verified: unsure  # here\noptions:"),
        "in_short[0].verified: found 'unsure'; expected: input should be 'page' or 'knowledge'; correct it",
    ),
    "a bad pinpoint": (
        ('    cite: ["made-up-act s.36(5)"]', '    cite: ["made-up-act section 36"]  # here'),
        "in_short[0].cite[0]: found the unit 'section 36'; expected one such as s.36(8), ss.52-56, sch.13 para.2, "
        "reg.13(2)(a), r.12(2), para.9.14, ch.9, cl.4.2, p.12 or whole; one reference per list item",
    ),
    "two pinpoints in one": (
        ('      - "made-up-act s.52"', '      - "made-up-act s.52, s.53"  # here'),
        "options[1].cite[1]: found the unit 's.52, s.53'; expected one such as s.36(8), ss.52-56, sch.13 para.2, "
        "reg.13(2)(a), r.12(2), para.9.14, ch.9, cl.4.2, p.12 or whole; one reference per list item",
    ),
    "no pinpoint at all": (
        ('      - "made-up-act s.52"', '      - "x"  # here'),
        "options[1].cite[1]: found 'x'; expected a source id, a space and a unit, such as 'cfa-2014 s.36(8)'",
    ),
    "a source that is not registered": (
        ('      - "made-up-act s.52"', '      - "made-up-atc s.52"  # here'),
        "options[1].cite[1]: found the source 'made-up-atc'; expected one of the 3 that are registered (the nearest: "
        "made-up-act, made-up-guidance, made-up-policy); correct it, or register the source in corpus/sources.yaml",
    ),
    "a pinpoint outside the register": (
        ('      - "made-up-act s.52"', '      - "made-up-act s.61"  # here'),
        "options[1].cite[1]: found 'made-up-act s.61', which is outside the register's pinpoints of Made Up Act 2014; "
        "correct the number, or add it to corpus/sources.yaml once you have checked that it exists",
    ),
    "the whole of an Act": (
        ('      - "made-up-act s.52"', '      - "made-up-act whole"  # here'),
        "options[1].cite[1]: found 'whole' of made-up-act; expected a provision, because this source has numbered "
        f"parts; name {SECTION}",
    ),
    "no citations": (
        ('    cite: ["made-up-act s.36(1)"]', "    cite: []  # here"),
        "myths[0].cite: found []; expected: tuple should have at least 1 item after validation, not 0; correct it",
    ),
    "an item id that stands twice": (
        ("  - id: wait", "  - id: talk  # here"),
        "myths[0].id: the id 'talk' stands twice in this guide; give it its own",
    ),
    "an option that stands twice": (
        ("    name: Appeal", "    name: TALK  # here"),
        "options[1].name: the option 'TALK' stands twice; keep one",
    ),
    "options out of order": (
        ("    formality: 1", "    formality: 6", "    formality: 5", "    formality: 5  # here"),
        "options[1].formality: found 5 after 6; options stand in order of formality; move it up",
    ),
    "a rung that is none": (
        ("    formality: 5", "    formality: 7  # here"),
        "options[1].formality: found 7; expected: input should be less than or equal to 6; correct it",
    ),
    "too few phrasings": (
        ("asked_as: [one, two, three, four, five, six, seven, eight]", "asked_as: [one, two]  # here"),
        "asked_as: found ['one', 'two']; expected: tuple should have at least 8 items after validation, not 2; "
        "correct it",
    ),
    "a file name that differs": (
        ("id: refused", "id: refusal  # here"),
        "id: found 'refusal' in the file 'refused.yaml'; rename one so that file and id agree",
    ),
    "a folder that differs": (
        ("stage: assessment", "stage: plan  # here"),
        "stage: found 'plan' in the folder 'assessment'; move the file or correct it",
    ),
    "an id with spaces": (
        ("  - id: wait", "  - id: Wait a bit  # here"),
        "myths[0].id: found 'Wait a bit'; expected: string should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$'; correct it",
    ),
    "a rule that no table knows": (
        ("    who: family", "    who: parents  # here"),
        "time_limits[0].who: found 'parents'; expected: input should be 'family', 'council', 'school', 'tribunal', "
        "'mediation_adviser', 'nhs', 'ombudsman' or 'other'; correct it",
    ),
    "a date that is none": (
        ("checked_on: 2026-11-01", "checked_on: 2026-02-30  # here"),
        "checked_on: found '2026-02-30'; expected: input should be a valid date or datetime, day value is outside "
        "expected range; correct it",
    ),
    "a link that is none": (
        ("    url: https://example.org", "    url: javascript:alert(1)  # here"),
        "signposts[0].url: found 'javascript:alert(1)'; expected: string should match pattern '^https://\\S+$'; "
        "correct it",
    ),
    "one line where a list belongs": (
        ("see_also: []", "see_also: other  # here"),
        "see_also: found 'other'; expected: input should be a valid tuple; correct it",
    ),
    "a field twice": (
        ("    weigh_up: It takes time.", "    weigh_up: It takes time.\n    weigh_up: It is free.  # here"),
        "options[1].weigh_up: this field stands twice here; keep one",
    ),
    "a field twice at the top": (
        ("see_also: []", "title: Another  # here"),
        "title: this field stands twice here; keep one",
    ),
}


@pytest.mark.parametrize(("edits", "expected"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_told_where_it_stands_with_its_cure(folder, edits, expected):
    text = GUIDE
    for old, new in zip(edits[::2], edits[1::2], strict=True):
        assert old in text
        text = text.replace(old, new, 1)
    path = written(folder, text)
    (line,) = [number for number, words in enumerate(text.splitlines(), 1) if HERE in words]

    assert faults_of(path) == [f"{path}, line {line}, {expected}"]


def test_every_fault_of_a_guide_is_told_at_once(folder):
    text = (
        GUIDE.replace("s.36(5)", "s.99")
        .replace('"made-up-act s.52"', '"nobody s.1"')
        .replace("- id: wait", "- id: talk")
    )

    faults = faults_of(written(folder, text))

    assert [fault.partition(": ")[0].rpartition(", ")[2] for fault in faults] == [
        "in_short[0].cite[0]",
        "options[1].cite[1]",
        "myths[0].id",
    ]


def test_a_guide_that_leaves_out_routes_is_refused(folder):
    path = write_guide(folder.parent, guide_fields(options=[an_option()]))

    assert faults_of(path) == [
        f"{path}, line 1, the file: found 1 options; expected every route open to the family, two or more"
    ]


def test_a_policy_needs_no_options(tmp_path):
    path = write_guide(tmp_path, guide_fields("our-policy", stage="service", options=[]))

    assert read_guide(path, a_register()).guide.options == ()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ": the file is empty; expected a YAML mapping"),
        (b"# only a remark\n", ": the file is empty; expected a YAML mapping"),
        (b"id: refused\n\ttitle: x\n", ", line 2: found YAML that cannot be read (found character '\\t' that cannot"),
        (b'id: refused\ntitle: "no end\n', ", line 3: found YAML that cannot be read (found unexpected end of stream)"),
        (
            b"id: refused\ntitle: a: b\n",
            ", line 2: found YAML that cannot be read (mapping values are not allowed here)",
        ),
        (b"id: refused\n---\nid: other\n", ", line 2: found YAML that cannot be read (but found another document)"),
        (b"id: *nobody\n", ", line 1: found YAML that cannot be read (found undefined alias 'nobody')"),
        (b"id: !!python/name:os.system\n", ", line 1: found YAML that cannot be read (could not determine a constr"),
        (b"id: x\n? [a, b]\n: c\n", ", line 2: found YAML that cannot be read (found a list or mapping as a field's"),
        (b"{a: b}: c\n", ", line 1: found YAML that cannot be read (found a list or mapping as a field's name)"),
        (
            b"id: refused\ntitle: \xff\xfe\n",
            ": byte 19 is not UTF-8; expected UTF-8 text; save the file again as UTF-8",
        ),
        ("id: café".encode("latin-1"), ": byte 7 is not UTF-8; expected UTF-8 text; save the file again as UTF-8"),
        ("id: refused".encode("utf-16"), ": byte 0 is not UTF-8; expected UTF-8 text; save the file again as UTF-8"),
        (b"id: \x00\n", ": found text that is not YAML (unacceptable character #x0000: special characters are not all"),
        (b"id: &a [*a]\n", ": found a value that cannot be read (maximum recursion depth exceeded"),
        (b"[" * 5000, ": found a value that cannot be read (maximum recursion depth exceeded"),
        (b"id: " + b"1" * 5000, ": found a value that cannot be read (Exceeds the limit (4300 digits)"),
        (
            b"- id: refused\n",
            ", line 1, the file: found [{'id': 'refused'}]; expected: input should be a valid dictiona",
        ),
        (
            b"just words\n",
            ", line 1, the file: found 'just words'; expected: input should be a valid dictionary or insta",
        ),
    ],
    ids=lambda value: value[:14].decode("latin-1").strip() if isinstance(value, bytes) else "",
)
def test_a_file_that_is_no_guide_is_told_never_raised(folder, content, expected):
    path = folder / "assessment" / "refused.yaml"
    path.write_bytes(content)

    (fault,) = faults_of(path)

    assert fault.startswith(f"{path}{expected}")


def test_a_file_that_cannot_be_opened_is_told(folder):
    missing, directory = folder / "assessment" / "gone.yaml", folder / "assessment" / "folder.yaml"
    directory.mkdir()

    assert faults_of(missing) == [f"{missing}: there is no such file; expected a YAML file here"]
    assert faults_of(directory) == [
        f"{directory}: found that it cannot be opened (Is a directory); expected a YAML file here"
    ]


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(folder):
    path = folder / "assessment" / "refused.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GUIDE.replace("\n", "\r\n").encode())

    assert read_guide(path, a_register()).guide.title == "The council said no"


def test_a_file_name_that_is_no_text_is_escaped(folder):
    path = folder / "assessment" / "line\nbreak.yaml"
    path.write_text(GUIDE)

    (fault,) = faults_of(path)

    assert "\n" not in fault
    assert fault.startswith(repr(str(path)))


def loaded(tmp_path, *guides):
    for fields in guides:
        write_guide(tmp_path, fields)
    return load_guides([tmp_path / "guides", tmp_path / "policy"], a_register())


def test_guides_are_found_in_every_folder(tmp_path):
    found = loaded(tmp_path, guide_fields("a"), guide_fields("b", stage="plan"), guide_fields("c", stage="service"))

    assert (list(found.guides), found.faults) == (["a", "b", "c"], ())
    assert found.paths["b"] == tmp_path / "guides" / "plan" / "b.yaml"


def test_a_broken_guide_leaves_the_others_readable(tmp_path):
    found = loaded(tmp_path, guide_fields("a"), guide_fields("b", in_short=[]), guide_fields("c"))

    assert list(found.guides) == ["a", "c"]
    (fault,) = found.faults
    assert fault.startswith(f"{tmp_path / 'guides' / 'assessment' / 'b.yaml'}, line ")


def test_one_id_in_two_folders_is_told(tmp_path):
    found = loaded(tmp_path, guide_fields("a"), guide_fields("a", stage="plan"))

    (fault,) = found.faults
    first, second = (tmp_path / "guides" / stage / "a.yaml" for stage in ("assessment", "plan"))
    assert fault == f"{second}, line 1, id: the id 'a' is also in {first}; rename one"


@pytest.mark.parametrize("target", ["gone", "a"])
def test_a_see_also_that_leads_nowhere_is_told(tmp_path, target):
    found = loaded(tmp_path, guide_fields("a", see_also=["b", target]), guide_fields("b"))

    (fault,) = found.faults
    assert fault.endswith(f"see_also[1]: found {target!r}; expected the id of another guide; correct or remove it")
    assert list(found.guides) == ["a", "b"]


@pytest.mark.parametrize(
    "target",
    ["gone/appeal", "b/gone", "appeal", "a/appeal", "b/mediate"],
    ids=["guide", "option", "bare", "self", "chain"],
)
def test_a_same_as_that_is_told_nowhere_in_full_is_told(tmp_path, target):
    appeal = an_option("appeal", 5, same_as=target)
    mediate = an_option("mediate", 4, same_as="a/talk")

    found = loaded(
        tmp_path,
        guide_fields("a", options=[an_option("talk"), appeal]),
        guide_fields("b", options=[mediate, an_option("appeal", 5)]),
    )

    (fault,) = found.faults
    assert fault.endswith(
        f"options[1].same_as: found {target!r}; expected guide-id/option-id of an option that is told in full"
    )


def test_a_link_to_a_broken_guide_is_no_fault_of_the_guide_that_links(tmp_path):
    linking = guide_fields("a", see_also=["b"], options=[an_option("talk"), an_option("appeal", 5, same_as="b/appeal")])

    found = loaded(tmp_path, linking, guide_fields("b", in_short=[]))

    assert len(found.faults) == 1
    assert "b.yaml" in found.faults[0]


def test_items_are_told_apart_by_their_fields():
    guide = a_guide(in_short=[a_statement()], time_limits=[a_limit()], myths=[a_myth()])

    assert [item.verified for item in guide.items] == ["page", "page", "page", "page", "knowledge"]
    assert guide.items is guide.items
