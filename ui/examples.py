"""Questions to tap on the first screen: four that families ask all year, two that belong to the season."""

import datetime

ALL_YEAR = (
    "The council said no to an assessment. What can we do?",
    "How do I ask for an EHC needs assessment?",
    "The help in my child’s plan is not happening",
    "Who can help us?",
)
# The school year: panels and refusals in autumn, school names for a move by 15 February, tribunals in summer.
_SEASONS = (
    (
        (9, 10, 11),
        (
            "Does my child need a diagnosis for an assessment?",
            "How long does the council have to decide whether to assess?",
        ),
    ),
    ((12, 1, 2, 3), ("The plan names a school we did not ask for", "Can I appeal about the school in the plan?")),
    ((4, 5, 6, 7, 8), ("How do I appeal to the SEND Tribunal?", "Do I have to try mediation before an appeal?")),
)


def example_questions(today: datetime.date) -> tuple[str, ...]:
    """Return six questions for this time of the school year."""
    return ALL_YEAR + next(questions for months, questions in _SEASONS if today.month in months)
