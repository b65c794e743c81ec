"""Where an article ends and its readers' comments, its author's name and the page's furniture begin."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.documents import Block
from ingest.numbering import whole_number

_BODY_WORDS = 25  # words of text before a marker counts: "8 Comments" also stands under many a title
_MARKER_WORDS = 14
_NAME_WORDS = 4
_NAME_CHARACTERS = 60
_LISTS_LIMIT = 50  # lists tried; a file that begins more would take long to say nothing
_LOOK_BACK = 8  # blocks from a "Reply" link back to the name above its comment

_MARKERS = re.compile(
    r"(?:[0-9]+|one|no)\s+comments?\b"
    r"|(?:[0-9]+|one)\s+(?:response|repl(?:y|ie)|thought)s?(?:\s+(?:on|to)\b|$)"
    r"|(?:(?:readers?|your|latest|recent)['’]?s?\s+)?comments?(?:\s*\(?[0-9]*\)?)?\s*:?$"
    r"|(?:leave|post|add|write|submit)\s+(?:a|your)\s+(?:reply|comment)"
    r"|join\s+the\s+(?:conversation|discussion|debate)|responses?\s+to\s+[\"“‘']|what\s+(?:others|readers)\s+sa(?:y|id)"
    r"|your\s+(?:views|thoughts)\s*:?$|(?:related|more)\s+(?:posts|articles)\b|share\s+this\b|about\s+the\s+author\b",
    re.I,
)
# whole sentences that only a page's furniture says
_NOTICES = re.compile(r"you\s+must\s+be\s+logged\s+in|this\s+site\s+uses\s+akismet", re.I)
_REPLY_LINK = re.compile(r"(?:log\s+in\s+to\s+)?reply\W*$", re.I)
_TIME = re.compile(r"\b[0-9]{1,2}[:.][0-9]{2}\b")
_DATE = re.compile(
    r"\b(?:19|20)[0-9]{2}\b|\b[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}\b"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\s+[0-9]{1,2}\b"
    r"|\b[0-9]{1,2}(?:st|nd|rd|th)?\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.I,
)
_AGO = re.compile(r"\b(?:minutes?|hours?|days?|weeks?|months?|years?)\s+ago\W*$", re.I)
_WHEN_WORDS = 9
_INVITES = re.compile(r"\b(?:comments?|reply|replies|akismet)\b", re.I)
_OWN_EXPERIENCE = re.compile(r"\bI\b|\b(?:my|me|our|we)\b")
_BYLINE = re.compile(r"(?:(?:posted|written|published|words)\s+)?by[:\s]\s*\S|(?:author|posted\s+(?:on|in))\b", re.I)
_TOP_BLOCKS = 6


@dataclass(frozen=True, slots=True)
class Article:
    """An article's own blocks, and the positions of lines among them that are furniture.

    `dropped` counts the blocks after the article: comments and what stands around them.
    """

    blocks: tuple[Block, ...]
    furniture: frozenset[int]
    dropped: int


def article_of(blocks: Sequence[Block]) -> Article:
    """Return the article without its comments and sign-off, its bylines and lines of a name alone marked."""
    end = comments_start(blocks)
    end = len(blocks) if end is None else end
    body_end = end
    while body_end and _is_sign_off(blocks[body_end - 1]):
        body_end -= 1
    furniture = frozenset(
        position
        for position, block in enumerate(blocks[:body_end])
        if _is_furniture(block, is_top=position < _TOP_BLOCKS)
    )
    return Article(tuple(blocks[:body_end]), furniture, len(blocks) - end)


def comments_start(blocks: Sequence[Block]) -> int | None:
    """Return where comments begin, None when there are none.

    Once begun they run to the end: losing words of an article is better than quoting a stranger as evidence.
    """
    words = lists = 0
    for position, block in enumerate(blocks):
        if words >= _BODY_WORDS:
            if _is_marker(block) or _is_dated_name(blocks, position):
                return position
            lists += _begins_named_list(block)
            if _begins_named_list(block) and lists <= _LISTS_LIMIT and _is_list_of_comments(blocks, position):
                return position
            if _REPLY_LINK.match(block.written):
                return _back_to_name(blocks, position)
        if block.level is None and len(block.text.split()) > _NAME_WORDS:
            words += len(block.text.split())
    return None


def is_name(text: str) -> bool:
    """Say whether a line could be a person's name or handle and no more: up to four words, each capitalised."""
    words = text.split()
    if not 0 < len(words) <= _NAME_WORDS or len(text) > _NAME_CHARACTERS or re.search(r"[.:;?!,…]$|[/|@#]", text):
        return False
    if len(words) == 1:
        return bool(re.fullmatch(r"[^\W_][\w.’'-]{1,30}", text))
    return all(re.match(r"[^\W\d_]", word) and word[0].isupper() for word in words)


