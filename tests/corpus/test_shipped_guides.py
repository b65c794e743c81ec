"""Every guide and policy as shipped, one by one."""

import re
import statistics

import pytest

from assistant.verify import DIRECTIVE
from corpus.guides import FEWEST_PHRASINGS, load_guides
from corpus.paths import CORPUS
from corpus.pinpoints import Pinpoint
from corpus.sources import Existence, load_sources
from corpus.vocabulary import SourceKind, SourceStatus, Stage, Verified
from corpus.words import plain
from tests.builders import OPTION_WORDS
from tests.corpus.reading import grade, words_of

REGISTER = load_sources(CORPUS / "sources.yaml")
FOUND = load_guides([CORPUS / "guides", CORPUS / "policy"], REGISTER)
GUIDES = list(FOUND.guides.values())
OPTIONS = [(guide, option) for guide in GUIDES for option in guide.options]
FILES = sorted([*(CORPUS / "guides").rglob("*"), *(CORPUS / "policy").rglob("*")])

LEAST_GUIDES, LEAST_OPTIONS, LEAST_STATEMENTS_LIMITS_AND_MYTHS = 139, 1_619, 2_200

each_guide = pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.id)
each_option = pytest.mark.parametrize(
    ("guide", "option"), OPTIONS, ids=[guide.item_id(option) for guide, option in OPTIONS]
)

# Words that weigh with a family for or against a route, beyond those that every reply is checked for. What a public
# body must do, and what a route requires ("contact the adviser within 2 months"), are facts and may be told.
PUSHING = re.compile(
    r"\b(should(n't)?|ought|had better|best(?! interests)|better (off|to|option|route|choice))\b"
    r"|\b(ideally|advisable|preferabl[ey])\b"
    r"|\b(we|i|our) (recommend|advise|suggest|would|think|prefer)|\b(is|are|highly|strongly) recommended\b"
    r"|\b(you|parents|families) (must|need to|have to) (appeal|complain|mediate|accept|refuse|agree|choose|sue|sign)\b"
    r"|(?<!\byou )(?<!\bthey )\b(do not|don't|never) (bother|wait|delay|accept|agree|sign|give up|settle|trust)\b"
    r"|\b(make sure|be sure to|worth (it|doing|trying|a try)|waste of|pointless|obvious(ly)?|of course|simply|merely)\b"
    r"|\b(sensible|wise|wisest|safest|smart(est)?|strongest|the only (real|proper|good)|first choice|last resort)\b"
    r"|\b(sadly|unfortunately|luckily|fortunately|hopefully)\b"
)


def test_every_file_is_a_guide_that_could_be_read():
    assert FOUND.faults == ()
    assert [path for path in FILES if path.is_file()] == sorted(FOUND.paths.values())


def test_no_part_of_the_field_is_lost():
    # written down from what has landed; guides grow, and one that shrinks has lost something
    statements = sum(len(guide.in_short) for guide in GUIDES)
    others = sum(len(guide.time_limits) + len(guide.myths) for guide in GUIDES)

    assert len(GUIDES) >= LEAST_GUIDES
    assert len(OPTIONS) >= LEAST_OPTIONS
    assert statements + others >= LEAST_STATEMENTS_LIMITS_AND_MYTHS


def test_a_guide_pinned_in_part():
    guide = FOUND.guides["refusal-to-assess"]
    statement = guide.in_short[1]

    assert [option.id for option in guide.options] == [
        "sendiass",
        "talk-to-the-council",
        "accept-and-work-on-support",
        "legal-advice",
        "send-new-evidence",
        "ask-what-schools-provide",
        "ask-for-records",
        "fresh-request",
        "school-request",
        "re-assessment-if-there-is-a-plan",
        "council-complaint",
        "disagreement-resolution",
        "mediation",
        "appeal",
        "appeal-late",
        "ombudsman",
    ]
    assert (statement.id, statement.cite, statement.verified) == (
        "how-long-to-appeal",
        ("hesc-rules-2008 r.20(1)(c)",),
        Verified.PAGE,
    )
    assert statement.text == (
        "Your appeal against a refusal to assess must reach the SEND Tribunal within 2 months of the day the council "
        "sent its decision. If 1 month from the date on your mediation certificate ends later, you have until then."
    )


@each_guide
def test_every_citation_resolves_to_a_place_that_exists(guide):
    for item in guide.items:
        assert item.cite
        for reference in item.cite:
            assert REGISTER.why_not_citable(reference) is None
            pinpoint = Pinpoint.parse(reference)
            source = REGISTER.sources[pinpoint.source_id]
            assert source.existence(pinpoint) is not Existence.DOES_NOT_EXIST
            assert pinpoint.spoken in source.citation_name(pinpoint)


@each_guide
def test_no_item_cites_the_same_place_twice(guide):
    for item in guide.items:
        assert len(set(item.cite)) == len(item.cite), item.id


@each_guide
def test_limits_rest_on_rules_that_bind_not_on_commentary(guide):
    for limit in guide.time_limits:
        kinds = {REGISTER.sources[Pinpoint.parse(reference).source_id].kind for reference in limit.cite}
        assert kinds != {SourceKind.COMMENTARY}, limit.id


@each_guide
def test_what_is_not_law_today_is_never_the_only_ground_of_an_option(guide):
    for option in guide.options:
        statuses = {REGISTER.sources[Pinpoint.parse(reference).source_id].status for reference in option.cite}
        assert SourceStatus.IN_FORCE in statuses, option.id


