"""Leaves out passages that say again what a better one says. Knows terms, no vectors: 447 goats are not 448."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from index import Candidate
from index.analyzer import terms

SAME = 0.9  # share of terms in common (Jaccard) from which two texts are one, with another blank or name

_Score = TypeVar("_Score")


def distinct(
    ranked: Iterable[tuple[Candidate, _Score]],
) -> Iterator[tuple[Candidate, _Score]]:
    """What is ranked, without what nearly repeats something before it; numbers must agree in full."""
    kept: list[frozenset[str]] = []
    for candidate, score in ranked:
        found = frozenset(terms(candidate.text, candidate.language))
        if not any(_same(found, other) for other in kept):
            kept.append(found)
            yield candidate, score


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    # Sizes first: few pairs come near, and this is asked of all of them.
    if len(one) < SAME * len(other) or len(other) < SAME * len(one):
        return False
    shared = len(one & other)
    if shared < SAME * (len(one) + len(other) - shared):
        return False
    return not any(map(str.isdigit, "".join(one ^ other)))
