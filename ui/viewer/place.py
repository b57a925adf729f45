"""Where the words of a proof stand now, in a text that may have changed since. Pure; offsets in, offsets out."""

from dataclasses import dataclass
from typing import TypeAlias

from ui.viewer.proof import Proof

Span: TypeAlias = tuple[int, int]  # offsets in a document's text, the end not included

#: Characters up to which a document is sent as a whole: a book of a hundred pages.
WHOLE = 200_000

#: Characters of a longer one that are sent on each side of the quote, and with each press for more.
REACH = 40_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where to look in a text.

    Attributes:
        start: Offset of the quote's first character; where the quote is gone, about where it stood.
        end: Offset one past its last character; the same as ``start`` where the quote is gone.
        state: ``there``, ``moved`` or ``gone``.
    """

    start: int
    end: int
    state: str


def place_of(proof: Proof, text: str) -> Place:
    """Where the quote stands: at its offsets, else at the place nearest to them, else nowhere."""
    length = len(proof.quote)
    if length and text.startswith(proof.quote, proof.start):
        return Place(proof.start, proof.start + length, "there")
    found = [text.rfind(proof.quote, 0, proof.start + length), text.find(proof.quote, proof.start)]
    found = [start for start in found if start >= 0]
    if not found or not length:
        start = min(proof.start, len(text))
        return Place(start, start, "gone")
    start = min(found, key=lambda start: abs(start - proof.start))
    return Place(start, start + length, "moved")


def window(place: Place, length: int) -> Span:
    """Which part of a text of ``length`` characters is sent at first: all of it, unless it is long."""
    if length <= WHOLE:
        return 0, length
    return max(place.start - REACH, 0), min(place.end + REACH, length)


def pages_of(place: Place, pages: tuple[int, ...], length: int) -> dict[int, Span]:
    """The part of a place that stands on each page, by the page's number.

    Args:
        place: Where the quote is.
        pages: Offset at which each page starts, see ``index.documents.Document``.
        length: Characters of the whole text.
    """
    ends = (*pages[1:], length)
    parts = {
        number: (max(start, place.start), min(end, place.end))
        for number, (start, end) in enumerate(zip(pages, ends, strict=True), start=1)
    }
    return {number: part for number, part in parts.items() if part[0] < part[1]}
