import pytest

from evals import metrics
from tests.evals.builders import a_case, a_citation, a_crash, an_outcome, cited, some_knowledge

KNOWLEDGE = some_knowledge()


def marked(measure, case, outcome):
    """What a measure gives: hits and trials, or None."""
    mark = measure(case, outcome, KNOWLEDGE)
    return mark and (mark.hits, mark.of)


HIT, MISS = (1, 1), (0, 1)


class TestStatus:
    def test_any_acceptable_kind_is_right(self):
        case = a_case(status=["answer", "clarify"])

        assert marked(metrics.status_right, case, an_outcome("clarify")) == HIT
        assert marked(metrics.status_right, case, an_outcome("handoff")) == MISS

    @pytest.mark.parametrize("reason", ["failed", "unsupported"])
    def test_handoff_for_a_fault_of_ours_is_no_right_handoff(self, reason):
        case = a_case(status=["handoff"])

        assert marked(metrics.status_right, case, an_outcome("handoff", reason=reason)) == MISS

    def test_crash_is_wrong_and_tells_why(self):
        mark = metrics.status_right(a_case(), a_crash(), KNOWLEDGE)

        assert mark.hits == 0
        assert mark.expected == "answer"
        assert "failed (ZeroDivisionError" in mark.got

    def test_handoff_that_came_tells_its_reason(self):
        assert metrics.status_right(a_case(), an_outcome("handoff"), KNOWLEDGE).got == "handoff (not_covered)"


class TestRightGuide:
    def test_any_acceptable_guide_at_any_place_will_do(self):
        outcome = an_outcome(guides=["policy", "named"])

        assert marked(metrics.right_guide, a_case(guides=["refused", "named"]), outcome) == HIT
        assert marked(metrics.right_guide, a_case(guides=["refused"]), outcome) == MISS

    def test_no_guide_applies_is_not_scorable(self):
        assert marked(metrics.right_guide, a_case(guides=[]), an_outcome()) is None

    def test_wrong_kind_of_reply_misses_the_guide_too(self):
        assert marked(metrics.right_guide, a_case(status=["answer"]), an_outcome("clarify")) == MISS

    def test_crash_misses(self):
        assert marked(metrics.right_guide, a_case(), a_crash()) == MISS

    @pytest.mark.parametrize("status", ["clarify", "handoff", "emergency"])
    def test_acceptable_reply_of_a_lesser_kind_owes_no_guide(self, status):
        assert marked(metrics.right_guide, a_case(status=["answer", status]), an_outcome(status)) is None

    def test_handoff_owes_its_guide_where_only_a_handoff_will_do(self):
        case = a_case(status=["handoff", "clarify"])

        assert marked(metrics.right_guide, case, an_outcome("handoff", guides=["refused"])) == HIT
        assert marked(metrics.right_guide, case, an_outcome("handoff")) == MISS


class TestOptionsOfGuidesUsed:
    def test_all_listed(self):
        assert marked(metrics.options_of_guides_used, a_case(), an_outcome()) == HIT

    def test_one_dropped_is_named(self):
        mark = metrics.options_of_guides_used(a_case(), an_outcome(options=[cited("refused/talk")]), KNOWLEDGE)

        assert mark.hits == 0
        assert mark.got == "without refused/appeal"

    def test_route_shared_by_two_guides_is_listed_once_by_either_id(self):
        # routes of both: refused/talk, refused/appeal (= named/appeal-too), named/mediate
        options = [cited("refused/talk"), cited("named/mediate"), cited("named/appeal-too")]

        assert (
            marked(metrics.options_of_guides_used, a_case(), an_outcome(guides=["refused", "named"], options=options))
            == HIT
        )

    def test_same_option_twice_does_not_stand_for_another(self):
        outcome = an_outcome(options=[cited("refused/talk"), cited("refused/talk")])

        assert marked(metrics.options_of_guides_used, a_case(), outcome) == MISS

    def test_counts_for_the_wrong_guide_as_well(self):
        outcome = an_outcome(guides=["named"], options=[])

        assert marked(metrics.options_of_guides_used, a_case(guides=["refused"]), outcome) == MISS

    @pytest.mark.parametrize("guides", [["policy"], []])
    def test_no_option_to_list_is_not_scorable(self, guides):
        assert marked(metrics.options_of_guides_used, a_case(), an_outcome(guides=guides, options=[])) is None

    @pytest.mark.parametrize("outcome", [an_outcome("handoff", guides=["refused"]), a_crash()])
    def test_only_answers_list_options(self, outcome):
        assert marked(metrics.options_of_guides_used, a_case(), outcome) is None


