import json

import pytest

from evals.metrics import QUANTITIES, SHARES
from evals.score import score
from tests.evals.builders import a_case, a_crash, an_outcome, cited, scorable, some_knowledge


def scored(*pairs):
    return score([scorable(case, outcome) for case, outcome in pairs], some_knowledge())


def line(scores, name):
    return next(measure for measure in scores.measures if measure.name == name)


def test_value_is_hits_over_scorable_cases():
    # of four cases, one has no guide that applies; of the other three, two are right
    scores = scored(
        (a_case(id="a"), an_outcome()),
        (a_case(id="b"), an_outcome()),
        (a_case(id="c"), an_outcome(guides=["named"])),
        (a_case(id="d", guides=[]), an_outcome()),
    )

    found = line(scores, "right guide among those used")

    assert (found.value, found.n, found.not_scorable) == (pytest.approx(2 / 3), 3, 1)
    # Wilson: centre (2/3 + 3.84146/6) / (1 + 3.84146/3) = 1.306910 / 2.280487 = 0.573084; z²/4n² = 0.106707
    # halfwidth 1.95996 × √(2/27 + 0.106707) / 2.280487 = 1.95996 × 0.425190 / 2.280487 = 0.365429
    assert found.interval == pytest.approx((0.207655, 0.938513), abs=1e-4)


def test_facts_are_pooled_over_cases():
    # 1 of 1 and 1 of 3: 2 of 4 facts; the first of both
    scores = scored(
        (a_case(id="a", facts=["refused/fact"]), an_outcome()),
        (a_case(id="b", facts=["refused/fact", "x/1", "x/2"]), an_outcome()),
    )

    every, first = (
        line(scores, name) for name in ("vital facts in the direct part", "the first vital fact in the direct part")
    )
    assert (every.value, every.n) == (0.5, 4)
    assert (first.value, first.n) == (1.0, 2)


def test_measure_with_nothing_to_score_has_no_value():
    scores = scored((a_case(), an_outcome()))

    found = line(scores, "dates exact")

    assert (found.value, found.interval, found.n, found.not_scorable) == (None, None, 0, 1)


def test_no_case_at_all_has_no_value_anywhere():
    scores = scored()

    assert len(scores.measures) == len(SHARES) + len(QUANTITIES)
    assert all(measure.value is None and measure.n == 0 for measure in scores.measures)


def test_quantiles_leave_out_what_has_none():
    # words 1, 2 and 6: median 2; the hand-off has none. Seconds 1, 2, 3, 4: p50 2.5, p95 = 3 + 0.85 × (4 − 3)
    direct = [[cited("refused/fact", text="word " * words)] for words in (1, 2, 6)]
    scores = scored(
        *((a_case(id=str(n)), an_outcome(direct=direct[n], seconds=n + 1.0)) for n in range(3)),
        (a_case(id="3", status=["handoff"]), an_outcome("handoff", seconds=4.0)),
    )

    words = line(scores, "median words of the direct part")
    assert (words.value, words.n, words.not_scorable) == (2.0, 3, 1)
    assert line(scores, "seconds, p50").value == 2.5
    assert line(scores, "seconds, p95").value == pytest.approx(3.85)


def test_failing_case_names_all_it_misses_and_tells_each_once():
    scores = scored((a_case(status=["emergency"], guides=[], turns=["help"]), an_outcome()))

    (case,) = scores.failing
    # the emergency that was not recalled is told by its status
    assert case.missed == ("status right", "emergency recall")
    assert [(miss.expected, miss.got) for miss in case.misses] == [("emergency", "answer")]


def test_false_alarm_fails_its_case():
    (case,) = scored((a_case(), an_outcome("emergency"))).failing

    assert "emergency false alarms" in case.missed


def test_right_case_does_not_fail():
    assert scored((a_case(), an_outcome())).failing == ()


def test_crash_fails_and_counts():
    scores = scored((a_case(id="a"), an_outcome()), (a_case(id="b"), a_crash("b")))

    assert line(scores, "replies without an internal fault").value == 0.5
    assert line(scores, "status right").value == 0.5
    assert [case.id for case in scores.failing] == ["b"]


def test_scores_are_plain_data():
    scores = scored((a_case(), an_outcome(guides=["named"])), (a_case(id="b"), a_crash("b")))

    data = json.loads(json.dumps(scores.to_json()))

    assert data["measures"][0]["name"] == "right guide among those used"
    assert data["measures"][0]["interval"][0] == 0.0
    assert data["cases"][0]["marks"]["status right"] == [1, 1]
    assert data["failures"][0]["misses"][0] == {
        "measure": "right guide among those used",
        "expected": "the guide refused",
        "got": "named",
    }


def test_same_outcomes_give_the_same_scores():
    pairs = [(a_case(id=str(n)), an_outcome(seconds=n / 7)) for n in range(20)]

    assert scored(*pairs) == scored(*pairs)
