"""The cells of a row that have the answer which a sentence gives. Knows one row at a time, no models."""

from collections.abc import Sequence

import regex as re

from rag.citing.claims import Claim
from rag.citing.columns import Cell, begins_with_number, in_full, is_negative, measures, unit_part
from rag.citing.counted import matches
from rag.citing.dates import Moment
from rag.citing.quantities import Quantity, kind_of, quantities, units_named
from rag.citing.same import stands
from rag.citing.scopes import denials
from rag.words import Word, counted_thing, forms_of, listed, telling

ROOT = 6  # letters at least of a word that begins another one of its root: suppli(ed), supplier

_YES, _NO = listed("yes ja oui sí y x ✓ true"), listed("no nein non n - – ✗ false none")  # noqa: RUF001
_UNIT = re.compile(r"\s*\([^()]*\)$")
_CODE = re.compile(r"\b(?=[^\W_]*\d)(?=[^\W_]*\p{L})[^\W_]+\b")  # C4, A1


def told_by(cells: Sequence[Cell], claim: Claim) -> list[Cell]:
    """The cells with the answer; none when a number, date, code or new name is in no cell that may be meant."""
    if denials(claim.text):
        return [] if claim.new else _marked(_NO, cells, claim)
    codes = [
        code
        for code in _CODE.finditer(claim.text)
        if code[0].casefold() not in claim.question.casefold()
    ]
    claimed = [q for q in quantities(claim.text) if not _is_code(claim.text, q)]
    asked = [q for q in claimed if any(matches(q, said) for said in quantities(claim.question))]
    if any(not any(_has(c, q) or _heads(c, q) for c in cells) for q in asked):
        return []
    written = {code for c in cells for code in _CODE.findall(f"{c.header} {c.value}")}
    if not written.issuperset(_CODE.findall(claim.text)):
        return []
    if not claim.new:
        return _marked(_YES, cells, claim)
    headed = [c for c in cells if any(_heads(c, q) for q in asked)]
    among = headed or cells
    found = [_meant(q, among, cells, claim) for q in claimed if q not in asked]
    found += [_coded(code[0], cells, claim) for code in codes]
    named = [
        _named(word, cells, claim)
        for word in claim.new
        if word in claim.names and not any(c.start() <= word.start < c.end() for c in codes)
    ]
    if len({*named}) > 1:  # who leads and who reviews: which is which is not looked at
        return []
    told = [cell for cell in dict.fromkeys((*found, *named)) if cell]
    return (told or _worded(cells, claim)) if all(found) and all(named) else []


def denied_by(cells: Sequence[Cell], claim: Claim) -> bool:
    """Whether a cell has a No that the claim is about."""
    return bool(_marked(_NO, cells, claim))


def _marked(words: frozenset[str], cells: Sequence[Cell], claim: Claim) -> list[Cell]:
    """The cells with a Yes or a No that are called by what the claim says."""
    return [cell for cell in cells if _is(cell, words) and _is_called(cell, cells, claim)]


def _is_code(text: str, quantity: Quantity | Moment) -> bool:
    """Whether a number is a part of a code."""
    return any(code.start() <= quantity.start < code.end() for code in _CODE.finditer(text))


def _coded(code: str, cells: Sequence[Cell], claim: Claim) -> Cell | None:
    """The cell with a code, in the column that is called by its name; in any where none is called."""
    held = [cell for cell in cells if code in _CODE.findall(cell.value)]
    called = [cell for cell in cells if _is_called(cell, cells, claim)]
    return next((cell for cell in held if cell in called or not called), None)


def _worded(cells: Sequence[Cell], claim: Claim) -> list[Cell]:
    """The cell of a called column that says in words all that is new, and nothing else: waived, very common."""
    new = {word.form for word in claim.new}
    called = [cell for cell in cells if _is_called(cell, cells, claim)]
    return [cell for cell in called if new and {word.form for word in telling(cell.value)} == new]


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
    named = units_named(unit_part(cell.header))
    bare = isinstance(quantity, Quantity) and not quantity.unit  # copied without its unit, too
    found = (*quantities(in_full(cell)), *(quantities(cell.value) if bare else ()))
    return any(matches(quantity, said, named) for said in found)


def _is(cell: Cell, words: frozenset[str]) -> bool:
    return cell.value.strip().lower() in words


def _heads(cell: Cell, quantity: Quantity | Moment) -> bool:
    found = (*quantities(cell.header), *quantities(f"in {cell.header}"))  # "Feb" alone is no date
    return any(matches(quantity, said) for said in found)


def _is_called(cell: Cell, cells: Sequence[Cell], claim: Claim) -> bool:
    """Whether claim or question have a word that only this header has, or one of the same root, or all of it."""
    if _is_written(cell.header, claim):
        return True
    said = [w for w in telling(f"{claim.text} {claim.question}") if w.kind != "number"]
    pool = frozenset(word.form for word in said)
    others = forms_of("\n".join(other.header for other in cells if other.header != cell.header))
    own = [word for word in telling(cell.header) if not stands(others, word)]
    headed = [q for q in quantities(f"{claim.text} {claim.question}") if _heads(cell, q)]
    return bool(headed) or any(
        stands(pool, word) or any(is_of_root(other, word) for other in said) for word in own
    )


def _is_written(header: str, claim: Claim) -> bool:
    """Whether a header of several words stands there as it is: Model S."""
    name = _UNIT.sub("", header)
    whole = rf"\b{re.escape(name)}\b"
    texts = f"{claim.text}\n{claim.question}"
    return len(name.split()) > 1 and bool(re.search(whole, texts, re.IGNORECASE))


def is_of_root(one: Word, other: Word) -> bool:
    """Whether one of two words begins the other: supplied, supplier."""
    shorter, longer = sorted((one.form, other.form), key=len)
    return len(shorter) >= ROOT and longer.startswith(shorter)
