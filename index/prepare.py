"""Documents become chunks with vectors, ready to be written. Knows nothing of files."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from index.chunks import CHUNK_TOKENS, embedded_text, label
from index.forecast import Forecast
from index.prepared import Prepared
from index.sections import heading_paths
from index.split import split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from index.chunks import Chunk
    from index.documents import Document
    from index.embed import Embedder
    from index.writer import Writer

BATCH_TEXTS = 1024
"""Texts given to the embedder together, and committed together; few enough that a kill loses seconds of work."""

WAITING_TEXTS = 8192
"""Texts that wait to be embedded at most, however large a document is: the more there are, the more are of
like length, and those are embedded side by side."""


class Preparation:
    """Cuts documents into chunks, and sees to it that the text of every chunk has a vector.

    Args:
        embedder: Makes the vectors.
        writer: Keeps them.
        forecast: Told how much text each document has to be embedded, and how much is.

    Attributes:
        chunks: Number of chunks made so far.
        ready: Number of chunks that have their vector.
        embedded: Number of texts embedded so far.
    """

    def __init__(
        self, embedder: Embedder, writer: Writer, forecast: Forecast | None = None
    ) -> None:
        self._embedder = embedder
        self._writer = writer
        self._forecast = forecast or Forecast({})
        self._waiting: dict[bytes, str] = {}
        self._queued = 0  # bytes of text
        self._keyed = 0  # chunks
        self.ready = 0
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
        before, total = self.chunks, sum(len(chunks) for _, chunks in cut)
        self.chunks += total

        def tell() -> None:
            self.ready = self._keyed - len(self._waiting)
            told((self.ready - before) / max(total, 1))

        prepared = [
            Prepared(document, chunks, self._keys(document, chunks, tell))
            for document, chunks in cut
        ]
        self.embed(tell)
        if self.ready < self.chunks:  # nothing waited
            tell()
        return prepared

    def _keys(
        self, document: Document, chunks: Sequence[Chunk], told: Callable[[], None]
    ) -> tuple[bytes, ...]:
        former, keys = self._queued, []
        for chunk in chunks:
            keys.append(self.key(text_of(document, chunk)))
            self._keyed += 1
            if len(self._waiting) >= WAITING_TEXTS:
                self.embed(told)
        self._forecast.read(document.source, self._queued - former)
        return tuple(keys)

    def key(self, text: str) -> bytes:
        """The key of a text; when it has no vector, it waits to be embedded."""
        key = key_of(text)
        if key not in self._waiting and not self._writer.has_vector(self._embedder.name, key):
            self._waiting[key] = text
            self._queued += len(text.encode())
        return key

    def embed(self, told: Callable[[], None] = lambda: None) -> None:
        """Embed what waits for it, texts of like length together; ``told`` is called after each batch."""
        # The key decides among equals, so that the same texts come together whatever came first.
        for keys in _batches(sorted(self._waiting, key=lambda key: (len(self._waiting[key]), key))):
            texts = [self._waiting[key] for key in keys]
            rows = self._embedder.embed_documents(texts)
            self._writer.add_vectors(self._embedder.name, keys, rows)
            self.embedded += len(keys)
            self._forecast.embedded += sum(len(text.encode()) for text in texts)
            for key in keys:
                del self._waiting[key]
            told()

    def _split(self, document: Document) -> tuple[Chunk, ...]:
        budget = _budget(document, self._embedder)
        return tuple(split(document, budget, self._embedder.count_tokens))


def text_of(document: Document, chunk: Chunk) -> str:
    """What is embedded for a chunk of a document."""
    return embedded_text(document.title, chunk, document.text[chunk.start : chunk.end])


def key_of(text: str) -> bytes:
    """Under what the vector of a text is kept: the SHA-256 of its UTF-8, 32 bytes."""
    return hashlib.sha256(text.encode()).digest()


def _batches(keys: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    return (keys[start : start + BATCH_TEXTS] for start in range(0, len(keys), BATCH_TEXTS))


def _budget(document: Document, embedder: Embedder) -> int:
    """Tokens left for a chunk's own text beside the longest label in its document."""
    labels = {label(document.title, path) for path in ("", *heading_paths(document))}
    room = embedder.max_tokens - max(embedder.count_tokens(sorted(labels)))
    return max(1, min(room, CHUNK_TOKENS))
