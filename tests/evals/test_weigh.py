import datetime

import numpy as np

from assistant.weighing import GATES, SIGHTS, Weights
from evals.cases import Case, Status
from evals.weigh import weigh
from tests.assistant.small_corpus import a_guide, an_assistant

REFUSED = a_guide("refused", "council refused to assess")
SCHOOL = a_guide("school", "wrong school named in plan")


def a_case(*turns, guide):
    return Case(id="one", turns=turns, today=datetime.date(2026, 11, 22), status=(Status.ANSWER,), guides=(guide,))


def test_what_makes_the_right_guides_probable_is_found():
    assistant = an_assistant(REFUSED, SCHOOL)
    cases = [
        a_case("council refused to assess", "and now what", guide="refused"),
        a_case("wrong school named", "and now what", guide="school"),
        a_case("wrong school named", "council refused to assess", guide="refused"),
        a_case("council refused", guide="refused"),
        a_case("a guide that is gone", guide="gone"),
    ]
    told = []

    found = weigh(assistant, cases, told=told.append)

    assert found.table.shape == (GATES, SIGHTS)
    assert "4 questions and talks are read" in told[0]
    fitted = an_assistant(REFUSED, SCHOOL, weights=found)
    for case in cases[:-1]:
        assert fitted.reply(case.turns, case.today).guides[0] == case.guides[0]


def test_the_same_cases_give_the_same_weights():
    assistant = an_assistant(REFUSED, SCHOOL)
    cases = [a_case("council refused to assess", "and now what", guide="refused")]

    one, other = (weigh(assistant, cases, told=lambda _: None) for _ in range(2))

    assert isinstance(one, Weights)
    assert np.array_equal(one.table, other.table)
