"""What a search looks at closely: a chunk with its text and its likeness. Data only."""

from dataclasses import dataclass

from index.chunks import Chunk


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chunk that one of the two searches proposes.

    Attributes:
        chunk: The chunk.
        title: The document's title.
        language: The document's language, ISO 639-1; may be empty.
        text: The chunk's text.
        similarity: Inner product of the question's vector and the chunk's, exact; in [-1, 1].
    """

    chunk: Chunk
    title: str
    language: str
    text: str
    similarity: float
