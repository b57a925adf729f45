"""The seam between files and documents: one reader a format family, found by the file's suffix."""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from index.documents import Document
from index.errors import DocumentError
from index.language import language_of
from index.readers import html, markdown, text
from index.readers.extract import Extract
from index.readers.sandbox import confined

Reader = Callable[[Path], Extract]
"""Reads one file; raises DocumentError for what is wrong with it, OSError for what is in its way."""

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        ".docx": confined("index.readers.docx"),
        ".htm": html.read,
        ".html": html.read,
        ".markdown": markdown.read,
        ".md": markdown.read,
        ".pdf": confined("index.readers.pdf"),
        ".txt": text.read,
    }
)
"""By suffix, in lower case. Parsers of binary formats run in a child process."""

# A NUL ends a text in SQLite, a lone surrogate cannot be encoded at all.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def supported_suffixes() -> tuple[str, ...]:
    """Suffixes that can be read, sorted, in lower case, with their dot."""
    return tuple(sorted(READERS))


def digest_of(folder: Path, source: str) -> str:
    """SHA-256 of a file's bytes, hexadecimal.

    Raises:
        DocumentError: When its suffix has no reader, it cannot be opened, or it is empty.
    """
    path = folder / source
    try:
        _check(source, path.stat())
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(source, error) from error


def read_document(folder: Path, source: str) -> Document:
    """Read one file of a folder.

    Args:
        folder: The documents folder.
        source: Path relative to it, with forward slashes.

    Raises:
        DocumentError: When it cannot be read, or holds no text; the reason says how to fix it.
    """
    digest = digest_of(folder, source)
    try:
        extract = _reader(source)(folder / source)
    except OSError as error:
        raise _unreadable(source, error) from error
    except DocumentError as error:
        raise DocumentError(source, error.reason) from error
    body = clean(extract.text)
    if not body.strip():
        raise DocumentError(source, "holds only blank text; fill or remove it")
    title = " ".join(clean(extract.title).split()) or PurePosixPath(source).stem
    return Document(
        source,
        title,
        body,
        digest,
        extract.headings,
        extract.pages,
        extract.date,
        language_of(body),
    )


def clean(text: str) -> str:
    """The text with every NUL and lone surrogate replaced by U+FFFD; offsets stay the same."""
    return _UNSTORABLE.sub("\ufffd", text)


def _reader(source: str) -> Reader:
    suffix = PurePosixPath(source).suffix.lower()
    if suffix not in READERS:
        known = " ".join(supported_suffixes())
        raise DocumentError(source, f"unknown format {suffix!r}; supported: {known}")
    return READERS[suffix]


def _check(source: str, status: os.stat_result) -> None:
    """Look at a file before it is opened: a pipe or a device would never end."""
    if _UNSTORABLE.search(source):
        raise DocumentError(clean(source), "has a name that is not UTF-8; rename it")
    if stat.S_ISDIR(status.st_mode):
        raise DocumentError(source, "is a folder that may not be listed; change its permissions")
    _reader(source)
    if not stat.S_ISREG(status.st_mode):
        raise DocumentError(source, "is not a regular file; remove it or put a copy in its place")
    if status.st_size == 0:
        raise DocumentError(source, "is empty (0 bytes); fill or remove it")


def _unreadable(source: str, error: OSError) -> DocumentError:
    reason = f"cannot be read ({error.strerror or error}); check that it exists and may be read"
    return DocumentError(clean(source), reason)
