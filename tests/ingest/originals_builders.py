"""Sources and documents for tests of originals: valid by default, override what the test is about."""

import datetime
from pathlib import Path

from corpus.documents import Block, Document, digest_of
from corpus.sources import Source, SourceRegister
from corpus.vocabulary import CompleteTo, SourceKind, SourceStatus

FIXTURES = Path(__file__).parents[1] / "fixtures"
SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
TODAY = datetime.date(2026, 11, 21)


def a_source(
    source_id: str = "harbour-guide",
    kind: SourceKind = SourceKind.STATUTORY_GUIDANCE,
    *,
    status: SourceStatus = SourceStatus.IN_FORCE,
    pinpoints: tuple[str, ...] = (),
    complete_to: CompleteTo = CompleteTo.NONE,
) -> Source:
    return Source(
        id=source_id,
        title=source_id.replace("-", " "),
        short_title=source_id,
        kind=kind,
        status=status,
        applies_to="England",
        as_at=TODAY,
        checked_on=TODAY,
        review_by=TODAY.replace(year=2027),
        publisher="Harbour Lanterns",
        licence="made up for tests",
        pinpoints=pinpoints,
        complete_to=complete_to,
    )


def a_register(*sources: Source) -> SourceRegister:
    return SourceRegister({source.id: source for source in sources}, {})


def a_document(*blocks: Block | str, source_id: str = "harbour-guide") -> Document:
    made = tuple(Block(block) if isinstance(block, str) else block for block in blocks)
    return Document(source_id, "Harbour", made, digest_of("\n".join(block.written for block in made)))
