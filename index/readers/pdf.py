"""PDF files through PDFium. Only their text layer: scans need OCR first. Runs in the sandbox."""

import logging
import re
from itertools import accumulate
from pathlib import Path
from typing import Any

from index.errors import DocumentError
from index.readers.extract import Extract

_ENCRYPTED = 4
"""FPDF_ERR_PASSWORD in PDFium's fpdfview.h."""

_log = logging.getLogger(__name__)

_PAGE_BREAK = "\n\n"

# PDFium's own marks for a hyphen at which a line was broken.
_SOFT_HYPHEN = re.compile("[\ufffe\x02](?:\r?\n)?")
_FILE_NAME = re.compile(r"^(microsoft word - .*|untitled.*|.*\.\w{2,5})$", re.IGNORECASE)


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
            pages = [_page_text(document, number) for number in range(len(document))]
            title = document.get_metadata_value("Title").strip()
    except pypdfium2.PdfiumError as error:
        raise _clear(path, error) from error
    if not any(page.strip() for page in pages):
        raise DocumentError(path.name, "has no text (a scan?); run OCR first")
    starts = accumulate((len(page) + len(_PAGE_BREAK) for page in pages[:-1]), initial=0)
    return Extract(
        text=_PAGE_BREAK.join(pages),
        title="" if _FILE_NAME.match(title) else title,
        pages=tuple(starts),
    )


def _page_text(document: Any, number: int) -> str:  # noqa: ANN401  # an untyped library's class
    import pypdfium2

    try:
        text = document[number].get_textpage().get_text_range()
    except pypdfium2.PdfiumError as error:
        _log.warning("page %d is left out (%s)", number + 1, error)
        return ""
    return _SOFT_HYPHEN.sub("", text).replace("\r\n", "\n")


def _clear(path: Path, error: Any) -> DocumentError:  # noqa: ANN401  # an untyped library's class
    if error.err_code == _ENCRYPTED:
        return DocumentError(path.name, "is encrypted; save a copy without a password")
    return DocumentError(path.name, f"is not a readable PDF ({error}); open and save it again")
