import datetime

import pytest

from corpus.store import Field
from evals.cases import Case, Dataset, Status
from evals.withheld import score_withheld, without_typed
from tests.assistant.small_corpus import a_guide, a_store, an_assistant

REFUSED = a_guide("refused", "council refused to assess")
SCHOOL = a_guide("school", "wrong school named in plan")


def test_what_was_typed_about_one_guide_is_gone_and_the_rest_stays():
    store = a_store(REFUSED, SCHOOL)

    found = without_typed(store, "refused")

    assert {entry.text for entry in found.entries if entry.guide_id == "refused" and entry.field is Field.PHRASING} == {
        REFUSED.title
    }
    assert [entry for entry in found.entries if entry.guide_id == "school"] == [
        entry for entry in store.entries if entry.guide_id == "school"
    ]
    assert {entry.field for entry in found.entries if entry.guide_id == "refused"} > {Field.WORDS}
    assert found.vectors_at(range(len(found.entries))).shape[0] == len(found.entries)
    assert found.matcher.classes == store.matcher.classes


def test_each_case_is_asked_without_what_was_typed_about_its_guide():
    today = datetime.date(2026, 11, 22)
    cases = tuple(
        Case(id=guide or "none", turns=(text,), today=today, status=(Status.ANSWER,), guides=(guide,) if guide else ())
        for guide, text in (("refused", "refused to assess"), ("school", "wrong school named"), ("", "hello"))
    )
    told = []

    scores = score_withheld(
        an_assistant(REFUSED, SCHOOL), Dataset("small", None, "", "", cases), progress=lambda *done: told.append(done)
    )

    assert [case.id for case in scores.cases] == ["refused", "school"]
    assert told == [(1, 2), (2, 2)]
    assert "seconds, p50" in {measure.name for measure in scores.measures}


def test_another_kind_of_store_is_told():
    with pytest.raises(TypeError, match="expected a build read into memory"):
        without_typed(object(), "refused")
