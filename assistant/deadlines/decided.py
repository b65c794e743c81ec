"""Whether the family tells of a decision that has been made, so that asking for its date makes sense."""

import re
from collections.abc import Iterable

from assistant.deadlines import cues
from assistant.deadlines.events import clauses_of
from corpus.vocabulary import ClockStart

_WE = r"(?:i|we|us)"
# What may come or is asked in general is not told as having happened: "what if they say no", "can they refuse?"
_SUPPOSED_BEFORE = re.compile(
    r"\b(?:if|unless|whether|in case|(?:what|who|how|where) (?:\w+ ){0,3}when|what comes|before|until|till|how long|"
    r"how often|how many|how common|when (?:will|do|does|can|should|must|would)|waiting|wait|chances? of|odds of|"
    r"worried|scared|afraid|likely)\b",
    re.IGNORECASE,
)
_MAY_REFUSE = re.compile(
    r"\b(?:can|could|might|may|will|would|should|does|do|did|allowed to|going to|gonna|likely to|"
    r"(?<!decided )(?<!chosen )to)\s+(?:\w+\s+){0,4}?(?:refuse|say no|saying no|turn (?:\w+ )?down|reject|decline|"
    r"decide)\b",
    re.IGNORECASE,
)
# These words alone name a kind of thing; one that has come is told with more than its name.
_ONLY_NAMED = re.compile(r"\b(?:decisions?|letters?|refusals?)\b", re.IGNORECASE)
_ACTED = re.compile(
    r"\b(?:refused|refusing|rejected|declined|turned|said no|says no|say no|saying no|knocked|decided|"
    r"(?:won'?t|will not|wouldn'?t|not going to|(?:does|did|do)(?:n'?t| not)))\b",
    re.IGNORECASE,
)
_HAS_COME = re.compile(
    r"\b(?:got|received|recieved|had|has|came|arrived|sent|issued|dated|says|said|states|tells|telling|saying|wrong|"
    r"named|names|naming|lists|finali[sz]ed|disagree|unhappy|appeal\w*|challeng\w*|fight\w*|contest\w*)\b"
    r"|\b(?:the|this|that|their|our|my|his|her|council'?s|la'?s|no|refusal|decision|rejection) "
    r"(?:(?:decision|refusal|rejection|no) )?(?:letter|refusal)\b",
    re.IGNORECASE,
)
_TO_BE_WRITTEN = re.compile(
    r"\b(?:write|writing|draft|template|wording|put in|example|sample|send|sending|need|request\w*|asking)\b",
    re.IGNORECASE,
)
_OTHER_DECISIONS = re.compile(
    r"\b(?:named|naming|names|put)\b.{0,40}\b(?:school|section i|mainstream|setting|college|placement)\b"
    r"|\bwrong (?:school|placement|setting)\b"
    r"|\b(?:ceas(?:ed|ing)|stopp(?:ed|ing)|end(?:ed|ing)|cancell?(?:ed|ing)|taken away)\b.{0,20}\b(?:plan|ehcp|echp)\b"
    r"|\b(?:won'?t|will not|refus\w+ to|not going to) (?:amend|change|update|reassess|re-assess|issue|assess)\b"
    rf"|\b{_WE} (?:\w+ )?(?:want|need|would like|wish|hope|plan|intend|decided|am going|are going|going)(?: \w+)? "
    r"to appeal\b"
    rf"|\b(?:can|how do|how can|should|could|do) {_WE} (?:\w+ )?(?:go to tribunal to )?appeal\b"
    r"|\b(?:my|our) appeal\b|\bright (?:of|to) appeal\b",
    re.IGNORECASE,
)
_DECIDED = frozenset({ClockStart.DECISION_LETTER, ClockStart.FINAL_PLAN_ISSUED, ClockStart.MEDIATION_CERTIFICATE})


def a_decision_was_made(turns: Iterable[str]) -> bool:
    """Say whether the family tells of a council's decision that has come: a refusal, its letter, a final plan.

    A decision that is feared, awaited or asked about in general is none. Who asks how to appeal has one.

    Args:
        turns: what the family typed, in any order.
    """
    return any(_tells_of_one(turn) for turn in turns)


def _tells_of_one(turn: str) -> bool:
    begins: dict[int, int] = {}  # where each sentence begins
    for clause in clauses_of(turn):
        begin = begins.setdefault(clause.sentence, clause.offset)
        told = _told_at(clause.text, turn)
        # the word that makes it a mere case ("when", "if") stands before it, maybe between two clauses
        if told is not None and not _SUPPOSED_BEFORE.search(turn[begin : clause.offset + told]):
            return True
    return False


def _told_at(clause: str, turn: str) -> int | None:
    """Return where in a clause a decision is told, or None where none is."""
    if _MAY_REFUSE.search(clause):
        return None
    if other := _OTHER_DECISIONS.search(clause):
        return other.start()
    cue, start = cues.cue_in(clause), cues.start_in(clause, turn)
    match = cue.words.search(clause) if cue else None
    if match is None or start not in _DECIDED:
        return None
    is_act = start is ClockStart.DECISION_LETTER and (_ACTED.search(clause) or not _ONLY_NAMED.search(clause))
    has_come = _HAS_COME.search(clause) and not _TO_BE_WRITTEN.search(clause)
    return match.start() if is_act or has_come else None
