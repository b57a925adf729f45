"""A text that grows block by block, with the offsets of its headings and pages. Knows no format."""

from index.documents import Heading
from index.readers.extract import Extract

BREAK = "\n\n"
"""Stands between two blocks."""


class Body:
    """What a reader has gathered so far."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._headings: list[Heading] = []
        self._pages: list[int] = []
        self._length = 0

    def add(self, block: str, level: int = 0) -> None:
        """Append a block, as a heading where ``level`` is not 0; white space around it is dropped."""
        block = block.strip()
        if not block:
            return
        start = self._start()
        self._write(block)
        if level:
            self._headings.append(Heading(start, self._length, level))

    def include(self, extract: Extract) -> None:
        """Append a whole text with its headings; its pages are not taken over."""
        if not extract.text:
            return
        start = self._start()
        self._write(extract.text)
        self._headings += [
            Heading(start + h.start, start + h.end, h.level) for h in extract.headings
        ]

    def start_page(self) -> None:
        """Let a page start with the next block."""
        self._pages.append(self._start())

    def extract(self, title: str = "", date: str = "") -> Extract:
        """Everything gathered; the first heading of level 1 stands in for a title."""
        text = "".join(self._pieces)
        first = next((text[h.start : h.end] for h in self._headings if h.level == 1), "")
        pages = tuple(min(page, len(text)) for page in self._pages)
        return Extract(text, title.strip() or first, tuple(self._headings), pages, date)

    def _start(self) -> int:
        return self._length + len(BREAK) if self._pieces else 0

    def _write(self, block: str) -> None:
        for piece in (BREAK if self._pieces else "", block):
            self._pieces.append(piece)
            self._length += len(piece)
