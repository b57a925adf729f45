"""Documents of a rebuild under way, kept aside until all of them are there. Leaves transactions to the caller.

What is staged survives a kill, and the next update goes on from it.
"""

import json
import sqlite3
from collections.abc import Iterator

from index import rows
from index.chunks import Chunk
from index.prepared import Prepared

_KEY_BYTES = 32  # SHA-256

_COLUMNS = f"{rows.COLUMNS}, recipe, spans, keys"
_INSERT = f"INSERT OR REPLACE INTO staged({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608  # our own names
_SELECT = f"SELECT {_COLUMNS} FROM staged ORDER BY id"  # noqa: S608  # the same


def insert(connection: sqlite3.Connection, prepared: Prepared, recipe: str) -> None:
    """Keep a document aside, in place of what was kept of it before."""
    spans = json.dumps([(chunk.start, chunk.end, chunk.heading) for chunk in prepared.chunks])
    own = rows.values_of(prepared.document)
    connection.execute(_INSERT, (*own, recipe, spans, b"".join(prepared.keys)))


def digests(connection: sqlite3.Connection, recipe: str) -> dict[str, str]:
    """The digest of every document kept aside that was made by a recipe, by source."""
    found = connection.execute("SELECT source, digest FROM staged WHERE recipe = ?", (recipe,))
    return dict(found)


def keep_only(connection: sqlite3.Connection, sources: set[str]) -> None:
    """Drop what is kept aside of any other source."""
    found = connection.execute("SELECT source FROM staged").fetchall()
    dropped = (row for row in found if row[0] not in sources)
    connection.executemany("DELETE FROM staged WHERE source = ?", dropped)


def documents(connection: sqlite3.Connection) -> Iterator[Prepared]:
    """What is kept aside, one at a time, in the order in which it came."""
    for row in connection.execute(_SELECT):
        *own, _, spans, keys = row
        document = rows.document_of(tuple(own))
        chunks = tuple(Chunk(document.source, *span) for span in json.loads(spans))
        cut = range(0, len(keys), _KEY_BYTES)
        yield Prepared(document, chunks, tuple(keys[at : at + _KEY_BYTES] for at in cut))