class TestOptionsOfSituation:
    def test_labelled_options_are_what_is_asked_for(self):
        outcome = an_outcome(guides=["named"], options=[cited("named/mediate"), cited("named/appeal-too")])

        # named/appeal-too is the route refused/appeal
        assert marked(metrics.options_of_situation, a_case(options=["refused/appeal"]), outcome) == HIT
        assert marked(metrics.options_of_situation, a_case(options=["refused/talk"]), outcome) == MISS

    def test_without_labels_those_of_any_one_acceptable_guide(self):
        case = a_case(guides=["named", "refused"])

        assert marked(metrics.options_of_situation, case, an_outcome()) == HIT

    def test_options_of_another_situation_miss(self):
        assert marked(metrics.options_of_situation, a_case(guides=["named"]), an_outcome()) == MISS

    def test_wrong_kind_of_reply_misses(self):
        assert marked(metrics.options_of_situation, a_case(), an_outcome("handoff")) == MISS

    def test_handoff_case_owes_none(self):
        assert marked(metrics.options_of_situation, a_case(status=["handoff"]), an_outcome("handoff")) is None

    @pytest.mark.parametrize("guides", [["policy"], ["policy", "refused"]])
    def test_situation_without_options_is_not_scorable(self, guides):
        outcome = an_outcome(guides=["policy"], options=[])

        assert marked(metrics.options_of_situation, a_case(guides=guides), outcome) is None

    def test_no_guide_labelled_is_not_scorable(self):
        assert marked(metrics.options_of_situation, a_case(guides=[]), an_outcome()) is None


class TestFacts:
    def test_each_fact_counts(self):
        # one of the two is told; a fact among the options is not in the direct part
        case = a_case(facts=["refused/fact", "refused/talk"])

        assert marked(metrics.facts_told, case, an_outcome()) == (1, 2)
        assert marked(metrics.facts_in_the_answer, case, an_outcome()) == (2, 2)
        assert marked(metrics.first_fact_told, case, an_outcome()) == HIT
        assert marked(metrics.first_fact_told, a_case(facts=["refused/talk"]), an_outcome()) == MISS

    def test_any_item_that_tells_a_fact_will_do(self):
        case = a_case(facts=["other/fact|refused/fact", "a/b|c/d"])

        assert marked(metrics.facts_told, case, an_outcome()) == (1, 2)
        assert marked(metrics.first_fact_told, case, an_outcome()) == HIT

    def test_fact_told_twice_counts_once(self):
        outcome = an_outcome(direct=[cited("refused/fact"), cited("refused/fact")])

        assert marked(metrics.facts_told, a_case(facts=["refused/fact"]), outcome) == (1, 1)
        assert marked(metrics.first_fact_told, a_case(facts=["refused/fact"]), outcome) == HIT

    def test_crash_misses_all(self):
        assert marked(metrics.facts_told, a_case(facts=["a/b", "c/d"]), a_crash()) == (0, 2)

    def test_nothing_labelled_is_not_scorable(self):
        assert marked(metrics.facts_told, a_case(), an_outcome()) is None
        assert marked(metrics.first_fact_told, a_case(), an_outcome()) is None


