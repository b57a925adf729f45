"""A view of the index that never changes, for searching. Knows nothing of writing or embedding."""

from __future__ import annotations

import json
import threading
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index import beside, keywords, rows, schema
from index.candidate import Candidate, Spread, Surroundings
from index.chunks import Chunk
from index.errors import LibraryError
from index.filters import ANY, Filter
from index.hit import Hit
from index.lexicon import Lexicon
from index.lineage import Lineage, State
from index.select import Select
from index.sqlite_errors import clear_errors
from index.stored_vectors import StoredVectors, matrix
from index.texts import Texts
from index.vector_cache import VectorCache

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from index.documents import Document
    from index.embed import FloatVector
    from index.vector_part import IdArray
    from index.vectors import FaissVectors

_CHUNK = """
SELECT source, start, stop, heading FROM chunks JOIN documents ON documents.id = chunks.document
WHERE chunks.id = ?
"""
_DOCUMENTS = """
SELECT source, title, digest, date, language, count(chunks.id), characters, json_array_length(pages)
FROM documents LEFT JOIN chunks ON chunks.document = documents.id
GROUP BY documents.id ORDER BY source
"""
_ALLOWED = """
SELECT chunks.id FROM chunks JOIN documents ON documents.id = chunks.document WHERE {} ORDER BY chunks.id
"""
_AMONG = f"AND rowid IN ({_ALLOWED})"
# CROSS keeps the order of the tables, so that only what is asked for is looked at.
_CANDIDATES = """
SELECT vector, chunks.id, title, language, documents.id, source, start, stop, heading
FROM json_each(?) AS wanted CROSS JOIN chunks ON chunks.id = wanted.value
CROSS JOIN documents ON documents.id = chunks.document
CROSS JOIN vectors ON vectors.key = vector_key AND embedder = ? ORDER BY wanted.id
"""
_SURROUNDINGS = """
SELECT document, start, stop, vector FROM chunks JOIN vectors ON key = vector_key AND embedder = ?
WHERE document = (SELECT document FROM chunks WHERE id = ?) AND chunks.id BETWEEN ? AND ?
ORDER BY chunks.id
"""
_KEYS = "SELECT chunks.id, vector_key FROM json_each(?) CROSS JOIN chunks ON chunks.id = value"

