"""A Word document, part by part, that a screen reader can read. The one home of python-docx; knows no replies."""

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import CharacterStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph

LANGUAGE = "en-GB"
# every character that XML 1.0 forbids, and the other control characters, which Word shows as boxes
_FORBIDDEN = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FONT, _SIZE, _SMALL = "Arial", Pt(12), Pt(10)
_ACCENT = RGBColor(0x0B, 0x5E, 0x63)
_SOURCE, _LINK = "Source", "Hyperlink"
_LONGEST_TITLE = 255  # characters: what the format takes of a property


class Source(NamedTuple):
    """What supports something said: text, and an address that is written out after it."""

    text: str
    url: str | None
    quote: str


class Row(NamedTuple):
    """One row of a table: its cells left to right, and what supports the last."""

    cells: tuple[str, ...]
    sources: tuple[Source, ...]


class WordFile:
    """A document that grows downwards. Any text at all may be given: it comes out as text."""

    def __init__(self, title: str, author: str, made_on: datetime.date) -> None:
        self._document: Document = docx.Document()
        self._set_properties(title, author, made_on)
        self._set_looks()
        self._add_footer(author)
        self.paragraph(title, style="Title")

    def heading(self, text: str, level: int) -> None:
        """Add a heading of level 1 to 4."""
        self.paragraph(text, style=f"Heading {level}")

    def paragraph(self, text: str, *, style: str = "Normal") -> None:
        """Add a paragraph in one of Word's named styles; a line break stays one."""
        self._document.add_paragraph(clean(text), style=style)

    def labelled(self, label: str, text: str) -> None:
        """Add a paragraph that begins with its label; it stays on the page of what comes next."""
        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_after = Pt(3)
        paragraph.add_run(clean(f"{label}: ")).bold = True
        paragraph.add_run(clean(text))

    def bullets(self, items: Iterable[str]) -> None:
        """Add a list."""
        for item in items:
            self.paragraph(item, style="List Bullet")

    def linked_bullet(self, text: str, url: str | None) -> None:
        """Add an item of a list that ends with an address."""
        self._address(self._document.add_paragraph(clean(text), style="List Bullet"), url)

    def sources(self, listed: Iterable[Source]) -> None:
        """Add what supports the paragraph above."""
        for source in listed:
            self._source(self._document.add_paragraph(style=_SOURCE), source)
            if source.quote:
                self.paragraph(source.quote, style="Quote")

    def table(self, summary: str, header: Sequence[str], rows: Sequence[Row], widths: Sequence[float]) -> None:
        """Add a table whose first row and first column are headers.

        Args:
            summary: what it holds, for those who do not see it.
            header: the names of its columns.
            rows: what stands below.
            widths: of its columns, in centimetres.
        """
        table = self._document.add_table(rows=1, cols=len(header), style="Table Grid")
        table.autofit = False
        caption = OxmlElement("w:tblCaption")
        caption.set(qn("w:val"), clean(summary))
        table._tbl.tblPr.append(caption)
        for cell, name in zip(table.rows[0].cells, header, strict=True):
            _fill(cell, name, is_bold=True)
        is_header = OxmlElement("w:tblHeader")
        is_header.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(is_header)
        for row in rows:
            cells = table.add_row().cells
            for place, (cell, text) in enumerate(zip(cells, row.cells, strict=True)):
                _fill(cell, text, is_bold=place == 0)
            for source in row.sources:
                self._source(cells[-1].add_paragraph(style=_SOURCE), source)
                if source.quote:
                    cells[-1].add_paragraph(clean(source.quote), style="Quote")
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        for row_made in table.rows:
            row_made._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for cell, width in zip(row_made.cells, widths, strict=True):
                cell.width = Cm(width)
        self._document.add_paragraph()

    def to_bytes(self) -> bytes:
        """Return the file; the same content gives the same bytes."""
        saved = io.BytesIO()
        self._document.save(saved)
        made = io.BytesIO()
        with zipfile.ZipFile(saved) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                # a new entry bears the first day that the format knows, not this moment
                target.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
        return made.getvalue()

    def _source(self, paragraph: Paragraph, source: Source) -> None:
        paragraph.add_run(clean(source.text))
        self._address(paragraph, source.url)

    def _address(self, paragraph: Paragraph, url: str | None) -> None:
        if not url:
            return
        paragraph.add_run(" ")
        written = clean(url)
        if not written.startswith("https://"):
            paragraph.add_run(written)
            return
        target = self._document.part.relate_to(written, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), target)
        run = paragraph.add_run(written, style=_LINK)
        link.append(run._r)
        paragraph._p.append(link)

    def _set_properties(self, title: str, author: str, made_on: datetime.date) -> None:
        properties = self._document.core_properties
        properties.title, properties.author = clean(title)[:_LONGEST_TITLE], clean(author)[:_LONGEST_TITLE]
        properties.language, properties.comments, properties.last_modified_by = LANGUAGE, "", ""
        properties.created = properties.modified = datetime.datetime.combine(made_on, datetime.time())

    def _set_looks(self) -> None:
        section = self._document.sections[0]
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.0)
        styles = self._document.styles
        for language in styles.element.iter(qn("w:lang")):
            for script in ("w:val", "w:eastAsia"):
                language.set(qn(script), LANGUAGE)
        small = styles.add_style(_SOURCE, WD_STYLE_TYPE.PARAGRAPH)
        small.base_style = styles["List Bullet"]
        small.paragraph_format.left_indent = Cm(0.9)
        small.paragraph_format.space_after = Pt(2)
        link = styles.add_style(_LINK, WD_STYLE_TYPE.CHARACTER)
        link.font.underline, link.font.color.rgb = True, _ACCENT
        sizes = {
            "Normal": _SIZE,
            _SOURCE: _SMALL,
            "Quote": _SMALL,
            "Footer": _SMALL,
            "Title": Pt(22),
            "Heading 1": Pt(18),
            "Heading 2": Pt(15),
            "Heading 3": Pt(13),
            "Heading 4": _SIZE,
        }
        for name, size in sizes.items():
            style = styles[name]
            assert isinstance(style, CharacterStyle)  # paragraph styles are of this class too
            _set_font(style)
            style.font.size = size
            if name.startswith(("Title", "Heading")):
                style.font.color.rgb = _ACCENT
        quote = styles["Quote"]
        quote.font.italic, quote.paragraph_format.left_indent = False, Cm(1.2)

    def _add_footer(self, author: str) -> None:
        paragraph = self._document.sections[0].footer.paragraphs[0]
        paragraph.add_run(clean(f"{author}, page "))
        number = OxmlElement("w:fldSimple")
        number.set(qn("w:instr"), "PAGE")
        number.append(paragraph.add_run("1")._r)
        paragraph._p.append(number)


def clean(text: str) -> str:
    """Return text without what no document may hold; every kind of line break becomes one."""
    return _FORBIDDEN.sub("", "\n".join(text.splitlines()))


def _fill(cell: _Cell, text: str, *, is_bold: bool) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.add_run(clean(text)).bold = is_bold
    paragraph.paragraph_format.space_after = Pt(4)


def _set_font(style: CharacterStyle) -> None:
    style.font.name = _FONT
    fonts = style.element.rPr.rFonts
    # a font of the theme, where one is named, is taken before any other
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]
