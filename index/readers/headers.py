"""Finds the row of a table that holds its headers. Knows no file format."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    Cells: TypeAlias = Sequence[str]

HEADER_CHARACTERS = 200
"""A longer cell is a paragraph, not a header."""

_MANY_COLUMNS = 3
"""From so many on, a first row of words is taken for headers even above nothing but words."""

_WIDE = 2 / 3
"""Share of a table's width that its headers reach at least."""

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_NOT_WORDS = re.compile(
    r"\W{0,3}[0-9][0-9\W]*\w{1,3}\W?"  # 3 kg, 1,200 USD, 8:30 pm
    r"|[0-9]{1,2}\W{1,2}\w{3,9}\W{1,2}[0-9]{2,4}"  # 3 March 2021
    r"|\S*(?:@|://)\S*"
    r"|true|false",
    re.IGNORECASE,
)


def header_row(rows: Sequence[Cells], *, is_headed: bool, is_doubted: bool) -> int | None:
    """The row that holds the headers, or None.

    It is the first row that reaches about as far right as any, and is not just one cell at the left.
    All its cells are words, or years one after the other, and one of these tells it from the rows below: it is
    said to be one, it has three cells or more, or some column has no words below it.

    Args:
        rows: The first rows of a table; none is blank.
        is_headed: Headers are to be expected.
        is_doubted: Only a column without words below it counts.
    """
    farthest = max(map(reach, rows))
    wide = (n for n, row in enumerate(rows) if reach(row) > max(1, farthest * _WIDE))
    first = next((n for n in wide if _filled(rows[n]) > 1 or not rows[n][0]), None)
    if first is None or first + 1 == len(rows) or not _are_names([c for c in rows[first] if c]):
        return None
    is_likely = is_headed or _filled(rows[first]) >= _MANY_COLUMNS
    is_header = (is_likely and not is_doubted) or _has_contrast(rows[first], rows[first + 1 :])
    return first if is_header else None


def reach(cells: Cells) -> int:
    """Number of columns up to the last cell that is not empty."""
    return next((n for n in range(len(cells), 0, -1) if cells[n - 1]), 0)


def is_words(cell: str) -> bool:
    """Whether a cell is words, rather than a number, a date, a measure, an address or nothing."""
    if len(cell) > HEADER_CHARACTERS:
        return True
    return any(map(str.isalpha, cell)) and not _NOT_WORDS.fullmatch(cell)


def _filled(cells: Cells) -> int:
    return sum(map(bool, cells))


def _are_names(cells: Cells) -> bool:
    years = [int(cell) for cell in cells if _YEAR.fullmatch(cell)]
    steps = {later - earlier for earlier, later in pairwise(years)}
    return (not years or steps in ({1}, {-1})) and all(
        len(cell) <= HEADER_CHARACTERS and (is_words(cell) or _YEAR.fullmatch(cell))
        for cell in cells
    )


def _has_contrast(header: Cells, below: Sequence[Cells]) -> bool:
    """Whether words stand above a column that has cells, and none of words."""
    columns = (
        [row[column] for row in below if column < len(row) and row[column]]
        for column, name in enumerate(header)
        if name
    )
    return any(column and not any(map(is_words, column)) for column in columns)
