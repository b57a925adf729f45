"""Proof of a sentence by the cells of one row of a table. Knows no models.

A row tells by its columns what a sentence tells by its words: "stock: 97" is what "There are 97 bags" says. So
the row must be the one that was asked about, and each number must stand below a heading of its unit or its name.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import regex as re

from index.sentences import is_row
from rag.citing.claims import Claim
from rag.citing.counted import matches
from rag.citing.dates import Moment
from rag.citing.polarity import compares, is_guarded
from rag.citing.quantities import Quantity, quantities, units_named
from rag.citing.same import stands
from rag.citing.spans import Group, Span, share_of
from rag.words import forms_of, kind_asked_for, telling

UNSAID = 0.4
"""Share of a sentence's words, numbers and names aside, that neither row nor question need have; one may always be
missing, as "costs" where the column is called a price. Set by hand."""

PAIR = 2  # cells of a row whose first says what the second is
ROOT = 5  # letters that make two words of one root: supplier, supplied

_BETWEEN = re.compile(r"\s*\|\s*|\t+")
_PLAIN = re.compile(r"[\d.,\s]+")
_SCALES = {"k": "thousand", "m": "million", "mn": "million", "mio": "million", "bn": "billion"} | {
    word + plural: word for word in ("thousand", "million", "billion") for plural in ("", "s")
}
_MONEY = r"(?:[$€£]|\b(?:EUR|USD|GBP|CHF|euros?|dollars?)\b)"
_SCALE = re.compile(
    rf"\b(?:thousand|million|billion)s?\b|(?<={_MONEY}\s?)(?:k|mn?|mio|bn)\b|\b(?:k|mn?|mio|bn)(?=\s?{_MONEY})",
    re.IGNORECASE,
)
_RULE = re.compile(r"[|:\s-]*-[|:\s-]*")  # |---|---| below the headers
_HEADER = re.compile(r"([^:]{1,40}):\s+")


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
    over: tuple[int, int] | None = None


def by_cells(spans: Sequence[Span], claim: Claim) -> Group:
    """The cells of a row that prove a claim, in their order; empty when none do.

    Args:
        spans: Sentences and rows.
        claim: What is to be proven; the question did not say one of its numbers, dates or names.
    """
    if is_guarded(claim.text) or compares(f"{claim.text} {claim.question}"):
        return ()
    kinds = kind_asked_for(claim.question)
    asked = [word for word in telling(claim.question) if word.form not in kinds]
    rows = [span for span in spans if span.length == 1 and is_row(span.text, (0, len(span.text)))]
    held = {row: share_of(asked, forms_of(row.text)) if asked else 0.0 for row in rows}
    best = max(held.values(), default=0.0)
    return next(filter(None, (_proof(row, claim) for row in rows if held[row] == best > 0)), ())


def _proof(row: Span, claim: Claim) -> Group:
    cells = _cells(row)
    pool = forms_of("\n".join((row.text, *(cell.header for cell in cells))))
    told = _told(cells, claim)
    known = pool | forms_of(claim.question)
    unsaid = [word for word in claim.others if not stands(known, word)]
    if (
        not told
        or not all(stands(pool, name) for name in claim.names)
        or len(unsaid) > max(1, UNSAID * len(claim.others))
    ):
        return ()
    chosen = {*_keys(cells, claim), *told}
    if len(chosen) == 1:  # nothing tells which row it is
        return ()
    places = {(cell.start, cell.end) for cell in chosen} | {cell.over for cell in told if cell.over}
    return tuple(replace(row, start=start, end=end) for start, end in sorted(places))


def _keys(cells: Sequence[Cell], claim: Claim) -> list[Cell]:
    """The cells that tell which row it is: those with most of the words, as long as they add any."""
    left = telling(f"{claim.question} {claim.text}")
    found: list[Cell] = []
    while True:
        held = {c: [w for w in left if stands(forms_of(c.value), w)] for c in cells}
        best = max(cells, key=lambda cell: len(held[cell]), default=None)
        if best is None or not held[best]:
            return found
        found.append(best)
        left = [word for word in left if word not in held[best]]


def _told(cells: Sequence[Cell], claim: Claim) -> list[Cell]:
    """The cells with the answer; none when a number of the claim is in no cell that may be meant."""
    told = []
    for quantity in quantities(claim.text):
        asked = any(matches(quantity, said) for said in quantities(claim.question))
        found = [
            c
            for c in cells
            if _has(c, quantity) and (asked or _is_meant(c, quantity, cells, claim))
        ]
        if not found:
            return []
        told += [] if asked else found[:1]
    new = [word for word in claim.new if word in claim.names]
    named = (c for c in cells if any(stands(forms_of(c.value), name) for name in new))
    return list(dict.fromkeys((*told, *named)))


def _has(cell: Cell, quantity: Quantity | Moment) -> bool:
    named = units_named(cell.header)
    return any(matches(quantity, said, named) for said in quantities(_in_full(cell)))


def _in_full(cell: Cell) -> str:
    """What is in a cell, with the thousands or millions that its header tells of a number."""
    scale = _SCALE.search(cell.header)
    if not scale or not _PLAIN.fullmatch(cell.value):
        return cell.value
    return f"{cell.value} {_SCALES[scale[0].lower()]}"


def _is_meant(cell: Cell, quantity: Quantity | Moment, cells: Sequence[Cell], claim: Claim) -> bool:
    """Whether a number may be one of this column: it is called by its name, or the only one of its unit."""
    if isinstance(quantity, Moment) or _is_called(cell, cells, claim):
        return True
    return [other for other in cells if quantity.unit in _measures(other)] == [cell]


def _is_called(cell: Cell, cells: Sequence[Cell], claim: Claim) -> bool:
    """Whether claim or question have a word that only this header has, or one of the same root."""
    said = forms_of(f"{claim.text} {claim.question}")
    roots = {form[:ROOT] for form in said if len(form) >= ROOT}
    others = forms_of("\n".join(other.header for other in cells if other.header != cell.header))
    own = [word for word in telling(cell.header) if not stands(others, word)]
    return any(stands(said, word) or word.form[:ROOT] in roots for word in own)


def _measures(cell: Cell) -> frozenset[str]:
    """The units of what is in a cell; the empty one is that of nothing but a number."""
    named = units_named(cell.header)
    if _PLAIN.fullmatch(cell.value):
        return named or frozenset({""})
    units = frozenset(q.unit for q in quantities(cell.value) if isinstance(q, Quantity))
    return units - {""} or (named if units else units)


def _cells(row: Span) -> list[Cell]:
    """The cells of a row; none where nothing tells what its columns are."""
    text, offset = row.text, row.start
    parts = _parts(text)
    full = [part for part in parts if part[0] < part[1]]
    above = _headers(row)
    cells = []
    for column, (start, end) in enumerate(parts):
        place = offset + start, offset + end
        if start == end:
            continue
        if named := _HEADER.match(text, start, end):
            cells.append(Cell(*place, named[1], text[named.end() : end]))
        elif len(full) == PAIR:
            cells.append(Cell(*place, text[slice(*full[0])], text[start:end]))
        elif len(above) == len(parts):
            over = above[column]
            cells.append(Cell(*place, row.passage.text[slice(*over)], text[start:end], over))
        else:
            return []
    return cells


def _parts(text: str) -> list[tuple[int, int]]:
    """Where each cell of a row stands, the empty ones before and behind the outer bars too."""
    bars = [bar.span() for bar in _BETWEEN.finditer(text)]
    starts, ends = (0, *(end for _, end in bars)), (*(start for start, _ in bars), len(text))
    return list(zip(starts, ends, strict=True))


def _headers(row: Span) -> list[tuple[int, int]]:
    """Where the cells of the first row of its table stand, as far as its passage goes; none when it is that."""
    text = row.passage.text
    found: tuple[int, int] | None = None
    end = row.start - 1
    while end > 0:
        start = text.rfind("\n", 0, end) + 1
        if not _RULE.fullmatch(text, start, end):
            if not is_row(text, (start, end)):
                break
            found = start, end
        end = start - 1
    return [(found[0] + a, found[0] + b) for a, b in _parts(text[slice(*found)])] if found else []
