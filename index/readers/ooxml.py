"""What Word, PowerPoint and Excel files share: a ZIP of XML parts. Knows none of the three."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, BinaryIO

from index.errors import DocumentError
from index.readers.dates import day

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""First bytes of an OLE container: a file of the old format, or one that Office has encrypted."""
_OLD = frozenset([".doc", ".ppt", ".xls"])

_CONTENT_TYPES = "[Content_Types].xml"
"""What makes a ZIP an Office file; an e-book, whose parts may declare types, has none."""
_HEAD_BYTES = 4096
_RELATIONS = "_rels/.rels"
_PROPERTIES = "/metadata/core-properties"
"""How the relationship type of the core properties ends, in all editions of the standard."""

# The moments at which the templates of python-docx and python-pptx were made; files made with those
# libraries keep them.
_TEMPLATES = frozenset(["2013-12-23T23:15:00Z", "2013-01-27T09:14:16Z", "2013-01-27T09:15:58Z"])

# What zipfile, lxml and the libraries raise for a part that is missing, cut off, locked or odd.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    LookupError,
    ValueError,
    EOFError,
    RuntimeError,
)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a file, and turn what a library says of a broken one into one clear reason.

    Raises:
        DocumentError: When it is encrypted, of the old format, or broken.
        OSError: When the file cannot be read.
    """
    suffix = path.suffix.lower()
    with path.open("rb") as file:
        if file.read(len(_OLE)) == _OLE and suffix[:4] in _OLD:
            reason = f"is encrypted or an old {suffix[:4]}; save it as {suffix} without a password"
            raise DocumentError(path.name, reason)
        file.seek(0)
        try:
            _refuse_types(file, path)
            yield file
        except _BROKEN as error:
            said = " ".join(str(error).split())
            reason = f"is not a readable {suffix} ({said}); open and save it again"
            raise DocumentError(path.name, reason) from error


def _refuse_types(file: BinaryIO, path: Path) -> None:
    """Refuse a package whose parts declare document types, as the standard does (ECMA-376, part 2).

    The libraries drop what follows a name that is declared there.
    """
    with zipfile.ZipFile(file) as archive:
        is_office = _CONTENT_TYPES in archive.namelist()
        parts = [part for part in archive.namelist() if part.endswith((".xml", ".rels"))]
        if is_office and any(b"<!DOCTYPE" in _head(archive, part) for part in parts):
            reason = "declares document types, which no office program does; open and save it again"
            raise DocumentError(path.name, reason)
    file.seek(0)


def _head(archive: zipfile.ZipFile, part: str) -> bytes:
    """Where a part declares its type, in ASCII; empty for a part that is broken."""
    with suppress(*_BROKEN), archive.open(part) as file:
        return file.read(_HEAD_BYTES).replace(b"\0", b"")  # it may be in UTF-16
    return b""


def properties(file: BinaryIO) -> tuple[str, str]:
    """Title and day (last modified, else created) from a file's core properties; "" for none."""
    with zipfile.ZipFile(file) as archive:
        target = _core(archive)
        if target not in archive.namelist():
            return "", ""
        core = parsed(archive.read(target))
    stated = {name(child): child.text or "" for child in core.iterchildren("{*}*")}
    dates = (stated.get(key, "").strip() for key in ("modified", "created"))
    known = (day(date) for date in dates if date not in _TEMPLATES)
    return stated.get("title", "").strip(), next(filter(None, known), "")


def _core(archive: zipfile.ZipFile) -> str:
    if _RELATIONS not in archive.namelist():
        return ""
    for relation in parsed(archive.read(_RELATIONS)).iterchildren("{*}*"):
        if relation.get("Type", "").endswith(_PROPERTIES):
            return posixpath.normpath(str(relation.get("Target", ""))).lstrip("/")
    return ""


def parsed(data: bytes) -> Any:  # noqa: ANN401  # an untyped library's class
    """The root element of an XML part; nothing outside it is ever loaded."""
    from lxml import etree

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def inside(element: Any, names: set[str]) -> Iterator[Any]:  # noqa: ANN401  # the same
    """The nearest elements of these names, in order, looked for through wrappers of any kind.

    Deleted and moved text is left out, and the second copy of what old programs cannot show.
    """
    for child in element.iterchildren("{*}*"):
        if name(child) in names:
            yield child
        elif name(child) not in {"del", "moveFrom", "Fallback"}:
            yield from inside(child, names)


def name(element: Any) -> str:  # noqa: ANN401  # the same
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]
