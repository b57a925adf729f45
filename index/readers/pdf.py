"""PDF files through PDFium. Only their text layer: scans need OCR first. Runs in the sandbox."""

import logging
import re
from itertools import accumulate
from pathlib import Path
from typing import Any

from index.documents import Heading
from index.errors import DocumentError
from index.readers.dates import day
from index.readers.extract import Extract
from index.readers.pdf_headings import Line, Span, from_outline, from_sizes, lines_of

_ENCRYPTED = 4
"""FPDF_ERR_PASSWORD in PDFium's fpdfview.h."""

_log = logging.getLogger(__name__)

_PAGE_BREAK = "\n\n"

# PDFium's own marks for a hyphen at which a line was broken.
_SOFT_HYPHEN = re.compile("[\ufffe\x02](?:\r?\n)?")
_DATE = re.compile(r"(?:D:)?([0-9]{4})([0-9]{2})([0-9]{2})")
_FILE_NAME = re.compile(r"^(|microsoft word - .*|untitled.*|.*\.\w{2,5})$", re.IGNORECASE)


def read(path: Path) -> Extract:
    """Read a PDF file.

    Raises:
        DocumentError: When it is encrypted, broken, or has no text.
        OSError: When the file cannot be read.
    """
    import pypdfium2

    data = path.read_bytes()
    try:
        with pypdfium2.PdfDocument(data) as document:
            raws, lines = _read_pages(document)
            title = document.get_metadata_value("Title").strip()
            dates = [document.get_metadata_value(name) for name in ("ModDate", "CreationDate")]
            spans = from_outline(document, raws) or from_sizes(lines, raws)
    except pypdfium2.PdfiumError as error:
        raise _clear(path, error) from error
    if not any(raw.strip() for raw in raws):
        raise DocumentError(path.name, "has no text (a scan?); run OCR first")
    pages = [_clean(raw) for raw in raws]
    starts = list(accumulate((len(page) + len(_PAGE_BREAK) for page in pages[:-1]), initial=0))
    text = _PAGE_BREAK.join(pages)
    headings = tuple(_placed(span, raws, starts) for span in spans)
    return Extract(
        text=text,
        title=_first(text[: len(pages[0])], headings) if _FILE_NAME.match(title) else title,
        headings=headings,
        pages=tuple(starts),
        date=next(filter(None, map(_day, dates)), ""),
    )


def _read_pages(document: Any) -> tuple[list[str], list[Line]]:  # noqa: ANN401  # an untyped library's class
    """The raw text of every page, in PDFium's order, and its lines."""
    raws: list[str] = []
    lines: list[Line] = []
    for number in range(len(document)):
        raw, found = _read_page(document, number)
        raws.append(raw)
        lines += found
    return raws, lines


def _read_page(document: Any, number: int) -> tuple[str, list[Line]]:  # noqa: ANN401  # the same
    import pypdfium2

    try:
        textpage = document[number].get_textpage()
        raw = textpage.get_text_range()
        return raw, list(lines_of(textpage, number, raw))
    except pypdfium2.PdfiumError as error:
        _log.warning("page %d is left out (%s)", number + 1, error)
        return "", []


def _clean(raw: str) -> str:
    """What a page says: words that a line end broke are whole."""
    return _SOFT_HYPHEN.sub("", raw).replace("\r\n", "\n")


def kept(raw: str) -> list[int]:
    """The offsets in a page's raw text of the characters that are left when it is cleaned."""
    hyphens = {at for match in _SOFT_HYPHEN.finditer(raw) for at in range(*match.span())}
    left = [at for at in range(len(raw)) if at not in hyphens]
    pairs = zip(left, [*left[1:], len(raw)], strict=False)  # nothing follows the last one, if any
    return [at for at, after in pairs if (raw[at], raw[after : after + 1]) != ("\r", "\n")]


def _first(page: str, headings: tuple[Heading, ...]) -> str:
    """The first heading of the highest level on the first page."""
    return next(
        (page[h.start : h.end] for h in headings if h.level == 1 and h.end <= len(page)), ""
    )


def _placed(span: Span, raws: list[str], starts: list[int]) -> Heading:
    """A heading of a page's raw text in the text of the document."""
    page, start, end, level = span
    before = starts[page] + len(_clean(raws[page][:start]))
    return Heading(before, before + len(_clean(raws[page][start:end])), level)


def _day(stated: str) -> str:
    """The day of a date as PDF writes it, ``D:20240501100000Z``; see ISO 32000-1, 7.9.4."""
    match = _DATE.match(stated)
    return day("-".join(match.groups())) if match else ""


def _clear(path: Path, error: Any) -> DocumentError:  # noqa: ANN401  # an untyped library's class
    if error.err_code == _ENCRYPTED:
        return DocumentError(path.name, "is encrypted; save a copy without a password")
    reason = str(error).removesuffix(".")
    return DocumentError(path.name, f"is not a readable PDF ({reason}); open and save it again")
