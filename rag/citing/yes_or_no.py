"""A Yes or No that opens an answer, held against its proof. Knows single sentences, no passages."""

import re
from collections.abc import Sequence

_ANSWER = re.compile(r"\W*(yes|no)\b\W*([^,;:]*)", re.IGNORECASE)
_FORBIDS = re.compile(
    r"\b(?:may|must|shall|should|can|could) not\b|\bcannot\b|\b(?:can|must|should)n['\u2019]t\b",
    re.IGNORECASE,
)
_CELL = re.compile(r"[|\t\n]")


def answers_otherwise(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether a Yes forbids in the same breath, or a Yes or No stands against the only such cell of a table.

    Args:
        sentence: Of an answer.
        quotes: What proves it.
    """
    found = _ANSWER.match(sentence)
    if found is None:
        return False
    answer = found[1].lower()
    cells = {_said(cell) for quote in quotes for cell in _CELL.split(quote)}
    against = cells & {"yes", "no"} == {"yes", "no"} - {answer}
    return against or (answer == "yes" and _FORBIDS.search(found[2]) is not None)


def _said(cell: str) -> str:
    """What a cell says, without the name of its column."""
    return cell.rpartition(":")[2].strip().lower()
