"""Documents and chunks as rows of the index. Leaves transactions to the caller."""

import hashlib
import json
import sqlite3
from dataclasses import astuple
from typing import Any

from index import keywords
from index.chunks import label
from index.documents import Document, Heading
from index.errors import LibraryError
from index.prepared import Prepared

COLUMNS = "source, title, text, checksum, digest, headings, pages, date, language"
"""The columns of a document, in the order of :func:`values_of` and :func:`document_of`."""

_SELECT = f"SELECT {COLUMNS} FROM documents WHERE source = ?"  # noqa: S608  # our own names
_SELECT_ALL = f"SELECT {COLUMNS} FROM documents ORDER BY id"  # noqa: S608  # the same
_INSERT = f"INSERT INTO documents({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608  # the same
_CHUNKS = """
SELECT id, start, stop, heading FROM chunks
WHERE document = (SELECT id FROM documents WHERE source = ?) ORDER BY id
"""
_INSERT_CHUNK = """
INSERT INTO chunks(document, start, stop, heading, vector_key) VALUES (?, ?, ?, ?, ?)
"""


UNUSED = "NOT EXISTS (SELECT 1 FROM chunks WHERE vector_key = key)"
"""Of a row of ``vectors``: no chunk refers to it."""


def checksum(document: Document) -> bytes:
    """SHA-256 of a document's text, title and everything else, 32 bytes: tells whether it is as written."""
    others = [getattr(document, name) for name in Document.__slots__ if name != "text"]
    found = hashlib.sha256(document.text.encode())
    found.update(json.dumps(others, default=astuple).encode())
    return found.digest()


def values_of(document: Document) -> tuple[Any, ...]:
    """A document as a row."""
    headings = json.dumps([astuple(heading) for heading in document.headings])
    words = (document.source, document.title, document.text, checksum(document))
    marks = (document.digest, headings, json.dumps(document.pages))
    return (*words, *marks, document.date, document.language)


def document_of(row: tuple[Any, ...]) -> Document:
    """The document of a row."""
    source, title, text, _, digest, headings, pages, date, language = row
    marks = tuple(Heading(*mark) for mark in json.loads(headings))
    starts = tuple(json.loads(pages))
    return Document(source, title, text, digest, marks, starts, date, language)


def document(connection: sqlite3.Connection, source: str) -> Document:
    """One document with its text.

    Raises:
        LibraryError: When it is not there.
    """
    row = connection.execute(_SELECT, (source,)).fetchone()
    if row is None:
        raise LibraryError(f"document {source!r} is not in the index; run `rag index`")
    return document_of(row)


def insert(connection: sqlite3.Connection, prepared: Prepared, *, words: bool = True) -> None:
    """Add a document that is not there, with its chunks and, unless told otherwise, their words."""
    new = prepared.document
    identity = connection.execute(_INSERT, values_of(new)).lastrowid
    for chunk, key in zip(prepared.chunks, prepared.keys, strict=True):
        values = (identity, chunk.start, chunk.end, chunk.heading, key)
        row = connection.execute(_INSERT_CHUNK, values).lastrowid
        if words:
            place = (chunk.start, chunk.end, chunk.heading)
            connection.execute(keywords.INSERT, (row, *_terms(new, *place)))


def remove(connection: sqlite3.Connection, source: str) -> None:
    """Forget a document with its chunks and their words; nothing happens when it is not there."""
    row = connection.execute(_SELECT, (source,)).fetchone()
    if row is None:
        return
    former = document_of(row)
    for chunk, *place in connection.execute(_CHUNKS, (source,)).fetchall():
        connection.execute(keywords.DELETE, (chunk, *_terms(former, *place)))
    discard(connection, source)


def discard(connection: sqlite3.Connection, source: str) -> None:
    """Forget a document with its chunks, but not their words: for when these are made anew."""
    of_it = "FROM chunks WHERE document = (SELECT id FROM documents WHERE source = ?)"
    connection.execute(f"INSERT OR IGNORE INTO loose SELECT vector_key {of_it}", (source,))
    connection.execute(f"DELETE {of_it}", (source,))
    connection.execute("DELETE FROM documents WHERE source = ?", (source,))


def clear(connection: sqlite3.Connection) -> None:
    """Forget every document with its chunks and their words."""
    connection.execute(keywords.DELETE_ALL)
    connection.execute("DELETE FROM chunks")
    connection.execute("DELETE FROM documents")


def restore_words(connection: sqlite3.Connection) -> None:
    """Make the full-text table anew from the texts."""
    connection.execute(keywords.DELETE_ALL)
    for row in connection.execute(_SELECT_ALL):
        text = document_of(row)
        for chunk, *place in connection.execute(_CHUNKS, (text.source,)):
            connection.execute(keywords.INSERT, (chunk, *_terms(text, *place)))


def _terms(document: Document, start: int, stop: int, heading: str) -> tuple[str, str]:
    """What keyword search keeps of a chunk."""
    above = label(document.title, heading)
    return keywords.analyzed(above, document.text[start:stop], document.language)
