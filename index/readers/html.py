"""HTML files become plain text with headings. Layout, scripts and what is the site's are left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.documents import Heading
from index.readers.dates import day
from index.readers.extract import Extract
from index.readers.html_events import parsed
from index.readers.html_main import left_out
from index.readers.text import decode, decode_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from index.readers.html_events import Element, Events

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LINES = """
address caption center dd details dialog div dt fieldset figcaption footer form header hr legend li
main option search section summary tbody tfoot thead
"""
_PARAGRAPHS = "article aside blockquote dl figure h1 h2 h3 h4 h5 h6 ol p pre table ul"
_BREAKS = dict.fromkeys(_LINES.split(), "\n") | dict.fromkeys(_PARAGRAPHS.split(), "\n\n")
_SPACE = re.compile(r"[ \t\n\r\f\v]+")


def read(path: Path) -> Extract:
    """Read an HTML file.

    Raises:
        DocumentError: When its bytes are no text in any known encoding.
        OSError: When the file cannot be read.
    """
    return extract(decode(path))


def extract(data: bytes | str) -> Extract:
    """Text, title, headings and date of a page.

    Raises:
        DocumentError: When its bytes are no text in any known encoding.
    """
    events = parsed(data if isinstance(data, str) else decode_bytes(data, "a page"))
    page = _Page()
    _fill(page, events)
    text = "".join(page.pieces)
    first = next((text[h.start : h.end] for h in page.headings if h.level == 1), "")
    date = next(filter(None, map(day, events.dates)), "")
    return Extract(text, events.title.strip() or first, tuple(page.headings), date=date)


def _fill(page: _Page, events: Events) -> None:
    """Give a page all that is not left out. First-level headings always are its own."""
    skipped = left_out(events)
    skipping = headings = 0
    for event in events.events:
        number = event if isinstance(event, int) else 0
        is_opening = number >= 0
        number = number if is_opening else -1 - number
        element = events.elements[number] if isinstance(event, int) else None
        step = 1 if is_opening else -1
        if element is not None and number in skipped:
            skipping += step
        is_title = element is not None and element.name == "h1"
        headings += step if is_title else 0
        if skipping and not headings and not is_title:
            continue
        if isinstance(event, str):
            page.add_text(event)
        elif element is not None:
            page.open(element) if is_opening else page.close(element)


class _Page:
    """Text as it grows, with the separator that is due before the next word."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.headings: list[Heading] = []
        self._length = 0
        self._due = ""
        self._is_fixed = (
            False  # the separator due is that of a cell, which blocks in it leave alone
        )
        self._verbatim = 0
        self._heading: Element | None = None
        self._heading_start = -1

    def open(self, element: Element) -> None:
        """Take the start of an element."""
        if element.name == "br":
            self._set_due("\n\n" if "\n" in self._due else "\n")
        elif element.follows:
            self._set_due(" | ", is_fixed=True)
        elif element.name == "tr":
            self._set_due(self._due if "\n" in self._due else "\n", is_fixed=True)
        else:
            self._break(element)
        if element.name == "pre":
            self._verbatim += 1
        if element.name in _HEADINGS and self._heading is None:
            self._heading, self._heading_start = element, -1

    def close(self, element: Element) -> None:
        """Take its end."""
        if element is self._heading:
            if self._heading_start >= 0:
                level = _HEADINGS[element.name]
                self.headings.append(Heading(self._heading_start, self._length, level))
            self._heading = None
        if element.name == "pre":
            self._verbatim -= 1
        if element.name == "tr":
            self._set_due("\n")
        self._break(element)

    def add_text(self, text: str) -> None:
        """Take a piece of text."""
        words = text if self._verbatim else _SPACE.sub(" ", text)
        if not self._verbatim and words.startswith(" "):
            self._due = self._due or " "
        word = words if self._verbatim else words.strip(" ")
        if word:
            self._write(word)
            self._set_due(" " if words != word and words.endswith(" ") else "")

    def _break(self, element: Element) -> None:
        due = _BREAKS.get(element.name, "")
        if not self._is_fixed and due.count("\n") > self._due.count("\n"):
            self._set_due(due)

    def _set_due(self, due: str, *, is_fixed: bool = False) -> None:
        self._due, self._is_fixed = due, is_fixed

    def _write(self, words: str) -> None:
        for piece in (self._due if self._length else "", words):
            self.pieces.append(piece)
            self._length += len(piece)
        if self._heading is not None and self._heading_start < 0:
            self._heading_start = self._length - len(words)
