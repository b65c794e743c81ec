from corpus.documents import Block, Passage
from corpus.vocabulary import CompleteTo, SourceKind
from ingest.readers import read_document
from ingest.split import split
from tests.ingest.originals_builders import FIXTURES, a_document, a_source

ACT = a_source("harbour-act", SourceKind.ACT)


def by_place(passages: tuple[Passage, ...]) -> dict[str, str]:
    return {passage.pinpoint.written: passage.text for passage in passages if passage.pinpoint}


def test_an_act_is_split_into_subsections_and_paragraphs_of_its_schedules() -> None:
    passages = split(read_document(FIXTURES / "made-up-act.txt", ACT), ACT)

    assert by_place(passages) == {
        "s.1(1)": "A council must help any family in its area that asks.",
        "s.1(2)": 'In subsection (1) "help" includes—\n(a) advice;\n(b) a named person, where section (3) of this Act '
        "does not apply.",
        "s.1(3A)": "A council need not help a family that lives elsewhere.",
        "s.2(1)": "A request may be made by—\n(a) a parent, or\n(b) a young person.\n"
        "Nothing in this section limits a council's duty.",
        "s.3": 'In this Act "family" means a child and those who care for the child.',
        "s.4": "The Minister may by order appoint a day.",
        "sch.1 para.1": "The council keeps its register until the appointed day, and every entry in it stands.",
        "sch.1 para.2(1)": "A person listed in the register remains listed.",
        "sch.1 para.2(2)": "That is so even where the person has moved away from the area.",
    }


def test_a_schedule_without_a_number_gives_no_pinpoint_rather_than_a_sections() -> None:
    last = split(read_document(FIXTURES / "made-up-act.txt", ACT), ACT)[-1]

    assert (last.pinpoint, last.text) == (None, "1 Something unnumbered here which is quite a long sentence.")


def test_a_provision_stands_under_the_headings_of_its_part() -> None:
    passages = {passage.id: passage for passage in split(read_document(FIXTURES / "made-up-act.txt", ACT), ACT)}

    assert passages["harbour-act:s.1(2)"].headings == (
        "Made-up Support Act 2031",
        "PART 1",
        "Help for families",
        "Duties of councils",
        "1 Duty to help",
    )
    assert passages["harbour-act:s.4"].headings == ("Made-up Support Act 2031", "PART 2", "Final")
    assert passages["harbour-act:sch.1-para.2(1)"].headings[1:] == ("SCHEDULE 1", "Transitional matters")


def test_regulations_and_rules_are_called_by_their_own_units() -> None:
    document = read_document(FIXTURES / "made-up-regulations.txt", ACT)
    regulations = a_source("harbour-regs", SourceKind.REGULATIONS)
    rules = a_source("harbour-rules", SourceKind.TRIBUNAL_RULES)

    assert list(by_place(split(document, regulations))) == ["reg.1", "reg.2(1)", "reg.2(2)", "reg.3(1)"]
    assert list(by_place(split(document, rules))) == ["r.1", "r.2(1)", "r.2(2)", "r.3(1)"]


def test_the_heading_above_a_regulation_is_its_heading() -> None:
    regulations = a_source("harbour-regs", SourceKind.REGULATIONS)

    passages = split(read_document(FIXTURES / "made-up-regulations.txt", regulations), regulations)

    assert [passage.headings[-1] for passage in passages] == [
        "Citation and commencement",
        "Consideration of requests",
        "Consideration of requests",
        "Time limits",
    ]


def test_a_list_inside_a_subsection_opens_no_provision() -> None:
    regulations = a_source("harbour-regs", SourceKind.REGULATIONS)

    texts = by_place(split(read_document(FIXTURES / "made-up-regulations.txt", regulations), regulations))

    assert texts["reg.2(2)"].endswith("1. the family has moved; or\n2. the request was withdrawn.")


def test_a_provision_outside_the_register_has_no_pinpoint() -> None:
    source = a_source("harbour-act", SourceKind.ACT, pinpoints=("ss.1-3",), complete_to=CompleteTo.SECTION)
    document = a_document(Block("Councils help families.", "3"), Block("Ministers help councils.", "9"))

    assert [passage.pinpoint and passage.pinpoint.written for passage in split(document, source)] == ["s.3", None]
