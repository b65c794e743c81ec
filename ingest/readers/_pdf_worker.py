"""Takes the lines out of a PDF in a process of its own: the file on standard input, JSON on standard output.

A hostile file can make any parser loop or fill the memory, so the reader runs this script by its path, with limits,
and kills it when they pass. It imports nothing of ours. What it writes is either `{"pages": …}` or `{"fault": …}`.
"""

import contextlib
import io
import json
import sys
from typing import Any

Placed = tuple[str, float, float, bool]  # words, height above the page's foot, size of the letters, whether bold

_LINE_COST = 30  # characters that a line costs in the answer beside its words


def main() -> None:
    memory, seconds, pages_limit, characters_limit = (int(argument) for argument in sys.argv[1:5])
    _limit(memory, seconds)
    try:
        answer = _read(sys.stdin.buffer.read(), pages_limit, characters_limit)
    except MemoryError:
        answer = {"fault": "memory"}
    except RecursionError:
        answer = {"fault": "damaged", "detail": "parts nested too deep"}
    except Exception as error:  # whatever a damaged file sets off becomes a named reason, never a lost run
        answer = {"fault": "damaged", "detail": type(error).__name__}
    sys.stdout.write(json.dumps(answer))


def _limit(memory: int, seconds: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # absent on Windows, where the reader's clock alone guards us

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read(content: bytes, pages_limit: int, characters_limit: int) -> dict[str, Any]:
    import logging

    import pypdf
    from pypdf.errors import DependencyError, FileNotDecryptedError, WrongPasswordError

    logging.disable(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            return {"fault": "encrypted"}
        count = len(reader.pages)
    except (DependencyError, FileNotDecryptedError, WrongPasswordError):
        return {"fault": "encrypted"}
    if count > pages_limit:
        return {"fault": "pages", "detail": str(count)}
    pages: list[list[Placed]] = []
    pictures: list[int] = []
    blank: list[int] = []
    broken: list[int] = []
    characters = 0
    for number, page in enumerate(reader.pages, start=1):
        lines: list[Placed] = []
        try:
            lines = _lines_of(page)
        except MemoryError:
            raise
        except Exception:  # one broken page is reported, and costs no other page
            broken.append(number)
        if not lines and number not in broken:
            (pictures if _has_picture(page) else blank).append(number)
        characters += sum(len(line[0]) + _LINE_COST for line in lines)
        if characters > characters_limit:
            return {"fault": "characters", "detail": str(number)}
        pages.append(lines)
    return {"pages": pages, "pictures": pictures, "blank": blank, "broken": broken}


def _lines_of(page: Any) -> list[Placed]:
    """Return a page's lines in the order in which it draws them."""
    lines: list[Placed] = []
    words, height, size, longest, is_bold = "", 0.0, 0.0, 0, False

    def close() -> None:
        nonlocal words
        if words.strip():
            lines.append((words, round(height, 1), round(size, 1), is_bold))
        words = ""

    def gather(text: str, shift: list[float], matrix: list[float], font: Any, font_size: float) -> None:
        nonlocal words, height, size, longest, is_bold
        for position, part in enumerate(text.split("\n")):
            if position:
                close()
            if part.strip():
                if not words.strip():
                    # the text's own matrix, then the page's
                    height = matrix[4] * shift[1] + matrix[5] * shift[3] + shift[5]
                    longest, is_bold = 0, True
                # a line is as large as most of it, and bold when all of it is
                if len(part) > longest:
                    size = abs(font_size * (matrix[3] or matrix[1]) * (shift[3] or shift[1]))
                    longest = len(part)
                is_bold = is_bold and "bold" in str((font or {}).get("/BaseFont", "")).lower()
            words += part

    page.extract_text(visitor_text=gather)
    close()
    return lines


def _has_picture(page: Any) -> bool:
    with contextlib.suppress(Exception):
        objects = page["/Resources"]["/XObject"]
        return any(objects[name].get("/Subtype") in ("/Image", "/Form") for name in objects)
    return False


if __name__ == "__main__":
    main()
