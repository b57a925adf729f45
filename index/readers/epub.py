"""E-books, .epub: chapters in reading order, each read as the web page it is. Runs in the sandbox."""

from __future__ import annotations

import logging
import posixpath
import zipfile
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from index.errors import DocumentError
from index.readers import html
from index.readers.body import Body
from index.readers.dates import day
from index.readers.ooxml import name, opened, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.readers.extract import Extract

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_MOST_BYTES = 200_000_000
"""Of all chapters when unpacked; the Bible has 5 million."""

_log = logging.getLogger(__name__)


def read(path: Path) -> Extract:
    """Read an e-book. Source of the layout: the EPUB 3.3 standard of the W3C.

    Raises:
        DocumentError: When it is protected, broken, or unpacks to too much.
        OSError: When the file cannot be read.
    """
    body = Body()
    with opened(path) as file, zipfile.ZipFile(file) as book:
        place = _package(book)
        package = parsed(book.read(place))
        chapters = list(_chapters(book, package, posixpath.dirname(place)))
        _check(path, book, chapters)
        for chapter in chapters:
            body.include(html.extract(book.read(chapter)))
    stated = [(name(element), "".join(element.itertext())) for element in package.iter("{*}*")]
    titles = (text for key, text in stated if key == "title" and text.strip())
    days = (day(text) for key, text in stated if key == "date")
    return body.extract(next(titles, ""), next(filter(None, days), ""))


def _package(book: zipfile.ZipFile) -> str:
    """Where the list of everything in the book is."""
    for element in parsed(book.read(_CONTAINER)).iter("{*}rootfile"):
        return _path(element.get("full-path", ""), "")
    raise ValueError("it names no package")


def _chapters(book: zipfile.ZipFile, package: Any, folder: str) -> Iterator[str]:  # noqa: ANN401  # an untyped library's class
    """The pages of the spine, which is the reading order."""
    present = frozenset(book.namelist())
    items = {item.get("id"): item for item in package.iter("{*}item")}
    for reference in package.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None:
            _log.warning("a chapter is left out, as the list of the book's files lacks it")
            continue
        chapter = _path(item.get("href", ""), folder)
        if chapter not in present:
            _log.warning("chapter %r is left out, as it is not in the book", chapter)
        elif "html" in item.get("media-type", ""):
            yield chapter


def _path(link: str, folder: str) -> str:
    path = unquote(urlsplit(link).path)
    return posixpath.normpath(posixpath.join(folder, path)).lstrip("/")


def _check(path: Path, book: zipfile.ZipFile, chapters: list[str]) -> None:
    if not chapters:
        raise DocumentError(path.name, "has no chapters that can be read; save it again")
    locked = _locked(book)
    if any(chapter in locked or book.getinfo(chapter).flag_bits & 1 for chapter in chapters):
        raise DocumentError(path.name, "is protected (DRM); use a copy without protection")
    if sum(book.getinfo(chapter).file_size for chapter in chapters) > _MOST_BYTES:
        reason = f"unpacks to over {_MOST_BYTES:,} bytes; split it into smaller files"
        raise DocumentError(path.name, reason)


def _locked(book: zipfile.ZipFile) -> frozenset[str]:
    """What is encrypted; often no more than fonts, which is no protection of the text."""
    if _ENCRYPTION not in book.namelist():
        return frozenset()
    references = parsed(book.read(_ENCRYPTION)).iter("{*}CipherReference")
    return frozenset(_path(reference.get("URI", ""), "") for reference in references)
