"""The cells of a row of a table, with what their columns are called and measured in. Knows no claims, no models."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

import regex as re

from index.sentences import is_row
from rag.citing.quantities import kind_of, quantities, unit_words, units_named
from rag.citing.spans import Span

Place: TypeAlias = tuple[int, int]
Row: TypeAlias = tuple[Place, ...]
SENTENCE = 4  # words at least of a cell that is a sentence
PAIR = 2  # cells of a row whose first says what the second is

_SCALES = {"k": "thousand", "m": "million", "mn": "million", "mio": "million", "bn": "billion"} | {
    word + plural: word for word in ("thousand", "million", "billion") for plural in ("", "s")
}
_MONEY = r"(?:[$€£]|\b(?:EUR|USD|GBP|CHF|euros?|dollars?)\b)"
_SCALE = re.compile(
    r"(?<!\b(?:per|each|a|pro|je)\s)(?:\b(?:thousand|million|billion)s?\b"
    rf"|(?<={_MONEY}\s?)(?:k|mn?|mio|bn)\b|\b(?:k|mn?|mio|bn)(?=\s?{_MONEY}))",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[\d.,]+(?:[^\S\n][\d.,]+)*")
_NEGATIVE = re.compile(r"[-\u2212\u2013(]\s?[$€£]?\d")
_VALUE = re.compile(r"[-\u2212\u2013(]?\s?[$€£]?\d")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?!\d)")
_UNIT = re.compile(r"\([^()]{1,20}\)$")  # of the whole row: Salaries (k EUR)
_HEADER = re.compile(r"([^:|\d]{1,40}|[^:|]{0,38}\p{L}[^:|]{0,2}):\s+")
_ITEM = re.compile(r"\s*(?:\(?\w{1,4}[.)]|[^\w\s|])\t+[^\t|]*")
_BETWEEN = re.compile(r"\s*\|\s*|\t")  # two tabs have an empty cell between them


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
    above = _headers(row.passage.text).get(row.start, ())
    cells = [_cell(row, column, place, above) for column, place in parts]
    if len(cells) == PAIR and not cells[1].header:
        cells = [replace(cell, header=cells[0].value) for cell in cells]
    if not cells or not all(cell.header for cell in cells):
        return []
    first, *others = cells
    unit = _UNIT.search(first.value)
    return [first, *(replace(c, header=f"{c.header} {unit[0]}") if unit else c for c in others)]


def is_table_row(text: str) -> bool:
    """Whether a line is a row, and no item of a list whose number is followed by a tab."""
    return is_row(text) and not _ITEM.fullmatch(text)


def prose_of(row: Span) -> list[Span]:
    """The cells of a row that are whole sentences: they prove as any sentence does."""
    text, begin = row.text, row.start
    found = []
    for start, end in _parts(text):
        named = _HEADER.match(text, start, end)
        said = named.end() if named else start
        if len(text[said:end].split()) >= SENTENCE and text[said:end].endswith((".", "!", "?")):
            found.append(replace(row, start=begin + said, end=begin + end))
    return found


def in_full(cell: Cell) -> str:
    """What is in a cell, a number with the thousands or millions and the unit that its header tells."""
    if not _PLAIN.fullmatch(cell.value) or _YEAR.fullmatch(cell.value):
        return cell.value
    scale = _SCALE.search(cell.header)
    named = unit_words(unit_part(cell.header))
    words = [word for word in named if not scale or word != scale[0].lower()]
    scaled = [_SCALES[scale[0].lower()]] if scale else []
    return " ".join((cell.value, *scaled, *words[:1]))


def begins_with_number(cell: Cell) -> bool:
    """Whether what is in it is a number first of all: "45 staff", and not "Room 14"."""
    return bool(_VALUE.match(cell.value))


def is_negative(cell: Cell) -> bool:
    """Whether a number in it is below zero, be it in an accountant's brackets."""
    return bool(_NEGATIVE.match(cell.value))


def measures(cell: Cell) -> frozenset[str]:
    """The units of what is in a cell, or ``moment`` for a date or time; the empty one is of nothing but a number."""
    kinds = frozenset(map(kind_of, quantities(in_full(cell))))
    if _PLAIN.fullmatch(cell.value):
        return units_named(unit_part(cell.header)) or kinds
    return kinds - {""}


def unit_part(header: str) -> str:
    """The part of a header that names the unit: the brackets behind it, if they do. "Model S (km)" is no time."""
    unit = _UNIT.search(header)
    return unit[0] if unit and units_named(unit[0]) else header


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


@lru_cache(maxsize=64)
def _headers(text: str) -> dict[int, Row]:
    """For each row, by where it begins, where the headers of its columns stand; none that has nothing above it.

    Headers are the row above a rule (``|---|``), else the first row of a table, if it has no values, as a passage
    may begin in the middle of one. Words below values head another table if they begin alike; else nothing is known.
    """
    found: dict[int, Row] = {}
    heads: Row = ()
    last: Row = ()
    ruled = False
    start = 0
    for line in text.splitlines(keepends=True):
        row = tuple((start + a, start + b) for a, b in _parts(line.rstrip()))
        if _is_rule(line):
            heads, ruled = last, True
        elif not is_row(line.rstrip()):
            heads, last, ruled = (), (), False
        elif not last and not _has_values(text, row):
            heads, last = row, row
        else:
            if not ruled and heads and _has_values(text, last) and not _has_values(text, row):
                heads = row if _said(text, row) == _said(text, heads) else ()
            if heads and heads != row:
                found[start] = heads
            last = row
        start += len(line)
    return found


def _has_values(text: str, row: Row) -> bool:
    """Whether a cell begins with a number that is no year, and so heads no column."""
    cells = (text[slice(*cell)] for cell in row)
    return any(_VALUE.match(cell) and not _YEAR.match(cell) for cell in cells)


def _said(text: str, row: Row) -> str:
    """The first cell of a row that is not empty."""
    return next((text[start:end] for start, end in row if start < end), "")


def _is_rule(line: str) -> bool:
    return "-" in line and not line.strip("|:- \t\r\n")
