"""Leaves out passages that say nothing but what a better one says. Knows terms, no vectors.

Only blanks, signs, capitals, accents and endings may differ: one other word can be another fact.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TypeVar

from index import Candidate
from index.analyzer import terms

_Mark = TypeVar("_Mark")


@lru_cache(
    maxsize=2048
)  # each candidate is asked for more than once, and the next question finds it again
def remembered(text: str, language: str) -> tuple[str, ...]:
    """The terms of a passage, see ``index.analyzer.terms``."""
    return tuple(terms(text, language))


def distinct(ranked: Iterable[tuple[Candidate, _Mark]]) -> Iterator[tuple[Candidate, _Mark]]:
    """What is ranked, without what stands, term for term, in something before it."""
    kept: list[str] = []
    for candidate, mark in ranked:
        found = _spelled(candidate)
        if not any(found in other for other in kept):
            kept.append(found)
            yield candidate, mark


def _spelled(candidate: Candidate) -> str:
    """The terms in a row, each between blanks; the text itself where it has none."""
    found = remembered(candidate.text, candidate.language)
    return f" {' '.join(found)} " if found else candidate.text
