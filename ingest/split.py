"""A document to passages: its own numbering says where they begin and what they are called."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

from corpus.documents import Document, Passage, digest_of
from corpus.sources import Source
from corpus.vocabulary import PassageKind, SourceKind
from ingest import split_article, split_guidance, split_law, split_policy
from ingest.pieces import Piece, cut


def split(document: Document, source: Source, *, quoted: Source | None = None) -> tuple[Passage, ...]:
    """Return a document's passages in reading order, each verbatim but for spaces and the number it begins with.

    Args:
        document: what a reader made of the file.
        source: the register's entry for it; its kind says which numbering to look for.
        quoted: for commentary, the source whose numbered paragraphs it quotes.

    Returns:
        Passages with ids `<source-id>:<unit or running number>[.partN]`; none when the document has headings alone.
    """
    seen: Counter[str] = Counter()
    running = 0
    passages = []
    for piece in _pieces(document, source, quoted):
        if not piece.numbered:
            running += 1
        unit = piece.pinpoint.written.replace(" ", "-") if piece.numbered and piece.pinpoint else str(running)
        for text, page in _parts(piece):
            seen[unit] += 1
            # the first part keeps the bare id, so that a paragraph that grows keeps its name
            part = f".part{seen[unit]}" if seen[unit] > 1 else ""
            passages.append(
                Passage(
                    id=f"{source.id}:{unit}{part}",
                    text=text,
                    source_id=piece.source.id,
                    pinpoint=piece.pinpoint,
                    headings=piece.headings,
                    page=page,
                    digest=digest_of(text),
                    kind=PassageKind.ORIGINAL,
                    guide_id=None,
                    status=piece.source.status,
                )
            )
    return tuple(passages)


def _pieces(document: Document, source: Source, quoted: Source | None) -> Iterator[Piece]:
    match source.kind:
        case SourceKind.POLICY:
            return split_policy.pieces(document, source)
        case SourceKind.ACT | SourceKind.REGULATIONS | SourceKind.TRIBUNAL_RULES:
            return split_law.pieces(document, source)
        case SourceKind.COMMENTARY:
            return split_article.pieces(document, source, quoted)
        case SourceKind.STATUTORY_GUIDANCE | SourceKind.GUIDANCE | SourceKind.CASE_LAW:
            return split_guidance.pieces(document, source)


def _parts(piece: Piece) -> Iterator[tuple[str, int | None]]:
    """Yield the piece's text, cut where it is long, each part with the page it begins on."""
    written = [block.written for block in piece.blocks]
    text = "\n".join(written)
    starts, offset = [], 0
    for words in written:
        starts.append(offset)
        offset += len(words) + 1
    for start, end in cut(text):
        if not re.search(r"\w", text[start:end]):
            continue
        yield text[start:end].strip(), piece.blocks[bisect_right(starts, start) - 1].page
