"""PDFs made on the spot, so that every test can be read at a glance."""

import io
from pathlib import Path

from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate

RUNNING_HEAD = "Harbour Guide – Chapter 4: Help for families"


def a_guide(path: Path, paragraphs: list[str], *, pages_every: int | None = None) -> Path:
    """Write a guide with running heads and feet; a paragraph that starts with `# ` is a heading, `• ` a bullet."""
    styles = getSampleStyleSheet()
    flow: list[Flowable] = []
    for count, words in enumerate(paragraphs):
        if pages_every and count and count % pages_every == 0:
            flow.append(PageBreak())
        if words.startswith("# "):
            flow.append(Paragraph(words[2:], styles["Heading2"]))
        elif words.startswith("• "):
            flow.append(Paragraph(words[2:], styles["Bullet"], bulletText="•"))
        else:
            flow.append(Paragraph(words, styles["BodyText"]))

    def furniture(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, 810, RUNNING_HEAD)
        canvas.drawCentredString(300, 30, f"Page {document.page}")

    SimpleDocTemplate(str(path)).build(flow, onFirstPage=furniture, onLaterPages=furniture)
    return path


def lines_at(path: Path, pages: list[list[tuple[float, float, str]]]) -> Path:
    """Write lines at given places, (left, height, words) to a page."""
    canvas = Canvas(str(path))
    for page in pages:
        canvas.setFont("Helvetica", 11)
        for left, height, words in page:
            canvas.drawString(left, height, words)
        canvas.showPage()
    canvas.save()
    return path


def a_scan(path: Path, *, pages: int = 2, words_on_first: str = "") -> Path:
    """Write pages that are pictures; the first may have words too."""
    picture = ImageReader(Image.new("RGB", (60, 80), "grey"))
    canvas = Canvas(str(path))
    for number in range(pages):
        if number == 0 and words_on_first:
            canvas.drawString(72, 700, words_on_first)
        else:
            canvas.drawImage(picture, 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return path


def without_text(path: Path) -> Path:
    """Write a PDF of one blank page."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.write(path)
    return path


def locked(path: Path, original: Path, *, password: str) -> Path:
    """Write a copy that opens only with a password; an empty one locks changes alone."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(original.read_bytes())))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    writer.write(path)
    return path