class TestPinpoint:
    @pytest.mark.parametrize(
        ("label", "expected"),
        [
            ("made-up-act s.36(8)", HIT),
            ("made-up-act s.36", HIT),  # 36(8) is inside it
            ("made-up-act ss.30-40", HIT),
            ("made-up-act s.36(8)(a)", MISS),  # what is cited holds more than what was asked for
            ("made-up-act s.37", MISS),
            ("other-act s.36(8)", MISS),
        ],
    )
    def test_place_cited_lies_at_or_inside_the_label(self, label, expected):
        assert marked(metrics.pinpoint_cited, a_case(pinpoints=[label]), an_outcome()) == expected

    def test_any_one_will_do(self):
        case = a_case(pinpoints=["made-up-act s.1", "made-up-act s.36"])

        assert marked(metrics.pinpoint_cited, case, an_outcome()) == HIT

    def test_no_citation_misses(self):
        assert marked(metrics.pinpoint_cited, a_case(pinpoints=["made-up-act s.36"]), an_outcome(citations=[])) == MISS

    def test_citation_that_cannot_be_read_is_none(self):
        outcome = an_outcome(citations=[a_citation("section thirty-six")])

        assert marked(metrics.pinpoint_cited, a_case(pinpoints=["made-up-act s.36"]), outcome) == MISS


class TestCitations:
    def test_everything_cited_and_citable(self):
        assert marked(metrics.citations_resolve, a_case(), an_outcome()) == HIT

    @pytest.mark.parametrize("part", ["direct", "options", "dates", "myths"])
    @pytest.mark.parametrize("citations", [[], [1], [-1]])
    def test_item_without_a_citation_of_this_reply(self, part, citations):
        item = {"id": "refused/talk", "citations": citations, "what": "appeal"}

        assert marked(metrics.citations_resolve, a_case(), an_outcome(**{part: [item]})) == MISS

    @pytest.mark.parametrize("pinpoint", ["made-up-act s.99", "no-such-act s.1", "made-up-act whole", "nonsense"])
    def test_citation_outside_the_register(self, pinpoint):
        outcome = an_outcome(citations=[a_citation(pinpoint)])

        assert marked(metrics.citations_resolve, a_case(), outcome) == MISS

    def test_original_in_its_own_words_has_its_own_numbering(self):
        own = a_citation("made-up-act s.99", our_words="", quote="As it stands.")

        assert marked(metrics.citations_resolve, a_case(), an_outcome(citations=[own])) == HIT
        assert marked(metrics.citations_resolve, a_case(), an_outcome(citations=[own | {"source": "other"}])) == MISS

    @pytest.mark.parametrize("outcome", [an_outcome("clarify"), a_crash()])
    def test_nothing_told_is_not_scorable(self, outcome):
        assert marked(metrics.citations_resolve, a_case(), outcome) is None


class TestDates:
    def dated(self, *dates):
        return an_outcome(dates=[{"what": "appeal", "date": date, "citations": [0]} for date in dates])

    def test_to_the_day(self):
        case = a_case(dates=["2026-12-01"])

        assert marked(metrics.dates_exact, case, self.dated("2026-12-01")) == HIT
        assert marked(metrics.dates_exact, case, self.dated("2026-12-02")) == MISS
        assert marked(metrics.dates_exact, case, self.dated()) == MISS

    def test_all_are_needed_and_others_are_no_fault(self):
        case = a_case(dates=["2026-12-01", "2027-01-04"])

        assert marked(metrics.dates_exact, case, self.dated("2027-01-04", "2026-12-01", "2027-02-01")) == HIT
        assert marked(metrics.dates_exact, case, self.dated("2026-12-01")) == MISS

    def test_nothing_labelled_is_not_scorable(self):
        assert marked(metrics.dates_exact, a_case(), self.dated("2026-12-01")) is None


