"""Text made safe for the page. Whatever a family typed, or a guide or an original says, is shown and never obeyed.

`st.html` gets markup of ours with every other text escaped here; what it is given is also sanitised by the
browser's side of Streamlit, which is a second fence and not the first.
"""

import html
import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:<>&^=@/])")
_SAFE_LINK = re.compile(r"(https://|tel:\+?[0-9]+$|sms:[0-9]+$)")


def escaped(text: str) -> str:
    """Return text as HTML that shows exactly this text, in an element or an attribute."""
    # a NUL or another control character means nothing to a reader, and something to some parsers
    return html.escape("".join(char for char in text if char.isprintable() or char in "\n\t"), quote=True)


def label(text: str) -> str:
    """Return text as the label of a widget, which Streamlit reads as Markdown, so that it shows exactly this text.

    For text of ours and of guides only; what a family typed never becomes a label.
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def paragraph(text: str, kind: str = "") -> str:
    """Return one paragraph, of a class of our style sheet where `kind` names one."""
    return f'<p class="{kind}">{escaped(text)}</p>' if kind else f"<p>{escaped(text)}</p>"


def bullets(items: Iterable[str]) -> str:
    """Return a list."""
    return "<ul>" + "".join(f"<li>{escaped(item)}</li>" for item in items) + "</ul>"


def heading(text: str, level: int, *, target: str = "") -> str:
    """Return a heading. One with a `target` can be given the focus by that name."""
    aim = f' id="{escaped(target)}" tabindex="-1"' if target else ""
    return f"<h{level}{aim}>{escaped(text)}</h{level}>"


def link(text: str, url: str | None, *, kind: str = "", unseen: str = "") -> str:
    """Return a link that opens beside this page, for a page that is left loses the conversation; else the text.

    An address that is no https, telephone or text message address gives the text alone. `unseen` is read aloud after
    the text, where the text alone does not say where it leads.
    """
    if not url or not _SAFE_LINK.match(url):
        return escaped(text)
    css = f' class="{kind}"' if kind else ""
    if not url.startswith("https:"):
        return f'<a{css} href="{escaped(url)}">{escaped(text)}{hidden(unseen)}</a>'
    return (
        f'<a{css} href="{escaped(url)}" target="_blank" rel="noopener noreferrer">'
        f"{escaped(text)}{hidden(f'{unseen} (opens in a new tab)')}</a>"
    )


def call(phone: str) -> str:
    """Return a telephone number as a link that dials it."""
    # `+44 (0)1234` is dialled without the nought in brackets
    dialled = "".join(char for char in phone.replace("(0)", "") if char in "+0123456789")
    return link(phone, f"tel:{dialled}")


def host(url: str) -> str:
    """Return whose page an address leads to, such as `legislation.gov.uk`."""
    return urlsplit(url).netloc.removeprefix("www.")


def hidden(text: str) -> str:
    """Return text that is read aloud and not seen."""
    return f'<span class="vh">{escaped(text)}</span>' if text else ""


def disclosure(summary: str, body: str, *, kind: str, is_open: bool = False) -> str:
    """Return markup that opens and closes by itself, as Streamlit's own expander does; both parts are markup."""
    return f'<details class="{kind}"{" open" if is_open else ""}><summary>{summary}</summary>{body}</details>'


def fields(pairs: Iterable[tuple[str, str]]) -> str:
    """Return labelled values; the values are markup."""
    return "<dl>" + "".join(f"<div><dt>{escaped(name)}</dt><dd>{value}</dd></div>" for name, value in pairs) + "</dl>"


def table(name: str, columns: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Return a table whose first cells are the headers of their rows; it scrolls by itself where it has no room.

    Args:
        name: what it holds, read aloud.
        columns: what stands above.
        rows: each a class of our style sheet, or an empty text, and its cells as text.
    """
    header = "".join(f'<th scope="col">{escaped(column)}</th>' for column in columns)
    body = "".join(_row(kind, cells) for kind, cells in rows)
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{escaped(name)}"><table class="queue">'
        f"<thead><tr>{header}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(kind: str, cells: Sequence[str]) -> str:
    first, *others = (escaped(cell) for cell in cells)
    css = f' class="{escaped(kind)}"' if kind else ""
    return f'<tr{css}><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in others) + "</tr>"
