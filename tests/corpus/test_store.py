"""What every store must do, and what the local one refuses to open."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest

from corpus import store as stores
from corpus.contacts import Contacts
from corpus.documents import Passage, digest_of
from corpus.errors import BuildMismatchError, NotBuiltError
from corpus.glossary import Entry as Term
from corpus.glossary import Glossary
from corpus.pinpoints import Pinpoint
from corpus.situations import Situation
from corpus.store import (
    FORMAT,
    MEND,
    Content,
    Entry,
    Field,
    Manifest,
    Store,
    built_directory,
    current_build,
    open_store,
    write_build,
)
from corpus.training import train_matcher
from corpus.vocabulary import PassageKind, SourceStatus
from ingest.passages import entries_of_guide, entries_of_originals, entries_of_situations, passages_of
from tests.builders import a_guide, a_register, a_situation, contacts_fields
from tests.fakes import FakeEncoder, OtherEncoder

BUILT_AT = "2026-11-22T03:04:05.678901+00:00"
NAME = "20261122T030405678901-dddddddddddd"


def an_original(written, text, *, source_id="made-up-act", page=None, headings=()):
    pinpoint = Pinpoint.parse(f"made-up-act {written}") if written else None
    return Passage(
        f"{source_id}:{written or digest_of(text)}",
        text,
        source_id,
        pinpoint,
        headings,
        page,
        digest_of(text),
        PassageKind.ORIGINAL,
        None,
        SourceStatus.HISTORIC if source_id == "made-up-blog" else SourceStatus.IN_FORCE,
    )


ORIGINALS = (
    an_original("s.36(1)", "A request may be made.", page=3, headings=("Part 3", "36 Assessment")),
    an_original("s.36(5)", "Reasons must be given.\u2028And “quoted” – kept."),
    an_original("s.51", "A parent may appeal."),
    an_original("s.52", "Quoted in an article.", source_id="made-up-blog"),
    an_original(None, "A preface that bears no number."),
)


def some_parts(**changes):
    """All that a build is made of: two guides, a situation without one, five passages of originals."""
    glossary = Glossary((Term(term="EHC plan", means="The plan.", also=("ehcp",)),))
    guides = {guide.id: guide for guide in (a_guide(covers=["la-refuses"]), a_guide("not-delivered", stage="plan"))}
    situations = tuple(map(Situation.model_validate, (a_situation("la-refuses"), a_situation("no-transport"))))
    contacts = Contacts.model_validate(contacts_fields())
    content = Content(a_register(), guides, glossary, contacts, situations)
    passages = [passage for guide in guides.values() for passage in passages_of(guide)]
    entries = [entry for guide in guides.values() for entry in entries_of_guide(guide)]
    entries += [*entries_of_situations(content.uncovered.values()), *entries_of_originals(ORIGINALS)]
    entries = [entry._replace(words=tuple(glossary.lexicon.words(entry.text))) for entry in entries]
    encoder = FakeEncoder()
    vectors = encoder.encode([entry.text for entry in entries])
    facts = (FORMAT, encoder.name, encoder.sha256, encoder.dimension, "c" * 64, "d" * 64, BUILT_AT, {"guides": 2})
    return {
        "manifest": Manifest(*facts, skipped=(("'bad.pdf'", "found a scan"),)),
        "content": content,
        "passages": [*passages, *ORIGINALS],
        "entries": entries,
        "vectors": vectors,
        "matcher": train_matcher(entries, vectors),
    } | changes


def a_local_store(parts, folder: Path) -> Store:
    write_build(**parts, folder=folder)
    return open_store(FakeEncoder(), folder)


# A new kind of store is one line here.
STORES = {"local": a_local_store}


@pytest.fixture(scope="module")
def parts():
    return some_parts()


@pytest.fixture(scope="module", params=STORES.values(), ids=STORES.keys())
def store(request, parts, tmp_path_factory):
    return request.param(parts, tmp_path_factory.mktemp("built"))


def test_a_store_tells_the_facts_of_its_build(store, parts):
    manifest = store.manifest

    assert dataclasses.replace(manifest, files={}) == parts["manifest"]


def test_a_store_gives_back_the_content_whole(store, parts):
    content, given = store.content, parts["content"]

    assert content.register.sources == given.register.sources
    assert content.register.aliases == given.register.aliases
    assert content.guides == given.guides
    assert content.glossary == given.glossary
    assert content.contacts == given.contacts
    assert content.situations == given.situations
    assert list(content.uncovered) == ["no-transport"]


def test_every_entry_stands_in_its_row(store, parts):
    assert [store.entry(row) for row in range(len(parts["entries"]))] == parts["entries"]
    assert store.entry(0) == Entry(
        "What if refused", Field.PHRASING, "refused", "", tuple(store.content.glossary.lexicon.words("What if refused"))
    )


def test_the_rows_of_a_guide_are_its_entries_in_its_order(store, parts):
    rows = store.rows_of("not-delivered")

    expected = [entry for entry in parts["entries"] if entry.guide_id == "not-delivered"]
    assert [store.entry(row) for row in rows] == expected
    assert len(expected) > 8


def test_a_situation_without_a_guide_has_rows_too_and_a_stranger_none(store):
    assert {store.entry(row).field for row in store.rows_of("no-transport")} == {Field.UNCOVERED}
    assert list(store.rows_of("nobody")) == []


def test_vectors_come_in_the_order_asked_for(store, parts):
    found = store.vectors_at([5, 0, 5])

    assert (found.shape, found.dtype) == ((3, FakeEncoder.dimension), np.float32)
    assert np.array_equal(found, parts["vectors"][[5, 0, 5]])
    assert store.vectors_at([]).shape == (0, FakeEncoder.dimension)


def test_the_nearest_entry_of_its_own_vector_is_itself(store, parts):
    for row in (0, 9, len(parts["entries"]) - 1):
        best, second = store.nearest(parts["vectors"][row], limit=2)
        assert best.score == pytest.approx(1, abs=1e-5)
        assert store.entry(best.row).text.casefold() == parts["entries"][row].text.casefold()
        assert second.score <= best.score


def test_a_search_by_meaning_is_exact_and_within_its_limit(store, parts):
    question = FakeEncoder().encode(["why refused phrasing 3"])[0]
    cosines = parts["vectors"] @ question

    hits = store.nearest(question, limit=7)

    assert [hit.score for hit in hits] == pytest.approx(sorted(cosines, reverse=True)[:7], abs=1e-5)
    assert all(hit.score == pytest.approx(cosines[hit.row], abs=1e-5) for hit in hits)
    assert len(store.nearest(question, limit=10_000)) == len(parts["entries"])
    assert store.nearest(question, limit=0) == []


def test_a_vector_of_another_encoder_is_refused(store):
    with pytest.raises(BuildMismatchError, match="ingest build"):
        store.nearest(np.ones(3, dtype=np.float32), limit=1)


def test_a_search_by_words_finds_only_what_holds_them_best_first(store):
    words = store.content.glossary.lexicon.words("parent appeal")

    hits = store.holding(words, limit=50)

    assert store.entry(hits[0].row).passage_id == "made-up-act:s.51"
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 < hit.score <= 1 and set(words) & set(store.entry(hit.row).words) for hit in hits)
    assert len(store.holding(words, limit=1)) == 1
    assert store.holding(["bicycl"], limit=5) == []
    assert store.holding([], limit=5) == []


def test_the_matcher_knows_every_situation(store, parts):
    matcher = store.matcher

    assert matcher.classes == ("no-transport", "not-delivered", "refused")
    assert np.array_equal(matcher.weights, parts["matcher"].weights)


def test_every_passage_is_found_by_its_id(store, parts):
    for passage in parts["passages"]:
        assert store.passage(passage.id) == passage
    with pytest.raises(KeyError):
        store.passage("refused/gone")


def test_every_entry_that_leads_to_a_passage_leads_to_one(store, parts):
    for entry in parts["entries"]:
        if entry.passage_id:
            assert store.passage(entry.passage_id).guide_id == (entry.guide_id or None)


def test_the_passages_of_guides_are_told_from_those_of_originals(store, parts):
    found = list(store.guide_passages())

    assert [passage.id for passage in found] == [passage.id for passage in parts["passages"][: -len(ORIGINALS)]]
    assert PassageKind.ORIGINAL not in {passage.kind for passage in found}


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("made-up-act s.36(5)", ["made-up-act:s.36(5)"]),
        ("made-up-act s.36(5)(a)", ["made-up-act:s.36(5)"]),  # held by what is there
        ("made-up-act s.36", ["made-up-act:s.36(1)", "made-up-act:s.36(5)"]),  # holds what is there
        ("made-up-act s.36(2)", []),
        ("made-up-act ss.50-52", ["made-up-act:s.51", "made-up-blog:s.52"]),  # whoever quotes it
        ("made-up-act s.53", []),
        ("made-up-policy cl.1.1", []),
        ("nobody s.1", []),
    ],
)
def test_originals_at_a_place_hold_it_or_lie_in_it(store, reference, found):
    assert [passage.id for passage in store.originals_at(Pinpoint.parse(reference))] == found


# What only the local store does: a build in a folder.


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "built"


def test_nothing_built_is_told_with_the_command(folder):
    with pytest.raises(NotBuiltError) as caught:
        open_store(FakeEncoder(), folder)

    assert str(caught.value) == f"{folder}: found no build of the corpus; expected one here; {MEND}"
    assert MEND == "run `python -m ingest build`"


@pytest.mark.parametrize("pointer", [b"", b"\n", b"gone\n", b"\xff\xfe\x00", b"..\n", b"/etc\n", b"a\0b"])
def test_a_pointer_to_nothing_is_nothing_built(folder, parts, pointer):
    write_build(**parts, folder=folder)
    (folder / "current").write_bytes(pointer)

    with pytest.raises(NotBuiltError, match="run `python -m ingest build`"):
        open_store(FakeEncoder(), folder)


def test_a_build_is_named_by_its_moment_and_corpus(folder, parts):
    name = write_build(**parts, folder=folder)

    assert name == current_build(folder) == open_store(folder=folder).name == NAME
    assert {path.name for path in folder.iterdir()} == {"current", NAME}


def test_builds_lie_in_the_data_directory(tmp_path, monkeypatch, parts):
    monkeypatch.setenv("SEND_ASSIST_DATA", str(tmp_path))

    write_build(**parts)

    assert built_directory() == tmp_path / "built"
    assert open_store(FakeEncoder()).name == current_build() == NAME


def test_a_build_of_another_encoder_is_refused(folder, parts):
    write_build(**parts, folder=folder)

    with pytest.raises(BuildMismatchError) as caught:
        open_store(OtherEncoder(), folder)

    assert str(caught.value) == (
        f"{folder / NAME}: found a build made by fake (ffffffffffff…), expected one made by other (eeeeeeeeeeee…); "
        f"{MEND}"
    )
    assert open_store(None, folder).manifest.encoder == "fake"


def test_a_build_of_another_format_is_refused(folder, parts, monkeypatch):
    write_build(**parts, folder=folder)
    monkeypatch.setattr(stores, "FORMAT", FORMAT + 1)

    with pytest.raises(BuildMismatchError) as caught:
        open_store(FakeEncoder(), folder)

    assert str(caught.value) == (
        f"{folder / NAME}: found a build of format {FORMAT}, expected {FORMAT + 1}; {MEND} to make it anew"
    )


FILES = [
    "content.json",
    "entries.jsonl",
    "matcher.npz",
    "passages.jsonl",
    "vectors.faiss",
    "words/data.csc.index.npy",
    "words/indices.csc.index.npy",
    "words/indptr.csc.index.npy",
    "words/params.index.json",
    "words/rows.json",
    "words/vocab.index.json",
]


def test_the_manifest_names_every_file(folder, parts):
    write_build(**parts, folder=folder)

    assert sorted(open_store(folder=folder).manifest.files) == FILES


@pytest.mark.parametrize("harm", [lambda path: path.write_bytes(path.read_bytes()[:-1] + b"!"), Path.unlink])
@pytest.mark.parametrize("file", FILES)
def test_a_file_that_was_changed_or_lost_is_named(folder, parts, file, harm):
    write_build(**parts, folder=folder)
    harm(folder / NAME / file)

    with pytest.raises(BuildMismatchError) as caught:
        open_store(FakeEncoder(), folder)

    assert str(caught.value) == (
        f"{folder / NAME / file}: found a file other than the one this build was made of; {MEND} to make it anew"
    )


@pytest.mark.parametrize(
    "stored",
    ["", "{", "{}", "[]", "null", '{"skipped": 5}', "\udcff"],
)
def test_a_manifest_that_cannot_be_read_is_told(folder, parts, stored):
    write_build(**parts, folder=folder)
    (folder / NAME / "manifest.json").write_bytes(stored.encode("utf-8", "surrogateescape"))

    with pytest.raises(BuildMismatchError, match=rf"manifest\.json: found no readable manifest \(\w+\); {MEND}"):
        open_store(FakeEncoder(), folder)


@pytest.mark.parametrize(("field", "value"), [("files", 5), ("files", None), ("unknown", 1), ("skipped", [["one"]])])
def test_a_manifest_with_a_wrong_field_is_told(folder, parts, field, value):
    write_build(**parts, folder=folder)
    path = folder / NAME / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {field: value}))

    with pytest.raises(BuildMismatchError, match="found no readable manifest"):
        open_store(FakeEncoder(), folder)


def test_a_build_that_this_program_can_no_longer_read_is_told(folder, parts):
    write_build(**parts, folder=folder)
    content, manifest = folder / NAME / "content.json", folder / NAME / "manifest.json"
    content.write_text(
        content.read_text().replace('"starts": "decision_letter"', '"starts": "a clock no longer known"')
    )
    digests = json.loads(manifest.read_text())
    digests["files"]["content.json"] = stores._sha256(content)
    manifest.write_text(json.dumps(digests))

    with pytest.raises(BuildMismatchError) as caught:
        open_store(FakeEncoder(), folder)

    assert str(caught.value) == (
        f"{folder / NAME}: found a build that this version of the program cannot read (ValidationError); "
        f"{MEND} to make it anew"
    )


def a_later_build(parts, minute, digest="d"):
    manifest = dataclasses.replace(
        parts["manifest"], built_at=f"2026-11-22T03:{minute:02}:00+00:00", corpus_digest=digest * 64
    )
    return parts | {"manifest": manifest}


def test_the_build_before_the_one_that_serves_is_kept_and_older_ones_are_removed(folder, parts):
    names = [write_build(**a_later_build(parts, minute), folder=folder) for minute in (1, 2, 3)]

    assert current_build(folder) == names[2]
    assert {path.name for path in folder.iterdir()} == {"current", names[1], names[2]}


def test_what_a_killed_build_left_behind_is_removed_and_what_served_before_is_kept(folder, parts):
    served = write_build(**a_later_build(parts, 1), folder=folder)
    # killed in the middle of writing; after writing all; and just before the swap
    (folder / ".partial-20261122T030200000000-dddddddddddd-77").mkdir()
    (folder / "20261122T030230000000-eeeeeeeeeeee").mkdir()
    (folder / ".current-77").write_text("20261122T030230000000-eeeeeeeeeeee\n")

    name = write_build(**a_later_build(parts, 3), folder=folder)

    assert {path.name for path in folder.iterdir()} == {"current", served, name}


def test_an_open_store_outlives_its_folder(folder, parts):
    write_build(**a_later_build(parts, 1), folder=folder)
    store = open_store(FakeEncoder(), folder)
    for minute in (2, 3):
        write_build(**a_later_build(parts, minute), folder=folder)

    assert not (folder / store.name).exists()
    assert store.nearest(parts["vectors"][0], limit=1)[0].score == pytest.approx(1, abs=1e-5)
    assert store.passage("made-up-act:s.51").text == "A parent may appeal."


def test_nothing_in_a_build_is_a_pickle(folder, parts):
    write_build(**parts, folder=folder)

    for path in (folder / NAME).rglob("*"):
        if path.is_file():
            # every pickle since protocol 2 opens with this byte and its protocol's number
            assert path.read_bytes()[:1] != b"\x80", path
            assert path.suffix in {".json", ".jsonl", ".npz", ".npy", ".faiss"}
