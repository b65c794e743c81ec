"""The boundaries as data: who must be helped at once, what is beyond us, and how each is said."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo
from pydantic import model_validator as on_model
from rapidfuzz.distance import OSA

from corpus.contacts import Contacts
from corpus.errors import ContentError
from corpus.located_yaml import LocatedYaml, load_located
from corpus.sources import Id, Text
from corpus.validation import explain
from corpus.vocabulary import HandoffReason, Urgency
from corpus.words import plain

BOUNDARIES = Path(__file__).with_name("boundaries.yaml")

_TERM = re.compile(r"\{([a-z_]+)\}")
_SAID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)?")
# What a phrase struck out leaves behind: no word, so that nothing is read across it.
_STRUCK = " | "
# What one question is strung to the one before it with.
_JOINS = "and|but|also|plus|then|so"
# Characters, about 30 words, within which two signs are taken together.
_NEAR = 170
# Shorter words are too easily a typo of one another.
_SHORTEST_KEY = 6


# From what was typed to words


@dataclass(frozen=True, slots=True)
class Heard:
    """The words of one turn, a space on either side of each: as typed, and with short forms and typos mended."""

    typed: str
    meant: str


_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_APOSTROPHES = str.maketrans(dict.fromkeys("`´ʼʹ′＇", "'"))
_PARAGRAPH = re.compile(r"\n\s*\n")
_SENTENCE_END = re.compile(r"[?!;…。！？؟।]|\.(?=\s|$)")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_LETTERS = str.maketrans("łđøıæœ", "ldoiao")
_STAR = re.compile(r"(?<=\w)\*+(?=\w)")
# Letters, digits, and the vowel signs of the scripts of India, which Python counts as neither.
_NOT_IN_A_WORD = re.compile("[^\\w'*\u0900-\u0dff.]|_")
_FULL_STOP_INSIDE = re.compile(r"(?<! )\.|\.(?! )")
_CHINESE = re.compile("([\u3400-\u9fff])")
_CONTRACTIONS = (
    (re.compile(r"\b(?:can'?t|cannot)\b"), "can not"),
    (re.compile(r"\bwon'?t\b"), "will not"),
    (re.compile(r"\b(he|she|it|that|what|who|there|here|where|how|when|someone|nobody|everyone)'s\b"), r"\1 is"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'m\b"), " am"),
    (re.compile(r"'d\b"), " would"),
)


def words_of(text: str) -> str:
    """Return the words of a text, in plain lower case and full forms, a space on either side of each.

    A full stop between spaces stands before and after each sentence; all other punctuation is gone, apostrophes
    without a gap.
    """
    text = plain(_PARAGRAPH.sub(" . ", _INVISIBLE.sub("", text).translate(_APOSTROPHES)))
    text = _SENTENCE_END.sub(" . ", _DRAWN_OUT.sub(r"\1", text.translate(_LETTERS)))
    text = _FULL_STOP_INSIDE.sub(" ", _NOT_IN_A_WORD.sub(" ", _STAR.sub("*", text)))
    for short, full in _CONTRACTIONS:
        text = short.sub(full, text)
    words = _CHINESE.sub(r" \1 ", text.replace("'", "")).split()
    return f" . {' '.join(words)} . "


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Spellings(_Part):
    """How words are mended before signs are looked for.

    `read_as` maps the right words to the ways they are also typed. A longer word that is one slip away from one of
    `key_words` (a letter left out, added, changed or swapped) is read as it, unless it stands in `not_slips`.
    """

    read_as: dict[str, tuple[str, ...]]
    key_words: tuple[str, ...]
    not_slips: tuple[str, ...]

    def mended(self, words: str) -> str:
        """Return `words` with short forms, listed misspellings and slips of key words put right."""
        return f" {' '.join(self._read(word) for word in words.split())} "

    def _read(self, word: str) -> str:
        if word in self._listed:
            return self._listed[word]
        if len(word) < _SHORTEST_KEY or word in self._right:
            return word
        alike = self._by_first.get(word[0], ())
        return next((key for key in alike if OSA.distance(word, key, score_cutoff=1) <= 1), word)

    @cached_property
    def _listed(self) -> dict[str, str]:
        return {typed: right for right, ways in self.read_as.items() for typed in ways}

    @cached_property
    def _right(self) -> frozenset[str]:
        return frozenset(self.key_words) | frozenset(self.not_slips)

    @cached_property
    def _by_first(self) -> dict[str, tuple[str, ...]]:
        firsts = {key[0] for key in self.key_words}
        return {first: tuple(key for key in self.key_words if key[0] == first) for first in firsts}


# Signs


def _compiled(pattern: Any, info: ValidationInfo) -> Any:
    if not isinstance(pattern, str):
        return pattern
    expanded = _expanded(pattern, info.context or {})
    try:
        return re.compile(f" (?:{expanded})(?= )")
    except re.error as error:
        raise ValueError(f"found the sign {pattern!r}, which is no regular expression ({error}); mend it") from None


def _expanded(pattern: str, terms: Mapping[str, str]) -> str:
    def known(match: re.Match[str]) -> str:
        name = match[1]
        if name not in terms:
            nearest = difflib.get_close_matches(name, terms, n=1)
            advice = f"expected {nearest[0]!r}" if nearest else f"expected one of {', '.join(terms) or 'none'}"
            raise ValueError(f"found the term {name!r}, which `terms` does not define; {advice}; correct or define it")
        return terms[name]

    return _TERM.sub(known, pattern)


def _beginning(pattern: Any, info: ValidationInfo) -> Any:
    """The words that a part of a question begins with, terms expanded."""
    if not isinstance(pattern, str):
        return pattern
    expanded = _expanded(pattern, info.context or {})
    try:
        re.compile(expanded)
    except re.error as error:
        raise ValueError(f"found {pattern!r}, which is no regular expression ({error}); mend it") from None
    return expanded


def _phrase(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    words = words_of(text.replace("*", "ANYENDING")).strip(" .").split()
    if not words:
        raise ValueError(f"found the phrase {text!r}, which holds no word; write one")
    return re.compile(f" {' '.join(re.escape(word) for word in words)}(?= )".replace("anyending", r"\S*"))


def _safe_to_say(name: str) -> str:
    if not _SAID.fullmatch(name):
        raise ValueError(f"found {name!r}; expected the id of a guide, or of one of its items as guide/item")
    return name


Said: TypeAlias = Annotated[str, AfterValidator(_safe_to_say)]
Sign: TypeAlias = Annotated[re.Pattern[str], BeforeValidator(_compiled)]
Phrase: TypeAlias = Annotated[re.Pattern[str], BeforeValidator(_phrase)]


class Signs(_Part):
    """Patterns over words: it fires when any of `signs` is found once every phrase of `unless` is struck out."""

    signs: tuple[Sign, ...] = Field(min_length=1)
    unless: tuple[Sign, ...] = ()

    def fires(self, words: str) -> bool:
        """Say whether this speaks to words made by `words_of` and mended."""
        # striking out only takes away, so a text without a sign need not be struck
        return self._found(words) and self._found(struck(self.unless, words))

    def _found(self, words: str) -> bool:
        return any(sign.search(words) for sign in self.signs)


def struck(phrases: Iterable[re.Pattern[str]], words: str) -> str:
    """Return `words` with every one of `phrases` struck out, whatever their order and overlap."""
    spans = sorted(match.span() for phrase in phrases for match in phrase.finditer(words))
    kept, end = [], 0
    for start, stop in spans:
        if start >= end:
            kept.append(words[end:start])
        end = max(end, stop)
    return _STRUCK.join([*kept, words[end:]]).replace("  ", " ")


class EmergencyRule(Signs):
    """Signs that someone may be in danger, and whom to show, in order.

    `together` holds pairs of signs that mean danger only near one another, in either order. A rule is silent where
    any sign of `not_with` stands. `in_other_languages` holds plain phrases by language, `*` for any ending.
    """

    id: Id
    message: Text
    contacts: tuple[Id, ...] = Field(min_length=1)
    together: tuple[tuple[Sign, Sign], ...] = ()
    not_with: tuple[Sign, ...] = ()
    in_other_languages: dict[str, tuple[Phrase, ...]] = {}

    def _found(self, words: str) -> bool:
        return super()._found(words) or any(_near(first, second, words) for first, second in self.together)

    def is_silent(self, words: str) -> bool:
        """Say whether any sign of `not_with` stands in words of which nothing is struck out."""
        return any(sign.search(words) for sign in self.not_with)

    def fires_in_another_language(self, typed: str) -> bool:
        """Say whether any phrase of another language stands in words as they were typed."""
        return any(phrase.search(typed) for phrases in self.in_other_languages.values() for phrase in phrases)


def _near(first: re.Pattern[str], second: re.Pattern[str], words: str) -> bool:
    """Say whether two signs stand near one another and apart."""
    if not second.search(words):
        return False
    for one in first.finditer(words):
        before, after = words[max(0, one.start() - _NEAR) : one.start() + 1], words[one.end() : one.end() + _NEAR]
        if second.search(before) or second.search(after):
            return True
    return False


class _Emergency(_Part):
    """`unless` is struck out before the signs of any rule are looked for."""

    afterwards: Text
    unless: tuple[Sign, ...] = ()
    rules: tuple[EmergencyRule, ...] = Field(min_length=1)


class NothingAskedAtLength(_Part):
    """A message of some length with none of these signs: it asks nothing and names nothing of ours."""

    fewest_words: Annotated[int, Field(ge=1)]
    unless_any: tuple[Sign, ...] = Field(min_length=1)

    def fires(self, words: str) -> bool:
        """Say whether the message is long enough and has none of the signs."""
        return sum(word.isalnum() for word in words.split()) >= self.fewest_words and not any(
            sign.search(words) for sign in self.unless_any
        )


class Figures(Signs):
    """Alarming words that are a figure of speech or a fact of the case: the answer comes, this notice first.

    They are struck out before emergencies are looked for.
    """

    notice: Text
    nothing_asked: NothingAskedAtLength

    def fires(self, words: str) -> bool:
        """Say whether the notice is due."""
        return super().fires(words) or self.nothing_asked.fires(words)


class NationRule(Signs):
    """Signs that the family lives in another nation of the UK; `nation` is an id in the contacts."""

    nation: Id


class Crossing(Signs):
    """Signs of moving between nations: the answer comes, with this notice."""

    notice: Text


class Abroad(Signs):
    """Signs that the family lives outside the UK."""

    message: Text


class Topic(Signs):
    """Something that this service does not cover, and who does."""

    id: Id
    message: Text


class _OutOfScope(_Part):
    """`ours` are the words of a question that is ours, whatever other topic it names."""

    covers: Text
    ours: Signs
    nations: tuple[NationRule, ...]
    crossing: Crossing
    abroad: Abroad
    topics: tuple[Topic, ...]


class GuideRule(Signs):
    """Signs of a question that these guides answer, however near another guide may seem. No person is offered."""

    id: Id
    guides: tuple[Id, ...] = Field(min_length=1)


class GuideBar(Signs):
    """Signs of a question that these guides do not answer, however near they may seem."""

    id: Id
    guides: tuple[Id, ...] = Field(min_length=1)


class Asking(Signs):
    """Signs that a part of a question asks something of its own, and the words before which such a part begins."""

    begins: Annotated[str, BeforeValidator(_beginning)]

    def parts(self, text: str) -> list[str]:
        """Return the parts of what was typed, in order: its sentences, and the questions strung together in them."""
        return [part for piece in self._where_parts_begin.split(text) if (part := piece.strip(" ,"))]

    @cached_property
    def _where_parts_begin(self) -> re.Pattern[str]:
        joined = rf"(?:(?:{_JOINS})\s+)"
        return re.compile(
            rf"(?<=[.?!;])\s+|[\r\n]+|,\s*(?={joined}*(?:{self.begins})\b)|(?<!,)\s(?={joined}+(?:{self.begins})\b)",
            re.IGNORECASE,
        )


class Rule(Signs):
    """A reason for a person. `say` names what is safe and general to know: items as `guide/item`, or whole guides.

    It fires when `at_least` so many of its signs are found. A rule without wording of its own (`urgency`, `why`,
    `will_need`) takes that of its reason. `guides` are those to answer from, where it is answered. A `handoff` with
    `rest: answer` answers whatever else the question asks that a guide holds; without, nothing beside it is answered.
    """

    id: Id
    reason: HandoffReason
    outcome: Literal["handoff", "answer_and_handoff"]
    urgency: Urgency
    why: Text
    will_need: tuple[Text, ...] = ()
    say: tuple[Said, ...] = ()
    guides: tuple[Id, ...] = ()
    rest: Literal["hand_off", "answer"] = "hand_off"
    at_least: Annotated[int, Field(ge=1)] = 1

    @property
    def to_say(self) -> tuple[tuple[str, str | None], ...]:
        """The guide and the item of each thing to say; no item where the guide is to choose."""
        parted = (name.partition("/") for name in self.say)
        return tuple((guide, item or None) for guide, _, item in parted)

    def _found(self, words: str) -> bool:
        return sum(1 for sign in self.signs if sign.search(words)) >= self.at_least


class Wording(_Part):
    """How a reason without signs of its own is said."""

    urgency: Urgency
    why: Text
    will_need: tuple[Text, ...] = ()


class NothingAsked(_Part):
    """What to say to an empty question."""

    question: Text
    choices: tuple[Text, ...] = Field(min_length=2, max_length=4)


def _each_once(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    ids = [rule.id for rule in rules]
    if twice := sorted({each for each in ids if ids.count(each) > 1}):
        raise ValueError(f"found the id {', '.join(twice)} twice; expected each once; rename one")
    return rules


class Boundaries(_Part):
    """The whole file."""

    spellings: Spellings
    emergency: _Emergency
    figures_of_speech: Figures
    out_of_scope: _OutOfScope
    straight_to_guides: tuple[GuideRule, ...]
    not_from_guides: tuple[GuideBar, ...] = ()
    asking: Asking | None = None
    rules: Annotated[tuple[Rule, ...], AfterValidator(_each_once)]
    reasons: dict[HandoffReason, Wording]
    next_steps: tuple[Text, ...] = Field(min_length=1)
    nothing_asked: NothingAsked

    @on_model(mode="before")
    @classmethod
    def _wording_from_reasons(cls, data: Any) -> Any:
        """Give each rule that has no wording of its own that of its reason."""
        if not isinstance(data, dict):
            return data
        reasons, rules = data.get("reasons"), data.get("rules")
        if not isinstance(reasons, dict) or not isinstance(rules, list):
            return data

        def worded(rule: Any) -> Any:
            shared = reasons.get(rule.get("reason")) if isinstance(rule, dict) and "why" not in rule else None
            return shared | rule if isinstance(shared, dict) else rule

        return data | {"rules": [worded(rule) for rule in rules]}

    def heard(self, text: str) -> Heard:
        """Return the words of what was typed, in which every sign of this file is looked for."""
        typed = words_of(text)
        return Heard(typed, self.spellings.mended(typed))

    @cached_property
    def wordings(self) -> dict[HandoffReason, Wording]:
        """How each reason is said, those with signs among them."""
        with_signs = {
            rule.reason: Wording(urgency=rule.urgency, why=rule.why, will_need=rule.will_need) for rule in self.rules
        }
        return with_signs | self.reasons


def load_boundaries(contacts: Contacts, path: Path = BOUNDARIES) -> Boundaries:
    """Read `boundaries.yaml`.

    Raises:
        ContentError: with one line for each fault; a term, contact or reason that nothing is known of among them.
    """
    located = load_located(path)
    terms = _terms(located)
    try:
        # `terms` has done its work once every sign is expanded
        data = {key: value for key, value in located.data.items() if key != "terms"}
        boundaries = Boundaries.model_validate(data, context=terms)
    except ValidationError as error:
        raise ContentError(explain(error, located, Boundaries)) from None
    faults = []
    for position, rule in enumerate(boundaries.emergency.rules):
        for contact in rule.contacts:
            if contact not in contacts.by_id:
                faults.append(
                    located.fault(
                        ("emergency", "rules", position, "contacts"),
                        f"found {contact!r}; expected the id of an emergency contact in corpus/contacts.yaml",
                    )
                )
    nations = {nation.id for nation in contacts.nations}
    for position, nation_rule in enumerate(boundaries.out_of_scope.nations):
        if nation_rule.nation not in nations:
            faults.append(
                located.fault(
                    ("out_of_scope", "nations", position, "nation"),
                    f"found {nation_rule.nation!r}; expected the id of a nation in corpus/contacts.yaml",
                )
            )
    for reason in HandoffReason:
        if reason not in boundaries.wordings:
            faults.append(located.fault(("reasons",), f"the reason {reason.value!r} has no wording; add it"))
    if faults:
        raise ContentError(faults)
    return boundaries


def _terms(located: LocatedYaml) -> dict[str, str]:
    """Return the pattern of each term. A term may use those above it, so that none can use itself.

    Raises:
        ContentError: with one line for each term that cannot be used.
    """
    if not isinstance(located.data, dict):
        raise ContentError([located.fault((), "found no fields; expected `terms`, `emergency` and more")])
    listed = located.data.get("terms", {})
    if not isinstance(listed, dict):
        raise ContentError([located.fault(("terms",), "found no mapping; expected names with a list of words each")])
    terms: dict[str, str] = {}
    faults = []
    for name, words in listed.items():
        where = ("terms", str(name))
        if not _TERM.fullmatch(f"{{{name}}}"):
            faults.append(located.fault(where, f"found the name {name!r}; expected small letters and underscores"))
        elif not isinstance(words, list) or not words or not all(isinstance(word, str) and word for word in words):
            faults.append(located.fault(where, "found no list of words; expected one, each a text; quote digits"))
        else:
            try:
                terms[name] = f"(?:{'|'.join(_expanded(word, terms) for word in words)})"
                re.compile(terms[name])
            except (ValueError, re.error) as error:
                faults.append(located.fault(where, f"{error}; a term may use the terms above it"))
    if faults:
        raise ContentError(faults)
    return terms
