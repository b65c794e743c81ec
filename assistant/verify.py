"""Checks a composed reply against what it was made from. Trusts nobody upstream, and fails closed."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.answers import Answer, Citation, Handoff
from assistant.citing import official_words
from assistant.compose import said
from corpus.guides import Guide, Limit, Myth, Option, Statement
from corpus.pinpoints import Pinpoint, PinpointError, Unit
from corpus.store import Store
from corpus.vocabulary import PassageKind
from corpus.words import plain

CHECKS = (
    "every statement, option, date and myth has a citation",
    "every citation names a registered source, and a place within it that the register knows",
    "every statement, option and myth is word for word what its checked guide, or its original, says",
    "every option of every guide used is listed, least to most formal",
    "no sentence tells you what to choose",
)

# Words that push a family towards one choice. Duties of public bodies may say "must".
DIRECTIVE = re.compile(
    r"\byou(( should| ought to| must appeal| had better| need to appeal)\b|'d better\b)"
    r"|\b(we|i)('d| would\b|( \w+)? (recommend|advise|suggest)\b)"
    r"|\b(your|the) best (option|choice|route|bet)\b|\bdon'?t bother\b|\bit is best to\b"
)


@lru_cache(maxsize=16_384)
def _is_directive(text: str) -> bool:
    """Say whether words of a guide tell the family what to choose. They never change while a build serves."""
    return bool(DIRECTIVE.search(plain(text)))


def faults_of(reply: Answer | Handoff, store: Store) -> list[str]:
    """Return what is wrong with a reply: empty when every check passes."""
    faults = [*_citation_faults(reply, store), *_wording_faults(reply, store)]
    if isinstance(reply, Answer):
        faults += [*_myth_faults(reply, store), *_option_faults(reply, store)]
    return faults


def _citation_faults(reply: Answer | Handoff, store: Store) -> Iterator[str]:
    register = store.content.register
    for citation in reply.citations:
        # an original may be cited as a whole article or at its own numbering, whatever the register lists
        is_own_words = not citation.our_words and citation.quote and register.get(citation.source_id)
        why = register.why_not_citable(citation.reference)
        if why and not is_own_words:
            yield f"citation {citation.reference!r}: {why}"
        if citation.quote is not None and not _is_held(citation, store):
            yield f"citation {citation.reference!r}: its quote is in no original held here"


def _is_held(citation: Citation, store: Store) -> bool:
    """Say whether a quote is the official wording of the very place cited: a part never passes for the whole."""
    try:
        pinpoint = Pinpoint.parse(citation.reference)
    except PinpointError:
        return False
    held = official_words(store, pinpoint)
    if held is not None and held[0] == citation.quote:
        return True
    try:
        passage = store.passage(citation.passage_id)
    except KeyError:
        return False
    cited = passage.pinpoint or Pinpoint(passage.source_id, Unit.WHOLE)
    return passage.kind is PassageKind.ORIGINAL and passage.text == citation.quote and cited == pinpoint


def _wording_faults(reply: Answer | Handoff, store: Store) -> Iterator[str]:
    further = [each for told in reply.further for each in told.statements] if isinstance(reply, Answer) else []
    for statement in (*reply.direct, *further):
        if statement.text != _source_text(statement.id, store):
            yield f"{statement.id!r}: the words shown are not the words of its passage"
        item = _item(statement.id, store)
        # what a myth says is quoted to be put right
        words = item.truth if isinstance(item, Myth) else statement.text
        if reply_is_ours(statement.id, store) and _is_directive(words):
            yield f"{statement.id!r}: tells the family what to choose"
    if not isinstance(reply, Answer):
        return
    for option in reply.options:
        told = _item(option.id, store)
        if not isinstance(told, Option):
            yield f"{option.id!r}: is no option of any guide"
            continue
        if told.formality != option.formality:
            yield f"{option.id!r}: its formality is not the guide's"
        for field in ("name", "what_it_is", "who_decides", "time_limit", "cost", "may_suit", "weigh_up"):
            if getattr(told, field) != getattr(option, field):
                yield f"{option.id!r}: its {field} is not the guide's"
            if _is_directive(getattr(option, field)):
                yield f"{option.id!r}: its {field} tells the family what to choose"


def _myth_faults(answer: Answer, store: Store) -> Iterator[str]:
    for myth in answer.myths:
        told = _item(myth.id, store)
        if not isinstance(told, Myth):
            yield f"{myth.id!r}: is no myth of any guide"
            continue
        for field in ("said", "truth"):
            if getattr(told, field) != getattr(myth, field):
                yield f"{myth.id!r}: its {field} is not the guide's"
        if _is_directive(myth.truth):
            yield f"{myth.id!r}: its truth tells the family what to choose"


def _option_faults(answer: Answer, store: Store) -> Iterator[str]:
    shown = {option.id for option in answer.options}
    routes = shown | {_route(option_id, store) for option_id in shown}
    for guide_id in answer.guides:
        guide = store.content.guides[guide_id]
        for option in guide.options:
            if (option.same_as or guide.item_id(option)) not in routes:
                yield f"{guide.item_id(option)!r}: is an option of the situation and is not listed"
    rungs: Sequence[int] = [option.formality for option in answer.options]
    if list(rungs) != sorted(rungs):
        yield "the options are not in order of formality"


def _route(option_id: str, store: Store) -> str:
    item = _item(option_id, store)
    return item.same_as or option_id if isinstance(item, Option) else option_id


def reply_is_ours(item_id: str, store: Store) -> bool:
    """Say whether an item is of a guide of ours, not of an original, whose words are its own."""
    return item_id.partition("/")[0] in store.content.guides


def _item(item_id: str, store: Store) -> object | None:
    guide: Guide | None = store.content.guides.get(item_id.partition("/")[0])
    return guide.by_item_id.get(item_id) if guide else None


def _source_text(item_id: str, store: Store) -> str | None:
    item = _item(item_id, store)
    if isinstance(item, Statement | Limit | Myth):
        return said(item)
    try:
        return store.passage(item_id).text
    except KeyError:
        return None
