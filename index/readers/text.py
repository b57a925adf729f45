"""Plain text files. The text is verbatim, line ends included; only its encoding is worked out."""

import logging
from pathlib import Path

from index.errors import DocumentError
from index.readers.encoding import decoded
from index.readers.extract import Extract

TITLE_CHARACTERS = 120
"""A first line longer than this is a paragraph, not a title."""

MAX_BYTES = 128 << 20
"""A larger text would not fit into memory next to what is made of it; the Bible has 0.04 of it."""

_log = logging.getLogger(__name__)


def read(path: Path) -> Extract:
    """Read a text file.

    Raises:
        DocumentError: When its bytes are no text in any known encoding.
        OSError: When the file cannot be read.
    """
    text = decode(path)
    return Extract(text=text, title=_title(text))


def decode(path: Path) -> str:
    """The file's text: by its byte order mark, as UTF-8, or by the best guess, which is logged.

    Raises:
        DocumentError: When its bytes are no text in any known encoding, or too many.
        OSError: When the file cannot be read.
    """
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        reason = f"is a text of more than {MAX_BYTES >> 20} MiB; split it into smaller files"
        raise DocumentError(path.name, reason)
    return decode_bytes(data, path.name)


def decode_bytes(data: bytes, name: str) -> str:
    """The text of ``data``, as :func:`decode` finds it; ``name`` is for the log and for errors."""
    found = decoded(data)
    if found is None:
        reason = "is not text in any encoding we know; save it as UTF-8"
        raise DocumentError(name, reason)
    if found.broken:
        shown = found.encoding.removesuffix("-sig").upper()
        _log.warning(
            "%r is %s with %d broken characters, shown as \ufffd", name, shown, found.broken
        )
    elif not found.encoding.startswith("utf"):
        _log.warning("%r is not UTF-8; reading it as %s", name, found.encoding)
    return found.text


def _title(text: str) -> str:
    first = text.lstrip().split("\n", 1)[0].strip()
    is_title = len(first) <= TITLE_CHARACTERS and not first.endswith((".", "!", "?", ":", ";", ","))
    return first if is_title else ""
