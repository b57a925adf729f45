"""Looks for what is wrong with the rows of an index; changes nothing.

Memory holds one document, or one batch of vectors, at a time.
"""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

from index import rows
from index.chunks import Chunk
from index.prepare import key_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from index.documents import Document

UNIT = 1e-3
"""How far the length of a vector may be from 1: float32 rounds by 1e-7, float16 by 5e-4."""

_BATCH_VECTORS = 4096

_WORDS_BROKEN = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR)
"""A table of FTS5 that is damaged, or of which a part is missing."""

_DOCUMENTS = f"SELECT id, {rows.COLUMNS} FROM documents ORDER BY id"  # noqa: S608  # our own names
_CHUNKS = "SELECT start, stop, heading, vector_key FROM chunks WHERE document = ? ORDER BY id"
_CHUNKS_OF = """
SELECT start, stop, heading FROM chunks
WHERE document = (SELECT id FROM documents WHERE source = ?) ORDER BY id
"""
_NO_VECTOR = """
SELECT DISTINCT source FROM chunks JOIN documents ON documents.id = chunks.document
WHERE NOT EXISTS (SELECT 1 FROM vectors WHERE embedder = ? AND key = vector_key)
"""
_UNUSED = f"""
SELECT count(*) FROM vectors
WHERE embedder <> ? OR ({rows.UNUSED} AND key NOT IN (SELECT key FROM loose))
"""  # noqa: S608  # the same


def damage(connection: sqlite3.Connection) -> list[str]:
    """What SQLite itself finds wrong with the file; empty when nothing is."""
    found = [line for (line,) in connection.execute("PRAGMA integrity_check(10)")]
    return [] if found == ["ok"] else found


def stray_chunks(connection: sqlite3.Connection) -> int:
    """Number of chunks of documents that are not there."""
    found = connection.execute(
        "SELECT count(*) FROM chunks WHERE document NOT IN (SELECT id FROM documents)"
    )
    return int(found.fetchone()[0])


def documents(connection: sqlite3.Connection) -> Iterator[tuple[str, Document | None, list[Any]]]:
    """Every document with the rows of its chunks; None in place of one that is not as written."""
    for identity, *row in connection.execute(_DOCUMENTS):
        yield row[0], _document(row), connection.execute(_CHUNKS, (identity,)).fetchall()


def chunks_of(connection: sqlite3.Connection, document: Document) -> list[Chunk]:
    """The chunks of a document."""
    found = connection.execute(_CHUNKS_OF, (document.source,))
    return [Chunk(document.source, *span) for span in found]


def _document(row: Sequence[Any]) -> Document | None:
    try:
        document = rows.document_of(tuple(row))
        return document if rows.checksum(document) == row[3] else None
    except (TypeError, ValueError, AttributeError, json.JSONDecodeError):
        return None  # something of another kind where a text, a list or a number should be


def chunks_fit(document: Document, chunks: Sequence[tuple[Any, ...]]) -> bool:
    """Whether chunks are in order, apart, without blanks at their ends, and hold all that is not blank.

    And whether each has the key of the very text that was embedded for it.
    """
    text, reached = document.text, 0
    for start, end, heading, key in chunks:
        if not (isinstance(start, int) and isinstance(end, int) and isinstance(heading, str)):
            return False
        if not reached <= start < end <= len(text) or text[reached:start].strip():
            return False
        if text[start].isspace() or text[end - 1].isspace():
            return False
        if key_of(text_of(document, Chunk(document.source, start, end, heading))) != key:
            return False
        reached = end
    return not text[reached:].strip()


def broken_vectors(
    connection: sqlite3.Connection, embedder: str, dim: int
) -> Iterator[tuple[int, list[bytes]]]:
    """For each batch of vectors, how many there are, and the keys of those that are no unit vectors."""
    import numpy as np

    found = connection.execute("SELECT key, vector FROM vectors WHERE embedder = ?", (embedder,))
    while batch := found.fetchmany(_BATCH_VECTORS):
        broken = [key for key, vector in batch if not _has_size(vector, dim)]
        whole = [pair for pair in batch if _has_size(pair[1], dim)]
        matrix = np.frombuffer(b"".join(vector for _, vector in whole), np.float32)
        # Its own square root of sums: numbers that are not finite fail the comparison as well.
        with np.errstate(all="ignore"):
            lengths = np.sqrt((matrix.reshape(-1, dim).astype(np.float64) ** 2).sum(axis=1))
        fits = np.abs(lengths - 1) < UNIT
        broken += [key for (key, _), good in zip(whole, fits.tolist(), strict=True) if not good]
        yield len(batch), broken


def _has_size(vector: Any, dim: int) -> bool:  # noqa: ANN401  # anything that SQLite may hold
    return isinstance(vector, bytes) and len(vector) == dim * 4  # bytes of a float32


def without_vector(connection: sqlite3.Connection, embedder: str) -> list[str]:
    """Documents of which a chunk has no vector."""
    return [source for (source,) in connection.execute(_NO_VECTOR, (embedder,))]


def unused_vectors(connection: sqlite3.Connection, embedder: str) -> int:
    """Number of vectors that nothing refers to, and that no update is about to use or forget."""
    return int(connection.execute(_UNUSED, (embedder,)).fetchone()[0])


def words_fit(connection: sqlite3.Connection) -> bool:
    """Whether the full-text table is whole, has a row for every chunk and no other, and lost no word."""
    ours, theirs = "SELECT id FROM chunks", "SELECT id FROM keywords_docsize"
    try:
        connection.execute("INSERT INTO keywords(keywords) VALUES ('integrity-check')")
        differ = any(
            connection.execute(f"{one} EXCEPT {other} LIMIT 1").fetchone()
            for one, other in ((ours, theirs), (theirs, ours))
        )
        return not differ and _words_stored(connection) == _words_counted(connection)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in _WORDS_BROKEN:
            raise
        return False


def _words_stored(connection: sqlite3.Connection) -> int:
    """Number of words that can be found; the check of FTS5 itself misses a block that is gone."""
    (count,) = connection.execute("SELECT coalesce(sum(cnt), 0) FROM vocabulary").fetchone()
    return int(count)


def _words_counted(connection: sqlite3.Connection) -> int:
    """Number of words according to the lengths that FTS5 keeps for bm25: a varint for each column."""
    return sum(
        sum(_varints(size)) for (size,) in connection.execute("SELECT sz FROM keywords_docsize")
    )


def _varints(block: bytes) -> Iterator[int]:
    """Numbers as SQLite packs them, 7 bits a byte, highest first (sqlite.org/fileformat2.html)."""
    number = 0
    for byte in block:
        number = number << 7 | byte & 0x7F
        if not byte >> 7:
            yield number
            number = 0
