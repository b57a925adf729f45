"""A document on its way into the index. Data only."""

from dataclasses import dataclass

from index.chunks import Chunk
from index.documents import Document


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready to be written.

    Attributes:
        document: The document.
        chunks: Its chunks, in order.
        keys: For each chunk, the SHA-256 of its embedded text; its vector is stored already.
    """

    document: Document
    chunks: tuple[Chunk, ...]
    keys: tuple[bytes, ...]
