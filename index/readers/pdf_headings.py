"""Headings of a PDF: from its outline, else from the size of its letters. Runs in the sandbox.

Knows only spans in the text of pages. A heading that cannot be told for sure is none: a missing one costs a
path, a wrong one cuts a paragraph in two.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MAX_ITEMS = 5000
"""Of an outline; a longer one is an index of words."""

_WORDS = 30
_NUMBER = r"(?:[0-9]+(?:\.[0-9]+)*|[IVX]+|[A-Z])[.):]?\s+"
"""What may stand before a heading that its outline does not repeat."""

_LINE = re.compile(r"[^\r\n]+")
_LARGER = 1.15
"""Times the size of the body. Footnotes and captions are smaller, bold words of the body equal."""
_MAX_LINE = 120
_MIN_BODY = 20
"""Lines below which a document has no body: a slide, a form, a poster."""
_MAX_SHARE = 5
"""At most one line in so many is a heading; where there are more, size means something else."""
_MAX_LEVEL = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands on its page.

    Attributes:
        page: Its number, from 0.
        start: Offset of its first character in the page's raw text.
        end: Offset one past its last.
        size: Height of its letters in half points; 0 where it is not the same throughout.
    """

    page: int
    start: int
    end: int
    size: int


Span = tuple[int, int, int, int]
"""Page, start, end, level."""


def from_outline(document: Any, pages: Sequence[str]) -> list[Span]:  # noqa: ANN401  # an untyped library's class
    """The outline's titles, where their pages have them as whole lines; in order, not overlapping."""
    found: list[Span] = []
    for item in islice(document.get_toc(), MAX_ITEMS):
        destination = item.get_dest()
        page = destination.get_index() if destination is not None else None
        if page is not None and 0 <= page < len(pages):
            match = _as_line(item.get_title(), pages[page])
            found += [(page, *match.span(1), item.level + 1)] if match else []
    return apart(found)


def apart(spans: Iterable[Span]) -> list[Span]:
    """In order, without those that begin before the former has ended."""
    kept: list[Span] = []
    for span in sorted(spans):
        if not kept or kept[-1][:1] != span[:1] or kept[-1][2] <= span[1]:
            kept.append(span)
    return kept


def _as_line(title: str, page: str) -> re.Match[str] | None:
    words = title.split()
    if not 0 < len(words) <= _WORDS or not any(character.isalnum() for character in title):
        return None
    phrase = r"[\s.:)]+".join(re.escape(word.rstrip(".:)") or word) for word in words)
    pattern = rf"^[ \t]*((?:{_NUMBER})?{phrase})[ \t.:\r]*$"
    return re.search(pattern, page, re.IGNORECASE | re.MULTILINE)


def lines_of(textpage: Any, number: int, raw: str) -> Iterator[Line]:  # noqa: ANN401  # the same
    """The lines of a page with the size of their letters."""
    for match in _LINE.finditer(raw):
        line = raw[match.start() : match.end()]
        start = match.start() + len(line) - len(line.lstrip())
        end = match.start() + len(line.rstrip())
        if start < end:
            first, last = (_size(textpage, raw, at) for at in (start, end - 1))
            yield Line(number, start, end, first if first == last else 0)


def _size(textpage: Any, raw: str, at: int) -> int:  # noqa: ANN401  # the same
    import pypdfium2.raw as pdfium

    # PDFium counts characters of its own; where they are not those of the text there is no telling.
    if pdfium.FPDFText_GetUnicode(textpage, at) != ord(raw[at]):
        return 0
    top: float
    bottom: float
    _, bottom, _, top = textpage.get_charbox(at, loose=True)
    return round(2 * (top - bottom))


def from_sizes(lines: Sequence[Line], pages: Sequence[str]) -> list[Span]:
    """Short lines in larger letters than the body's; those of one size that follow are one heading."""
    weights: Counter[int] = Counter()
    for line in lines:
        weights[line.size] += line.end - line.start
    weights.pop(0, None)
    if not weights or len(lines) < _MIN_BODY:
        return []
    body = weights.most_common(1)[0][0]
    large = [line for line in lines if _is_heading(line, body, pages[line.page])]
    if len(large) * _MAX_SHARE > len(lines):
        return []
    sizes = sorted({line.size for line in large}, reverse=True)
    levels = {size: min(level, _MAX_LEVEL) for level, size in enumerate(sizes, start=1)}
    return [
        (run[0].page, run[0].start, run[-1].end, levels[run[0].size]) for run in _runs(large, pages)
    ]


def _is_heading(line: Line, body: int, page: str) -> bool:
    text = page[line.start : line.end]
    is_short = len(text) <= _MAX_LINE and not text.endswith((",", ";"))
    is_worded = sum(character.isalpha() for character in text) * 2 > len(text) > 1
    return line.size > body * _LARGER and is_short and is_worded


def _runs(lines: Sequence[Line], pages: Sequence[str]) -> Iterator[list[Line]]:
    run: list[Line] = []
    for line in lines:
        former = run[-1] if run else None
        if (
            former is not None
            and (former.page, former.size) == (line.page, line.size)
            and not pages[line.page][former.end : line.start].strip()
        ):
            run.append(line)
        else:
            if run:
                yield run
            run = [line]
    if run:
        yield run
