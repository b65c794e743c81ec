import datetime
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context

import pytest
from pydantic import ValidationError

from assistant.casework.accounts import LOCAL, set_open
from assistant.casework.desk_models import Role, Verdict
from assistant.casework.reviews import (
    FILE,
    NewReview,
    NoSuchReviewError,
    as_eval_case,
    give_verdict,
    is_of_today,
    keep_as_case,
    keep_case,
    laid_beside,
    latest,
    newest_of_each,
    reviews_of,
)
from assistant.casework.rights import RIGHTS, NotAllowedError, Right
from assistant.casework.trouble import CaseworkUnavailableError, Trouble
from corpus.documents import digest_of
from evals.cases import load_dataset
from tests.assistant.casework.builders import NOW
from tests.assistant.casework.people import signed_in

WORDS = digest_of("The council must give reasons.")
QUESTION = "They said no and gave no reasons. Can they?"
LATER = NOW + datetime.timedelta(hours=1)
TODAY = NOW.date()


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("SEND_ASSIST_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def a_review(**fields):
    return NewReview(
        **{
            "guide_id": "refusal-to-assess",
            "item_id": "reasons",
            "passage_digest": WORDS,
            "citation": "cfa-2014 s.36(5); cfa-2014 s.36(8)",
            "verdict": Verdict.SUPPORTED,
            **fields,
        }
    )


def given(engine, person, now=NOW, **fields):
    return give_verdict(engine, person, a_review(**fields), now)


# verdicts


def test_a_verdict_is_read_back_as_it_was_given_and_by_whom(engine):
    amina = signed_in(engine, "amina")

    given(engine, amina, verdict=Verdict.PARTLY, missing=" The time\x00 limit ", suggested="Say: in writing.")

    [found] = reviews_of(engine, amina, "refusal-to-assess", NOW)
    assert (found.verdict, found.missing, found.suggested) == (Verdict.PARTLY, "The time limit", "Say: in writing.")
    assert (found.reviewer, found.at, found.passage_digest) == ("Amina", NOW, WORDS)
    assert (found.guide_id, found.item_id) == ("refusal-to-assess", "reasons")


def test_verdicts_come_newest_first_and_of_one_guide_alone(engine):
    amina, ben = signed_in(engine, "amina"), signed_in(engine, "ben", Role.LEAD)
    given(engine, amina, NOW)
    given(engine, ben, LATER, verdict=Verdict.HARMFUL)
    given(engine, amina, NOW, guide_id="section-19-education-missing")

    found = reviews_of(engine, ben, "refusal-to-assess", LATER)

    assert [(review.reviewer, review.verdict) for review in found] == [
        ("Ben", Verdict.HARMFUL),
        ("Amina", Verdict.SUPPORTED),
    ]


def test_the_latest_verdict_on_each_item_counts_whoever_gave_it(engine):
    amina, ben = signed_in(engine, "amina"), signed_in(engine, "ben")
    given(engine, amina, NOW)
    given(engine, ben, LATER, verdict=Verdict.NOT_SUPPORTED)
    given(engine, amina, NOW, item_id="appeal")

    found = latest(engine, amina, LATER)

    assert {key: (review.verdict, review.reviewer) for key, review in found.items()} == {
        ("refusal-to-assess", "reasons"): (Verdict.NOT_SUPPORTED, "Ben"),
        ("refusal-to-assess", "appeal"): (Verdict.SUPPORTED, "Amina"),
    }
    assert newest_of_each(reviews_of(engine, amina, "refusal-to-assess", LATER)) == found


def test_of_two_verdicts_at_one_moment_the_one_stored_last_is_the_newest(engine):
    amina = signed_in(engine, "amina")
    given(engine, amina, NOW)
    given(engine, amina, NOW, verdict=Verdict.HARMFUL)

    assert latest(engine, amina, NOW)["refusal-to-assess", "reasons"].verdict is Verdict.HARMFUL


def test_a_verdict_is_of_today_while_words_and_sources_are_those_it_was_given_on(engine):
    review = given(engine, signed_in(engine, "amina"))

    assert is_of_today(review, WORDS)
    assert not is_of_today(review, digest_of("The council must give reasons in writing."))
    assert is_of_today(review, WORDS, laid_beside(("cfa-2014 s.36(5)", "cfa-2014 s.36(8)")))
    assert not is_of_today(review, WORDS, laid_beside(("cfa-2014 s.36(5)",)))


def test_a_verdict_pressed_eight_times_is_kept_once(engine):
    amina = signed_in(engine, "amina")

    with ThreadPoolExecutor(8) as threads:
        ids = {review.id for review in threads.map(lambda _: given(engine, amina), range(8))}

    assert len(ids) == 1
    assert len(reviews_of(engine, amina, "refusal-to-assess", NOW)) == 1


@pytest.mark.parametrize(
    ("after", "fields"),
    [
        (datetime.timedelta(minutes=10), {}),
        (datetime.timedelta(0), {"verdict": Verdict.HARMFUL}),
        (datetime.timedelta(0), {"missing": "The time limit"}),
        (datetime.timedelta(0), {"passage_digest": "abc123"}),
    ],
)
def test_a_verdict_given_again_another_time_or_otherwise_is_kept_too(engine, after, fields):
    amina = signed_in(engine, "amina")
    given(engine, amina)

    given(engine, amina, NOW + after, **fields)

    assert len(reviews_of(engine, amina, "refusal-to-assess", LATER)) == 2


def test_the_same_verdict_of_somebody_else_is_kept_too(engine):
    amina, ben = signed_in(engine, "amina"), signed_in(engine, "ben")
    given(engine, amina)

    given(engine, ben)

    assert len(reviews_of(engine, amina, "refusal-to-assess", NOW)) == 2


def acts(engine, person, review_id):
    return (
        lambda: given(engine, person, LATER, verdict=Verdict.HARMFUL),
        lambda: reviews_of(engine, person, "refusal-to-assess", LATER),
        lambda: latest(engine, person, LATER),
        lambda: keep_as_case(engine, person, review_id, QUESTION, LATER),
    )


@pytest.mark.parametrize("role", [role for role in Role if Right.CHECK_CITATIONS in RIGHTS[role]])
def test_whoever_may_check_citations_can_do_all_of_it(engine, data, role):
    person = signed_in(engine, "amina", role)
    review = given(engine, person)

    assert all(act() for act in acts(engine, person, review.id))


def test_somebody_whose_account_was_closed_can_do_none_of_it(engine, data):
    amina, ben = signed_in(engine, "amina"), signed_in(engine, "ben")
    review = given(engine, amina)
    set_open(engine, LOCAL, "amina", is_open=False, now=NOW, who="terminal:tests")

    for act in acts(engine, amina, review.id):
        with pytest.raises(NotAllowedError):
            act()
    assert reviews_of(engine, ben, "refusal-to-assess", LATER) == [review]
    assert not (data / FILE).exists()


def test_what_a_reviewer_typed_is_in_no_repr(engine):
    review = given(engine, signed_in(engine, "amina"), missing="Kassandra", suggested="Kassandra")

    assert "Kassandra" not in repr(review)
    assert "Kassandra" not in repr(a_review(missing="Kassandra", suggested="Kassandra"))


@pytest.mark.parametrize(
    "fields",
    [
        {"verdict": "splendid"},
        {"missing": "m" * 5_001},
        {"item_id": "not an id"},
        {"passage_digest": ""},
        {"citation": ""},
        {"citation": "c" * 201},
    ],
)
def test_a_verdict_outside_what_can_be_kept_is_refused_without_being_quoted(fields):
    with pytest.raises(ValidationError) as refused:
        a_review(**fields)

    assert "mmm" not in str(refused.value)


def test_very_many_references_are_kept_short_and_still_told_apart():
    many = [f"equality-act-2010 sch.17 para.{number}" for number in range(1, 12)]

    kept, other = laid_beside(many), laid_beside([*many[:-1], "equality-act-2010 sch.17 para.99"])

    assert len(kept) <= 200
    assert kept != other
    assert a_review(citation=kept).citation == kept


# eval cases


def test_a_supported_verdict_makes_a_case_that_evals_reads_with_its_fact_and_places(engine, data):
    amina = signed_in(engine, "amina")
    review = given(engine, amina)

    assert keep_as_case(engine, amina, review.id, f"  {QUESTION}\x00", NOW)

    [case] = load_dataset(data / FILE).cases
    assert case.id.startswith("review-")
    assert (case.turns, case.today, case.guides) == ((QUESTION,), TODAY, ("refusal-to-assess",))
    assert (case.facts, case.pinpoints) == (
        ("refusal-to-assess/reasons",),
        ("cfa-2014 s.36(5)", "cfa-2014 s.36(8)"),
    )
    assert "supported" in (case.note or "")


@pytest.mark.parametrize(
    ("verdict", "has_fact", "has_places"),
    [
        (Verdict.SUPPORTED, True, True),
        (Verdict.PARTLY, True, False),
        (Verdict.NOT_SUPPORTED, False, False),
        (Verdict.OUT_OF_DATE, False, False),
        (Verdict.HARMFUL, False, False),
    ],
)
def test_a_case_asks_for_no_more_than_its_verdict_bears(engine, data, verdict, has_fact, has_places):
    review = given(engine, signed_in(engine, "amina"), verdict=verdict, missing="In\nwriting", suggested="Say so")

    made = as_eval_case(review, QUESTION, TODAY)

    assert (bool(made.get("facts")), bool(made.get("pinpoints"))) == (has_fact, has_places)
    assert all(words in made["note"] for words in ("In\nwriting", "Say so", "refusal-to-assess/reasons", WORDS))
    keep_case(made)
    assert load_dataset(data / FILE).cases[0].guides == ("refusal-to-assess",)


def test_a_shortened_list_of_references_gives_only_whole_ones(engine):
    many = [f"equality-act-2010 sch.17 para.{number}" for number in range(1, 12)]
    review = given(engine, signed_in(engine, "amina"), citation=laid_beside(many))

    places = as_eval_case(review, QUESTION, TODAY)["pinpoints"]

    assert places == many[: len(places)]
    assert len(places) > 2


def test_a_case_is_of_the_day_in_england(engine, data):
    amina = signed_in(engine, "amina")
    review = given(engine, amina)
    half_past_midnight_in_summer = datetime.datetime(2026, 7, 1, 23, 30, tzinfo=datetime.UTC)

    keep_as_case(engine, amina, review.id, QUESTION, half_past_midnight_in_summer)

    assert load_dataset(data / FILE).cases[0].today == datetime.date(2026, 7, 2)


@pytest.mark.parametrize("asked", ["", " \n", "\x00"])
def test_a_case_needs_a_question(engine, asked):
    review = given(engine, signed_in(engine, "amina"))

    with pytest.raises(ValueError, match="no question"):
        as_eval_case(review, asked, TODAY)


def test_a_verdict_that_is_not_there_makes_no_case(engine, data):
    with pytest.raises(NoSuchReviewError):
        keep_as_case(engine, signed_in(engine, "amina"), 99, QUESTION, NOW)

    assert not (data / FILE).exists()


def test_one_verdict_makes_one_case_and_another_verdict_another(engine, data):
    amina = signed_in(engine, "amina")
    first, second = given(engine, amina), given(engine, amina, LATER)

    kept = [keep_as_case(engine, amina, number, QUESTION, LATER) for number in (first.id, first.id, second.id)]

    assert kept == [True, False, True]
    assert len(load_dataset(data / FILE).cases) == 2


# the file of cases


def a_case(number):
    return {
        "id": f"review-{number}",
        "turns": ["Can they? “Ja”"],
        "today": "2026-11-22",
        "status": ["answer"],
        "guides": ["g"],
    }


def keep_many(first):
    return sum(keep_case(a_case(number)) for number in range(first, first + 10))


def test_the_file_can_be_read_by_its_owner_alone(data):
    keep_case(a_case(1))
    (data / FILE).chmod(0o644)

    keep_case(a_case(2))

    assert stat.S_IMODE((data / FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE((data / FILE).parent.stat().st_mode) == 0o700


def test_writers_in_several_processes_lose_nothing_and_store_each_case_once(data):
    # 0-9, 5-14, 10-19 and 15-24: twenty-five cases, fifteen of them sent twice
    with get_context("spawn").Pool(4) as writers:
        added = writers.map(keep_many, [0, 5, 10, 15])

    assert sum(added) == 25
    assert {case.id for case in load_dataset(data / FILE).cases} == {f"review-{number}" for number in range(25)}


def test_writers_in_several_threads_lose_nothing(data):
    with ThreadPoolExecutor(8) as threads:
        added = list(threads.map(lambda number: keep_case(a_case(number)), [*range(12), *range(12)]))

    assert sum(added) == 12
    assert len(load_dataset(data / FILE).cases) == 12


@pytest.mark.parametrize("left", [json.dumps(a_case(1)), json.dumps(a_case(1)) + "\n", json.dumps(a_case(1)) + "\n\n"])
def test_what_stands_in_the_file_stays_however_its_last_line_ends(data, left):
    (data / FILE).parent.mkdir(parents=True)
    (data / FILE).write_text(left, encoding="utf-8")

    assert not keep_case(a_case(1))
    assert keep_case(a_case(2))

    assert [case.id for case in load_dataset(data / FILE).cases] == ["review-1", "review-2"]


def test_a_line_that_is_no_case_stays_as_it_is(data):
    (data / FILE).parent.mkdir(parents=True)
    (data / FILE).write_bytes(b'{"id": "review-\n\xff\n[]\n')

    assert keep_case(a_case(1))

    lines = (data / FILE).read_bytes().split(b"\n")
    assert lines[:3] == [b'{"id": "review-', b"\xff", b"[]"]
    assert json.loads(lines[3]) == a_case(1)


def test_a_write_that_was_cut_off_before_does_not_stop_the_next(data):
    (data / FILE).parent.mkdir(parents=True)
    (data / FILE).with_name(f".{FILE.name}.new").write_text('{"id": "rev', encoding="utf-8")

    assert keep_case(a_case(1))

    assert [case.id for case in load_dataset(data / FILE).cases] == ["review-1"]


def test_a_file_that_cannot_be_written_is_told_and_nothing_changes(data):
    data.write_text("a file where the folder should be", encoding="utf-8")

    with pytest.raises(CaseworkUnavailableError) as told:
        keep_case(a_case(1))

    assert told.value.trouble is Trouble.READ_ONLY
    assert data.read_text(encoding="utf-8") == "a file where the folder should be"
