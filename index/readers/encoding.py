"""From the bytes of a text to its characters. Knows nothing of files or formats."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from index.readers.sample import HEAD_BYTES, SAMPLE_BYTES, SHIFTS, sample_of

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
"""A text in UTF-16 has a high byte in two, NUL or another control; one in four leaves room for more."""
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r\x1b"))

_STANDARDS = {
    "big5hkscs": ("big5",),
    "cp932": ("shift_jis",),
    "euc_jis_2004": ("euc_jp",),
    "shift_jis_2004": ("shift_jis", "cp932"),
}
"""Extended sets of characters, and what is more common and gives its own characters to what fits it."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it was found.

    Attributes:
        text: Its characters, without a byte order mark.
        encoding: Name of a codec of Python.
        broken: Characters that stand as U+FFFD because their bytes do not fit the encoding.
    """

    text: str
    encoding: str
    broken: int = 0


def decoded(data: bytes) -> Decoded | None:
    """Decode a text: by its byte order mark, as UTF-8, or by the best guess; None when it is none.

    The guess is chardet's (0BSD), which reads declarations of HTML and XML and else compares pairs of
    bytes with those of each language in each encoding (https://chardet.readthedocs.io/).
    """
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if marked:
        return _as(data, marked)
    for name in (_shifting(data), _wide(data), "utf-8"):
        if name and (text := _strictly(data, name)) is not None:
            return Decoded(text, name)
    sample = sample_of(data)
    return _mended(data, sample) or _guessed(data, sample)


def _as(data: bytes, encoding: str) -> Decoded:
    text = _strictly(data, encoding)
    if text is not None:
        return Decoded(text, encoding)
    text = data.decode(encoding, errors="replace")
    return Decoded(text, encoding, text.count("\ufffd"))


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _shifting(data: bytes) -> str:
    """The encoding of a text that is ASCII to look at, but switches to another script."""
    if not data.isascii() or not any(shift in data for shift in SHIFTS):
        return ""
    name = _detected(sample_of(data))
    return name if name.startswith(("iso2022", "hz")) else ""


def _wide(data: bytes) -> str:
    """The encoding of a text without a mark in UTF-16 or UTF-32; empty for others."""
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls * _WIDE_SHARE < len(data):
        return ""
    texts = ((name, _strictly(data, name) or "") for name in _WIDE)
    fitting = (name for name, text in texts if " " in text and "\0" not in text)
    if data.count(0) * _WIDE_SHARE >= len(data):
        return next(fitting, "")
    name = _detected(data[:SAMPLE_BYTES])  # the high bytes are those of another script
    return name if name in fitting else ""


def _mended(data: bytes, sample: bytes) -> Decoded | None:
    """UTF-8 with some broken bytes, each as U+FFFD; None when it is another encoding."""
    guess = _as(sample, "utf-8")
    # In any other encoding hardly a byte above 127 fits UTF-8.
    sound = len(guess.text) - len(guess.text.encode("ascii", errors="ignore")) - guess.broken
    return None if b"\0" in data or sound <= guess.broken else _as(data, "utf-8")


def _guessed(data: bytes, sample: bytes) -> Decoded | None:
    name = _detected(sample)
    if not name:
        return None
    standards = _STANDARDS.get(name, ())
    if name.startswith("gb") and b"gb2312" in data[:HEAD_BYTES].lower():
        # Its dash is U+2015, that of GB 18030 U+2014: only who names it means the former.
        standards = ("gb2312",)
    for standard in standards:
        if (text := _strictly(data, standard)) is not None:
            return Decoded(text, standard)
    return _as(data, name)


def _detected(data: bytes) -> str:
    """Name of Python's codec; empty for what is no text."""
    import chardet

    found = chardet.detect(data, max_bytes=max(len(data), 1), compat_names=False)
    return found["encoding"] or ""
