"""Spans of a text: pairs of offsets (start, end). Knows nothing of why a text is cut."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]
"""Offset of the first character, and one past the last."""

_WORD = re.compile(r"\S+")
_BLANK_LINE = re.compile(r"\n\s*\n|\r\s*\r|\f|\u2029")
_LINE_END = re.compile(r"[\r\n]+")


def cut(text: str, span: Span, offsets: Iterable[int]) -> list[Span]:
    """Cut a span at ascending offsets; blank ends are trimmed off, blank pieces left out."""
    bounds = [span[0], *offsets, span[1]]
    trimmed = (trim(text, (start, end)) for start, end in pairwise(bounds))
    return [(start, end) for start, end in trimmed if start < end]


def trim(text: str, span: Span) -> Span:
    """The span without white space at its ends; an empty one when all of it is white space."""
    start, end = span
    piece = text[start:end]
    return end - len(piece.lstrip()), start + len(piece.rstrip())


def paragraphs(text: str, span: Span) -> list[Span]:
    """Parts between blank lines; the lines, when there is no blank line."""
    start, end = span
    bounds = [match.end() for match in _BLANK_LINE.finditer(text, start, end)]
    bounds = bounds or [match.end() for match in _LINE_END.finditer(text, start, end)]
    return cut(text, span, bounds)


def words(text: str, span: Span) -> list[Span]:
    """Parts between white space."""
    return [match.span() for match in _WORD.finditer(text, *span)]


def halves(text: str, span: Span) -> list[Span]:
    """Two parts of the same length, give or take one character."""
    start, end = span
    return cut(text, span, [(start + end) // 2])