def _is_marker(block: Block) -> bool:
    if _NOTICES.match(block.written):
        return True
    is_sentence = block.written.endswith(".")
    return len(block.written.split()) <= _MARKER_WORDS and not is_sentence and _MARKERS.match(block.written) is not None


def _begins_named_list(block: Block) -> bool:
    return block.level is None and whole_number(block.mark) == "1" and is_name(block.text)


def _is_list_of_comments(blocks: Sequence[Block], start: int) -> bool:
    """Say whether `1. Name` here begins a list of comments: numbered entries, most headed by a name alone.

    An article's own numbered sections look much the same where their titles are short. So something else must
    speak for comments too: an invitation to comment near by, a handle for a name, or entries told in the first
    person.
    """
    entries = _entries(blocks, start)
    named = [entry for entry in entries if is_name(blocks[entry].text)]
    if len(named) * 2 < len(entries):
        return False
    around = [*blocks[max(0, start - 3) : start], *blocks[entries[-1] + 1 :]]
    personal = sum(bool(_OWN_EXPERIENCE.search(_entry_text(blocks, entry))) for entry in entries)
    has_handle = any(re.search(r"[a-z][A-Z]|[0-9]|^[a-z]", blocks[entry].text) for entry in named)
    return has_handle or personal * 2 >= len(entries) or any(_INVITES.search(block.text) for block in around)


def _entries(blocks: Sequence[Block], start: int) -> list[int]:
    """Return the positions of the entries 1, 2, 3 … of the list that begins at `start`."""
    entries: list[int] = []
    for position in range(start, len(blocks)):
        if blocks[position].level is None and whole_number(blocks[position].mark) == str(len(entries) + 1):
            entries.append(position)
    return entries


def _entry_text(blocks: Sequence[Block], entry: int) -> str:
    following = blocks[entry + 1] if entry + 1 < len(blocks) else None
    own = "" if is_name(blocks[entry].text) else blocks[entry].text
    return f"{own} {following.text if following and not following.mark else ''}"


def _is_dated_name(blocks: Sequence[Block], position: int) -> bool:
    """Say whether `Name` or `Name says:` stands here with the date and time of a comment on the line after."""
    name = re.sub(r"\s+(?:says|said|wrote|commented|replied)\s*:?$", "", blocks[position].written)
    if not is_name(name) or position + 1 == len(blocks):
        return False
    when = blocks[position + 1].written
    if len(when.split()) > _WHEN_WORDS or when.endswith("."):
        return False
    says = name != blocks[position].written
    return bool(_AGO.search(when) or (_DATE.search(when) and (says or _TIME.search(when))))


def _back_to_name(blocks: Sequence[Block], position: int) -> int:
    """Return the position of the name above the comment that a `Reply` link ends."""
    for earlier in range(position - 1, max(position - _LOOK_BACK, 0), -1):
        if is_name(blocks[earlier].text):
            return earlier
    return max(position - 1, 0)


def _is_sign_off(block: Block) -> bool:
    """Say whether a last line is a name, a heading over nothing or a link rather than a paragraph."""
    if block.mark and not whole_number(block.mark):
        return False
    is_short = len(block.text.split()) <= 2 * _NAME_WORDS and len(block.text) <= 2 * _NAME_CHARACTERS
    return is_short and not re.search(r"[.:;?!…][\"”’)]*$", block.text)


def _is_furniture(block: Block, *, is_top: bool) -> bool:
    """Say whether a line within the article is a name alone, or one of the lines under its title."""
    if block.level is not None or block.mark:
        return False
    is_short = len(block.text.split()) <= _MARKER_WORDS
    if is_top and is_short and (_BYLINE.match(block.text) or _MARKERS.match(block.text)):
        return True
    return len(block.text.split()) > 1 and is_name(block.text)
