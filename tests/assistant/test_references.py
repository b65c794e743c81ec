import pytest

from assistant.references import absent_references
from corpus.paths import CORPUS
from corpus.sources import load_sources
from tests.assistant.small_corpus import a_guide, an_assistant

REGISTER = load_sources(CORPUS / "sources.yaml")


@pytest.mark.parametrize(
    ("text", "place", "is_certain"),
    [
        ("they say section 36(12) of the Children and Families Act lets them", "cfa-2014 s.36(12)", True),
        ("is s.200 CFA a thing", "cfa-2014 s.200", True),
        ("reg 70 says so", "sen-regs-2014 reg.70", True),
        ("Regulation 8(4) says they can wait", "sen-regs-2014 reg.8(4)", False),
        ("Code paragraph 9.930 says they must", "code-2015 para.9.930", False),
        ("the SEND code 12.4", "code-2015 para.12.4", False),
    ],
)
def test_a_place_that_is_not_there_is_found(text, place, is_certain):
    (absent,) = absent_references(text, REGISTER)

    assert (str(absent.pinpoint), absent.is_certain) == (place, is_certain)
    assert absent.typed in text.casefold()


@pytest.mark.parametrize(
    "text",
    [
        "section 36(8) of the Children and Families Act 2014",
        "s19 education act 1996",
        "regulation 8(2)",
        "code paragraph 9.2 and para 9.14",
        "section F of the plan says 15 hours",
        "the admissions code paragraph 9.930",
        "school exclusion regulations, regulation 99",
        "he is 6.5 years behind, para mum",
        "",
    ],
)
def test_a_place_that_is_there_or_of_another_document_is_none(text):
    assert absent_references(text, REGISTER) == ()


def test_a_place_named_twice_is_told_once():
    assert len(absent_references("reg 70. yes regulation 70", REGISTER)) == 1


def test_a_family_is_told_that_a_place_they_name_is_not_there():
    reply = an_assistant(a_guide()).reply(
        ["The council refused to assess and says regulation 70 lets them"], a_guide().checked_on
    )

    assert reply.notices[0] == (
        "You mention “regulation 70”. There is no regulation 70 in the SEND Regulations 2014 (version of "
        "21 November 2026). The number may be a slip."
    )
