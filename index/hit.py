"""A hit is a chunk that a search found. Knows nothing of how it was found."""

from dataclasses import dataclass

from index.chunks import Chunk


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk and how well it matched.

    Attributes:
        chunk: What was found.
        score: Higher is better; comparable only with scores of the same search.
        rank: Its place in the result, from 1.
    """

    chunk: Chunk
    score: float
    rank: int
