"""One page of a PDF as a picture with a quote marked on it. Runs in the sandbox.

Knows nothing of documents: a quote is characters of the page's text as ``index.readers.pdf`` gives it.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any

from index.errors import DocumentError
from index.readers import clean
from index.readers.pdf import kept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WIDTH = 1200
"""Pixels across: sharp on a panel of half a screen, readable on a whole one."""
MAX_PIXELS = 3_000_000
"""Of a picture, whatever the shape of its page; A4 has two thirds of it."""
MAX_HEIGHT = 8000
"""Pixels; a receipt may be very long."""

_QUALITY = 85  # of JPEG: letters stay clean, a page has about 200 kB
_MARKER = (255, 226, 110)  # as a marker pen: what is black stays black
_ROOM = 2  # pixels around the letters

_Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn page.

    Attributes:
        jpeg: The picture, in base64.
        top: Where the first mark begins, as a share in [0, 1] of the height; None when nothing is marked.
    """

    jpeg: str
    top: float | None


def draw(path: Path, page: int, start: int, quote: str) -> Picture:
    """Draw a page and mark a quote.

    Args:
        path: The PDF file.
        page: Number of the page, from 1.
        start: Offset of the quote in the page's text; where it is not there, it is looked for.
        quote: What to mark. A quote that is not on the page is not marked.

    Raises:
        DocumentError: When there is no such page, or it cannot be drawn.
        OSError: When the file cannot be opened.
    """
    import pypdfium2

    path.open("rb").close()  # its own error says less
    try:
        with pypdfium2.PdfDocument(path) as document:
            if not 0 < page <= len(document):
                raise DocumentError(path.name, f"has no page {page} any more; re-index it")
            return _picture(document[page - 1], start, quote)
    except pypdfium2.PdfiumError as error:
        raise DocumentError(
            path.name, f"has a page {page} that cannot be drawn ({error})"
        ) from error


def _picture(page: Any, start: int, quote: str) -> Picture:  # noqa: ANN401  # an untyped library's class
    from PIL import Image, ImageChops, ImageDraw

    bitmap = page.render(scale=_scale(*page.get_size()))
    image = bitmap.to_pil().convert("RGB")
    boxes = list(_boxes(page, bitmap.get_posconv(page), start, quote))
    ink = Image.new("RGB", image.size, "white")
    for box in boxes:
        ImageDraw.Draw(ink).rectangle(box, fill=_MARKER)
    file = io.BytesIO()
    ImageChops.multiply(image, ink).save(file, "JPEG", quality=_QUALITY)
    top = max(min(box[1] for box in boxes) / image.height, 0.0) if boxes else None
    return Picture(base64.b64encode(file.getvalue()).decode(), top)


def _scale(width: float, height: float) -> float:
    """Pixels a point."""
    return min(WIDTH / width, MAX_HEIGHT / height, sqrt(MAX_PIXELS / (width * height)))


def _boxes(page: Any, place: Any, start: int, quote: str) -> Iterator[_Box]:  # noqa: ANN401  # the same
    """Rectangles of the picture around the quote's letters, one for each stretch of a line."""
    textpage = page.get_textpage()
    raw = textpage.get_text_range()
    places = kept(raw)
    letters = clean("".join(raw[at] for at in places))
    if not letters.startswith(quote, start):
        start = letters.find(quote)
    if start < 0 or not quote:
        return
    first, last = (_character(textpage, raw, places[at]) for at in (start, start + len(quote) - 1))
    for number in range(textpage.count_rects(first, last - first + 1)):
        left, bottom, right, top = textpage.get_rect(number)
        corners = (place.to_bitmap(left, top), place.to_bitmap(right, bottom))
        (x0, x1), (y0, y1) = (sorted(side) for side in zip(*corners, strict=True))  # a turned page
        yield x0 - _ROOM, y0 - _ROOM, x1 + _ROOM, y1 + _ROOM


def _character(textpage: Any, raw: str, offset: int) -> int:  # noqa: ANN401  # the same
    """PDFium's number of a character; of the text it counts units of UTF-16."""
    from pypdfium2 import raw as pdfium

    units = len(raw[:offset].encode("utf-16-le")) // 2
    return int(pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, units))
