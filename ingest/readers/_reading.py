"""What every reader gives back, and the error that every reader raises."""

import stat
from dataclasses import dataclass
from pathlib import Path

from corpus.documents import Block
from corpus.errors import CorpusError

BYTES_LIMIT = 100_000_000  # the Code of Practice is 3 MB; a file past this is not a document to quote from
_NAME_LIMIT = 90


class UnreadableFileError(CorpusError):
    """A file that yields no text. The message says what was found, what was expected, what to do."""

    def __init__(self, path: Path, found: str, *, expected: str, cure: str) -> None:
        super().__init__(f"{shown_name(path.name)}: found {found}; expected {expected}; {cure}")


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as its reader found it; `title` is None when the file names none."""

    title: str | None
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()


def shown_name(name: str) -> str:
    """Return a file's name safe to print: odd characters written out as escapes, the middle of a long one cut."""
    if len(name) > _NAME_LIMIT:
        name = f"{name[: _NAME_LIMIT - 30]}…{name[-25:]}"
    return repr(name)


def file_bytes(path: Path) -> bytes:
    """Return a file's bytes.

    Raises:
        UnreadableFileError: it is missing, not a plain file, empty, too large, or may not be opened.
    """
    expected = "a plain file that this program may open"
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "a device or pipe"
            raise UnreadableFileError(path, what, expected=expected, cure="name the document itself")
        if status.st_size > BYTES_LIMIT:
            raise UnreadableFileError(
                path,
                f"{status.st_size:,} bytes",
                expected=f"at most {BYTES_LIMIT:,}",
                cure="add the part that you need as a file of its own",
            )
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UnreadableFileError(
            path, f"no file to open ({reason})", expected=expected, cure="check the name, the link and the permissions"
        ) from None
    if not content.strip():
        raise UnreadableFileError(
            path, "an empty file", expected="a document with words in it", cure="download or export it again"
        )
    return content


def what_it_looks_like(content: bytes) -> str:
    """Say in words what a file's first bytes show it to be."""
    start = content[:1024].lstrip()
    for magic, what in _KINDS:
        if start.startswith(magic):
            return what
    if b"%PDF-" in content[:1024]:
        return "a PDF"
    lowered = start[:200].lower()
    if lowered.startswith((b"<!doctype html", b"<html")) or b"<html" in lowered:
        return "a web page (HTML)"
    if lowered.startswith(b"<?xml"):
        return "an XML file"
    return "binary data" if has_binary(content) else "plain text"


def has_binary(content: bytes) -> bool:
    """Say whether the bytes cannot be text in any encoding that we read: NULs, or many control characters."""
    sample = content[:100_000]
    controls = sum(sample.count(code) for code in range(32) if code not in (9, 10, 12, 13))
    return b"\0" in content or controls > len(sample) // 100


_KINDS = (
    (b"PK\x03\x04", "a ZIP archive, such as a Word document (DOCX)"),
    (b"\xd0\xcf\x11\xe0", "an old Word document (DOC)"),
    (b"{\\rtf", "a rich text document (RTF)"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%!PS", "a PostScript file"),
    (b"\xff\xfe", "text in UTF-16"),
    (b"\xfe\xff", "text in UTF-16"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
