"""Citations as buttons with readable names, and what each of them opens."""

from collections.abc import Iterator, Sequence

from assistant.answers import Citation
from assistant.wording import NO_OFFICIAL_TEXT, STATUS_WORDS, short_date
from corpus.vocabulary import SourceStatus
from ui.markup import disclosure, escaped, fields, hidden, host, link

_LONGEST_PLACE = 24  # characters that fit on one line of the narrowest phone; the end of a case's name does not


def citation_marks(indexes: Sequence[int], citations: Sequence[Citation]) -> str:
    """Return the marks of one statement. A source named just before is heard again, and not seen again."""
    marks = []
    before: Citation | None = None
    for index in indexes:
        citation = citations[index]
        marks.append(disclosure(_name(citation, before), _opened(citation), kind="cite"))
        before = citation
    return f'<div class="cites">{"".join(marks)}</div>' if marks else ""


def _name(citation: Citation, before: Citation | None) -> str:
    shared = _shared_start(citation.name, before.name) if before and before.source_id == citation.source_id else ""
    title, comma, place = citation.name.removeprefix(shared).rpartition(", ")
    if len(place) > _LONGEST_PLACE:
        title, comma, place = title + comma + place, "", ""
    # a place such as `section 51(2)(a)` is never broken over two lines
    return hidden(shared) + escaped(title + comma) + f'<span class="pinpoint">{escaped(place)}</span>'


def _shared_start(name: str, before: str) -> str:
    """Return how both names begin, up to a comma: `Children and Families Act 2014, `."""
    same = next(
        (place for place, (a, b) in enumerate(zip(name, before, strict=False)) if a != b), min(len(name), len(before))
    )
    end = name.rfind(", ", 0, same + 2)
    return name[: end + 2] if end >= 0 else ""


def _opened(citation: Citation) -> str:
    more = (
        f"<p>{link(f'Read it at {host(citation.url)}', citation.url)}</p>"
        if citation.url
        else "<p>It has no page of its own that can be linked.</p>"
    )
    return f'<div class="opened">{fields(_facts(citation))}{more}</div>'


def _facts(citation: Citation) -> Iterator[tuple[str, str]]:
    yield "Source", escaped(citation.name)
    if citation.our_words:
        yield "In our words", f'<span class="ours">{escaped(citation.our_words)}</span>'
    # paper leaves out our words, which stand just above, and that words are not held
    unheld = f'<span class="unheld">{NO_OFFICIAL_TEXT}</span>'
    quoted = f"<blockquote>{escaped(citation.quote)}</blockquote>" if citation.quote else unheld
    yield "Official words", quoted
    if citation.page is not None:
        yield "Page", str(citation.page)
    yield "Status", f"{escaped(STATUS_WORDS[SourceStatus(citation.status)])}, as at {short_date(citation.as_at)}"
