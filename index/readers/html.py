"""HTML files become plain text with headings. Layout, scripts and navigation are left out."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

from index.documents import Heading
from index.readers.extract import Extract

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DROPPED = frozenset(
    [
        "audio",
        "canvas",
        "head",
        "iframe",
        "nav",
        "noscript",
        "object",
        "script",
        "style",
        "svg",
        "template",
        "video",
    ]
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LINES = """
address caption center dd details dialog div dt fieldset figcaption footer form header hr legend li
main option search section summary tbody tfoot thead
"""
_PARAGRAPHS = "article aside blockquote dl figure h1 h2 h3 h4 h5 h6 ol p pre table ul"
_BREAKS = dict.fromkeys(_LINES.split(), "\n") | dict.fromkeys(_PARAGRAPHS.split(), "\n\n")
_SPACE = re.compile(r"[ \t\n\r\f\v]+")


def read(path: Path) -> Extract:
    """Read an HTML file, in the encoding that its byte order mark or itself declares.

    Raises:
        OSError: When the file cannot be read.
    """
    return extract(path.read_bytes())


def extract(data: bytes | str) -> Extract:
    """Text, title and headings of an HTML page; bytes are in the encoding that they declare."""
    soup = _parse(data)
    page = _Page()
    for node, is_opening in _walk(soup):
        page.add(node, is_opening=is_opening)
    text = "".join(page.pieces)
    title = soup.head.title.get_text() if soup.head and soup.head.title else ""
    first = next((text[h.start : h.end] for h in page.headings if h.level == 1), "")
    return Extract(text=text, title=title.strip() or first, headings=tuple(page.headings))


def _parse(data: bytes | str) -> Any:  # noqa: ANN401  # a tree of two unrelated classes
    from bs4 import BeautifulSoup, UnusualUsageWarning

    with warnings.catch_warnings():
        # XHTML is meant to be read as HTML here, and a page may hold nothing but an address.
        warnings.simplefilter("ignore", UnusualUsageWarning)
        return BeautifulSoup(data, "lxml")


def _walk(soup: Any) -> Iterator[tuple[Any, bool]]:  # noqa: ANN401  # the same
    """Every node in document order, elements twice: as they open and as they close."""
    # No recursion: pages nest elements deeper than Python's stack.
    opened: list[Any] = []
    for node in soup.descendants:
        while opened and opened[-1] is not node.parent:
            yield opened.pop(), False
        yield node, True
        if node.name is not None:
            opened.append(node)
    while opened:
        yield opened.pop(), False


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
        self._dropped = 0
        self._verbatim = 0
        self._heading: Any = None
        self._heading_start = -1

    def add(self, node: Any, *, is_opening: bool) -> None:  # noqa: ANN401  # the same
        """Take the next node."""
        if node.name in _DROPPED:
            self._dropped += 1 if is_opening else -1
        elif self._dropped:
            return
        elif node.name is None:
            self._add_string(node)
        elif is_opening:
            self._open(node)
        else:
            self._close(node)

    def _open(self, node: Any) -> None:  # noqa: ANN401  # the same
        if node.name == "br":
            self._set_due("\n\n" if "\n" in self._due else "\n")
        elif node.name in {"td", "th"} and node.find_previous_sibling(["td", "th"]):
            self._set_due(" | ", is_fixed=True)
        elif node.name == "tr":
            self._set_due(self._due if "\n" in self._due else "\n", is_fixed=True)
        else:
            self._break(node)
        if node.name == "pre":
            self._verbatim += 1
        if node.name in _HEADINGS and self._heading is None:
            self._heading, self._heading_start = node, -1

    def _close(self, node: Any) -> None:  # noqa: ANN401  # the same
        if node is self._heading:
            if self._heading_start >= 0:
                level = _HEADINGS[node.name]
                self.headings.append(Heading(self._heading_start, self._length, level))
            self._heading = None
        if node.name == "pre":
            self._verbatim -= 1
        if node.name == "tr":
            self._set_due("\n")
        self._break(node)

    def _break(self, node: Any) -> None:  # noqa: ANN401  # the same
        due = _BREAKS.get(node.name, "")
        if not self._is_fixed and due.count("\n") > self._due.count("\n"):
            self._set_due(due)

    def _set_due(self, due: str, *, is_fixed: bool = False) -> None:
        self._due, self._is_fixed = due, is_fixed

    def _add_string(self, node: Any) -> None:  # noqa: ANN401  # the same
        from bs4.element import PreformattedString  # comments, declarations and the like

        if isinstance(node, PreformattedString):
            return
        words = str(node) if self._verbatim else _SPACE.sub(" ", node)
        if not self._verbatim and words.startswith(" "):
            self._due = self._due or " "
        word = words if self._verbatim else words.strip(" ")
        if word:
            self._write(word)
            self._set_due(" " if words != word and words.endswith(" ") else "")

    def _write(self, words: str) -> None:
        for piece in (self._due if self._length else "", words):
            self.pieces.append(piece)
            self._length += len(piece)
        if self._heading is not None and self._heading_start < 0:
            self._heading_start = self._length - len(words)
