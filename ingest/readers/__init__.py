"""One reader for each format: `read(path) -> Reading`. A new format is one file here and one line in `READERS`."""

from collections.abc import Callable
from pathlib import Path

from corpus.documents import Document, digest_of
from corpus.sources import Source
from ingest.readers import markdown, pdf, text
from ingest.readers._reading import Reading, UnreadableFileError, file_bytes, shown_name

READERS: dict[str, Callable[[Path], Reading]] = {
    ".pdf": pdf.read,
    ".txt": text.read,
    ".text": text.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
}


def read_document(path: Path, source: Source) -> Document:
    """Read a file as the text of one registered source.

    Raises:
        UnreadableFileError: the format is not known, or the file yields no text.
    """
    suffix = path.suffix.lower()
    reader = READERS.get(suffix)
    if reader is None:
        raise UnreadableFileError(
            path,
            f"the ending {suffix!r}" if suffix else "a name without an ending",
            expected=f"one of {', '.join(READERS)}",
            cure="export the document as PDF, Markdown or plain text",
        )
    reading = reader(path)
    if not any(block.text for block in reading.blocks):
        raise UnreadableFileError(
            path, "no words", expected="a document with words in it", cure="check that it is the right file"
        )
    words = "\n".join(block.written for block in reading.blocks)
    return Document(source.id, reading.title or source.title, reading.blocks, digest_of(words), reading.notes)


__all__ = ["READERS", "Reading", "UnreadableFileError", "file_bytes", "read_document", "shown_name"]
