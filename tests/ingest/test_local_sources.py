import multiprocessing

import pytest

from corpus.errors import ContentError, CorpusError
from corpus.sources import SourceRegister
from ingest.local_sources import described, keep_local, local_sources_file, with_local_sources
from tests.builders import a_register, a_source, source_fields, write_yaml


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("SEND_ASSIST_DATA", str(tmp_path))
    return tmp_path


def a_local(source_id="local-offer", **fields):
    return a_source(source_id, kind="guidance", pinpoints=[], complete_to="none", **fields)


def test_without_local_sources_the_register_is_the_shipped_one():
    shipped = a_register()

    assert with_local_sources(shipped) is shipped


def test_local_sources_come_after_the_shipped_ones_and_stay_as_described(data):
    keep_local(a_local(title="Local Offer: “yes” & no", publisher="Café Council", url="https://example.org/offer"))
    keep_local(a_local("other-policy"))

    register = with_local_sources(a_register())

    assert list(register.sources)[3:] == ["local-offer", "other-policy"]
    assert register.get("local-offer") == a_local(
        title="Local Offer: “yes” & no", publisher="Café Council", url="https://example.org/offer"
    )
    assert local_sources_file() == data / "originals" / "sources.yaml"


def test_a_source_described_again_takes_the_place_of_the_first():
    keep_local(a_local())
    keep_local(a_local(licence="ours"))

    register = with_local_sources(SourceRegister({}, {}))

    assert list(register.sources) == ["local-offer"]
    assert register.sources["local-offer"].licence == "ours"


def test_a_shipped_source_wins_over_a_local_one_of_its_id():
    keep_local(a_local("made-up-act", title="An impostor"))

    assert with_local_sources(a_register()).sources["made-up-act"].title == "Made Up Act 2014"


def test_a_source_is_described_before_it_is_kept():
    fields = source_fields("local-offer", kind="guidance", pinpoints=[], complete_to="none")

    assert described(fields, a_register()) == a_local()
    assert not local_sources_file().exists()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"id": "made-up-act"},
            "found the id 'made-up-act', which a shipped source has; expected one of its own; choose another",
        ),
        (
            {"publisher": ""},
            "the source cannot be registered: publisher: String should have at least 1 character; correct what is "
            "named and add again",
        ),
        (
            {"review_by": "2020-01-01"},
            "the source cannot be registered: its fields: review_by 2020-01-01 is not after checked_on 2026-11-01; set "
            "a later date; correct what is named and add again",
        ),
        (
            {"id": "", "status": "new"},
            "the source cannot be registered: id: String should match pattern '^[a-z0-9]+(-[a-z0-9]+)*$'; status: "
            "Input should be 'in_force', 'draft', 'proposed', 'superseded' or 'historic'; correct what is named and "
            "add again",
        ),
    ],
)
def test_a_source_that_cannot_be_one_is_refused_with_its_cure(fields, expected):
    with pytest.raises(CorpusError) as caught:
        described(source_fields("local-offer", **fields), a_register())

    assert str(caught.value) == expected


def test_a_broken_file_of_local_sources_is_named_and_never_overwritten():
    path = write_yaml(local_sources_file(), {"sources": [{"id": "local-offer"}]})
    before = path.read_bytes()

    with pytest.raises(
        ContentError, match=r"originals/sources\.yaml, line 2, sources\[0\]\.title: this field is missing"
    ):
        with_local_sources(a_register())
    with pytest.raises(ContentError):
        keep_local(a_local())

    assert path.read_bytes() == before


def _keep(number):
    keep_local(a_local(f"source-{number}"))


def test_several_registering_at_once_lose_nothing():
    workers = [multiprocessing.get_context("fork").Process(target=_keep, args=(number,)) for number in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)

    assert sorted(with_local_sources(SourceRegister({}, {})).sources) == [f"source-{number}" for number in range(6)]
