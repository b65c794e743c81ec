"""The spans of a message that look like dates, as patterns and the numbers that their words stand for.

Days come before months. A pattern's named groups are read in `dates_in_text`.
"""

import re

MONTH_NUMBERS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
# "wen": the commonest slip.
WEEKDAY_NUMBERS = {"mon": 0, "tue": 1, "wed": 2, "wen": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
NUMBER_WORDS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "a couple of": 2, "couple of": 2,
}  # fmt: skip

_MONTH = (
    r"(?:jan(?:uary|urary)?|feb(?:ruary|uary|urary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember|emeber)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b(?:\.(?=\s*[\d'’]))?"
)
_FULL_WEEKDAY = r"(?:monday|tuesday|wednesday|wensday|thursday|friday|saturday|sunday)"
_WEEKDAY = rf"(?:{_FULL_WEEKDAY}|mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)\b"
_WITH_WEEKDAY = rf"(?:\b(?P<weekday>{_WEEKDAY})\.?,?\s+(?:the\s+)?)?"
_DAY = r"(?P<day>\d{1,2})(?P<ordinal>st|nd|rd|th)?"
# What makes a number a quantity and no day or year: "26 weeks", "5 years old", "10 am".
_UNIT = (
    r"\s*-?(?:%|(?:hours?|hrs?|days?|weeks?|wks?|months?|years?|yrs?|minutes?|mins?|children|kids|pupils|people|pages|"
    r"times|sessions|lessons|terms?|am|pm)\b)"
)
_SHORT_YEAR = rf"\d\d(?!\d|(?:st|nd|rd|th)\b|[:./,(]\d|{_UNIT})"
_YEAR = rf"(?:\s*,?\s*(?P<year>(?:19|20)\d\d|['’]\d\d|{_SHORT_YEAR}))?(?!\d)"
# What makes a number a label and no day: "year 9 march", "section 36", "£6", "9.14".
_LABELS = (
    "year", "years", "yr", "section", "stage", "para", "paragraph", "regulation", "reg", "rule", "page", "chapter",
    "aged", "age", "form", "clause", "part",
)  # fmt: skip
_NOT_AFTER = r"(?<![\w£$.(/:-])" + "".join(rf"(?<!\b{label} )" for label in _LABELS)
_OTHER_DAY = r"(?P<other>\d{1,2}(?:st|nd|rd|th)?\s*(?:-|–|/|or|to|and)\s*)?"
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(sorted(NUMBER_WORDS, key=len, reverse=True))})"
_UNIT_OF_TIME = r"(?:day|week|wk|fortnight|month|year)s?"

ISO = re.compile(r"(?<![\w/.-])(?P<year>(?:19|20)\d\d)-(?P<month>\d{2})-(?P<day>\d{2})(?![\w/-])")
NUMERIC = re.compile(
    rf"{_WITH_WEEKDAY}{_NOT_AFTER}(?P<day>\d{{1,2}})(?P<mark>[/.-])(?P<month>\d{{1,2}})(?P=mark)"
    r"(?P<year>(?:19|20)\d\d|\d\d)(?![\w/(-]|\.\d)",
    re.IGNORECASE,
)
DAY_FIRST = re.compile(
    rf"{_WITH_WEEKDAY}{_NOT_AFTER}{_OTHER_DAY}{_DAY}\s*(?:of\s+)?(?P<month>{_MONTH}){_YEAR}", re.IGNORECASE
)
MONTH_FIRST = re.compile(
    rf"{_WITH_WEEKDAY}\b(?P<month>{_MONTH})\s+(?:the\s+)?{_DAY}(?![\d/:.]\d|{_UNIT}){_YEAR}", re.IGNORECASE
)
# `cue`: a word that a date follows. Without it, a weekday or a leading zero, 3/4 is a fraction and 9/10 a score.
DAY_AND_MONTH = re.compile(
    rf"{_WITH_WEEKDAY}(?P<cue>\b(?:on|dated|since|sent|received|of)\s+(?:the\s+)?)?"
    rf"{_NOT_AFTER}(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})(?![\w/(-]|\.\d|{_UNIT})",
    re.IGNORECASE,
)
NEAR_TODAY = re.compile(r"\b(?:(?P<before>the day before yesterday)|yesterday|today|tomorrow)\b", re.IGNORECASE)
# `other`: what makes it no one day, such as "over two months ago" or "2-3 weeks ago".
AGO = re.compile(
    r"\b(?P<other>(?P<over>over|more than|at least)\s+|half\s+|"
    rf"{_NUMBER}\s*(?:{_UNIT_OF_TIME}\s*)?(?:-|–|\bor\b|\bto\b|\band\b)\s*)?"
    rf"(?P<number>\b{_NUMBER})\s+(?P<unit>day|week|wk|fortnight|month|year)s?\s+(?:ago|back)\b",
    re.IGNORECASE,
)
VAGUE = re.compile(
    rf"\b(?:(?:a few|few|several|some|many)\s+{_UNIT_OF_TIME}\s+(?:ago|back)|last\s+(?:week|month)|the other day)\b",
    re.IGNORECASE,
)
BARE_WEEKDAY = re.compile(
    r"(?<!\bevery )(?<!\beach )(?<!\bmost )"
    rf"(?:\b(?P<which>last|this past|this|next|on)\s+(?P<some>{_WEEKDAY})|\b(?P<bare>{_FULL_WEEKDAY}))"
    r"(?:\s+(?P<week>last week|this week|next week|gone))?\b(?!['’]?s\b)",
    re.IGNORECASE,
)
# A month without a day. Without a year or a word that a time follows, May, March and June are a verb or a name.
_TIME_FOLLOWS = (
    r"(?:in|last|since|during|back in|dated|(?:the )?(?:start|beginning|middle|end) of|early|mid|late)(?:\s+|-)"
)
MONTH_ONLY = re.compile(
    rf"(?<!\d )(?<!\d)(?<!st )(?<!nd )(?<!rd )(?<!th )\b(?P<when>{_TIME_FOLLOWS})?(?:of\s+)?(?P<month>{_MONTH})"
    r"(?:\s*,?\s*(?:of\s+)?(?P<year>(?:19|20)\d\d|['’]\d\d|last year|this year))?(?!\w|\s*\d)",
    re.IGNORECASE,
)
# "the 3rd may be late": the verb.
VERB_AFTER_MAY = re.compile(
    r"\s+(?:be|have|not|need|also|only|still|well|even|never|get|go|say|ask|apply|take|want|help|cause|include|"
    r"require|mean|i|we|you|he|she|they|it)\b",
    re.IGNORECASE,
)
DATE_BEFORE_MAY = re.compile(
    r"\b(?:on|dated|since|from|sent|received|of|until|before|after|by|applied|refused|requested|asked|issued|letter)"
    r"\s+(?:the\s+)?$",
    re.IGNORECASE,
)
