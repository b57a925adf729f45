"""A chunk is a span of a document's text. Knows nothing of embeddings or storage."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chunk:
    """A span of one document: ``document.text[start:end]`` is its text.

    Attributes:
        source: The document's identity, see ``Document.source``.
        start: Offset of its first character.
        end: Offset one past its last character; greater than ``start``.
        heading: Heading path above it, outermost first, joined with `` › ``; empty where there is none.
    """

    source: str
    start: int
    end: int
    heading: str = ""
