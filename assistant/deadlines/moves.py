"""The September in which a child moves up a phase, from the year group or the move that a family tells of."""

import datetime
import re

_SEPTEMBER = 9
# The years before the two moves that nearly every child makes, and the Septembers still to come until then.
_SEPTEMBERS_LEFT = {"5": 2, "6": 1, "10": 2, "11": 1}
_YEAR_GROUP = re.compile(
    r"\b(?P<past>was|were|when|since|until|back|from|started|missed|before)?\s*"
    r"(?:\b(?:in|is|now|currently|my|a|he'?s|she'?s|they'?re|i'?m|into|our)\s+)(?:in\s+|a\s+|now\s+|just\s+started\s+)?"
    r"(?:year|yr|y)[ -]?(?P<group>5|6|10|11)\b(?! (?:ago|months|weeks|old))",
    re.IGNORECASE,
)
_MOVE = re.compile(
    r"\b(?:start\w*|mov(?:e|es|ing)(?: up| on)?|go(?:es|ing)?|transfer\w*|transition\w*|off|due)\s+(?:\w+\s+){0,3}?"
    r"(?:secondary|high school|big school|senior school|year 7|yr ?7|y7|"
    r"school(?! (?:trip|transport|meal|dinner|bus|run|holiday|club))|reception|primary|infants?|juniors?|"
    r"junior school|middle school|college|sixth form|post[ -]16|year 12)\b"
    r"(?P<rest>.{0,40})",
    re.IGNORECASE | re.DOTALL,
)
_WHEN = re.compile(
    r"\b(?:sept?(?:ember)?,?(?: (?:of )?(?P<year>20\d\d))?|(?:in|for|of) (?P<only>20\d\d)|"
    r"next (?:school |academic )?year)(?!\w)",
    re.IGNORECASE,
)
_IS_OVER = re.compile(r"\b(?:started|last sept\w*|this year|ago|was|already)\b", re.IGNORECASE)


def september_of_move(text: str, *, today: datetime.date) -> datetime.date | None:
    """Return 1 September of the year of a child's next move between phases; None where the text does not tell.

    A child in year 6 moves in the September that ends the school year, one in year 5 a year later. What is told of
    years gone by is not read.
    """
    for match in _MOVE.finditer(text):
        when = _WHEN.search(match["rest"])
        if when is None or _IS_OVER.search(match.group()[: len(match.group()) - len(match["rest"]) + when.end()]):
            continue
        named = when["year"] or when["only"]
        year = int(named) if named else _next_september(today)
        if year >= today.year:
            return datetime.date(year, _SEPTEMBER, 1)
    for match in _YEAR_GROUP.finditer(text):
        if not match["past"]:
            return datetime.date(_next_september(today) + _SEPTEMBERS_LEFT[match["group"]] - 1, _SEPTEMBER, 1)
    return None


def _next_september(today: datetime.date) -> int:
    return today.year + (today.month >= _SEPTEMBER)
