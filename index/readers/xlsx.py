"""Excel files, .xlsx: a heading of level 2 a sheet, a line a row. Runs in the sandbox."""

from __future__ import annotations

import warnings
from itertools import islice
from typing import TYPE_CHECKING, Any

from index.readers.body import Body
from index.readers.numbers import shown
from index.readers.ooxml import opened, properties
from index.readers.tables import Style, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.readers.extract import Extract

_MOST_ROWS = 1 << 20
"""Excel's own limit; a file may name a row of any number."""


def read(path: Path) -> Extract:
    """Read an Excel file: of formulas, the values that were last computed.

    Raises:
        DocumentError: When it is encrypted, of the old format, or broken.
        OSError: When the file cannot be read.
    """
    import openpyxl

    body = Body()
    # What openpyxl warns of are looks and checks that it does not know.
    with opened(path) as file, warnings.catch_warnings(action="ignore"):
        title, date = properties(file)
        for sheet in openpyxl.load_workbook(file, read_only=True, data_only=True).worksheets:
            text = table(_rows(sheet), Style(has_letters=True))
            body.add(sheet.title if text else "", level=2)
            body.add(text)
    return body.extract(title, date)


def _rows(sheet: Any) -> Iterator[list[str]]:  # noqa: ANN401  # an untyped library's class
    sheet.reset_dimensions()  # those that the file states may be wrong, or huge
    for row in islice(sheet.iter_rows(), _MOST_ROWS):
        yield [_text(cell) for cell in row]


def _text(cell: Any) -> str:  # noqa: ANN401  # the same
    value = cell.value
    if value is None or isinstance(value, str):  # most cells; their format takes time to find
        return value or ""
    return shown(value, cell.number_format)
