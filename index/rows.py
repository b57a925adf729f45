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
_INSERT = f"INSERT INTO documents({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608  # the same
_CHUNKS = "SELECT id, start, stop, heading FROM chunks WHERE document = ? ORDER BY id"
_INSERT_CHUNK = """
INSERT INTO chunks(document, start, stop, heading, vector_key) VALUES (?, ?, ?, ?, ?)
"""


def checksum(text: str) -> bytes:
    """SHA-256 of a text in UTF-8: 32 bytes."""
    return hashlib.sha256(text.encode()).digest()


def values_of(document: Document) -> tuple[Any, ...]:
    """A document as a row."""
    headings = json.dumps([astuple(heading) for heading in document.headings])
    words = (document.source, document.title, document.text, checksum(document.text))
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
            _add_words(
                connection, (row, chunk.start, chunk.end, chunk.heading), new.title, new.text
            )


def remove(connection: sqlite3.Connection, source: str) -> None:
    """Forget a document with its chunks and their words; nothing happens when it is not there."""
    found = connection.execute(
        "SELECT id, title, text FROM documents WHERE source = ?", (source,)
    ).fetchone()
    if found is None:
        return
    identity, title, text = found
    for chunk, start, stop, heading in connection.execute(_CHUNKS, (identity,)).fetchall():
        connection.execute(keywords.DELETE, (chunk, label(title, heading), text[start:stop]))
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
    for identity, title, text in connection.execute("SELECT id, title, text FROM documents"):
        for chunk in connection.execute(_CHUNKS, (identity,)):
            _add_words(connection, chunk, title, text)


def _add_words(
    connection: sqlite3.Connection, chunk: tuple[Any, ...], title: str, text: str
) -> None:
    row, start, stop, heading = chunk
    connection.execute(keywords.INSERT, (row, label(title, heading), text[start:stop]))
