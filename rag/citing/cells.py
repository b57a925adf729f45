"""Proof of a sentence by the cells of one row of a table. Knows no models.

A row tells by its columns what a sentence tells by its words: "stock: 97" is what "There are 97 bags" says. So
the row must be the one that was asked about, and each number, date and name must stand in a column that is called by
its name or is the only one of its kind.
"""

from collections.abc import Sequence
from dataclasses import replace

from rag.citing.claims import Claim
from rag.citing.columns import (
    Cell,
    begins_with_number,
    cells_of,
    in_full,
    is_negative,
    is_table_row,
    measures,
)
from rag.citing.counted import matches
from rag.citing.dates import Moment
from rag.citing.polarity import compares, contradicts, is_guarded
from rag.citing.quantities import Quantity, kind_of, quantities, units_named
from rag.citing.same import stands
from rag.citing.scopes import denials
from rag.citing.spans import Group, Span, share_of, single
from rag.words import Word, counted_thing, forms_of, kind_asked_for, listed, stem, telling

ROOT = 6  # letters at least of a word that begins another one of its root: suppli(ed), supplier

_YES, _NO = listed("yes ja oui sí y x ✓ true"), listed("no nein non n - – ✗ false none")  # noqa: RUF001
_LIGHT = frozenset(
    stem(word)
    for word in listed(
        "cost costs price priced have has had still left available take takes taken need needs get gets amount "
        "amounts number time be worth currently now each per there hold holds total weigh weighs measure measures "
        "come comes leave leaves depart departs finish finished run runs play plays stand stands charge charged pay paid row table listed entry figure value"
    )
)
"""Words that say no more than that a column has a value: neither row nor header need have them."""


def by_cells(spans: Sequence[Span], claim: Claim) -> Group:
    """The cells of a row that prove a claim, in their order; empty when none do."""
    if is_guarded(claim.text) or compares(f"{claim.text} {claim.question}"):
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
    told = _told(cells, claim)
    chosen = {*_keys(cells, claim), *told}
    if not told or len(chosen) == 1:  # nothing tells which row it is
        return ()
    if any(_is(cell, _NO) and _is_called(cell, cells, claim) for cell in cells):
        return ()
    if any(denials(cell.header) for cell in chosen):  # the claim denies nothing
        return ()
    said = [f"{cell.header}: {cell.value}" for cell in chosen]
    if not _has_words(row, cells, claim) or contradicts(claim.text, claim.evidence, said):
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
        stands(pool, word) or word.form in _LIGHT or any(_is_of_root(word, root) for root in roots)
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


def _told(cells: Sequence[Cell], claim: Claim) -> list[Cell]:
    """The cells with the answer; none when a number, date or new name is in no cell that may be meant."""
    claimed = quantities(claim.text)
    asked = [q for q in claimed if any(matches(q, said) for said in quantities(claim.question))]
    if any(not any(_has(c, q) or _heads(c, q) for c in cells) for q in asked):
        return []
    if not claim.new:
        return [cell for cell in cells if _is(cell, _YES) and _is_called(cell, cells, claim)]
    headed = [c for c in cells if any(_heads(c, q) for q in asked)]
    among = headed or cells
    found = [_meant(q, among, cells, claim) for q in claimed if q not in asked]
    named = [_named(word, cells, claim) for word in claim.new if word in claim.names]
    if len({*named}) > 1:  # who leads and who reviews: which is which is not looked at
        return []
    told = [cell for cell in dict.fromkeys((*found, *named)) if cell]
    return told if all(found) and all(named) else []


def _meant(
    quantity: Quantity | Moment, among: Sequence[Cell], cells: Sequence[Cell], claim: Claim
) -> Cell | None:
    """The cell with a number or date whose column is called by its name, or is the only one of its unit."""
    kind = kind_of(quantity)
    same = [cell for cell in cells if kind in measures(cell)]
    held = [cell for cell in among if _has(cell, quantity) and (kind or begins_with_number(cell))]
    called = [cell for cell in cells if _is_called(cell, cells, claim)]
    if any(_is(cell, _YES) for cell in called) and not any(cell in called for cell in held):
        return None  # paid: yes, and a date of something else
    closest = [cell for cell in called if cell in same and not _only_counts(cell, claim)] or called
    return next((cell for cell in held if cell in closest or same == [cell]), None)


def _only_counts(cell: Cell, claim: Claim) -> bool:
    """Whether a header has nothing of what is said but the counted thing: Seats, where free seats are asked for."""
    things = counted_thing(claim.question)
    said = (w for w in telling(f"{claim.text} {claim.question}") if w.form not in things)
    return not any(stands(forms_of(cell.header), word) for word in said)


def _named(word: Word, cells: Sequence[Cell], claim: Claim) -> Cell | None:
    """The cell with a name: in the column that is called by its name, or the first; in any where none is called."""
    held = [c for c in cells if stands(forms_of(f"{c.header} {c.value}"), word)]
    called = [cell for cell in cells if _is_called(cell, cells, claim)]
    return next((c for c in held if c in called or c is cells[0] or not called), None)


def _has(cell: Cell, quantity: Quantity | Moment) -> bool:
    if is_negative(cell):
        return False
    named = units_named(cell.header)
    bare = isinstance(quantity, Quantity) and not quantity.unit  # copied without its unit, too
    found = (*quantities(in_full(cell)), *(quantities(cell.value) if bare else ()))
    return any(matches(quantity, said, named) for said in found)


def _is(cell: Cell, words: frozenset[str]) -> bool:
    return cell.value.strip().lower() in words


def _heads(cell: Cell, quantity: Quantity | Moment) -> bool:
    found = (*quantities(cell.header), *quantities(f"in {cell.header}"))  # "Feb" alone is no date
    return any(matches(quantity, said) for said in found)


def _is_called(cell: Cell, cells: Sequence[Cell], claim: Claim) -> bool:
    """Whether claim or question have a word that only this header has, or one of the same root."""
    said = [w for w in telling(f"{claim.text} {claim.question}") if w.kind != "number"]
    pool = frozenset(word.form for word in said)
    others = forms_of("\n".join(other.header for other in cells if other.header != cell.header))
    own = [word for word in telling(cell.header) if not stands(others, word)]
    headed = [q for q in quantities(f"{claim.text} {claim.question}") if _heads(cell, q)]
    return bool(headed) or any(
        stands(pool, word) or any(_is_of_root(other, word) for other in said) for word in own
    )


def _is_of_root(one: Word, other: Word) -> bool:
    shorter, longer = sorted((one.form, other.form), key=len)
    return len(shorter) >= ROOT and longer.startswith(shorter)
