"""Rich text files, .rtf. Plain paragraphs only. Runs in the sandbox."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.errors import DocumentError
from index.readers.dates import day
from index.readers.extract import Extract

if TYPE_CHECKING:
    from pathlib import Path

_START = "{\\rtf"
_INFORMATION_CHARACTERS = 1 << 16
_TITLE = re.compile(r"\{\\title ((?:[^{}\\]|\\'[0-9a-f]{2}|\\u-?[0-9]+ ?\??)*)\}")
_TIME = r"\{\\%s\\yr([0-9]{4})\\mo([0-9]{1,2})\\dy([0-9]{1,2})"
_TIMES = tuple(re.compile(_TIME % name) for name in ("revtim", "creatim"))
_BLANK_LINES = re.compile(r"\n\s*\n")


def read(path: Path) -> Extract:
    """Read a rich text file.

    Raises:
        DocumentError: When it is not one.
        OSError: When the file cannot be read.
    """
    from striprtf.striprtf import rtf_to_text

    # RTF is ASCII that names its code page; where old programs wrote bytes above, mostly this one.
    source = path.read_bytes().decode("cp1252", errors="replace").lstrip("\ufeff\0 \r\n")
    if not source.startswith(_START):
        raise DocumentError(path.name, "is not rich text; save it again as .rtf, or as .txt")
    about = source[:_INFORMATION_CHARACTERS]
    named = _TITLE.search(about)
    title = rtf_to_text(f"{_START}1 {named[1]}}}") if named else ""
    text = _BLANK_LINES.sub("\n\n", rtf_to_text(source, errors="replace"))
    return Extract(text.strip(), title.strip(), date=_date(about))


def _date(about: str) -> str:
    stated = filter(None, (pattern.search(about) for pattern in _TIMES))
    days = (day(f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}") for m in stated)
    return next(filter(None, days), "")
