"""Proof of a sentence by the cells of one row of a table. Knows no models.

A row tells by its columns what a sentence tells by its words: "stock: 97" is what "There are 97 bags" says. So
the row must be the one that was asked about, and each number, date and name must stand in a column that is called by
its name or is the only one of its kind.
"""

from collections.abc import Sequence
from dataclasses import replace

from rag.citing.answering import denied_by, is_of_root, told_by
from rag.citing.claims import Claim
from rag.citing.columns import Cell, cells_of, is_table_row
from rag.citing.polarity import compares, contradicts
from rag.citing.same import stands
from rag.citing.scopes import denials, guesses
from rag.citing.spans import Group, Span, share_of, single
from rag.words import forms_of, kind_asked_for, stems, telling

_LIGHT = stems(
    "cost costs price priced have has had still left available take takes taken need needs get gets amount "
    "amounts number time be worth currently now each per there hold holds total weigh weighs measure measures "
    "come comes leave leaves depart departs finish finished run runs play plays stand stands charge charged pay "
    "paid row table listed entry figure value include includes included"
)
"""Words that say no more than that a column has a value: neither row nor header need have them."""


def by_cells(spans: Sequence[Span], claim: Claim) -> Group:
    """The cells of a row that prove a claim, in their order; empty when none do."""
    if guesses(claim.text) or compares(f"{claim.text} {claim.question}"):
        return ()
    kinds = kind_asked_for(claim.question)
    asked = [w for w in telling(claim.question) if w.form not in kinds] or list(claim.evidence)
    rows = [span for span in spans if span.length == 1 and is_table_row(span.text)]
    tables = [(row, cells) for row in rows if (cells := cells_of(row))]
    held = [share_of(asked, _pool(row, cells)) for row, cells in tables]
    best = [table for table, share in zip(tables, held, strict=True) if share == max(held) > 0]
    return next(filter(None, (_proof(row, cells, claim) for row, cells in best)), ())


def _pool(row: Span, cells: Sequence[Cell]) -> frozenset[str]:
    return forms_of("\n".join((row.text, *(cell.header for cell in cells))))


def _proof(row: Span, cells: Sequence[Cell], claim: Claim) -> Group:
    told = told_by(cells, claim)
    chosen = {*_keys(cells, claim), *told}
    if not told or len(chosen) == 1:  # nothing tells which row it is
        return ()
    if any(denials(cell.header) for cell in chosen) or not _has_words(row, cells, claim):
        return ()
    said = [f"{cell.header}: {cell.value}" for cell in chosen]
    if not denials(claim.text) and (
        denied_by(cells, claim) or contradicts(claim.text, claim.evidence, said)
    ):
        return ()
    places = {(cell.start, cell.end) for cell in chosen} | {cell.over for cell in told if cell.over}
    return tuple(replace(row, start=start, end=end) for start, end in sorted(places))


def _has_words(row: Span, cells: Sequence[Cell], claim: Claim) -> bool:
    """Whether a row has all names and words of a claim, but for light ones and those of a header's root.

    What the question is about may stand above or beside the table.
    """
    passage = row.passage
    beside = (text for text in single([passage.text]) if not is_table_row(text))
    around = forms_of("\n".join((passage.title, passage.heading, *beside)))
    asked = frozenset(form for form in forms_of(claim.question) if form in around)
    pool = _pool(row, cells) | asked
    roots = [word for cell in cells for word in telling(cell.header)]
    return all(stands(pool, name) for name in claim.names) and all(
        stands(pool, word) or word.form in _LIGHT or any(is_of_root(word, root) for root in roots)
        for word in claim.others
    )


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
