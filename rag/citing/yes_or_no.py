"""A Yes or No that opens an answer, held against its proof. Knows single sentences, no passages."""

import re
from collections.abc import Sequence

from rag.citing.polarity import is_guarded
from rag.citing.scopes import denials
from rag.words import forms, forms_of, holds, telling

_ANSWER = re.compile(r"\W*(yes|no|ja|nein)\b\W*([^,;:]*)", re.IGNORECASE)
_YES, _NO = ("yes", "ja"), ("no", "nein")
_FORBIDS = re.compile(
    r"\b(?:may|must|shall|should|can|could) not\b|\bcannot\b|\b(?:can|must|should)n['\u2019]t\b",
    re.IGNORECASE,
)
_FORBIDDEN = re.compile(
    r"(?<!not )(?<!nicht )\b(?:forbidden|prohibited|banned|not (?:allowed|permitted)|verboten|untersagt"
    r"|nicht (?:erlaubt|gestattet))\b",
    re.IGNORECASE,
)
_FORBIDDING = re.compile(
    r"\b(?:forb[ai]d|prohibit|ban(?:s|ned)?\b|illegal|against|not\b|verb[io][et]|untersag|nicht\b)",
    re.IGNORECASE,
)
_CELL = re.compile(r"[|\t\n]")


def answers_otherwise(sentence: str, question: str, quotes: Sequence[str]) -> bool:
    """Whether a Yes forbids in the same breath, or a Yes or No stands against the only such cell of a table.

    Args:
        sentence: Of an answer.
        question: What was asked; "Yes, it is forbidden" says yes where that was the question.
        quotes: What proves it.
    """
    found = _ANSWER.match(sentence)
    if found is None:
        return False
    same, other = (_YES, _NO) if found[1].lower() in _YES else (_NO, _YES)
    cells = {_said(cell) for quote in quotes for cell in _CELL.split(quote)}
    against = not cells.isdisjoint(other) and cells.isdisjoint(same)
    return (
        against
        or _contradicts_itself(found[2], question, yes=same is _YES)
        or (same is _YES and _forbids(found[2], question))
    )


def _contradicts_itself(said: str, question: str, *, yes: bool) -> bool:
    """Whether a Yes denies what was asked, or a No says all of it: "No, dogs are welcome", asked whether they are."""
    if is_guarded(question):
        return False
    if yes:
        asked = telling(question)
        return any(any(holds(forms(scope), word) for word in asked) for scope in denials(said))
    pool = forms_of(said)
    return not is_guarded(said) and all(holds(pool, word) for word in telling(question))


def _forbids(said: str, question: str) -> bool:
    asked = bool(_FORBIDDING.search(question))
    return bool(_FORBIDS.search(said) or (not asked and _FORBIDDEN.search(said)))


def _said(cell: str) -> str:
    """What a cell says, without the name of its column."""
    return cell.rpartition(":")[2].strip().lower()
