"""Pages of PDF files drawn with a quote marked."""

import base64
import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops
from test_readers_pdf import make

from index import DocumentError
from index.readers import pdf
from index.readers.pdf_page import MAX_HEIGHT, MAX_PIXELS, draw
from index.readers.sandbox import drawn

LINES = [(12, "Goats eat hay."), (12, "Cows eat grass in"), (12, "the morning."), (12, "Bees.")]


def yellow(jpeg: str) -> list[tuple[int, int, int, int]]:
    """The marked stretches of a picture: rows of yellow, as boxes."""
    image = Image.open(io.BytesIO(base64.b64decode(jpeg))).convert("RGB")
    red, _, blue = image.split()
    mask = ImageChops.subtract(red, blue).point(lambda yellow: 255 if yellow > 70 else 0)
    rows = [
        y
        for y in range(mask.height)
        if sum(mask.crop((0, y, mask.width, y + 1)).tobytes()) > 20 * 255
    ]
    starts = [y for y in rows if y - 1 not in rows]
    ends = [y for y in rows if y + 1 not in rows]
    boxes = []
    for top, bottom in zip(starts, ends, strict=True):
        left, _, right, _ = mask.crop((0, top, mask.width, bottom)).getbbox() or (0, 0, 0, 0)
        boxes.append((left, top, right, bottom))
    return boxes


def test_exactly_the_quote_is_marked(tmp_path: Path) -> None:
    """A quote over two lines has two marks, below the line before it and above the one after it."""
    document = make(tmp_path / "a.pdf", LINES)
    quote = "eat grass in\nthe morning."
    picture = draw(tmp_path / "a.pdf", 1, document.text.index(quote), quote)
    (first, second) = yellow(picture.jpeg)
    line = 20 * 2  # pixels from one line to the next: 1200 across 600 points
    baseline = (800 - 780) * 2
    assert first[0] > 50 * 2 + 30  # "Cows" is not marked
    assert abs(second[0] - 50 * 2) < 6
    assert baseline < first[1] < first[3] < second[1] < second[3] < baseline + 3 * line
    assert picture.top is not None
    assert abs(picture.top * 1600 - first[1]) < 4


def test_a_quote_that_moved_is_found(tmp_path: Path) -> None:
    """Words that do not stand at their offset are looked for on the page; those it has not are not marked."""
    make(tmp_path / "a.pdf", LINES)
    assert len(yellow(draw(tmp_path / "a.pdf", 1, 3, "Bees.").jpeg)) == 1
    for absent in ("Horses.", ""):
        picture = draw(tmp_path / "a.pdf", 1, 0, absent)
        assert picture.top is None
        assert yellow(picture.jpeg) == []


@pytest.mark.parametrize(
    "raw", ["", "a\r\nb\r\n", "a\x02\r\nb", "a\ufffe\nb\r\r\n\x02", "\x02\n\r\x02\n"]
)
def test_offsets_of_clean_text_lead_to_raw_text(raw: str) -> None:
    """The characters that are kept are those of the cleaned page, in order."""
    assert "".join(raw[at] for at in pdf.kept(raw)) == pdf._clean(raw)


@pytest.mark.parametrize(("width", "height"), [(10, 14000), (14000, 10), (5, 5), (14000, 14000)])
def test_no_picture_is_too_large(tmp_path: Path, width: int, height: int) -> None:
    """Whatever the size of a page, its picture stays within bounds."""
    path = tmp_path / "a.pdf"
    make(path, LINES)
    path.write_bytes(path.read_bytes().replace(b"[0 0 600 800]", b"[0 0 %d %d]" % (width, height)))
    picture = draw(path, 1, 0, "Goats")
    drawn_width, drawn_height = Image.open(io.BytesIO(base64.b64decode(picture.jpeg))).size
    assert drawn_width * drawn_height <= MAX_PIXELS * 1.05
    assert drawn_height <= MAX_HEIGHT


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_page_is_marked_where_its_words_are(tmp_path: Path, rotation: int) -> None:
    """The mark turns with the page: first and last line change places when it is upside down."""
    path = tmp_path / "a.pdf"
    make(path, LINES)
    path.write_bytes(path.read_bytes().replace(b"/MediaBox", b"/Rotate %d /MediaBox" % rotation))
    tops = [draw(path, 1, 0, words).top for words in ("Goats", "Bees")]
    assert None not in tops
    assert (tops[0] > tops[1]) == (rotation == 180)  # type: ignore[operator]


def test_what_cannot_be_drawn_says_why(tmp_path: Path) -> None:
    """A page that is not there, a broken file and a missing one fail with a reason, in a child as well."""
    path = tmp_path / "a.pdf"
    make(path, LINES)
    with pytest.raises(DocumentError, match="has no page 2 any more"):
        drawn("index.readers.pdf_page", path, page=2, start=0, quote="x")
    path.write_bytes(b"%PDF-1.4 broken")
    with pytest.raises(DocumentError, match="cannot be drawn"):
        drawn("index.readers.pdf_page", path, page=1, start=0, quote="x")
    path.unlink()
    with pytest.raises(FileNotFoundError):
        drawn("index.readers.pdf_page", path, page=1, start=0, quote="x")
