"""The network that judges messages: it learns, it is told apart from its own training, and what is shipped is sound."""

import dataclasses
import json

import numpy as np
import pytest

from assistant.boundaries import load_boundaries
from assistant.judge import ANSWER, JUDGE, LAYERS, MOST_TOKENS, Judge, JudgeError, hashed, windows
from corpus.contacts import load_contacts
from corpus.encoder import BUNDLED_SHA256
from corpus.paths import CORPUS, PROJECT
from corpus.words import Lexicon
from evals.cases import DatasetError
from evals.fit import Example, as_table, cross_fitted, fit, load_examples

DIMENSION = 12
NETWORKS = 2
LEXICON = Lexicon({}, {"skool": "school"})
WORDS = {"fire": 0, "hurt": 1, "plan": 2, "school": 3, "tax": 4}


class TokenEncoder:
    """A token's state says which word it is, in each layer."""

    weights_sha256 = "tokens"

    def states(self, texts, layers, *, most):
        found = []
        for text in texts:
            states = np.full((max(1, len(text.split()[:most])), len(layers) * DIMENSION), 0.01, np.float32)
            for row, word in enumerate(text.split()[:most]):
                for layer in range(len(layers)):
                    states[row, layer * DIMENSION + WORDS.get(word, 5 + len(word) % 7)] = 1.0
            found.append(states)
        return found


ENCODER = TokenEncoder()


def examples():
    filler = ("the", "letter", "came", "today", "about", "everything", "again", "for", "us", "and")
    made = []
    for number in range(240):
        rest = " ".join(filler[(number + step) % 10] for step in range(2 + number % 5))
        made += [
            Example(f"{rest} fire {number}", True, emergency="burning"),
            Example(f"{rest} hurt {number}", True, emergency="harmed"),
            Example(f"{rest} plan {number}", False, kind=ANSWER),
            Example(f"{rest} school {number}", False, kind=ANSWER),
            Example(f"{rest} tax {number}", False, kind="topic:tax"),
        ]
    return made


@pytest.fixture(scope="module")
def judge():
    return fit(examples(), ENCODER, LEXICON, networks=NETWORKS)


def test_it_learns_danger_which_danger_and_the_kind_of_a_message(judge):
    burning = judge.judge("and then a fire came", ENCODER, LEXICON)
    harmed = judge.judge("someone hurt us again", ENCODER, LEXICON)
    question = judge.judge("about the skool again", ENCODER, LEXICON)
    tax = judge.judge("about tax and everything", ENCODER, LEXICON)

    assert min(burning.danger, harmed.danger) > 0.7
    assert max(question.danger, tax.danger) < 0.3
    assert (burning.emergency, harmed.emergency) == ("burning", "harmed")
    assert (question.kind[0], tax.kind[0]) == (ANSWER, "topic:tax")
    assert sum(tax.kinds.values()) == pytest.approx(1, abs=1e-4)


def test_danger_at_the_end_of_a_very_long_message_is_seen(judge):
    long = "the letter about the plan came " * 100

    calm, alarming = (judge.judge(text, ENCODER, LEXICON).danger for text in (long, long + "a fire, someone hurt us"))
    assert alarming > 5 * calm


@pytest.mark.parametrize("text", ["", " ", "?", "😀", "\ud800", "x" * 20_000, "<b>fire</b>\n\n"])
def test_nothing_that_is_typed_breaks_it(judge, text):
    assert 0 <= judge.judge(text, ENCODER, LEXICON).danger <= 1


@pytest.mark.parametrize("text", ["12345 67890", "fire", "zzz qqq fire xxx", "<<<<< >>>>"])
def test_what_has_hardly_a_known_word_is_not_judged(judge, text):
    assert judge.judge(text, ENCODER, LEXICON, known={"fire", "a", "came"}) is None
    assert judge.judge("a fire came", ENCODER, LEXICON, known={"fire", "a", "came"}) is not None


