"""The seam between files and documents: one reader a format family, found by the file's suffix."""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from index.documents import Document
from index.errors import DocumentError
from index.language import language_of
from index.readers import code, text
from index.readers.extract import Extract
from index.readers.sandbox import confined

Reader = Callable[[Path], Extract]
"""Reads one file; raises DocumentError for what is wrong with it, OSError for what is in its way."""

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        **dict.fromkeys(code.SUFFIXES, code.read),
        ".csv": confined("index.readers.delimited"),
        ".docx": confined("index.readers.docx"),
        ".eml": confined("index.readers.mail"),
        ".epub": confined("index.readers.epub"),
        ".htm": confined("index.readers.html"),
        ".html": confined("index.readers.html"),
        ".ipynb": confined("index.readers.notebook"),
        ".markdown": confined("index.readers.markdown"),
        ".md": confined("index.readers.markdown"),
        ".pdf": confined("index.readers.pdf"),
        ".pptm": confined("index.readers.pptx"),
        ".pptx": confined("index.readers.pptx"),
        ".rtf": confined("index.readers.rtf"),
        ".text": text.read,
        ".tsv": confined("index.readers.delimited"),
        ".txt": text.read,
        ".xhtml": confined("index.readers.html"),
        ".xlsm": confined("index.readers.xlsx"),
        ".xlsx": confined("index.readers.xlsx"),
    }
)
"""By suffix, in lower case. Whatever does more than decode a text runs in a child process."""

SAVED_AS: Mapping[str, str] = MappingProxyType(
    {
        ".azw3": ".epub",
        ".doc": ".docx",
        ".docm": ".docx",
        ".mobi": ".epub",
        ".msg": ".eml",
        ".odp": ".pptx",
        ".ods": ".xlsx",
        ".odt": ".docx",
        ".ppsx": ".pptx",
        ".ppt": ".pptx",
        ".xls": ".xlsx",
        ".xlsb": ".xlsx",
    }
)
"""Formats that are not read, and the one as which the same program can save such a file."""

MAX_BYTES = 512 << 20
"""Size of a file above which it is not read: it would take longer than anybody waits."""

_TRIES = 3
"""How often a file that changes while it is read is read again."""
_RESTLESS = "changes while it is read; try again when it is finished"

# A NUL ends a text in SQLite, a lone surrogate cannot be encoded at all.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
# What does not stand for a byte of a name either: https://peps.python.org/pep-0383/.
_NO_BYTE = re.compile("[\0\ud800-\udc7f\udd00-\udfff]")


def supported_suffixes() -> tuple[str, ...]:
    """Suffixes that can be read, sorted, in lower case, with their dot."""
    return tuple(sorted(READERS))


def digest_of(folder: Path, source: str) -> str:
    """SHA-256 of a file's bytes, hexadecimal.

    Raises:
        DocumentError: When its suffix has no reader, it cannot be opened, or it is empty or too large.
    """
    path = folder / source
    try:
        _check(source, path.stat())
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(source, error) from error


def objection(folder: Path, source: str) -> str:
    """Why a file would not be read, as far as can be told without opening it; empty when nothing is known."""
    try:
        _check(source, (folder / source).stat())
    except DocumentError as error:
        return error.reason
    except OSError as error:
        return _unreadable(source, error).reason
    return ""


def read_document(folder: Path, source: str) -> Document:
    """Read one file of a folder. Text and digest are those of one state of the file.

    Args:
        folder: The documents folder.
        source: Path relative to it, with forward slashes.

    Raises:
        DocumentError: When it cannot be read, or holds no text; the reason says how to fix it.
    """
    digest = digest_of(folder, source)
    for _ in range(_TRIES):
        document = _read(folder, source, digest)
        former, digest = digest, digest_of(folder, source)
        if former == digest:
            return document
    raise DocumentError(source, _RESTLESS, lasting=False)


def _read(folder: Path, source: str, digest: str) -> Document:
    try:
        extract = _reader(source)(folder / source)
        modified = (folder / source).stat().st_mtime
    except OSError as error:
        raise _unreadable(source, error) from error
    except DocumentError as error:
        raise DocumentError(source, error.reason, lasting=error.lasting) from error
    body = clean(extract.text)
    if not body.strip():
        raise DocumentError(source, "holds only blank text; fill or remove it")
    title = " ".join((clean(extract.title).strip() or PurePosixPath(source).stem).split())
    return Document(
        source,
        title or source,
        body,
        digest,
        extract.headings,
        extract.pages,
        extract.date or _day(modified),
        language_of(body),
    )


def clean(text: str) -> str:
    """The text with every NUL and lone surrogate replaced by U+FFFD; offsets stay the same."""
    return _UNSTORABLE.sub("\ufffd", text)


def storable(source: str) -> str:
    r"""A file's name with what is not UTF-8 in it written as an escape, ``\\xff``."""
    named = _NO_BYTE.sub("\ufffd", source)
    return named.encode(errors="surrogateescape").decode(errors="backslashreplace")


def _day(seconds: float) -> str:
    """The day, in UTC, of a time since 1970; empty when it lies beyond the calendar."""
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return ""


def _reader(source: str) -> Reader:
    suffix = PurePosixPath(source).suffix.lower()
    if suffix in SAVED_AS:
        raise DocumentError(
            source, f"is {suffix}, which is not read; save it as {SAVED_AS[suffix]}"
        )
    if suffix not in READERS:
        known = " ".join(known for known in supported_suffixes() if known not in code.SUFFIXES)
        reason = f"unknown format {suffix!r}; supported: {known} and source code, data and logs"
        raise DocumentError(source, reason)
    return READERS[suffix]


def _check(source: str, status: os.stat_result) -> None:
    """Look at a file before it is opened: a pipe or a device would never end."""
    if _UNSTORABLE.search(source):
        raise DocumentError(storable(source), "has a name that is not UTF-8; rename it")
    if stat.S_ISDIR(status.st_mode):
        raise DocumentError(source, "is a folder that may not be listed; change its permissions")
    _reader(source)
    if not stat.S_ISREG(status.st_mode):
        raise DocumentError(source, "is not a regular file; remove it or put a copy in its place")
    if status.st_size == 0:
        raise DocumentError(source, "is empty (0 bytes); fill or remove it")
    if status.st_size > MAX_BYTES:
        limit = f"{MAX_BYTES >> 20} MiB"
        raise DocumentError(source, f"is larger than {limit}; split it into smaller files")


def _unreadable(source: str, error: OSError) -> DocumentError:
    reason = f"cannot be read ({error.strerror or error}); check that it exists and may be read"
    return DocumentError(storable(source), reason, lasting=False)
