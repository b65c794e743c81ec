import contextlib
import datetime
import json
import multiprocessing
import random
import signal
import threading
import time

import pytest

from corpus.errors import CorpusError
from corpus.pinpoints import Pinpoint
from corpus.store import built_directory, current_build, open_store
from corpus.vocabulary import PassageKind, SourceStatus
from ingest.build import build
from ingest.local_sources import keep_local
from ingest.original_records import originals_folder
from ingest.originals import add_original, set_approved
from tests.builders import a_source, a_statement, guide_fields, policy_fields, write_content, write_guide
from tests.fakes import FakeEncoder, OtherEncoder
from tests.ingest import build_loop
from tests.ingest.originals_builders import FIXTURES, TODAY

POLICY = a_source("fairness-policy", kind="policy", pinpoints=[], complete_to="none")
BLOG = a_source("harbour-blog", kind="commentary", status="historic", pinpoints=[], complete_to="none")
DRAFT = a_source("harbour-draft", kind="guidance", status="superseded", pinpoints=[], complete_to="none")


@pytest.fixture(autouse=True)
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("SEND_ASSIST_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def folder(tmp_path):
    return write_content(tmp_path / "content")


@pytest.fixture
def encoder():
    return FakeEncoder()


def built(folder, encoder):
    return build(encoder, now=datetime.datetime.now(datetime.UTC), content_folder=folder)


def test_everything_is_built_and_counted(folder, encoder):
    summary = built(folder, encoder)

    # each guide has 1 statement, 2 options, 1 limit and 1 myth; the policy 3 statements
    assert summary.counts == {
        "guides": 3,
        "sources": 3,
        "passages": 13,
        "entries": 45,
        "statements": 5,
        "options": 4,
        "limits": 2,
        "myths": 2,
        "originals": 0,
    }
    assert (summary.changed, summary.skipped, summary.is_whole) == (True, (), True)
    store = open_store(encoder)
    assert (store.name, store.manifest.counts) == (summary.name, summary.counts)
    assert store.manifest.encoder == "fake"
    assert store.passage("refused/reasons").text == "The council must give its reasons in writing."


def test_entries_are_counted_as_the_ways_to_be_found(folder, encoder):
    built(folder, encoder)

    store = open_store(encoder)

    # title and 8 phrasings; then 5 items and the question of one
    assert len(store.rows_of("refused")) == 9 + 5 + 1
    # title and 8 phrasings; then 3 clauses
    assert len(store.rows_of("made-up-policy")) == 9 + 3
    # title and 2 phrasings of the situation that no guide covers: 15 + 15 + 12 + 3 = 45
    assert len(store.rows_of("no-transport")) == 3


def test_vectors_stand_in_the_rows_of_their_entries_by_the_laws_words(folder, encoder):
    write_guide(folder, guide_fields(asked_as=[f"my ECHP EHCP question {n}" for n in range(8)], covers=["la-refuses"]))
    built(folder, encoder)

    store = open_store(encoder)

    row = store.rows_of("refused")[1]
    assert store.entry(row).text == "my ECHP EHCP question 0"
    assert store.entry(row).words == ("echp", "ehc", "plan", "question", "0")
    assert store.vectors_at([row])[0].tolist() == encoder.encode(["my echp ehc plan question 0"])[0].tolist()


def test_a_second_build_changes_nothing(folder, encoder, data):
    first = built(folder, encoder)
    before = {path: path.stat().st_mtime_ns for path in (data / "built").rglob("*")}
    encoder.asked.clear()

    second = built(folder, encoder)

    assert (second.name, second.counts) == (first.name, first.counts)
    assert (second.changed, second.embedded, encoder.asked) == (False, 0, [])
    assert {path: path.stat().st_mtime_ns for path in (data / "built").rglob("*")} == before


def test_editing_one_guide_embeds_only_what_changed(folder, encoder):
    first = built(folder, encoder)
    encoder.asked.clear()
    write_guide(folder, guide_fields(in_short=[a_statement(text="The council must say why.")], covers=["la-refuses"]))

    second = built(folder, encoder)

    assert encoder.asked == ["the council must say why."]
    assert (second.embedded, second.changed) == (1, True)
    assert second.name != first.name
    assert open_store(encoder).passage("refused/reasons").text == "The council must say why."


def test_a_change_that_adds_no_words_is_built_without_the_encoder(folder, encoder):
    built(folder, encoder)
    encoder.asked.clear()
    write_guide(folder, guide_fields("not-delivered", stage="plan", checked_on="2026-11-20"))

    second = built(folder, encoder)

    assert (second.changed, second.embedded, encoder.asked) == (True, 0, [])
    assert open_store(encoder).content.guides["not-delivered"].checked_on == datetime.date(2026, 11, 20)


def test_another_encoder_builds_anew(folder, encoder):
    first = built(folder, encoder)
    other = OtherEncoder()

    second = built(folder, other)

    assert second.changed and second.name != first.name
    assert second.embedded == len(other.asked) > 0
    assert open_store(other).name == second.name


def test_a_broken_guide_is_left_out_and_named_and_the_rest_is_built(folder, encoder):
    path = write_guide(folder, guide_fields(in_short=[a_statement(cite=["made-up-act s.99"])]))

    summary = built(folder, encoder)

    line = path.read_text().splitlines().index("  - made-up-act s.99") + 1
    assert summary.skipped == (
        (
            f"{path}, line {line}, in_short[0].cite[0]",
            "found 'made-up-act s.99', which is outside the register's pinpoints of Made Up Act 2014; correct the "
            "number, or add it to corpus/sources.yaml once you have checked that it exists",
        ),
    )
    assert (summary.is_whole, summary.counts["guides"]) == (False, 2)
    store = open_store(encoder)
    assert list(store.content.guides) == ["not-delivered", "made-up-policy"]
    assert store.manifest.skipped == summary.skipped


def test_a_mended_guide_is_built_again(folder, encoder):
    write_guide(folder, guide_fields(in_short=[]))
    built(folder, encoder)
    encoder.asked.clear()
    write_guide(folder, guide_fields(covers=["la-refuses"], see_also=["not-delivered"]))

    summary = built(folder, encoder)

    assert (summary.is_whole, summary.counts["guides"]) == (True, 3)


@pytest.mark.parametrize("name", ["caf\udce9.yaml", "line\nbreak.yaml", "--help.yaml", "$(id).yaml", "🎉.yaml"])
def test_a_broken_guide_with_an_odd_name_is_named_in_one_printable_line(folder, encoder, name):
    (folder / "guides" / "plan" / name).write_text("id: [")

    summary = built(folder, encoder)

    ((place, _),) = summary.skipped
    assert place.isprintable()
    assert summary.counts["guides"] == 3
    assert open_store(encoder).manifest.skipped == summary.skipped


def test_what_looks_like_a_guide_and_cannot_be_opened_is_named(folder, encoder):
    (folder / "guides" / "plan" / "folder.yaml").mkdir()
    (folder / "guides" / "plan" / ".#not-delivered.yaml").symlink_to("someone@editing")

    summary = built(folder, encoder)

    assert [why for _, why in summary.skipped] == [
        "there is no such file; expected a YAML file here",
        "found that it cannot be opened (Is a directory); expected a YAML file here",
    ]
    assert summary.counts["guides"] == 3


def test_with_no_guide_at_all_nothing_is_built_and_the_last_build_serves_on(folder, encoder):
    first = built(folder, encoder)
    for path in (*(folder / "guides").rglob("*.yaml"), *(folder / "policy").rglob("*.yaml")):
        path.write_text("id: [")

    with pytest.raises(CorpusError) as caught:
        built(folder, encoder)

    assert str(caught.value).startswith(
        f"{folder}: found no guide that can be read; expected at least one; mend what is named:\n{folder}/guides/"
    )
    assert open_store(encoder).name == first.name


def test_an_encoder_that_fails_leaves_the_last_build_serving(folder, encoder):
    class Failing(FakeEncoder):
        def encode(self, texts):
            raise MemoryError

    first = built(folder, encoder)
    build_loop.write_version(folder, 2)

    with pytest.raises(MemoryError):
        built(folder, Failing())

    assert open_store(encoder).name == first.name
    assert built(folder, encoder).changed


def added_originals():
    for source in (POLICY, BLOG, DRAFT):
        keep_local(source)
    add_original(FIXTURES / "made-up-policy.txt", POLICY, now=TODAY)
    add_original(FIXTURES / "made-up-article.txt", BLOG, quotes="harbour-draft", now=TODAY)


def test_originals_are_built_word_for_word_with_their_pinpoints_and_standing(folder, encoder):
    added_originals()

    summary = built(folder, encoder)

    store = open_store(encoder)
    originals = [passage for passage in store.passages.values() if passage.kind is PassageKind.ORIGINAL]
    assert summary.counts["originals"] == len(originals) > 10
    (clause,) = store.originals_at(Pinpoint.parse("fairness-policy cl.3.1"))
    assert clause.text == "We lay out every route, also the ones we would not take."
    assert clause.status is SourceStatus.IN_FORCE
    quoted = store.originals_at(Pinpoint.parse("harbour-draft para.4.7"))
    assert quoted and {passage.status for passage in quoted} <= {SourceStatus.HISTORIC, SourceStatus.SUPERSEDED}
    words = " ".join(passage.text for passage in originals)
    assert "Ottoline" not in words and "gulliver77" not in words and "filter against spam" not in words


def test_originals_are_found_by_meaning_and_by_words(folder, encoder):
    added_originals()
    built(folder, encoder)

    store = open_store(encoder)

    (hit, *_) = store.holding(store.lexicon.words("staff accept no gifts"), limit=3)
    assert store.entry(hit.row).passage_id == "fairness-policy:cl.4.2"
    assert store.entry(hit.row).guide_id == ""
    (hit, *_) = store.nearest(encoder.encode([store.entry(hit.row).text.casefold()])[0], limit=1)
    assert store.entry(hit.row).passage_id == "fairness-policy:cl.4.2"


def test_a_new_original_embeds_only_its_own_passages(folder, encoder):
    built(folder, encoder)
    encoder.asked.clear()
    keep_local(POLICY)
    add_original(FIXTURES / "made-up-policy.txt", POLICY, now=TODAY)

    summary = built(folder, encoder)

    assert summary.changed
    assert summary.embedded == len(encoder.asked) == summary.counts["originals"]
    assert not built(folder, encoder).changed


def test_an_original_that_waits_is_not_built_until_it_is_approved(folder, encoder):
    keep_local(POLICY)
    add_original(FIXTURES / "made-up-policy.txt", POLICY, now=TODAY, approved=False)

    assert built(folder, encoder).counts["originals"] == 0
    set_approved("fairness-policy", True)

    assert built(folder, encoder).counts["originals"] > 0


def test_a_lost_original_is_named_and_the_rest_is_built(folder, encoder):
    added_originals()
    next(originals_folder().glob("harbour-blog-*")).unlink()

    summary = built(folder, encoder)

    ((name, why),) = summary.skipped
    assert name == "'made-up-article.txt'"
    assert "missing or changed; expected the file as it was added; add it again" in why
    assert summary.counts["originals"] > 0


def harmed(file):
    path = built_directory() / str(current_build()) / file
    path.write_bytes(path.read_bytes()[:-2])


@pytest.mark.parametrize("file", ["vectors.faiss", "manifest.json", "words/rows.json"])
def test_a_damaged_build_is_made_anew_without_embedding(folder, encoder, file):
    first = built(folder, encoder)
    harmed(file)
    encoder.asked.clear()

    second = built(folder, encoder)

    assert second.changed and second.name != first.name
    assert encoder.asked == []
    assert open_store(encoder).name == second.name


@pytest.mark.parametrize("pointer", [b"", b"gone\n", b"\xff\xfe"])
def test_a_lost_pointer_is_made_anew(folder, encoder, pointer):
    built(folder, encoder)
    (built_directory() / "current").write_bytes(pointer)

    assert built(folder, encoder).changed
    assert open_store(encoder).passage("refused/reasons")


def test_progress_is_told_from_nothing_to_all(folder, encoder):
    told = []

    build(
        encoder,
        now=datetime.datetime.now(datetime.UTC),
        content_folder=folder,
        progress=lambda done, total: told.append((done, total)),
    )

    assert told[0] == (0, len(encoder.asked))
    assert told[-1] == (len(encoder.asked), len(encoder.asked))


def test_two_builds_at_once_are_refused_clearly_and_the_first_completes(folder, data):
    started, go_on = threading.Event(), threading.Event()

    class Slow(FakeEncoder):
        def encode(self, texts):
            started.set()
            assert go_on.wait(30)
            return super().encode(texts)

    summaries = []
    first = threading.Thread(target=lambda: summaries.append(built(folder, Slow())))
    first.start()
    assert started.wait(30)

    with pytest.raises(CorpusError) as caught:
        built(folder, FakeEncoder())
    go_on.set()
    first.join(30)

    assert str(caught.value) == (
        f"{data / 'build.lock'}: another build is running in this data directory; wait until it ends"
    )
    assert open_store(FakeEncoder()).name == summaries[0].name
    assert not built(folder, FakeEncoder()).changed


def test_a_store_that_serves_goes_on_answering_while_builds_are_swapped(folder, encoder):
    build_loop.write_version(folder, 1)
    built(folder, encoder)
    store = open_store(encoder)
    question = encoder.encode(["version 1"])[0]
    stop, answers = threading.Event(), []

    def ask():
        while not stop.is_set():
            (hit, *_) = store.nearest(question, limit=3)
            answers.append((hit.row, store.passage("refused/reasons").text, len(store.holding(["version"], limit=5))))

    asking = threading.Thread(target=ask)
    asking.start()
    for version in range(2, 6):
        build_loop.write_version(folder, version)
        built(folder, encoder)
    stop.set()
    asking.join(30)

    assert len(answers) > 10
    assert {text for _, text, _ in answers} == {"This is version 1."}
    assert len(set(answers)) == 1
    assert open_store(encoder).passage("refused/reasons").text == "This is version 5."


def test_a_policy_needs_no_guide_beside_it(folder, encoder):
    for path in (folder / "guides").rglob("*.yaml"):
        path.unlink()
    write_guide(folder, policy_fields() | {"covers": ["la-refuses", "no-transport"]})

    summary = built(folder, encoder)

    assert (summary.counts["guides"], summary.is_whole) == (1, True)
    assert open_store(encoder).matcher.classes == ("made-up-policy",)


def test_the_manifest_is_plain_json_that_a_person_can_read(folder, encoder):
    summary = built(folder, encoder)

    stored = json.loads((built_directory() / summary.name / "manifest.json").read_text(encoding="utf-8"))

    assert stored["counts"] == summary.counts
    assert datetime.datetime.fromisoformat(stored["built_at"]).tzinfo is not None
    assert all(len(digest) == 64 for digest in stored["files"].values())


# Killed at any moment.

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.ingest.build_loop"])


class Loop:
    """A process that builds one version after another, and the versions that it said it had built."""

    def __init__(self, data, folder, first, event="", number=0):
        self._receiver, sender = PROCESSES.Pipe(duplex=False)
        arguments = (sender, str(data), str(folder), first, event, number)
        self.process = PROCESSES.Process(target=build_loop.main, args=arguments)
        self.process.start()
        sender.close()
        self.told = []

    def wait_for_builds(self, count):
        while len(self.told) < count:
            assert self._receiver.poll(60), "no build within a minute"
            self.told.append(self._receiver.recv())

    def wait_for_the_end(self):
        self.process.join(60)
        with contextlib.suppress(EOFError):
            while True:
                self.told.append(self._receiver.recv())


def served_version():
    """The version in the build that serves, which is opened and so checked file by file."""
    return int(open_store(FakeEncoder()).passage("refused/reasons").text.rstrip(".").split()[-1])


def assert_nothing_is_left_behind(folder, version):
    build_loop.write_version(folder, version)
    served = current_build()
    name = built(folder, FakeEncoder()).name
    assert served_version() == version
    assert {path.name for path in built_directory().iterdir()} == {"current", served, name}


def kill_and_check(data, folder, moments):
    version = 0
    for builds, seconds in moments:
        loop = Loop(data, folder, version + 1)
        loop.wait_for_builds(builds)
        time.sleep(seconds)
        loop.process.kill()
        loop.wait_for_the_end()
        # the last good build, or the next one where the kill came after the swap and before the word of it
        assert served_version() in (loop.told[-1], loop.told[-1] + 1)
        version = loop.told[-1] + 1
    assert_nothing_is_left_behind(folder, version + 1)


def seeded_moments(seed, count):
    choose = random.Random(seed)
    return [(choose.randint(1, 3), choose.uniform(0, 0.15)) for _ in range(count)]


def test_a_build_killed_at_any_moment_leaves_the_last_good_one_serving(data, folder):
    kill_and_check(data, folder, seeded_moments(2026, 8))


@pytest.mark.soak
def test_a_build_killed_at_forty_more_moments_leaves_the_last_good_one_serving(data, folder):
    kill_and_check(data, folder, seeded_moments(2027, 40))


def kill_before(data, folder, event, number):
    """Kill the build of version 2 before an event; version 1 is built by then."""
    loop = Loop(data, folder, 1, event, number)
    loop.wait_for_the_end()
    assert loop.told == [1]
    assert loop.process.exitcode == -signal.SIGKILL


@pytest.mark.parametrize(
    ("event", "number", "served"),
    [
        ("os.rename", 1, 1),  # before the finished build gets its name
        ("os.rename", 2, 1),  # before the pointer is replaced
        ("os.listdir", 1, 2),  # after it, before old builds are removed
    ],
)
def test_the_swap_is_one_step(data, folder, event, number, served):
    build_loop.write_version(folder, 0)
    built(folder, FakeEncoder())

    kill_before(data, folder, event, number)

    assert served_version() == served
    assert_nothing_is_left_behind(folder, 9)


@pytest.mark.soak
@pytest.mark.parametrize("number", range(1, 61))  # a build opens 60 files
def test_a_build_killed_before_any_file_is_opened_leaves_the_last_good_one_serving(data, folder, number):
    kill_before(data, folder, "open", number)

    assert served_version() in (1, 2)
    assert_nothing_is_left_behind(folder, 9)
