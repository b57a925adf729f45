"""Documents become chunks with vectors, ready to be written. Knows nothing of files."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from index.chunks import CHUNK_TOKENS, embedded_text, label
from index.prepared import Prepared
from index.sections import heading_paths
from index.split import split

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from index.chunks import Chunk
    from index.documents import Document
    from index.embed import Embedder
    from index.writer import Writer

BATCH_TEXTS = 1024
"""Texts given to the embedder together, and committed together: many, so that it can put texts of like
length side by side; few enough that a kill loses seconds of work."""


class Preparation:
    """Cuts documents into chunks, and sees to it that the text of every chunk has a vector.

    Args:
        embedder: Makes the vectors.
        writer: Keeps them.

    Attributes:
        chunks: Number of chunks made so far.
        embedded: Number of texts embedded so far.
    """

    def __init__(self, embedder: Embedder, writer: Writer) -> None:
        self._embedder = embedder
        self._writer = writer
        self._waiting: dict[bytes, str] = {}
        self.chunks = 0
        self.embedded = 0

    def prepare(
        self, documents: Sequence[Document], told: Callable[[float], None]
    ) -> list[Prepared]:
        """Cut documents into chunks, and embed those texts that never were.

        Args:
            documents: What to prepare.
            told: Called with the share that is done, from 0 to 1.
        """
        cut = [(document, self._split(document)) for document in documents]
        total = sum(len(chunks) for _, chunks in cut)
        self.chunks += total
        prepared = []
        done = 0
        for document, chunks in cut:
            keys = []
            for chunk in chunks:
                keys.append(self.key(text_of(document, chunk)))
                done += 1
                if len(self._waiting) >= BATCH_TEXTS:
                    self.embed()
                    told(done / total)
            prepared.append(Prepared(document, chunks, tuple(keys)))
        self.embed()
        told(1.0)
        return prepared

    def key(self, text: str) -> bytes:
        """The key of a text; when it has no vector, it waits to be embedded."""
        key = key_of(text)
        if key not in self._waiting and not self._writer.has_vector(self._embedder.name, key):
            self._waiting[key] = text
        return key

    def embed(self) -> None:
        """Embed what waits for it."""
        if self._waiting:
            rows = self._embedder.embed_documents(list(self._waiting.values()))
            self._writer.add_vectors(self._embedder.name, list(self._waiting), rows)
            self.embedded += len(self._waiting)
            self._waiting.clear()

    def _split(self, document: Document) -> tuple[Chunk, ...]:
        budget = _budget(document, self._embedder)
        return tuple(split(document, budget, self._embedder.count_tokens))


def text_of(document: Document, chunk: Chunk) -> str:
    """What is embedded for a chunk of a document."""
    return embedded_text(document.title, chunk, document.text[chunk.start : chunk.end])


def key_of(text: str) -> bytes:
    """Under what the vector of a text is kept: the SHA-256 of its UTF-8, 32 bytes."""
    return hashlib.sha256(text.encode()).digest()


def _budget(document: Document, embedder: Embedder) -> int:
    """Tokens left for a chunk's own text beside the longest label in its document."""
    labels = {label(document.title, path) for path in ("", *heading_paths(document))}
    room = embedder.max_tokens - max(embedder.count_tokens(sorted(labels)))
    return max(1, min(room, CHUNK_TOKENS))
