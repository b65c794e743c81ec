"""What flows from a file to the index: blocks of a document, the document, and its passages."""

import hashlib
from dataclasses import dataclass

from corpus.pinpoints import Pinpoint
from corpus.vocabulary import PassageKind, SourceStatus


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph or bullet as it stands in a file.

    `mark` is the number or bullet before the words, as written: `4.`, `2.20`, `(a)`, `5.—(1)`, `•`.
    `level` is set for headings only, 1 the highest; `page` counts from 1 and is None where there are no pages.
    """

    text: str
    mark: str = ""
    level: int | None = None
    page: int | None = None
    is_quoted: bool = False

    @property
    def written(self) -> str:
        """The mark and the words, as the file has them."""
        return f"{self.mark} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Document:
    """One original, read: its blocks in reading order.

    `notes` are what its reader had to report, such as pages that are pictures; `digest` changes with the words.
    """

    source_id: str
    title: str
    blocks: tuple[Block, ...]
    digest: str
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """All the words, a block to a line."""
        return "\n".join(block.written for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of retrieval and citation.

    `id` is stable across rebuilds and `digest` changes with the words. `pinpoint` is None where a document's
    own numbering does not reach; `page` where it has no pages; `guide_id` for passages of originals.
    """

    id: str
    text: str
    source_id: str
    pinpoint: Pinpoint | None
    headings: tuple[str, ...]
    page: int | None
    digest: str
    kind: PassageKind
    guide_id: str | None
    status: SourceStatus


def digest_of(text: str) -> str:
    """Return 16 hexadecimal characters of the SHA-256 of `text`."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