class TestEmergency:
    def test_recall_is_over_cases_where_nothing_else_will_do(self):
        only = a_case(status=["emergency"], guides=[])

        assert marked(metrics.emergency_caught, only, an_outcome("emergency")) == HIT
        assert marked(metrics.emergency_caught, only, an_outcome("handoff")) == MISS
        assert marked(metrics.emergency_caught, only, a_crash()) == MISS
        assert marked(metrics.emergency_caught, a_case(status=["emergency", "answer"]), an_outcome()) is None
        assert marked(metrics.emergency_caught, a_case(), an_outcome("emergency")) is None

    def test_false_alarms_are_over_cases_where_it_will_not_do(self):
        assert marked(metrics.emergency_false_alarm, a_case(), an_outcome("emergency")) == HIT
        assert marked(metrics.emergency_false_alarm, a_case(), an_outcome()) == MISS
        assert marked(metrics.emergency_false_alarm, a_case(status=["emergency"]), an_outcome("emergency")) is None
        assert marked(metrics.emergency_false_alarm, a_case(status=["emergency", "answer"]), an_outcome()) is None


class TestHandoff:
    @pytest.mark.parametrize(
        ("labels", "got", "recall", "precision", "kind"),
        [
            # a person is needed, in one kind
            (["handoff"], "handoff", HIT, HIT, HIT),
            (["handoff"], "answer_and_handoff", HIT, HIT, MISS),
            (["answer_and_handoff"], "handoff", HIT, HIT, MISS),
            (["handoff"], "answer", MISS, None, None),
            (["answer_and_handoff"], "emergency", MISS, None, None),
            # a person is needed, in either kind
            (["handoff", "answer_and_handoff"], "handoff", HIT, HIT, None),
            (["handoff", "answer_and_handoff"], "clarify", MISS, None, None),
            # no person is needed
            (["answer"], "handoff", None, MISS, None),
            (["answer"], "answer", None, None, None),
            (["answer", "clarify"], "answer_and_handoff", None, MISS, None),
            # the labels allow both
            (["answer", "answer_and_handoff"], "answer_and_handoff", None, None, None),
            (["answer", "answer_and_handoff"], "answer", None, None, None),
            (["answer", "answer_and_handoff"], "clarify", None, None, None),
        ],
    )
    def test_recall_precision_and_kind(self, labels, got, recall, precision, kind):
        case, outcome = a_case(status=labels), an_outcome(got)

        assert marked(metrics.handoff_caught, case, outcome) == recall
        assert marked(metrics.handoff_right, case, outcome) == precision
        assert marked(metrics.handoff_of_right_kind, case, outcome) == kind

    def test_crash_hands_nobody_to_a_person(self):
        assert marked(metrics.handoff_caught, a_case(status=["handoff"]), a_crash()) == MISS
        assert marked(metrics.handoff_right, a_case(), a_crash()) is None


class TestFaults:
    def test_error_and_withheld_reply_are_faults(self):
        assert marked(metrics.no_fault, a_case(), an_outcome("handoff")) == HIT
        assert marked(metrics.no_fault, a_case(), an_outcome("handoff", reason="failed")) == MISS
        assert marked(metrics.no_fault, a_case(), an_outcome("handoff", reason="unsupported")) == MISS
        assert marked(metrics.no_fault, a_case(), a_crash()) == MISS


class TestQuantities:
    def test_words_of_every_direct_statement(self):
        # 3 + 2 words, however they are spaced
        outcome = an_outcome(direct=[cited("a/b", text="So  it\nis."), cited("a/c", text="Or not.")])

        assert metrics.direct_words(a_case(), outcome) == 5.0

    @pytest.mark.parametrize("outcome", [an_outcome("handoff"), a_crash()])
    def test_only_answers_have_words(self, outcome):
        assert metrics.direct_words(a_case(), outcome) is None

    def test_seconds_count_for_crashes_too(self):
        assert metrics.seconds(a_case(), a_crash()) == 0.5


def test_every_measure_has_its_own_name():
    names = [measure.name for measure in (*metrics.SHARES, *metrics.QUANTITIES)]

    assert len(names) == len(set(names))
