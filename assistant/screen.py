"""Before searching: is someone at risk, is this ours to answer, does it need a person?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.boundaries import Boundaries, Heard, Rule, struck
from assistant.judge import ANSWER, Judgment
from assistant.language import Language, language_of
from assistant.settings import Settings

_EMPTY_TALK = frozenset(
    "hi hello hey hiya morning afternoon evening good thanks thank you cheers ok okay yes no help me please pls "
    "ta thx thankyou so much very really lovely great brilliant perfect super x xx xxx that was useful helpful been "
    "youve you've got it all for now "
    "test testing there can i need some with a the bye sorry um er hmm anyone anybody is are someone here".split()
)


@dataclass(frozen=True, slots=True)
class Screened:
    """What the rules found in the last turn, strongest first; `None` and empty where they found nothing.

    `guides` are those that the rules name: where there are any, the answer is made of them. `not_guides` are those
    that do not answer this, however near they seem. `apart` is set where part of what is asked is beyond us and the
    rest may be answered. `ours` is how probable it is, in [0, 1], that it is a question of this service's kind, where
    that was judged; `straight_to` are those of the guides that a plain question is sent straight to.
    """

    emergency: str | None = None
    is_empty: bool = False
    is_foreign: bool = False
    nation: str | None = None
    is_abroad: bool = False
    is_crossing: bool = False
    topic: str | None = None
    is_figure_of_speech: bool = False
    beyond_us: tuple[Rule, ...] = ()
    with_a_person: tuple[Rule, ...] = ()
    guides: tuple[str, ...] = ()
    not_guides: frozenset[str] = frozenset()
    apart: "Apart | None" = None
    ours: float = 0.0
    straight_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Apart:
    """A question taken apart: what is beyond us, and what else it asks. Both as they were typed."""

    beyond: str
    rest: str


def screen(text: str, boundaries: Boundaries, vocabulary: frozenset[str], *, seeks_danger: bool = True) -> Screened:
    """Look for every boundary in one turn, danger first. Never raises, whatever was typed."""
    heard = boundaries.heard(text)
    if seeks_danger and (emergency := _emergency(heard, boundaries)):
        return Screened(emergency=emergency)
    if not any(_counts(word) for word in heard.typed.split()):
        return Screened(is_empty=True)
    language = language_of(text, vocabulary)
    if language is not Language.ENGLISH:
        return Screened(is_foreign=language is Language.OTHER, is_empty=language is Language.NONE)
    words = heard.meant
    scope = boundaries.out_of_scope
    crossing = scope.crossing.fires(words)
    fired = [rule for rule in boundaries.rules if rule.fires(words)]
    with_a_person = tuple(rule for rule in fired if rule.outcome == "answer_and_handoff")
    straight_to = tuple(guide for rule in boundaries.straight_to_guides if rule.fires(words) for guide in rule.guides)
    beyond_us = tuple(rule for rule in fired if rule.outcome == "handoff")
    return Screened(
        nation=None if crossing else next((rule.nation for rule in scope.nations if rule.fires(words)), None),
        is_abroad=not crossing and scope.abroad.fires(words),
        is_crossing=crossing,
        topic=None
        if scope.ours.fires(words)
        else next((topic.id for topic in scope.topics if topic.fires(words)), None),
        is_figure_of_speech=boundaries.figures_of_speech.fires(words),
        beyond_us=beyond_us,
        with_a_person=with_a_person,
        guides=_pointed(with_a_person, straight_to),
        not_guides=frozenset(
            guide for rule in boundaries.not_from_guides if rule.fires(words) for guide in rule.guides
        ),
        apart=_apart(text, beyond_us, boundaries),
        straight_to=straight_to,
    )


def with_judgment(screened: Screened, judgment: Judgment, boundaries: Boundaries, settings: Settings) -> Screened:
    """Add what the message seems to be as a whole to what the rules found in its words, where they found nothing."""
    if screened.emergency or screened.is_empty:
        return screened
    if judgment.danger >= settings.danger_floor and not screened.is_foreign:
        return Screened(emergency=judgment.emergency)
    if judgment.danger >= settings.alarm_floor:
        screened = replace(screened, is_figure_of_speech=True)
    screened = replace(_without_misheard(screened, judgment, settings), ours=judgment.kinds.get(ANSWER, 0.0))
    kind, probability = judgment.kind
    group, _, name = kind.partition(":")
    elsewhere = screened.nation or screened.is_abroad or screened.is_crossing or screened.topic
    if group == "rule" and not elsewhere and probability >= settings.person_floor:
        rule = next(each for each in boundaries.rules if each.id == name)
        if rule.outcome == "handoff":
            if not screened.beyond_us and probability >= settings.beyond_us_floor:
                return replace(screened, beyond_us=(rule,))
        elif rule not in screened.with_a_person and not screened.straight_to:
            return replace(screened, with_a_person=(*screened.with_a_person, rule))
    if not elsewhere and probability >= settings.elsewhere_floor:
        match group:
            case "nation":
                return replace(screened, nation=name)
            case "abroad":
                return replace(screened, is_abroad=True)
            case "topic":
                return replace(screened, topic=name)
    return screened


def _without_misheard(screened: Screened, judgment: Judgment, settings: Settings) -> Screened:
    """Leave out the rules that words alone set off in what is, as a whole, an ordinary question."""
    if judgment.kinds.get(ANSWER, 0.0) < settings.ours_floor:
        return screened
    beyond_us = tuple(rule for rule in screened.beyond_us if not _is_misheard(rule, judgment, settings))
    with_a_person = tuple(rule for rule in screened.with_a_person if not _is_misheard(rule, judgment, settings))
    return replace(
        screened,
        beyond_us=beyond_us,
        with_a_person=with_a_person,
        guides=_pointed(with_a_person, screened.straight_to),
        apart=screened.apart if beyond_us else None,
    )


def _is_misheard(rule: Rule, judgment: Judgment, settings: Settings) -> bool:
    probability = judgment.kinds.get(f"rule:{rule.id}")
    return probability is not None and probability < settings.misheard_below


def _pointed(with_a_person: Iterable[Rule], straight_to: Iterable[str]) -> tuple[str, ...]:
    """The guides that rules name, each once."""
    return tuple(dict.fromkeys((*(guide for rule in with_a_person for guide in rule.guides), *straight_to)))


def _apart(text: str, beyond_us: tuple[Rule, ...], boundaries: Boundaries) -> Apart | None:
    """Take apart what is beyond us and what else is asked, where the rules allow the rest to be answered."""
    asking = boundaries.asking
    if asking is None or not beyond_us or any(rule.rest != "answer" for rule in beyond_us):
        return None
    parts = [(part, boundaries.heard(part).meant) for part in asking.parts(text)]
    beyond = [part for part, words in parts if any(rule.fires(words) for rule in beyond_us)]
    rest = [(part, words) for part, words in parts if part not in beyond]
    # a sign that runs over several parts cannot be taken out of them, and a rest that asks nothing is what led up to it
    is_whole = any(rule.fires(boundaries.heard(" ".join(part for part, _ in rest)).meant) for rule in beyond_us)
    if not beyond or is_whole or not any(asking.fires(words) for _, words in rest):
        return None
    return Apart(" ".join(beyond), " ".join(part for part, _ in rest))


def _emergency(heard: Heard, boundaries: Boundaries) -> str | None:
    """The id of the first emergency rule that fires, once what is no danger is struck out."""
    emergency = boundaries.emergency
    words = struck((*boundaries.figures_of_speech.signs, *emergency.unless), heard.meant)
    for rule in emergency.rules:
        if rule.is_silent(heard.meant):
            continue
        if rule.fires(words) or rule.fires_in_another_language(heard.typed):
            return rule.id
    return None


def _counts(word: str) -> bool:
    return any(char.isalnum() for char in word) and word not in _EMPTY_TALK
