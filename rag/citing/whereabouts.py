"""Where a thing is said to be: under the mat, not on it; next to the bank, not opposite it. Knows one text at a time."""

from collections.abc import Sequence
from functools import lru_cache

import regex as re

from rag.citing.same import stands
from rag.words import THINGS, Word, words_of

_KINDS = (
    ("in", r"in|on|at|inside|within|onto|into|upon"),
    ("under", r"under|underneath|beneath|below"),
    ("above", r"above|over"),
    ("behind", r"behind"),
    ("before", r"in front of"),
    ("beside", r"next to|beside|alongside|adjacent to|near|close to|by"),
    ("opposite", r"opposite|across from"),
    ("past", r"past|beyond"),
    ("outside", r"outside"),
)
_PLACED = re.compile(
    "(?:"
    + "|".join(rf"(?P<{kind}>\b(?:{words}))" for kind, words in _KINDS)
    + r")(?=\s(?:the|an?|his|her|its|their|our|your|my|this|that)\s)",
    re.IGNORECASE,
)
_VAGUE = frozenset({"in", "above", "before"})
"""Said of much else than places: "in the year", "over the year"."""


def is_elsewhere(claim: str, texts: Sequence[str]) -> bool:
    """Whether a claim puts something behind a thing where sentences put it in front of that, and so on."""
    ours = _placed(claim)
    for kind, thing in ours:
        theirs = {
            other for text in texts for other, said in _placed(text) if stands({said.form}, thing)
        }
        if theirs and kind not in theirs and not {kind, *theirs} <= _VAGUE:
            return True
    return False


@lru_cache(maxsize=1024)
def _placed(text: str) -> tuple[tuple[str, Word], ...]:
    """The things that a preposition of place leads to, each behind its kind: under, mat."""
    found = [word for word in words_of(text) if word.kind in THINGS]
    return tuple(
        (str(match.lastgroup), next(word for word in found if word.start > match.end()))
        for match in _PLACED.finditer(text)
        if found and found[-1].start > match.end()
    )
