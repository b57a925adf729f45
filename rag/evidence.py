"""How well words fit a question: what a ranking is made of. Knows no vectors and no database."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

K1, B = (
    1.2,
    0.75,
)  # Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009; the usual values


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as keyword search sees it.

    Attributes:
        weights: Its terms, each with how much it tells (above 0).
        average_length: Characters of an average chunk.
    """

    weights: Mapping[str, float]
    average_length: float

    @property
    def total(self) -> float:
        """What all its terms tell together; 1 when it has none, so that shares of it are 0."""
        return sum(self.weights.values()) or 1.0


def bm25(found: Sequence[str], length: int, asked: Asked) -> float:
    """BM25 score of some terms, as a share in [0, 1] of the most that any text could have.

    Args:
        found: The terms of a chunk and of the headings above it.
        length: Characters of the chunk.
        asked: The question.
    """
    counts = Counter(term for term in found if term in asked.weights)
    norm = K1 * (1 - B + B * length / asked.average_length)
    score = sum(asked.weights[term] * count / (count + norm) for term, count in counts.items())
    return score / asked.total


def coverage(held: AbstractSet[str], asked: Asked) -> float:
    """Weighted share in [0, 1] of the question's terms that are there at all."""
    # In the question's order, as a sum depends on it in the last bit, and that of a set on the process.
    return sum(weight for term, weight in asked.weights.items() if term in held) / asked.total
