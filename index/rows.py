"""Documents and chunks as rows of the index. Leaves transactions to the caller."""

import json
import sqlite3
from dataclasses import astuple

from index import keywords
from index.chunks import label
from index.documents import Document, Heading
from index.errors import LibraryError
from index.prepared import Prepared

_COLUMNS = "source, title, text, digest, headings, pages, date, language"
_SELECT = f"SELECT {_COLUMNS} FROM documents WHERE source = ?"  # noqa: S608  # our own names
_INSERT = f"INSERT INTO documents({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608  # the same
_INSERT_CHUNK = """
INSERT INTO chunks(document, start, stop, heading, vector_key) VALUES (?, ?, ?, ?, ?)
"""


def document(connection: sqlite3.Connection, source: str) -> Document:
    """One document with its text.

    Raises:
        LibraryError: When it is not there.
    """
    row = connection.execute(_SELECT, (source,)).fetchone()
    if row is None:
        raise LibraryError(f"document {source!r} is not in the index; run `rag index`")
    _, title, text, digest, headings, pages, date, language = row
    marks = tuple(Heading(*mark) for mark in json.loads(headings))
    starts = tuple(json.loads(pages))
    return Document(source, title, text, digest, marks, starts, date, language)


def insert(connection: sqlite3.Connection, prepared: Prepared) -> None:
    """Add a document that is not there, with its chunks and their words."""
    new = prepared.document
    headings = json.dumps([astuple(heading) for heading in new.headings])
    fields = (new.source, new.title, new.text, new.digest, headings, json.dumps(new.pages))
    identity = connection.execute(_INSERT, (*fields, new.date, new.language)).lastrowid
    for chunk, key in zip(prepared.chunks, prepared.keys, strict=True):
        values = (identity, chunk.start, chunk.end, chunk.heading, key)
        row = connection.execute(_INSERT_CHUNK, values).lastrowid
        connection.execute(
            keywords.INSERT, (row, *_terms(new, chunk.start, chunk.end, chunk.heading))
        )


def remove(connection: sqlite3.Connection, source: str) -> None:
    """Forget a document with its chunks and their words; nothing happens when it is not there."""
    found = connection.execute("SELECT id FROM documents WHERE source = ?", (source,)).fetchone()
    if found is None:
        return
    identity = found[0]
    former = document(connection, source)
    chunks = connection.execute(
        "SELECT id, start, stop, heading FROM chunks WHERE document = ?", (identity,)
    ).fetchall()
    for chunk, *place in chunks:
        connection.execute(keywords.DELETE, (chunk, *_terms(former, *place)))
    connection.execute("DELETE FROM chunks WHERE document = ?", (identity,))
    connection.execute("DELETE FROM documents WHERE id = ?", (identity,))


def _terms(document: Document, start: int, stop: int, heading: str) -> tuple[str, str]:
    """What keyword search keeps of a chunk."""
    above = label(document.title, heading)
    return keywords.analyzed(above, document.text[start:stop], document.language)
