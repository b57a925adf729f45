"""Orders candidates by words and meaning together. Knows how each counts, not where they come from.

A candidate's marks are about 0 to 1 each, and their weighted sum orders: that keeps how far apart two hits
are, which reciprocal ranks throw away (Bruch, Gai and Ingber, An Analysis of Fusion Functions for Hybrid
Retrieval, 2023). Marks of likeness count by how far the embedder is to be trusted with the language.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from itertools import islice
from operator import attrgetter, mul
from typing import TYPE_CHECKING

from index.analyzer import term_set
from index.chunks import label
from rag.distinct import distinct, remembered
from rag.evidence import Asked, bm25, coverage
from rag.trust import trust

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from index import Candidate
    from index.candidate import Surroundings
    from index.embed import FloatMatrix, FloatVector
    from rag.trust import Vocabulary

    Around = Callable[[Candidate], Surroundings]

CLOSELY = 30  # candidates that are looked at with their neighbours
BEST = 3  # candidates that the others are compared with


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells that a candidate fits, or what each of these counts.

    Attributes:
        likeness: Cosine of its vector and the question's.
        bm25: See ``rag.evidence``.
        coverage: The share of the question's words that it and its neighbours hold; what stands around a
            passage tells its subject.
        likeness_around: Cosine of the mean of its own and its neighbours' vectors and the question's.
        likeness_to_best: Cosine of its vector and the mean of those of the best candidates so far.
    """

    likeness: float
    bm25: float
    coverage: float = 0.0
    likeness_around: float = 0.0
    likeness_to_best: float = 0.0

    def total(self, weights: Marks) -> float:
        """Their weighted sum."""
        return float(sum(map(mul, _each(self), _each(weights))))


# dataclasses.astuple copies deeply, which takes twenty times as long.
_each: Callable[[Marks], tuple[float, ...]] = attrgetter(*(mark.name for mark in fields(Marks)))

FIRST = Marks(1.0, 2.0)
"""Weights that choose the candidates that are looked at closely; set by hand."""

FITTED = Marks(1.0, 0.6, 0.75, 0.75, 0.45)
"""Weights fitted by ``benchmarks/fusion.py``, which says on what."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What candidates are compared with.

    Attributes:
        vector: Its vector, shape (dim,), of length 1.
        asked: Its words, as the documents of each language have them.
        language: ISO 639-1; empty where it is not known.
    """

    vector: FloatVector
    asked: Mapping[str, Asked]
    language: str = ""


def rank(
    candidates: Sequence[Candidate],
    question: Question,
    around: Around,
    vocabulary: Vocabulary,
    k: int = CLOSELY,
) -> list[tuple[Candidate, Marks]]:
    """The candidates worth a close look with their marks, best first by the weights of :data:`FITTED`.

    Args:
        candidates: What the searches propose.
        question: What was asked.
        around: Gives a candidate with its neighbours.
        vocabulary: The embedder's.
        k: How many to look at closely; at least ``CLOSELY``.
    """
    marked = mark(candidates, question, around, vocabulary, k)
    return sorted(marked, key=lambda pair: -pair[1].total(FITTED))


def mark(
    candidates: Sequence[Candidate],
    question: Question,
    around: Around,
    vocabulary: Vocabulary,
    k: int = CLOSELY,
) -> list[tuple[Candidate, Marks]]:
    """The same candidates with all their marks, best first by the weights of :data:`FIRST`.

    What only repeats a better one is left out before it can take another's place.
    """
    look = _Look(question, trust(candidates, vocabulary, question.language))
    first = [(candidate, look.alone(candidate)) for candidate in candidates]
    first.sort(key=lambda pair: -pair[1].total(FIRST))
    best = _direction([candidate.vector for candidate, _ in first[:BEST]])
    chosen = islice(distinct(first), max(CLOSELY, k))
    return [(c, look.among(c, m, around(c), best)) for c, m in chosen]


@dataclass(frozen=True, slots=True)
class _Look:
    """What a candidate is compared with, and what likeness is worth in each language."""

    question: Question
    trusted: Mapping[str, float]

    def alone(self, candidate: Candidate) -> Marks:
        """The marks that need nothing but the candidate."""
        asked = self.question.asked[candidate.language]
        found = _above(candidate) + remembered(candidate.text, candidate.language)
        return Marks(
            likeness=self._likeness(candidate, candidate.vector, self.question.vector),
            bm25=bm25(found, len(candidate.text), asked),
        )

    def among(
        self, candidate: Candidate, marks: Marks, near: Surroundings, best: FloatVector
    ) -> Marks:
        """The same with those that rest on its neighbours and on the best candidates."""
        held = term_set(near.text, candidate.language).union(_above(candidate))
        asked = self.question.asked[candidate.language]
        middle = _direction(near.vectors)
        return replace(
            marks,
            coverage=coverage(held, asked),
            likeness_around=self._likeness(candidate, middle, self.question.vector),
            likeness_to_best=self._likeness(candidate, candidate.vector, best),
        )

    def _likeness(self, candidate: Candidate, one: FloatVector, other: FloatVector) -> float:
        return self.trusted[candidate.language] * float(one @ other)


def _above(candidate: Candidate) -> tuple[str, ...]:
    return remembered(label(candidate.title, candidate.chunk.heading), candidate.language)


def _direction(rows: FloatMatrix | Sequence[FloatVector]) -> FloatVector:
    """The mean of some rows, of length 1; zero when they cancel out or there are none."""
    import numpy as np

    total: FloatVector = np.sum(rows, axis=0)
    return total / max(float(np.linalg.norm(total)), 1e-12)
