import datetime

import pytest

from ingest.__main__ import main
from ingest.content import read_content
from ingest.coverage import Coverage, coverage_of, to_review
from tests.builders import a_situation, a_statement, guide_fields, some_sources, write_content, write_guide, write_yaml

TODAY = datetime.date(2026, 11, 22)


@pytest.fixture
def folder(tmp_path):
    return write_content(tmp_path / "corpus")


def read(folder):
    return read_content(folder).content


def test_a_situation_is_covered_touched_or_missing(folder):
    situations = [a_situation(name) for name in ("la-refuses", "touched", "both", "missing")]
    write_yaml(folder / "situations.yaml", {"situations": situations})
    write_guide(folder, guide_fields(covers=["la-refuses", "both"], touches=["touched"]))
    write_guide(folder, guide_fields("not-delivered", stage="plan", touches=["touched", "both"]))

    assert coverage_of(read(folder)) == Coverage(
        {"la-refuses": ("refused",), "both": ("refused",)}, {"touched": ("refused", "not-delivered")}, ("missing",)
    )


def test_what_rests_on_knowledge_is_told_once_for_each_reference(folder):
    known = [a_statement(name, text=f"{name}.", verified="knowledge", cite=["made-up-act s.36(5)"]) for name in "ab"]
    seen = a_statement("seen", verified="page", cite=["made-up-act s.36(1)"])
    write_guide(folder, guide_fields(in_short=[*known, seen], options=[], stage="service", time_limits=[], myths=[]))
    found = [each for each in to_review(read(folder), TODAY) if "refused/a" in each.items]

    assert [(each.reference, each.items) for each in found] == [("made-up-act s.36(5)", ("refused/a", "refused/b"))]
    assert not any("refused/seen" in each.items for each in to_review(read(folder), TODAY))


def test_what_rests_on_a_source_past_its_review_is_told(folder):
    late = datetime.date.fromisoformat(max(str(source["review_by"]) for source in some_sources()))
    before, after = (
        {each.reference for each in to_review(read(folder), day) if "due for review" in each.why}
        for day in (datetime.date(2000, 1, 1), late + datetime.timedelta(days=1))
    )

    assert not before
    assert "made-up-act s.36(5)" in after


def test_what_rests_on_a_source_that_is_not_law_today_is_told(folder):
    sources = [source | {"status": "superseded"} for source in some_sources()]
    write_yaml(folder / "sources.yaml", {"sources": sources, "aliases": {}})

    assert any("is superseded" in each.why for each in to_review(read(folder), TODAY))


def test_the_shipped_content_is_reported_by_the_command(capsys):
    assert main(["check", "--coverage", "--review"]) == 0

    told = capsys.readouterr().out
    assert "situations covered" in told
    assert "from knowledge" in told
