"""Whether what a family named is something that an advocate, or the whole service, declared an interest in.

Both texts are typed by people, sealed, and about names that have no one spelling, so they are compared word by word
here rather than in the database. A match is for a person to look at: one too many costs a minute, one too few an
advocate who is not independent. `Kent CC` is Kent County Council, `BCC` may be Birmingham's and is therefore a match.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assistant.casework.desk_models import Interest

_SMALL = frozenset("a an and at by for from in my near no of on or our s the their to under upon with".split())
_KINDS = frozenset(
    """academies academy aided alternative authorities authority base bc c catholic cc ce centre child christian class
    co cofe college colleges community comprehensive controlled council councils county daughter dc department dept e
    education educational england form foundation fed federation first free goes going gov governor governors grammar
    group he her high his hub i in infant infants is it la lb lbc local lower mat mbc mdc middle multi
    nursery office org playgroup pre prep preparatory preschool primary provision pru rb rc reception
    resource roman saint sch school schools secondary sen senco send service services she site sixth son special st
    studio team technical they uk unit unitary upper voluntary we work worked working works www year""".split()
)
"""Words that say what sort of place it is, or that stand around its name: they never name one by themselves."""

_HALF_NAMES = frozenset("borough city district icb ccg london metropolitan nhs royal trust".split())
"""Words that many names share, yet that name something where there is nothing else: `the NHS`, `City of London`."""

_NOT_KNOWN = frozenset(
    """any anonymous confidential don dont know idk later n na nil nobody none not nothing private prefer rather
    say sure tbc unknown unsure various yet you""".split()
)

_DIRECTIONS = frozenset("north south east west northern southern eastern western central".split())
_COMMON = frozenset(
    """bridge brook castle church cross farm field fields forest gate grange great green grove hall heath hill holy
    house isle isles lady lake lakes lane little lodge manor meadow meadows mill mount new oak old our park road
    sea street tees thames trent tyne valley view village water way wood woods""".split()
)
"""Words of so many names that sharing one of them alone says nothing."""

_SHORT_FORMS = {
    "banes": "bath somerset", "beds": "bedfordshire", "berks": "berkshire", "bham": "birmingham", "brum": "birmingham",
    "bucks": "buckinghamshire", "cambs": "cambridgeshire", "glos": "gloucestershire", "hants": "hampshire",
    "herts": "hertfordshire", "lancs": "lancashire", "leics": "leicestershire", "lincs": "lincolnshire",
    "mcr": "manchester", "northants": "northamptonshire", "notts": "nottinghamshire", "oxon": "oxfordshire",
    "salop": "shropshire", "soton": "southampton", "staffs": "staffordshire", "warks": "warwickshire",
    "wilts": "wiltshire", "wolves": "wolverhampton", "worcs": "worcestershire", "yorks": "yorkshire",
}  # fmt: skip

_LOOK_ALIKES = (
    frozenset({"barnet", "burnet"}),
    frozenset({"bradford", "bedford"}),
    frozenset({"essex", "wessex"}),
    frozenset({"herefordshire", "hertfordshire"}),
    frozenset({"hereford", "hertford"}),
)
"""Names a typing error apart that are two places all the same."""

_CLOSED_UP = re.compile(r"['’`´.]")
_APART = re.compile(r"[,;\n/+|()&]|\s[-–—]\s|\band\b")
_WORD = re.compile(r"[^\W_]+")
_AFFIXES = [(before, after) for before in ("", "lb", "rb") for after in ("", "c", "cc", "bc", "dc", "mbc", "mdc")]
_SHORTEST_ACRONYM, _LONGEST_ACRONYM = 3, 7
_OF_SCHOOLS = frozenset("academy college infant infants junior nursery primary school schools secondary".split())


@dataclass(frozen=True, slots=True)
class _Name:
    """One name out of a text: all its words, those that tell it from others, and what it may be shortened to."""

    words: tuple[str, ...]
    telling: tuple[str, ...]
    acronyms: frozenset[str]


def ties(session: Session, account_id: int, council_or_school: str) -> list[Interest]:
    """Return the open interests, of this account or of the whole service, in what a family named; oldest first.

    Empty also where nothing is named: ask `is_named`, and let a person look at such a case.
    """
    declared = session.scalars(
        select(Interest)
        .where(Interest.ended_at.is_(None), or_(Interest.account_id == account_id, Interest.account_id.is_(None)))
        .order_by(Interest.id)
    )
    return [interest for interest in declared if is_same(interest.about, council_or_school)]


def is_named(text: str) -> bool:
    """Whether a text names a council, a school or anybody at all; `the school`, `?` and `not sure` do not."""
    words = {word for word in _words(text) if word not in _SMALL and word not in _NOT_KNOWN and word not in _KINDS}
    return any(len(word) > 1 for word in words)


def is_same(declared: str, named: str) -> bool:
    """Whether two texts may mean the same council or school. Each may hold several names; one in common is enough."""
    if not is_named(declared) or not is_named(named):
        return False
    return any(_is_same_name(one, other) for one in _names(declared) for other in _names(named))


def _names(text: str) -> tuple[_Name, ...]:
    """Return every name in a text; the text as a whole is one too, because `and` may belong to a name."""
    lowered = _plain(text)
    parts = [part for part in _APART.split(lowered) if is_named(part)]
    return tuple(_name(part) for part in dict.fromkeys((lowered, *parts)))


def _name(part: str) -> _Name:
    words = tuple(_words(part))
    proper = tuple(word for word in words if word not in _SMALL and word not in _NOT_KNOWN)
    telling = tuple(word for word in proper if word not in _KINDS and word not in _HALF_NAMES)
    return _Name(proper, telling, _acronyms(words, telling))


def _is_same_name(one: _Name, other: _Name) -> bool:
    if not one.acronyms.isdisjoint(other.telling) or not other.acronyms.isdisjoint(one.telling):
        return True
    if one.telling and other.telling:
        return _is_same_telling(one.telling, other.telling)
    # nothing but common words in one of them: they must all be in the other
    fewer, more = sorted((one.words, other.words), key=len)
    return _has_all(more, fewer) and not _HALF_NAMES.isdisjoint(fewer)


def _is_same_telling(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    if _points_elsewhere(one, other):
        return False
    if _is_same_word("".join(one), "".join(other)):  # `oak wood` and `oakwood`
        return True
    fewer, more = sorted((one, other), key=len)
    if _has_all(more, fewer):
        return True
    shared = [word for word in fewer if _has(more, word)]
    says_something = any(word not in _COMMON and word not in _DIRECTIONS for word in shared)
    return says_something and 2 * len(shared) >= len(fewer)


def _points_elsewhere(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether both say where they lie and say it differently, as East and West Sussex do."""
    here, there = _DIRECTIONS.intersection(one), _DIRECTIONS.intersection(other)
    return bool(here and there) and here != there


