"""Word files, .docx. Paragraphs, headings and tables in their order. Runs in the sandbox."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING, Any

from index.documents import Heading
from index.errors import DocumentError
from index.readers.extract import Extract

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""First bytes of an OLE container: an old .doc, or a .docx that Word has encrypted."""

_NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
}
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "p": "\n"}
# Word keeps moved text where it was as well, and a second copy of each text box for old programs.
_SHOWN = "[not(ancestor::mc:Fallback or ancestor::w:moveFrom)]"
_CONTENT = "|".join(
    f".//w:{path}{_SHOWN}" for path in ("p", *(f"r/w:{name}" for name in ("t", *_SIGNS)))
)
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_PLACEHOLDER = "Word Document"
"""The title python-docx gives to a document that has no properties."""

_BREAK = "\n\n"


def read(path: Path) -> Extract:
    """Read a Word file.

    Raises:
        DocumentError: When it is encrypted, of the old format, or broken.
        OSError: When the file cannot be read.
    """
    document = _open(path)
    blocks: list[str] = []
    headings: list[Heading] = []
    length = 0
    for element in _inside(document.element.body, {"p", "tbl"}):
        block = _block_text(element)
        if block:
            level = _level(element, document)
            headings += [Heading(length, length + len(block), level)] if level else []
            blocks.append(block)
            length += len(block) + len(_BREAK)
    text = _BREAK.join(blocks)
    return Extract(text, _title(document, text, headings), tuple(headings))


def _open(path: Path) -> Any:  # noqa: ANN401  # an untyped library's class
    import docx

    with path.open("rb") as file:
        if file.read(len(_OLE)) == _OLE:
            reason = "is encrypted or an old .doc; save it as .docx without a password"
            raise DocumentError(path.name, reason)
        try:
            return docx.Document(file)
        except (zipfile.BadZipFile, KeyError, ValueError) as error:
            reason = " ".join(str(error).split())
            raise DocumentError(
                path.name, f"is not a readable .docx ({reason}); open and save it again"
            ) from error


def _inside(element: Any, names: set[str]) -> Iterator[Any]:  # noqa: ANN401  # the same
    """The nearest elements of these names, in order, looked for through wrappers of any kind."""
    for child in element.iterchildren("{*}*"):
        name = _name(child)
        if name in names:
            yield child
        elif name not in {"del", "moveFrom", "Fallback"}:
            yield from _inside(child, names)


def _name(element: Any) -> str:  # noqa: ANN401  # the same
    return str(element.tag).rpartition("}")[2]


def _block_text(element: Any) -> str:  # noqa: ANN401  # the same
    if _name(element) == "p":
        return _paragraph_text(element)
    rows = (
        " | ".join(_cell_text(cell) for cell in _inside(row, {"tc"}))
        for row in _inside(element, {"tr"})
    )
    return "\n".join(row for row in rows if row.strip(" |"))


def _cell_text(cell: Any) -> str:  # noqa: ANN401  # the same
    blocks = (_block_text(element) for element in _inside(cell, {"p", "tbl"}))
    return " ".join(block for block in blocks if block)


def _paragraph_text(paragraph: Any) -> str:  # noqa: ANN401  # the same
    from lxml import etree

    found = etree.XPath(_CONTENT, namespaces=_NAMESPACES)(paragraph)
    return "".join(_SIGNS.get(_name(part), part.text or "") for part in found).strip()


def _level(element: Any, document: Any) -> int:  # noqa: ANN401  # the same
    """Level of a heading, 1 for the document's title; 0 for what is no heading."""
    from docx.text.paragraph import Paragraph

    if _name(element) != "p":
        return 0
    style = Paragraph(element, document).style
    name = (style.name if style is not None else None) or ""
    match = _HEADING.fullmatch(name)
    return int(match[1]) if match else int(name == "Title")


def _title(document: Any, text: str, headings: list[Heading]) -> str:  # noqa: ANN401  # the same
    named = (document.core_properties.title or "").strip()
    if named and named != _PLACEHOLDER:
        return str(named)
    return next((text[h.start : h.end] for h in headings if h.level == 1), "")
