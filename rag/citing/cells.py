"""Proof of a sentence by the cells of one row of a table. Knows no models.

A row tells by its columns what a sentence tells by its words: "stock: 97" is what "There are 97 bags" says. So
the row must be the one that was asked about, and each number must stand below a heading of its unit or its name.
"""

from collections.abc import Sequence
from dataclasses import replace

from index.sentences import is_row
from rag.citing.claims import Claim
from rag.citing.columns import Cell, cells_of, in_full, measures
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

ROOT = 5  # letters that make two words of one root: supplier, supplied


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
    tables = [(row, cells) for row in rows if (cells := cells_of(row))]
    held = [share_of(asked, _pool(row, cells)) if asked else 0.0 for row, cells in tables]
    best = [table for table, share in zip(tables, held, strict=True) if share == max(held) > 0]
    return next(filter(None, (_proof(row, cells, claim) for row, cells in best)), ())


def _pool(row: Span, cells: Sequence[Cell]) -> frozenset[str]:
    return forms_of("\n".join((row.text, *(cell.header for cell in cells))))


def _proof(row: Span, cells: Sequence[Cell], claim: Claim) -> Group:
    pool = _pool(row, cells)
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
        held = [cell for cell in cells if _has(cell, quantity)]
        meant = [cell for cell in held if _is_meant(cell, quantity, cells, claim)]
        if not asked and meant:
            told.append(meant[0])
        elif not asked or not (held or any(_heads(cell, quantity) for cell in cells)):
            return []
    new = [word for word in claim.new if word in claim.names]
    named = (c for c in cells if any(stands(forms_of(c.value), name) for name in new))
    return list(dict.fromkeys((*told, *named)))


def _has(cell: Cell, quantity: Quantity | Moment) -> bool:
    named = units_named(cell.header)
    bare = isinstance(quantity, Quantity) and not quantity.unit  # copied without its thousands, too
    found = (*quantities(in_full(cell)), *(quantities(cell.value) if bare else ()))
    return any(matches(quantity, said, named) for said in found)


def _heads(cell: Cell, quantity: Quantity | Moment) -> bool:
    return any(matches(quantity, said) for said in quantities(cell.header))


def _is_meant(cell: Cell, quantity: Quantity | Moment, cells: Sequence[Cell], claim: Claim) -> bool:
    """Whether a number may be one of this column: it is called by its name, or the only one of its unit."""
    if isinstance(quantity, Moment) or _is_called(cell, cells, claim):
        return True
    return [other for other in cells if quantity.unit in measures(other)] == [cell]


def _is_called(cell: Cell, cells: Sequence[Cell], claim: Claim) -> bool:
    """Whether claim or question have a word that only this header has, or one of the same root."""
    said = forms_of(f"{claim.text} {claim.question}")
    roots = {form[:ROOT] for form in said if len(form) >= ROOT}
    others = forms_of("\n".join(other.header for other in cells if other.header != cell.header))
    own = [word for word in telling(cell.header) if not stands(others, word)]
    return any(stands(said, word) or word.form[:ROOT] in roots for word in own)