def _has_all(words: Iterable[str], wanted: Iterable[str]) -> bool:
    held = tuple(words)
    return all(_has(held, word) for word in wanted)


def _has(words: Iterable[str], wanted: str) -> bool:
    return any(_is_same_word(word, wanted) for word in words)


def _is_same_word(one: str, other: str) -> bool:
    """Whether two words are the same but for typing errors: more of them are forgiven in longer words."""
    if one == other:
        return True
    if frozenset({one, other}) in _LOOK_ALIKES or one in _DIRECTIONS or other in _DIRECTIONS:
        return False
    shorter = min(len(one), len(other))
    is_same_start = one[0] == other[0]
    if shorter < 4 or (shorter < 6 and not is_same_start):
        return False
    most = 1
    if shorter >= 9 and is_same_start:  # `Northfield` and `Southfield` are two letters apart, at the start
        most = 2 if shorter < 12 else 3
    return OSA.distance(one, other, score_cutoff=most) <= most


def _acronyms(words: tuple[str, ...], telling: tuple[str, ...]) -> frozenset[str]:
    """Return what a name may be shortened to: by its own first letters, or as councils do it."""
    large = [word for word in words if word not in _SMALL]
    no_council = [word for word in large if word not in ("council", "councils")]
    found = {_initials(words), _initials(large), _initials(no_council)}
    if _OF_SCHOOLS.isdisjoint(words):
        found |= {f"{before}{_initials(telling)}{after}" for before, after in _AFFIXES if telling}
    return frozenset(each for each in found if _SHORTEST_ACRONYM <= len(each) <= _LONGEST_ACRONYM)


def _initials(words: Iterable[str]) -> str:
    return "".join(word[0] for word in words)


def _words(text: str) -> list[str]:
    """Return the words of a text as they are compared."""
    expanded = " ".join(_SHORT_FORMS.get(word, word) for word in _WORD.findall(_plain(text)))
    return expanded.split()


def _plain(text: str) -> str:
    """Return text in lower case without accents, and without what stands inside a word: `St. Mary’s` is `st marys`."""
    letters = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    return _CLOSED_UP.sub("", letters)