_WIDENED = 16
"""How many times more hits are looked at, at most, where many chunks have the same text."""

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
        date: See ``Document.date``.
        language: See ``Document.language``.
        chunks: Number of its chunks.
        characters: Length of its text.
        pages: Number of its pages; 0 where there are none.
    """

    source: str
    title: str
    digest: str
    date: str
    language: str
    chunks: int
    characters: int
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Carried:
    """Vectors in memory that outlive their snapshot.

    Attributes:
        state: What they were made of.
        embedder: Name of the embedder that made them.
        vectors: The vectors.
    """

    state: State
    embedder: str
    vectors: FaissVectors


class Snapshot:
    """One generation of the index. Threads may share it; writers do not disturb it.

    As long as one is held, the log beside the index (``-wal``) keeps all that is written after it, and grows.

    Args:
        path: The index file.
        former: Vectors in memory of an earlier generation, to be brought up to date.

    Attributes:
        generation: Which one it is.
        embedder: Name of the embedder that made its vectors.
        lexicon: Its words.
        vectors: Its vectors, once something was searched by meaning.
    """

    def __init__(self, path: Path, former: Carried | None = None) -> None:
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
        self._select = Select(self._connection, self._lock, path)
        self._lineage = Lineage.of(self._select)
        self.lexicon = Lexicon(self._select)
        self.vectors: FaissVectors | None = None
        self._texts = Texts(self._select)
        self._stored = StoredVectors(self._select, self.embedder, self._dim)
        # A file that was deleted and made again, or put back, numbers its chunks anew.
        fits = former and former.embedder == self.embedder and self._lineage.holds(former.state)
        self._former = former if fits else None

    def __len__(self) -> int:
        """Number of chunks."""
        return self.lexicon.chunks

    @property
    def document_count(self) -> int:
        """Number of documents; much faster than listing them."""
        [(count,)] = self._select("SELECT count(*) FROM documents")
        return int(count)

    def documents(self) -> list[DocumentInfo]:
        """Every document, sorted by source."""
        return [DocumentInfo(*row) for row in self._select(_DOCUMENTS)]

    def document(self, source: str) -> Document:
        """One document with its text.

        Raises:
            LibraryError: When it is not in this generation.
        """
        with self._lock, clear_errors(self._path):
            return rows.document(self._connection, source)

    def dense(self, query: FloatVector, k: int, where: Filter = ANY) -> list[Hit]:
        """The ``k`` chunks nearest to a query vector of shape (dim,); score is the inner product."""
        return self._hits(self._dense(query, k, self._among(where)))

    def keyword(self, text: str, k: int, where: Filter = ANY) -> list[Hit]:
        """The ``k`` chunks that best match the words of a text; score is bm25.

        In a large library only the rarer words count, see ``keywords.ROW_BUDGET``.
        """
        return self._hits(self._keyword(text, k, where))

    def candidates(
        self, vector: FloatVector, text: str, k: int, where: Filter = ANY
    ) -> list[Candidate]:
        """The chunks that either search finds, each once, with all that tells how well they fit.

        Of chunks with the same text and heading only the first is proposed.

        Args:
            vector: The question's vector, shape (dim,).
            text: The question's text.
            k: How many each search may propose.
            where: Which documents to look at.
        """
        among = self._among(where)  # once, however often the search is widened
        near = self._different(lambda wide: self._dense(vector, wide, among), k)
        worded = self._different(lambda wide: self._keyword(text, wide, where), k)
        first: dict[bytes, int] = {}
        for key, number in (*near, *worded):
            first.setdefault(key, number)
        numbers = list(first.values())
        found = self._select(_CANDIDATES, json.dumps(numbers), self.embedder)
        vectors = matrix(found, self._dim)
        return [self._candidate(*pair) for pair in zip(found, vectors, strict=True)]

    def surroundings(self, candidate: Candidate, reach: int) -> Surroundings:
        """A candidate with up to ``reach`` chunks of its document on either side."""
        number = candidate.number
        bounds = (self.embedder, number, number - reach, number + reach)
        found = self._select(_SURROUNDINGS, *bounds)
        document, start, stop = found[0][0], found[0][1], found[-1][2]
        text = self._texts[document][start:stop]
        return Surroundings(text, matrix([(row[3],) for row in found], self._dim))

    def vector(self, chunk: Chunk) -> FloatVector:
        """The vector of a chunk of this generation, shape (dim,), of length 1.

        Raises:
            LibraryError: When the chunk is not in this generation.
        """
        found = self._select(_VECTOR, self.embedder, chunk.source, chunk.start, chunk.end)
        if not found:
            raise LibraryError(f"chunk {chunk} is not in the index; search again")
        row: FloatVector = matrix(found, self._dim)[0]
        return row

    def spread(self, count: int) -> Spread:
        """Up to ``count`` chunks, evenly spread over the index; the same ones for the same generation."""
        import numpy as np

        ids = self._stored.ids()
        places = np.linspace(0, len(ids) - 1, min(count, len(ids))).astype(np.int64)
        found = self._select(_CANDIDATES, json.dumps(ids[places].tolist()), self.embedder)
        chunks = tuple(Chunk(*row[5:]) for row in found)
        return Spread(chunks, tuple(row[2] for row in found), matrix(found, self._dim))

    def _different(
        self, search: Callable[[int], list[tuple[int, float]]], k: int
    ) -> list[tuple[bytes, int]]:
        """The first ``k`` hits of a search that differ in what was embedded, by its key."""
        wide = k
        while True:
            numbers = [number for number, _ in search(wide)]
            key_of = dict(self._select(_KEYS, json.dumps(numbers)))
            first = {key_of[number]: number for number in reversed(numbers)}
            if len(first) >= k or len(numbers) < wide or wide >= _WIDENED * k:
                kept = set(first.values())
                return [(key_of[n], n) for n in numbers if n in kept][:k]
            wide *= 2

    def carried(self) -> Carried | None:
        """What a snapshot of a later generation can use of this one; None when there is nothing."""
        vectors = self.vectors  # without the lock, which may be held for as long as they are made
        return (
            Carried(self._lineage.state, self.embedder, vectors)
            if vectors is not None
            else self._former
        )

    def _dense(self, query: FloatVector, k: int, among: IdArray | None) -> list[tuple[int, float]]:
        with self._lock:
            if self.vectors is None:
                cache = beside.cache_of(self._path)
                former = self._former.vectors if self._former else None
                self.vectors = VectorCache(cache, self._lineage, self.embedder, self._dim).open(
                    self._stored.ids(), self._stored, former
                )
                self._former = None
        # Outside of the lock, as it is the longest part and other threads may go on meanwhile.
        return self.vectors.search(query, k, among)

    def _among(self, where: Filter) -> IdArray | None:
        import numpy as np

        if where.is_open:
            return None
        condition, values = where.condition()
        allowed = self._select(_ALLOWED.format(condition), *values)
        return np.array([row[0] for row in allowed], dtype=np.int64)

    def _keyword(self, text: str, k: int, where: Filter) -> list[tuple[int, float]]:
        query = self.lexicon.query(text)
        if not query:
            return []
        condition, values = where.condition()
        narrowed = "" if where.is_open else _AMONG.format(condition)
        return self._select(keywords.SEARCH.format(where=narrowed), query, *values, max(k, 0))

    def _candidate(self, row: tuple[Any, ...], vector: FloatVector) -> Candidate:
        _, number, title, language, document, *span = row
        chunk = Chunk(*span)
        text = self._texts[document][chunk.start : chunk.end]
        return Candidate(number, chunk, title, language, text, vector)

    def _hits(self, found: Iterable[tuple[int, float]]) -> list[Hit]:
        return [
            Hit(Chunk(*self._select(_CHUNK, identity)[0]), score, rank)
            for rank, (identity, score) in enumerate(found, start=1)
        ]
