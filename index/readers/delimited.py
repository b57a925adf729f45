"""Tables as text, .csv and .tsv. Cells are verbatim but for line ends and spaces in a row.

Runs in the sandbox, as a large one takes a while.
"""

from __future__ import annotations

import csv
import io
import logging
from typing import TYPE_CHECKING

from index.readers.extract import Extract
from index.readers.tables import Style, table
from index.readers.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DELIMITERS = ",;\t|"
_SAMPLE_CHARACTERS = 1 << 16
_SAMPLE_ROWS = 100
_SAID = "sep="
"""How Excel lets a first line name the delimiter."""

_log = logging.getLogger(__name__)


def read(path: Path) -> Extract:
    """Read a table whose cells are parted by commas, semicolons, tabs or bars.

    Raises:
        DocumentError: When its bytes are no text in any known encoding, or it is too large.
        OSError: When the file cannot be read.
    """
    text = decode(path)
    delimiter, text = _delimiter(text, is_tabbed=path.suffix.lower() == ".tsv")
    style = Style(has_letters=True, is_headed=True)
    try:
        return Extract(table(_rows(text, delimiter), style))
    except csv.Error as error:  # a cell without end: a quote that is never closed
        _log.warning("%s; quotes are read as plain characters", error)
    lines = (line.split(delimiter) for line in text.splitlines())
    return Extract(table(lines, style))


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def _delimiter(text: str, *, is_tabbed: bool) -> tuple[str, str]:
    """The delimiter, and the text without a line that only names it."""
    first, _, rest = text.partition("\n")
    said = first.strip("\r").removeprefix(_SAID)
    if first.startswith(_SAID) and len(said) == 1:
        return said, rest
    if is_tabbed:
        return "\t", text
    sample = text[:_SAMPLE_CHARACTERS]
    sample = sample[: sample.rfind("\n") + 1] or sample
    return max(_DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter)), text


def _evenness(sample: str, delimiter: str) -> tuple[float, int]:
    """Share of rows with the most frequent number of cells, and that number; 0 for single cells."""
    counts: list[int] = []
    try:
        for row, _ in zip(_rows(sample, delimiter), range(_SAMPLE_ROWS), strict=False):
            counts.append(len(row))
    except csv.Error:
        return 0.0, 0
    usual = max(sorted({*counts}, reverse=True), key=counts.count, default=0)
    return (counts.count(usual) / len(counts), usual) if usual > 1 else (0.0, 0)
