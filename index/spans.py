"""Spans of a text: pairs of offsets (start, end). Knows nothing of why a text is cut."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, pairwise
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]
"""Offset of the first character, and one past the last."""

BLANK = r"\n\s*\n|\r\s*\r|\f|\u2029"
"""Between paragraphs: a blank line, a form feed or a paragraph separator."""

_BLANK_LINE = re.compile(BLANK)
_LINE_END = re.compile(r"[\r\n]+")
_SPACE = re.compile(r"\s")

_REACH = 4
"""A cut is moved back to white space by up to one in so many characters of a part."""


def cut(text: str, span: Span, offsets: Iterable[int]) -> Iterator[Span]:
    """Cut a span at ascending offsets; blank ends are trimmed off, blank pieces left out."""
    for piece in pairwise(chain((span[0],), offsets, (span[1],))):
        start, end = trim(text, piece)
        if start < end:
            yield start, end


def trim(text: str, span: Span) -> Span:
    """The span without white space at its ends; an empty one when all of it is white space."""
    start, end = span
    piece = text[start:end]
    return end - len(piece.lstrip()), start + len(piece.rstrip())


def paragraphs(text: str, span: Span) -> Iterator[Span]:
    """Parts between blank lines."""
    return cut(text, span, (match.end() for match in _BLANK_LINE.finditer(text, *span)))


def lines(text: str, span: Span) -> Iterator[Span]:
    """Parts between line ends."""
    return cut(text, span, (match.end() for match in _LINE_END.finditer(text, *span)))


def parts(text: str, span: Span, count: int) -> Iterator[Span]:
    """About ``count`` parts of about the same length, cut at white space where there is some near."""
    start, end = span
    count = min(count, end - start)
    length = (end - start) // count
    return cut(
        text,
        span,
        (
            _space_before(text, start + (end - start) * n // count, length // _REACH)
            for n in range(1, count)
        ),
    )


def _space_before(text: str, offset: int, reach: int) -> int:
    """The place after the last white space among ``reach`` characters before ``offset``, or that."""
    if text[offset].isspace():
        return offset
    spaces = list(_SPACE.finditer(text, offset - reach, offset))
    return spaces[-1].end() if spaces else offset
