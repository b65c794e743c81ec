"""What was left out of the registers: every situation of the chart is told of, and what is told elsewhere is there."""

import pytest
import yaml

from corpus.paths import CORPUS
from ingest.content import read_content

KINDS = {"fact", "option", "time_limit", "myth"}
REASONS = {"wrong", "repeat", "unsure", "not_for_families", "missing"}
MOST_MISSING = 0


@pytest.fixture(scope="module")
def listed():
    return yaml.safe_load((CORPUS / "left_out.yaml").read_text(encoding="utf-8"))["situations"]


@pytest.fixture(scope="module")
def content():
    return read_content(CORPUS).content


def entries(listed):
    return [(each["situation"], entry) for each in listed for entry in each["left_out"]]


def test_every_situation_of_the_chart_stands_once(listed, content):
    assert sorted(each["situation"] for each in listed) == sorted(situation.id for situation in content.situations)


def test_each_entry_says_what_and_why(listed):
    for situation, entry in entries(listed):
        assert entry["kind"] in KINDS, situation
        assert entry["why"] in REASONS, situation
        assert entry["what"].strip(), situation
        assert ("where" in entry) == (entry["why"] == "repeat"), situation


def test_what_is_told_elsewhere_is_there(listed, content):
    items = {guide.item_id(item) for guide in content.guides.values() for item in guide.items}

    assert {entry["where"] for _, entry in entries(listed) if entry["why"] == "repeat"} <= items


def test_hardly_anything_is_missing(listed):
    assert sum(entry["why"] == "missing" for _, entry in entries(listed)) <= MOST_MISSING
