"""Word files, .docx. Paragraphs, headings, tables and notes in their order. Runs in the sandbox."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from index.readers.body import Body
from index.readers.drawing import graphics
from index.readers.ooxml import inside, name, opened, parsed, properties
from index.readers.tables import Style, table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from index.readers.extract import Extract

_NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
}
_W = f"{{{_NAMESPACES['w']}}}"
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "p": "\n"}
# Word keeps moved text where it was as well, and a second copy of each text box for old programs.
_SHOWN = "[not(ancestor::mc:Fallback or ancestor::w:moveFrom)]"
_CONTENT = "|".join(
    f".//{path}{_SHOWN}"
    for path in ("w:p", "m:r/m:t", *(f"w:r/w:{sign}" for sign in ("t", *_SIGNS)))
)
_NOTE = ".//w:footnoteReference|.//w:endnoteReference"
_PLAIN_RUN = ".//w:r[w:t][not(w:rPr/w:b)]"
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_MOST_STYLES = 10
"""Of which one is based on the next; a style may be based on itself."""

_MOST_COLUMNS = 63
"""Word's own limit."""


def read(path: Path) -> Extract:
    """Read a Word file.

    Raises:
        DocumentError: When it is encrypted, of the old format, or broken.
        OSError: When the file cannot be read.
    """
    import docx

    body = Body()
    with opened(path) as file:
        title, date = properties(file)
        document = docx.Document(file)
        notes = _notes(document)
        for element in inside(document.element.body, {"p", "tbl"}):
            body.add(_block_text(element), _level(element, document))
            for graphic in graphics(element, document.part):
                body.add(graphic)
            for reference in _found(_NOTE, element):
                body.add(notes.get((name(reference), reference.get(f"{_W}id")), ""))
    return body.extract(title, date)


def _block_text(element: Any) -> str:  # noqa: ANN401  # an untyped library's class
    if name(element) == "p":
        return _paragraph_text(element)
    rows = list(inside(element, {"tr"}))
    return table(_cells(rows), Style(is_headed=_is_headed(rows)))


def _cells(rows: list[Any]) -> Iterator[list[str]]:
    """The texts of each row, by column; a cell merged with the one above repeats its text."""
    above: list[str] = []
    for row in rows:
        cells: list[str] = []
        for cell in inside(row, {"tc"}):
            is_merged, width = _merging(cell)
            repeated = above[len(cells)] if is_merged and len(cells) < len(above) else ""
            cells += [repeated or _cell_text(cell), *[""] * (width - 1)]
        yield cells
        above = cells


def _merging(cell: Any) -> tuple[bool, int]:  # noqa: ANN401  # the same
    """Whether a cell goes on the one above it, and how many columns it spans."""
    down = cell.find(f"{_W}tcPr/{_W}vMerge")
    across = cell.find(f"{_W}tcPr/{_W}gridSpan")
    width = across.get(f"{_W}val", "") if across is not None else ""
    is_merged = down is not None and down.get(f"{_W}val") != "restart"
    return is_merged, max(1, min(int(width), _MOST_COLUMNS)) if width.isdecimal() else 1


def _is_headed(rows: list[Any]) -> bool:
    """Whether the first row is marked as headers: to be repeated on each page, or by bold print."""
    if rows and rows[0].find(f"{_W}trPr/{_W}tblHeader") is not None:
        return True
    return bool(rows[1:]) and not _found(_PLAIN_RUN, rows[0]) and bool(_found(_PLAIN_RUN, rows[1]))


def _cell_text(cell: Any) -> str:  # noqa: ANN401  # the same
    blocks = (_block_text(element) for element in inside(cell, {"p", "tbl"}))
    return " ".join(block for block in blocks if block)


def _paragraph_text(paragraph: Any) -> str:  # noqa: ANN401  # the same
    found = _found(_CONTENT, paragraph)
    return "".join(_SIGNS.get(name(part), part.text or "") for part in found).strip()


def _notes(document: Any) -> Mapping[tuple[str, str], str]:  # noqa: ANN401  # the same
    """Texts of footnotes and endnotes, by the name and number of what refers to them."""
    notes = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in {"footnotes", "endnotes"} and not relation.is_external:
            for note in inside(parsed(relation.target_part.blob), {kind[:-1]}):
                key = f"{kind[:-1]}Reference", note.get(f"{_W}id")
                notes[key] = _cell_text(note)
    return notes


def _level(element: Any, document: Any) -> int:  # noqa: ANN401  # the same
    """Level of a heading, 1 for the document's title; 0 for what is no heading."""
    from docx.text.paragraph import Paragraph

    if name(element) != "p":
        return 0
    style = Paragraph(element, document).style
    for _ in range(_MOST_STYLES):
        called = (style.name if style is not None else None) or ""
        match = _HEADING.fullmatch(called)
        if match or called == "Title":
            return int(match[1]) if match else 1
        style = getattr(style, "base_style", None)
    return 0


def _found(path: str, element: Any) -> list[Any]:  # noqa: ANN401  # the same
    return list(_xpath(path)(element))


@cache
def _xpath(path: str) -> Any:  # noqa: ANN401  # the same
    from lxml import etree

    return etree.XPath(path, namespaces=_NAMESPACES)
