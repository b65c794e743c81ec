import datetime

import pytest

from assistant.deadlines import september_of_move

D = datetime.date
AUTUMN, SPRING = D(2026, 11, 22), D(2027, 3, 1)


@pytest.mark.parametrize(
    ("text", "today", "year"),
    [
        ("he's in year 6 and nothing is in the plan", AUTUMN, 2027),
        ("shes in yr6 with an ehcp", AUTUMN, 2027),
        ("my year 6 son has no secondary named", SPRING, 2027),
        ("she is in Year 5", AUTUMN, 2028),
        ("my son is year 11 and college is not sorted", AUTUMN, 2027),
        ("in y10, thinking about college", SPRING, 2028),
        ("he starts secondary in September 2027", AUTUMN, 2027),
        ("she moves up to secondary next september", AUTUMN, 2027),
        ("starting reception in sept", SPRING, 2027),
        ("going to secondary next year, plan not changed", AUTUMN, 2027),
        ("transferring to high school in 2028", AUTUMN, 2028),
    ],
)
def test_the_september_of_the_next_move_is_read(text, today, year):
    assert september_of_move(text, today=today) == D(year, 9, 1)


@pytest.mark.parametrize(
    "text",
    [
        "when he was in year 6 it was fine",
        "since year 6 she has not been in",
        "he started secondary last september",
        "he started year 7 in september",
        "she is in year 8",
        "he is 6",
        "waiting 5 years",
        "we were refused in September",
        "he moved to secondary in 2019",
        "can they go to a school trip in 2027",
        "",
    ],
)
def test_what_tells_of_no_move_ahead_is_not_read(text):
    assert september_of_move(text, today=AUTUMN) is None
