"""Is this English? Words of ours count first, so that misspelt and clipped English is never sent away."""

import re
import unicodedata
from enum import Enum, auto

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_FEWEST_WORDS = 3
# Below this share of words that English text here uses, a statistical identifier is asked.
_KNOWN_SHARE = 0.34
_TELLING_LETTERS = 4
# Letters outside the Latin script that make a text foreign, as a share of its letters.
_FOREIGN_SHARE = 0.5
_EVERYDAY = frozenset(
    "a about after again all am an and any are as ask at be been before but by can child children come could "
    "council day did do does doing for from get give go going good got had has have he help her here him his how "
    "i if in into is it its just kid kids know last let like long me month months more mum my need new next no "
    "not now of off on one or our out over plan please right said say school see send she should sick so son "
    "daughter some still than that the their them then there they this time to today told too try two up us want "
    "was we week weeks were what when where which who why will with work would year years yes yesterday you "
    "your "
    # and as they are typed by ear
    "wot dus wen wos n u ur r b cos coz cuz bin thay thats hes shes iv ive im wud cud shud wiv dat dis ov sed av ad "
    "nd dont cant wont didnt isnt wasnt doesnt havent aint gonna wanna dunno yr yrs wk wks mum mam nan dad".split()
)


class Language(Enum):
    """What a text is written in, as far as it matters here."""

    ENGLISH = auto()
    OTHER = auto()
    NONE = auto()  # letters that are no language: a cat on the keyboard


def language_of(text: str, vocabulary: frozenset[str]) -> Language:
    """Say whether `text` is English.

    Args:
        text: what was typed.
        vocabulary: the words, in plain lower case, that the corpus uses.

    Returns:
        English also for what is too short to tell, and for text without letters.
    """
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return Language.ENGLISH
    foreign = sum(1 for char in letters if not unicodedata.name(char, "").startswith("LATIN"))
    if foreign / len(letters) > _FOREIGN_SHARE:
        return Language.OTHER
    words = _WORD.findall(text.casefold().replace("’", "'"))
    if len(words) < _FEWEST_WORDS:
        return Language.ENGLISH
    # short words of the corpus, such as `de` in a name, are words of other languages too
    known = sum(1 for word in words if word in _EVERYDAY or (len(word) >= _TELLING_LETTERS and word in vocabulary))
    if known / len(words) >= _KNOWN_SHARE:
        return Language.ENGLISH
    return _IDENTIFIED.get(_identified(text), Language.OTHER)


_IDENTIFIED = {"en": Language.ENGLISH, "zxx": Language.NONE}


def _identified(text: str) -> str:
    import py3langid  # loads its model at import, so only when it is needed

    return str(py3langid.classify(text)[0])
