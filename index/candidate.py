"""What a search looks at closely: a chunk with its text and its vector. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.chunks import Chunk
    from index.embed import FloatMatrix, FloatVector


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A chunk that one of the two searches proposes.

    Attributes:
        number: The chunk's number in the index.
        chunk: The chunk.
        title: The document's title.
        language: The document's language, ISO 639-1; may be empty.
        text: The chunk's text.
        vector: The chunk's vector, shape (dim,), of length 1.
    """

    number: int
    chunk: Chunk
    title: str
    language: str
    text: str
    vector: FloatVector


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Some chunks of an index with their vectors, in the order of the index.

    Attributes:
        chunks: The chunks.
        titles: The title of each one's document.
        vectors: Theirs, shape (n, dim), unit rows.
    """

    chunks: tuple[Chunk, ...]
    titles: tuple[str, ...]
    vectors: FloatMatrix


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """A chunk with its neighbours in its document.

    Attributes:
        text: From the first neighbour's first character to the last one's last.
        vectors: Theirs and its own, in order, shape (n, dim), unit rows.
    """

    text: str
    vectors: FloatMatrix
