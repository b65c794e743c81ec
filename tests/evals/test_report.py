from evals.report import as_text
from evals.score import score
from tests.evals.builders import a_case, an_outcome, scorable, some_knowledge


def reported(*pairs):
    return as_text(score([scorable(case, outcome) for case, outcome in pairs], some_knowledge()))


def test_table_gives_value_interval_and_counts():
    text = reported((a_case(), an_outcome()))

    # 1 of 1: Wilson's low end is 1 / (1 + 3.84146) = 20.7%
    assert text.splitlines()[1].split() == [*"right guide among those used 100.0% 20.7% to 100.0% 1 0".split()]


def test_nothing_to_score_is_a_dash():
    (line,) = [line for line in reported((a_case(), an_outcome())).splitlines() if line.startswith("dates exact")]

    assert line.split() == ["dates", "exact", "–", "–", "0", "1"]


def test_columns_line_up():
    table = reported((a_case(), an_outcome())).split("\n\n")[0]

    assert len({len(line) for line in table.splitlines()}) == 1


def test_failing_case_shows_question_expected_and_got():
    text = reported((a_case(turns=["first", "They said\n no"], guides=["named"]), an_outcome()))

    assert "1 of 1 cases fail a measure." in text
    assert 'case-1 (made-up): "They said no" [after 1 earlier]' in text
    assert "  right guide among those used: expected the guide named; got refused" in text


def test_long_question_is_shortened():
    text = reported((a_case(turns=["word " * 4000], guides=["named"]), an_outcome()))

    assert max(map(len, text.splitlines())) < 150
    assert "word…" in text or "wor…" in text


def test_no_failure_is_said():
    assert "0 of 1 cases fail a measure." in reported((a_case(), an_outcome()))