@each_option
def test_every_option_is_told_in_full(guide, option):
    for word in ("name", *OPTION_WORDS):
        assert getattr(option, word).strip(), word
    assert 1 <= option.formality <= 6


@each_guide
def test_options_stand_from_least_to_most_formal(guide):
    rungs = [option.formality for option in guide.options]

    assert rungs == sorted(rungs)
    assert guide.stage is Stage.SERVICE or len(rungs) >= 2


@each_option
def test_no_option_says_what_to_choose(guide, option):
    for word in ("name", *OPTION_WORDS):
        text = plain(getattr(option, word))
        assert not DIRECTIVE.search(text), text
        assert not PUSHING.search(text), text


@each_guide
def test_no_statement_limit_or_myth_says_what_to_choose(guide):
    for item in (*guide.in_short, *guide.time_limits, *guide.myths):
        for word in ("text", "must", "within", "truth"):
            text = plain(getattr(item, word, ""))
            assert not DIRECTIVE.search(text), (item.id, text)


@pytest.mark.parametrize(
    "text",
    [
        "You should appeal.",
        "We recommend mediation first.",
        "The best route is an appeal.",
        "You must appeal.",
        "Don’t bother with mediation.",
        "Do not agree to anything.",
        "It is worth trying a complaint.",
        "Legal advice is strongly recommended.",
        "Unfortunately the council decides.",
    ],
)
def test_the_check_for_pushing_words_would_catch_them(text):
    assert DIRECTIVE.search(plain(text)) or PUSHING.search(plain(text))


@pytest.mark.parametrize(
    "text",
    [
        "The council must decide within 6 weeks.",
        "The Tribunal must receive the appeal by 5 pm.",
        "The Ombudsman can recommend a payment.",
        "You do not have to try it before you ask.",
        "Contact the mediation adviser within 2 months.",
        "When you do not agree with the school named.",
        "The court decides what is in their best interests.",
    ],
)
def test_duties_and_facts_are_not_taken_for_pushing(text):
    assert not DIRECTIVE.search(plain(text))
    assert not PUSHING.search(plain(text))


@each_guide
def test_a_guide_reads_easily(guide):
    assert grade(words_of(guide, REGISTER)) <= 10


def test_half_of_the_guides_read_at_grade_eight_or_below():
    assert statistics.median(grade(words_of(guide, REGISTER)) for guide in GUIDES) <= 8


def test_the_grade_tells_plain_words_from_heavy_ones():
    # 0.39 x 5 words a sentence + 11.8 x 1 syllable a word - 15.59 = -1.84, rounded by textstat
    assert grade("The cat sat on it. The dog ran to it.") == pytest.approx(-1.84, abs=0.1)
    heavy = "Notwithstanding administrative representations, authorities retain discretionary responsibilities."
    assert grade(heavy) > 20


@each_guide
def test_every_guide_is_asked_for_in_eight_ways_or_more(guide):
    phrasings = [plain(phrasing) for phrasing in guide.asked_as]

    assert len(phrasings) >= FEWEST_PHRASINGS
    assert len(set(phrasings)) == len(phrasings)


def test_no_two_guides_are_asked_for_in_the_same_words():
    owner: dict[str, str] = {}
    for guide in GUIDES:
        for text in (guide.title, *guide.asked_as):
            words = plain(text).strip(" .!?")
            assert owner.setdefault(words, guide.id) == guide.id, text


@each_guide
def test_no_two_items_of_a_guide_answer_the_same_question(guide):
    owner: dict[str, str] = {}
    for item in guide.items:
        for question in item.asks:
            assert owner.setdefault(plain(question), item.id) == item.id, question


@each_guide
def test_ids_are_unique_within_a_guide(guide):
    ids = [item.id for item in guide.items]

    assert len(set(ids)) == len(ids)


POLICY = FOUND.guides["independence-policy"]
CLAUSES = [pinpoint.number for pinpoint in REGISTER.sources["independence-policy"].listed]


def test_the_policy_restates_the_clauses_that_are_registered_and_no_others():
    restated = [item for item in POLICY.in_short if item.id.startswith("cl-")]

    assert [item.id for item in restated] == [f"cl-{number.replace('.', '-')}" for number in CLAUSES]
    assert [item.cite for item in restated] == [(f"independence-policy cl.{number}",) for number in CLAUSES]


def test_the_policy_has_ten_sections_whose_clauses_are_counted_without_gaps():
    sections: dict[int, list[int]] = {}
    for number in CLAUSES:
        section, _, clause = number.partition(".")
        sections.setdefault(int(section), []).append(int(clause))

    assert list(sections) == list(range(1, 11))
    assert all(clauses == list(range(1, len(clauses) + 1)) for clauses in sections.values())


@pytest.mark.parametrize("number", CLAUSES)
def test_every_registered_clause_is_cited(number):
    clause = Pinpoint.parse(f"independence-policy cl.{number}")
    cited = {str(Pinpoint.parse(reference)) for item in POLICY.items for reference in item.cite}

    assert str(clause) in cited


def test_draft_and_code_are_never_cited_for_one_another():
    for guide in GUIDES:
        for item in guide.items:
            sources = {Pinpoint.parse(reference).source_id for reference in item.cite}
            if "draft-code-2014" in sources:
                words = plain(" ".join(str(value) for value in item.model_dump(exclude={"asks"}).values()))
                assert "draft" in words, guide.item_id(item)
