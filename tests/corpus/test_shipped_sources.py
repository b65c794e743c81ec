"""The register as shipped: counted, and a few entries in full, so that no change to it passes unseen."""

import datetime
import re
from collections import Counter

import pytest

from corpus.paths import CORPUS
from corpus.pinpoints import Pinpoint
from corpus.sources import Existence, Source, load_sources
from corpus.vocabulary import CompleteTo, SourceKind, SourceStatus

REGISTER = load_sources(CORPUS / "sources.yaml")
CHECKED = datetime.date(2026, 11, 21)


def test_every_source_is_counted_by_kind_and_status():
    sources = REGISTER.sources.values()

    assert len(sources) == 267
    assert Counter(source.kind.value for source in sources) == {
        "act": 61,
        "regulations": 50,
        "tribunal_rules": 2,
        "case_law": 44,
        "statutory_guidance": 20,
        "guidance": 76,
        "policy": 9,
        "commentary": 5,
    }
    assert {source.id: source.status.value for source in sources if source.status is not SourceStatus.IN_FORCE} == {
        "mha-2025": "proposed",
        "era-2025": "proposed",
        "draft-code-2014": "superseded",
        "white-paper-2026": "proposed",
        "independent-support-notice": "historic",
        "snj-2014": "historic",
        "dfe-newsflash-2018": "historic",
        "education-committee-2025": "proposed",
        "code-2014": "superseded",
        "kings-speech-2026": "proposed",
        "crime-and-policing-bill": "proposed",
        "law-commission-disabled-children-2025": "proposed",
    }


def test_the_first_source_is_the_act_itself():
    act = next(iter(REGISTER.sources.values()))

    assert act.model_copy(update={"pinpoints": (), "note": None}) == Source.model_construct(
        id="cfa-2014",
        title="Children and Families Act 2014",
        short_title="Children and Families Act 2014",
        kind=SourceKind.ACT,
        status=SourceStatus.IN_FORCE,
        applies_to="England",
        as_at=CHECKED,
        checked_on=CHECKED,
        review_by=datetime.date(2027, 5, 21),
        publisher="The National Archives (legislation.gov.uk)",
        licence="Open Government Licence v3.0",
        url="https://www.legislation.gov.uk/ukpga/2014/6",
        pinpoint_url={
            "s": "https://www.legislation.gov.uk/ukpga/2014/6/section/{number}",
            "sch": "https://www.legislation.gov.uk/ukpga/2014/6/schedule/{number}",
        },
        pinpoints=(),
        complete_to=CompleteTo.SUBSECTION,
        note=None,
    )


def test_the_services_policy_lists_every_clause_and_is_due_for_review_in_march_2027():
    policy = REGISTER.sources["independence-policy"]

    # clauses in sections 1 to 10: 2 + 4 + 4 + 5 + 5 + 3 + 4 + 4 + 4 + 5 = 40
    counts = Counter(int(pinpoint.number.split(".")[0]) for pinpoint in policy.listed)
    assert dict(counts) == {1: 2, 2: 4, 3: 4, 4: 5, 5: 5, 6: 3, 7: 4, 8: 4, 9: 4, 10: 5}
    assert (policy.title, policy.kind) == (
        "SEND Assist Independence & Impartiality Policy (March 2026)",
        SourceKind.POLICY,
    )
    assert (policy.as_at, policy.review_by) == (datetime.date(2026, 3, 31), datetime.date(2027, 3, 31))
    assert policy.complete_to is CompleteTo.SECTION


def test_the_draft_code_is_kept_apart_from_the_code_in_force():
    draft, code = REGISTER.sources["draft-code-2014"], REGISTER.sources["code-2015"]

    assert (draft.status, draft.kind) == (SourceStatus.SUPERSEDED, SourceKind.GUIDANCE)
    assert draft.pinpoints == ("para.2.20", "para.2.21")
    assert (code.status, code.kind) == (SourceStatus.IN_FORCE, SourceKind.STATUTORY_GUIDANCE)
    assert code.authority < draft.authority


def test_the_article_of_2014_is_commentary_and_history():
    article = REGISTER.sources["snj-2014"]

    assert (article.kind, article.status) == (SourceKind.COMMENTARY, SourceStatus.HISTORIC)


@pytest.mark.parametrize(
    ("reference", "existence"),
    [
        ("cfa-2014 s.36(8)", Existence.EXISTS),
        ("cfa-2014 s.36(12)", Existence.DOES_NOT_EXIST),
        ("cfa-2014 s.36A", Existence.DOES_NOT_EXIST),
        ("cfa-2014 s.141", Existence.DOES_NOT_EXIST),
        ("cfa-2014 ss.52-56", Existence.EXISTS),
        ("equality-act-2010 sch.13 para.2(3)(b)", Existence.EXISTS),
        ("equality-act-2010 sch.13 para.99", Existence.NOT_IN_REGISTER),
        ("ea-1996 s.436A", Existence.EXISTS),
        ("ea-1996 s.436Z", Existence.NOT_IN_REGISTER),
        ("sen-regs-2014 reg.5(1)", Existence.EXISTS),
        ("hesc-rules-2008 r.20(1)(c)", Existence.EXISTS),
        ("code-2015 ch.9", Existence.EXISTS),
        ("code-2015 para.9.14", Existence.EXISTS),
        ("code-2015 ch.99", Existence.NOT_IN_REGISTER),
        ("independence-policy cl.4.2", Existence.EXISTS),
        ("independence-policy cl.4.6", Existence.DOES_NOT_EXIST),
        ("independence-policy cl.11", Existence.DOES_NOT_EXIST),
    ],
)
def test_provisions_that_families_meet(reference, existence):
    pinpoint = Pinpoint.parse(reference)

    assert REGISTER.sources[pinpoint.source_id].existence(pinpoint) is existence


@pytest.mark.parametrize("source", REGISTER.sources.values(), ids=lambda source: source.id)
def test_every_listed_place_exists_and_may_be_cited(source):
    for pinpoint in source.listed:
        assert source.existence(pinpoint) is Existence.EXISTS, pinpoint
        assert source.citable(pinpoint) is None, pinpoint


@pytest.mark.parametrize("source", REGISTER.sources.values(), ids=lambda source: source.id)
def test_every_source_is_dated_and_linked_safely(source):
    assert source.as_at <= source.checked_on < source.review_by
    assert source.url is None or source.url.startswith("https://")
    if source.kind.is_legislation:
        assert source.pinpoints
    if source.status is SourceStatus.IN_FORCE and source.kind is SourceKind.ACT:
        # Acts of Parliament, and those of the Senedd (anaw) and of the Scottish Parliament (asp)
        assert source.url is not None
        assert re.match(r"https://www\.legislation\.gov\.uk/(ukpga|anaw|asp)/", source.url)


def test_every_alias_names_a_source():
    assert set(REGISTER.aliases.values()) <= REGISTER.sources.keys()
    assert len(REGISTER.aliases) > 0
