import pytest

from corpus.errors import ContentError
from ingest.content import read_content
from ingest.local_sources import keep_local
from tests.builders import a_situation, a_source, guide_fields, write_content, write_guide, write_yaml


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("SEND_ASSIST_DATA", str(tmp_path / "data"))


@pytest.fixture
def folder(tmp_path):
    return write_content(tmp_path / "content")


def test_sound_content_is_read_whole(folder):
    read = read_content(folder)

    assert read.faults == ()
    assert list(read.content.guides) == ["refused", "not-delivered", "made-up-policy"]
    assert list(read.content.register.sources) == ["made-up-act", "made-up-policy", "made-up-guidance"]
    assert list(read.content.uncovered) == ["no-transport"]
    assert read.content.glossary.lexicon.canonical("my EHCP") == "my ehc plan"
    assert read.content.contacts.by_id["999"].shown == "999"


def test_a_broken_guide_is_left_out_and_told(folder):
    write_guide(folder, guide_fields("refused", in_short=[]))

    read = read_content(folder)

    assert list(read.content.guides) == ["not-delivered", "made-up-policy"]
    (fault,) = read.faults
    assert fault.startswith(f"{folder / 'guides' / 'assessment' / 'refused.yaml'}, line ")
    assert list(read.content.uncovered) == ["la-refuses", "no-transport"]


def test_a_broken_policy_is_left_out_and_told(folder):
    (folder / "policy" / "made-up-policy.yaml").write_text("id: [")

    read = read_content(folder)

    assert list(read.content.guides) == ["refused", "not-delivered"]
    assert len(read.faults) == 1


@pytest.mark.parametrize("field", ["covers", "touches"])
def test_a_situation_that_is_not_on_the_chart_is_told_where_it_stands(folder, field):
    path = write_guide(folder, guide_fields("refused", **{field: ["la-refuses", "gone"]}))

    read = read_content(folder)

    line = path.read_text().splitlines().index("- gone") + 1
    assert read.faults == (
        f"{path}, line {line}, {field}[1]: found 'gone'; expected the id of a situation in corpus/situations.yaml; "
        "correct it, or add the situation there",
    )
    assert "refused" in read.content.guides


@pytest.mark.parametrize("content", [None, "entries: []\nentries: []\n", "entries: [{term: x}]\n"])
def test_a_broken_glossary_costs_only_itself(folder, content):
    path = folder / "glossary.yaml"
    path.unlink()
    if content:
        path.write_text(content)

    read = read_content(folder)

    assert read.content.glossary.entries == ()
    assert len(read.content.guides) == 3
    assert len(read.faults) == 1 and read.faults[0].startswith(str(path))


@pytest.mark.parametrize("name", ["sources.yaml", "contacts.yaml", "situations.yaml"])
def test_what_nothing_can_be_checked_without_stops_the_reading(folder, name):
    (folder / name).write_text("- nonsense\n")

    with pytest.raises(ContentError) as caught:
        read_content(folder)

    assert str(caught.value).startswith(f"{folder / name}, line 1, the file: found ['nonsense']; expected: ")


def test_local_sources_may_be_cited(folder):
    keep_local(a_source("local-offer", kind="guidance", pinpoints=[], complete_to="none"))
    statement = {"id": "x", "text": "So it is.", "cite": ["local-offer whole"], "verified": "page"}
    write_guide(folder, guide_fields("refused", in_short=[statement], covers=["la-refuses"]))

    assert read_content(folder).faults == ()


def test_a_guide_may_be_named_like_the_situation_it_covers(folder):
    write_yaml(folder / "situations.yaml", {"situations": [a_situation("la-refuses"), a_situation("refused")]})

    assert list(read_content(folder).content.uncovered) == []
