"""A view of the index that never changes, for searching. Knows nothing of writing or embedding."""

from __future__ import annotations

import threading
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index import keywords, rows, schema
from index.chunks import Chunk
from index.errors import LibraryError
from index.hit import Hit
from index.sqlite_errors import clear_errors
from index.stored_vectors import StoredVectors, matrix
from index.vector_cache import VectorCache

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from index.documents import Document
    from index.embed import FloatVector
    from index.vectors import FaissVectors

_CHUNK = """
SELECT source, start, stop, heading FROM chunks JOIN documents ON documents.id = chunks.document
WHERE chunks.id = ?
"""
_DOCUMENTS = """
SELECT source, title, digest, count(chunks.id), length(text)
FROM documents LEFT JOIN chunks ON chunks.document = documents.id
GROUP BY documents.id ORDER BY source
"""
_VECTOR = """
SELECT vector FROM chunks
JOIN documents ON documents.id = chunks.document JOIN vectors ON key = vector_key AND embedder = ?
WHERE source = ? AND start = ? AND stop = ?
"""


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A document without its text.

    Attributes:
        source: See ``Document.source``.
        title: See ``Document.title``.
        digest: See ``Document.digest``.
        chunks: Number of its chunks.
        characters: Length of its text.
    """

    source: str
    title: str
    digest: str
    chunks: int
    characters: int


class Snapshot:
    """One generation of the index. Threads may share it; writers do not disturb it.

    Args:
        path: The index file.
        former: One of an earlier generation, whose vectors in memory are brought up to date.

    Attributes:
        library: Identity of the index.
        generation: Which one it is.
        embedder: Name of the embedder that made its vectors.
        vectors: Its vectors, once something was searched by meaning.
    """

    def __init__(self, path: Path, former: Snapshot | None = None) -> None:
        self._connection = schema.connect(path)
        weakref.finalize(self, self._connection.close)
        self._lock = threading.RLock()
        self._path = path
        # A read transaction that stays open: WAL keeps this state for it, whatever is written.
        self._connection.execute("BEGIN")
        manifest = schema.manifest_of(self._connection)
        self.generation = int(manifest["generation"])
        self.embedder = manifest["embedder"]
        self._dim = int(manifest["dim"])
        self.library = manifest["library_id"]
        self.vectors: FaissVectors | None = None
        self._stored = StoredVectors(self._connection, self._lock, path, self.embedder, self._dim)
        # A file that was deleted and made again numbers its chunks anew.
        same = former and (former.library, former.embedder) == (self.library, self.embedder)
        self._former = former.vectors if former and same else None

    def __len__(self) -> int:
        """Number of chunks."""
        return int(self._all("SELECT count(*) FROM chunks")[0][0])

    def documents(self) -> list[DocumentInfo]:
        """Every document, sorted by source."""
        return [DocumentInfo(*row) for row in self._all(_DOCUMENTS)]

    def document(self, source: str) -> Document:
        """One document with its text.

        Raises:
            LibraryError: When it is not in this generation.
        """
        with self._lock, clear_errors(self._path):
            return rows.document(self._connection, source)

    def dense(self, query: FloatVector, k: int) -> list[Hit]:
        """The ``k`` chunks nearest to a query vector of shape (dim,); score is the inner product."""
        with self._lock:
            if self.vectors is None:
                cache = self._path.with_name(f"{self._path.stem}.vectors.faiss")
                self.vectors = VectorCache(cache, self.library, self.embedder, self._dim).open(
                    self._stored.ids(), self._stored, self._former
                )
                self._former = None
        # Outside of the lock, as it is the longest part and other threads may go on meanwhile.
        return self._hits(self.vectors.search(query, k))

    def keyword(self, text: str, k: int) -> list[Hit]:
        """The ``k`` chunks that best match the words of a text; score is bm25."""
        query = keywords.match_query(text)
        return self._hits(self._all(keywords.SEARCH, query, max(k, 0))) if query else []

    def document_frequency(self, term: str) -> int:
        """Number of chunks that hold a term, in any of its inflected forms."""
        query = keywords.match_phrase(term)
        return int(self._all(keywords.COUNT, query)[0][0]) if query else 0

    def vector(self, chunk: Chunk) -> FloatVector:
        """The vector of a chunk of this generation, shape (dim,), of length 1.

        Raises:
            LibraryError: When the chunk is not in this generation.
        """
        found = self._all(_VECTOR, self.embedder, chunk.source, chunk.start, chunk.end)
        if not found:
            raise LibraryError(f"chunk {chunk} is not in the index; search again")
        row: FloatVector = matrix(found, self._dim)[0]
        return row

    def _hits(self, found: Iterable[tuple[int, float]]) -> list[Hit]:
        return [
            Hit(Chunk(*self._all(_CHUNK, identity)[0]), score, rank)
            for rank, (identity, score) in enumerate(found, start=1)
        ]

    def _all(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock, clear_errors(self._path):
            return self._connection.execute(statement, values).fetchall()
