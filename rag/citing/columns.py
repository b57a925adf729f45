"""The cells of a row of a table, with what their columns are called and measured in. Knows no claims, no models."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import regex as re

from index.sentences import is_row
from rag.citing.quantities import Quantity, quantities, units_named
from rag.citing.spans import Span

Place: TypeAlias = tuple[int, int]
_SCALES = {"k": "thousand", "m": "million", "mn": "million", "mio": "million", "bn": "billion"} | {
    word + plural: word for word in ("thousand", "million", "billion") for plural in ("", "s")
}
_MONEY = r"(?:[$€£]|\b(?:EUR|USD|GBP|CHF|euros?|dollars?)\b)"
_SCALE = re.compile(
    rf"\b(?:thousand|million|billion)s?\b|(?<={_MONEY}\s?)(?:k|mn?|mio|bn)\b|\b(?:k|mn?|mio|bn)(?=\s?{_MONEY})",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[\d.,\s]+")
_UNIT = re.compile(r"\([^()]{1,20}\)$")  # of the whole row: Salaries (k EUR)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_RULE = re.compile(r"[|:\s-]*-[|:\s-]*")  # |---|---| below the headers
_HEADER = re.compile(r"([^:]{1,40}):\s+")
_BETWEEN = re.compile(r"\s*\|\s*|\t+")
PAIR = 2  # cells of a row whose first says what the second is


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a row.

    Attributes:
        start: Where it begins in the passage's text.
        end: Where it ends.
        header: What its column is called.
        value: What is in it.
        over: Where the header stands in the passage's text, if not in the row.
    """

    start: int
    end: int
    header: str
    value: str
    over: Place | None = None


def cells_of(row: Span) -> list[Cell]:
    """The cells of a row; none where nothing tells what its columns are."""
    parts = [part for part in enumerate(_parts(row.text)) if part[1][0] < part[1][1]]
    above = _headers(row)
    cells = [_cell(row, column, place, above) for column, place in parts]
    if len(cells) == PAIR and not cells[1].header:
        cells = [replace(cell, header=cells[0].value) for cell in cells]
    if not all(cell.header for cell in cells):
        return []
    unit = _UNIT.search(cells[0].value)
    return [
        replace(c, header=f"{c.header} {unit[0]}") if unit and c is not cells[0] else c
        for c in cells
    ]


def _cell(row: Span, column: int, place: Place, above: Sequence[Place]) -> Cell:
    start, end = place
    at = row.start + start, row.start + end
    if named := _HEADER.match(row.text, start, end):
        return Cell(*at, named[1], row.text[named.end() : end])
    over = above[column] if column < len(above) else None
    header = row.passage.text[slice(*over)] if over else ""
    return Cell(*at, header, row.text[start:end], over)


def _parts(text: str) -> list[Place]:
    """Where each cell of a row stands, the empty ones before and behind the outer bars too."""
    bars = [bar.span() for bar in _BETWEEN.finditer(text)]
    starts, ends = (0, *(end for _, end in bars)), (*(start for start, _ in bars), len(text))
    return list(zip(starts, ends, strict=True))


def _headers(row: Span) -> list[Place]:
    """Where the cells of the first row of its table stand, as far as its passage goes; none when it is that."""
    text = row.passage.text
    found: Place | None = None
    end = row.start - 1
    while end > 0:
        start = text.rfind("\n", 0, end) + 1
        if not _RULE.fullmatch(text, start, end):
            if not is_row(text, (start, end)):
                break
            found = start, end
        end = start - 1
    cells = [(found[0] + a, found[0] + b) for a, b in _parts(text[slice(*found)])] if found else []
    return [] if any(_is_number(text[slice(*cell)]) for cell in cells) else cells


def _is_number(cell: str) -> bool:
    """Whether a cell has a number that heads no column: a passage may begin in the middle of a table."""
    return bool(_PLAIN.fullmatch(cell)) and not _YEAR.fullmatch(cell)


def measures(cell: Cell) -> frozenset[str]:
    """The units of what is in a cell; the empty one is that of nothing but a number."""
    named = units_named(cell.header)
    if _PLAIN.fullmatch(cell.value):
        return named or frozenset({""})
    units = frozenset(q.unit for q in quantities(cell.value) if isinstance(q, Quantity))
    return units - {""} or (named if units else units)


def in_full(cell: Cell) -> str:
    """What is in a cell, with the thousands or millions that its header tells of a number."""
    scale = _SCALE.search(cell.header)
    if not scale or not _PLAIN.fullmatch(cell.value):
        return cell.value
    return f"{cell.value} {_SCALES[scale[0].lower()]}"
