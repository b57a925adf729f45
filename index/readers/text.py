"""Plain text files. The text is verbatim, line ends included; only its encoding is worked out."""

import codecs
import logging
from pathlib import Path

from index.errors import DocumentError
from index.readers.extract import Extract

TITLE_CHARACTERS = 120
"""A first line longer than this is a paragraph, not a title."""

# UTF-32 first: its little-endian mark starts with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_WIDE_SHARE = 4
"""A Western text in UTF-16 has one NUL in two bytes; one in four leaves room for other scripts."""

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
        DocumentError: When its bytes are no text in any known encoding.
        OSError: When the file cannot be read.
    """
    return decode_bytes(path.read_bytes(), path.name)


def decode_bytes(data: bytes, name: str) -> str:
    """The text of ``data``, as :func:`decode` finds it; ``name`` is for the log and for errors."""
    encoding = next((code for mark, code in _MARKS if data.startswith(mark)), None) or _wide(data)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return _mended(name, data) or _guess(name, data)


def _wide(data: bytes) -> str:
    """The encoding of a text without a mark of which every other byte is NUL; UTF-8 for others."""
    if data.count(0) * _WIDE_SHARE < len(data):
        return "utf-8"
    fitting = (name for name in _WIDE if " " in (text := _decoded(data, name)) and "\0" not in text)
    return next(fitting, "utf-8")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return ""


def _mended(name: str, data: bytes) -> str:
    """UTF-8 with some broken bytes, each as U+FFFD; empty when it is another encoding."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    # In any other encoding hardly a byte above 127 fits UTF-8.
    sound = sum(character > "\x7f" for character in text) - broken
    if "\0" in text or sound <= broken:
        return ""
    _log.warning("%r is UTF-8 with %d broken characters, shown as \ufffd", name, broken)
    return text


def _guess(name: str, data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = None if b"\0" in data else from_bytes(data).best()
    if best is None:
        reason = "is not text in any encoding we know; save it as UTF-8"
        raise DocumentError(name, reason)
    _log.warning("%r is not UTF-8; reading it as %s", name, best.encoding)
    return data.decode(best.encoding, errors="replace")


def _title(text: str) -> str:
    first = text.lstrip().split("\n", 1)[0].strip()
    is_title = len(first) <= TITLE_CHARACTERS and not first.endswith((".", "!", "?", ":", ";", ","))
    return first if is_title else ""
