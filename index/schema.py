"""The shape of the index file, and how to open one. Knows SQLite, nothing of what is stored."""

import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from index import keywords
from index.errors import LibraryFormatError

APPLICATION_ID = 0x52414731
"""``RAG1``, in the header of the file: tells our databases from others."""

FORMAT = 2
"""Version of the tables below, kept in ``PRAGMA user_version``."""

BUSY_SECONDS = 30.0
"""How long SQLite waits for another connection's transaction."""

_TABLES = (
    "CREATE TABLE manifest (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """
    CREATE TABLE documents (
        id INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
        text TEXT NOT NULL, digest TEXT NOT NULL, headings TEXT NOT NULL, pages TEXT NOT NULL,
        date TEXT NOT NULL, language TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE chunks (
        id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL REFERENCES documents(id),
        start INTEGER NOT NULL, stop INTEGER NOT NULL, heading TEXT NOT NULL,
        vector_key BLOB NOT NULL
    )
    """,
    "CREATE INDEX documents_by_language ON documents(language)",
    "CREATE INDEX chunks_by_document ON chunks(document)",
    "CREATE INDEX chunks_by_vector ON chunks(vector_key)",
    """
    CREATE TABLE vectors (
        embedder TEXT NOT NULL, key BLOB NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (embedder, key)
    )
    """,
    keywords.CREATE,
    keywords.CREATE_VOCABULARY,
)


def connect(path: Path) -> sqlite3.Connection:
    """Open a connection that any thread may use, one at a time; transactions are explicit."""
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def prepare(
    connection: sqlite3.Connection, path: Path, manifest: Callable[[], dict[str, str]]
) -> None:
    """Make the tables when the file is new; otherwise check that it is an index of this format.

    Args:
        connection: Open on the file at ``path``.
        path: Named in errors.
        manifest: Gives the first entries of a new index, beside its identity and generation; asked only
            for a new one, as an embedder may have to load to know its dimension.

    Raises:
        LibraryFormatError: When it is something else, or newer. The file is left as it is.
    """
    if not is_ours(connection, path):
        _set_wal(connection)
        with transaction(connection):
            # Looked at again: another process may have made it meanwhile.
            if not is_ours(connection, path):
                _create(connection, manifest)


def _set_wal(connection: sqlite3.Connection) -> None:
    # Only here does SQLite not wait by itself: two that both want the file alone would wait for ever.
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def _create(connection: sqlite3.Connection, manifest: Callable[[], dict[str, str]]) -> None:
    for statement in _TABLES:
        connection.execute(statement)
    entries = manifest() | {"library_id": uuid.uuid4().hex, "generation": "0"}
    connection.executemany("INSERT INTO manifest VALUES (?, ?)", entries.items())
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {FORMAT}")


def is_ours(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the file is an index; false when it is empty.

    Raises:
        LibraryFormatError: When it is something else, or newer.
    """
    # Tables first: another process may make both now, and tables without its mark look foreign.
    has_tables = connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application == 0 and not has_tables:
        return False
    if application != APPLICATION_ID:
        raise LibraryFormatError(
            f"{str(path)!r} is a database, but no index of ours; name another file with --index"
        )
    if version > FORMAT:
        raise LibraryFormatError(
            f"{str(path)!r} was made by a newer version (format {version}, this one reads {FORMAT}); "
            "upgrade, or name another file with --index"
        )
    return True


def manifest_of(connection: sqlite3.Connection) -> dict[str, str]:
    """Every entry of the manifest."""
    return dict(connection.execute("SELECT key, value FROM manifest"))


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write everything or nothing: commits at the end, rolls back on any exception."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # SQLite has rolled back by itself after a full disk.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