def test_the_same_examples_give_the_same_network(judge):
    again = fit(examples(), ENCODER, LEXICON, networks=NETWORKS)

    assert len(again.networks) == len(judge.networks) == NETWORKS
    for one, other in zip(again.networks, judge.networks, strict=True):
        assert all(np.allclose(one[name], other[name], atol=1e-4) for name in one)


def test_networks_start_apart_and_their_mean_counts(judge):
    alone = [dataclasses.replace(judge, networks=(network,)) for network in judge.networks]
    states = ENCODER.states(["a fire came"], LAYERS, most=MOST_TOKENS)[0]
    one, other = (each.forward(states, hashed("a fire came")) for each in alone)

    assert not np.allclose(one, other, atol=1e-3)
    assert np.allclose(judge.forward(states, hashed("a fire came")), (one + other) / 2, atol=1e-4)


def test_what_is_kept_judges_as_before(judge, tmp_path):
    judge.save(tmp_path / "judge.npz")
    kept = Judge.load(tmp_path / "judge.npz")

    assert (kept.emergencies, kept.kinds, kept.encoder_sha256) == (judge.emergencies, judge.kinds, "tokens")
    one, other = (each.judge("a fire came", ENCODER, LEXICON) for each in (judge, kept))
    assert one.danger == pytest.approx(other.danger, abs=0.01)


@pytest.mark.parametrize("content", [None, b"", b"no archive", b"PK\x03\x04broken"])
def test_a_file_that_is_no_network_says_what_to_do(tmp_path, content):
    path = tmp_path / "judge.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(JudgeError, match="python -m evals fit"):
        Judge.load(path)


def test_each_example_is_judged_by_a_network_that_never_saw_it():
    # the words of these say nothing of their label, so that only a network that saw them could know it
    random = [
        Example(
            f"word{number} came",
            number % 2 == 0,
            emergency="x" if number % 2 == 0 else None,
            kind=None if number % 2 == 0 else ANSWER,
        )
        for number in range(120)
    ]
    folds = cross_fitted(random, ENCODER, LEXICON, folds=3, networks=1)
    right = np.mean([(fold.danger >= 0.5) == fold.example.is_danger for fold in folds])

    assert len(folds) == 120
    assert right < 0.75
    assert "danger from" in as_table(folds)


def test_windows_overlap_and_cover_every_word():
    words = [f"w{number}" for number in range(200)]
    cut = windows(" ".join(words))

    assert {word for window in cut for word in window.split()} == set(words)
    assert windows("a short one") == ["a short one"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "line 1"),
        ('{"text": "a"}', "'is'"),
        ('{"text": "a", "is": "odd"}', "'odd'"),
        ('{"text": "a", "is": "safe"}\n{"text": "A", "is": "safe"}', "again"),
        ("", "found no examples"),
    ],
)
def test_a_broken_example_is_told_with_its_line(tmp_path, line, says):
    (tmp_path / "some.jsonl").write_text(line)
    with pytest.raises(DatasetError, match=says):
        load_examples(tmp_path)


# what is shipped


def test_no_question_of_an_eval_is_an_example():
    ours = {" ".join(each.text.casefold().split()) for each in load_examples()}
    for path in (PROJECT / "evals" / "datasets").glob("*.jsonl"):
        for row in path.read_text(encoding="utf-8").splitlines():
            for turn in json.loads(row)["turns"]:
                assert " ".join(turn.casefold().split()) not in ours, path.name


def test_what_was_learned_is_what_the_boundaries_know():
    boundaries = load_boundaries(load_contacts(CORPUS / "contacts.yaml"))
    judge = Judge.load(JUDGE)
    known = {ANSWER, "abroad"}
    known |= {f"rule:{rule.id}" for rule in boundaries.rules}
    known |= {f"topic:{topic.id}" for topic in boundaries.out_of_scope.topics}
    known |= {f"nation:{rule.nation}" for rule in boundaries.out_of_scope.nations}

    assert set(judge.kinds) <= known
    assert set(judge.emergencies) <= {rule.id for rule in boundaries.emergency.rules}
    assert judge.encoder_sha256 == BUNDLED_SHA256
    names = {each.kind for each in load_examples() if each.kind} | {ANSWER}
    assert set(judge.kinds) == names
