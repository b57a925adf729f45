"""Tables as lines that can be read alone: the headers are repeated in every row.

``Name: Ann | Age: 30 | City: Rome``, whatever the table comes from. Knows no file format.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, islice
from typing import TYPE_CHECKING

from index.errors import DocumentError
from index.readers.headers import HEADER_CHARACTERS, header_row, is_words, reach

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from index.readers.headers import Cells

SEPARATOR = " | "
MOST_CHARACTERS = 100_000_000
"""Of one file's tables; more is a database, not a document."""

_AHEAD = 50
"""Rows looked at before it is decided how to show a table."""

_LABEL_CHARACTERS = 60
"""A longer header is cut where it is repeated; in its own row it is whole."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a kind of table is read and shown.

    Attributes:
        has_letters: Columns without headers are called by their letters, as in a spreadsheet.
        is_headed: The first row holds headers if it can: it is marked so, or files of this kind
            have them.
    """

    has_letters: bool = False
    is_headed: bool = False


def table(rows: Iterable[Sequence[str]], style: Style = Style()) -> str:
    """The lines of a table as one text.

    Raises:
        DocumentError: When they come to more than ``MOST_CHARACTERS``.
    """
    kept: list[str] = []
    room = MOST_CHARACTERS
    for line in lines(rows, style):
        kept.append(line)
        room -= len(line) + 1
        if room < 0:
            reason = (
                f"has tables of over {MOST_CHARACTERS:,} characters; split it into smaller files"
            )
            raise DocumentError("", reason)
    return "\n".join(kept)


def lines(rows: Iterable[Sequence[str]], style: Style = Style()) -> Iterator[str]:
    """One line a row that is not blank, and an empty one where blank rows part two tables.

    Rows above the headers are shown as they are, and so are the headers themselves. Without
    headers, two columns are shown as ``key: value``, more of them with letters or nothing. After a
    blank row headers stay, unless clearly others come.

    Args:
        rows: The cells of each row, from the first column on; streamed.
        style: How to read and show them.
    """
    cleaned = ([" ".join(cell.split()) for cell in row] for row in rows)
    shape: _Shape | None = None
    is_first = True
    for has_cells, block in groupby(cleaned, key=any):
        if has_cells:
            yield from () if is_first else ("",)
            is_first = False
            left = iter(block)
            ahead = list(islice(left, _AHEAD))
            above, own = _shapes(ahead, shape, style)
            yield from map(_Shape().line, ahead[:above])
            yield from map(own.line, ahead[above:])
            yield from map(own.line, left)
            shape = own if own.labels else shape


def letters(column: int) -> str:
    """What a spreadsheet calls a column, counted from 0: A, B, C … Z, AA, AB."""
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


@dataclass(frozen=True, slots=True)
class _Shape:
    """How rows are shown; by default plainly.

    Attributes:
        labels: One a column, empty for one without.
        is_pair: The first cell is the label of the second.
        has_letters: Columns are labelled with their letters.
    """

    labels: Sequence[str] = ()
    is_pair: bool = False
    has_letters: bool = False

    def line(self, cells: Cells) -> str:
        """One row, without its empty cells."""
        if self.is_pair and all(cells[:2]) and len(cells) > 1:
            key, value, *rest = cells
            return SEPARATOR.join((f"{key.removesuffix(':')}: {value}", *filter(None, rest)))
        return SEPARATOR.join(
            f"{label}: {cell}" if (label := self._label(column)) else cell
            for column, cell in enumerate(cells)
            if cell
        )

    def _label(self, column: int) -> str:
        if self.has_letters:
            return letters(column)
        return self.labels[column] if column < len(self.labels) else ""


def _shapes(ahead: Sequence[Cells], before: _Shape | None, style: Style) -> tuple[int, _Shape]:
    """How many rows of a block are to be shown plainly, and how the others are."""
    header = header_row(ahead, is_headed=style.is_headed, is_doubted=before is not None)
    if header is not None:
        return header + 1, _Shape([_short(cell) for cell in ahead[header]])
    if all(sum(map(bool, row)) == 1 for row in ahead):
        return 0, _Shape()
    if before is not None:
        return 0, before
    if len(ahead) > 1 and all(reach(row) <= 2 and _is_key(row[0]) for row in ahead):  # noqa: PLR2004
        return 0, _Shape(is_pair=True)
    return 0, _Shape(has_letters=style.has_letters and len(ahead) > 1)


def _is_key(cell: str) -> bool:
    return len(cell) <= HEADER_CHARACTERS and (not cell or is_words(cell))


def _short(cell: str) -> str:
    cell = cell.rstrip(": ")
    if len(cell) <= _LABEL_CHARACTERS:
        return cell
    cut = cell[:_LABEL_CHARACTERS]
    return f"{cut.rpartition(' ')[0] or cut}…"
