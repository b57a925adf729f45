"""How to open, make and check the file of an index. Knows SQLite, nothing of what is stored."""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from index import lineage
from index.errors import LibraryFormatError
from index.tables import FORMAT, TABLES, VECTORS, VECTORS_SINCE

APPLICATION_ID = 0x52414731
"""``RAG1``, in the header of the file: tells our databases from others."""

JOURNAL_BYTES = 64 << 20
"""The write-ahead log is cut back to this when it begins anew; a rebuild makes it as large as the index."""

BUSY_SECONDS = 30.0
"""How long SQLite waits for another connection's transaction."""

_log = logging.getLogger(__name__)


def connect(path: Path) -> sqlite3.Connection:
    """Open a connection that any thread may use, one at a time; transactions are explicit."""
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA journal_size_limit = {JOURNAL_BYTES}")
    return connection


def prepare(
    connection: sqlite3.Connection, path: Path, manifest: Callable[[], dict[str, str]]
) -> None:
    """Make the tables when the file is new or of an older format; otherwise check that it is ours.

    An index holds nothing that is not in the documents, so that of an older format is emptied, and the
    next update fills it; only its vectors are kept.

    Args:
        connection: Open on the file at ``path``.
        path: Named in errors.
        manifest: Gives the first entries of a new index, beside its generation; asked only for a new one,
            as an embedder may have to load to know its dimension.

    Raises:
        LibraryFormatError: When it is something else, or newer. The file is left as it is.
    """
    if not _is_current(connection, path):
        _set_wal(connection)
        with transaction(connection):
            # Looked at again: another process may have made it meanwhile.
            if not _is_current(connection, path):
                _drop_former(connection, path)
                _create(connection, manifest)


def _is_current(connection: sqlite3.Connection, path: Path) -> bool:
    return is_ours(connection, path) and _version(connection) == FORMAT


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _drop_former(connection: sqlite3.Connection, path: Path) -> None:
    former = _version(connection)
    if not former:
        return
    _log.info(
        "index %s is of an older format (%d); making it anew from the documents", path, former
    )
    # Virtual tables first, as they own tables of their own.
    for kind in ("CREATE VIRTUAL TABLE%", "CREATE TABLE%"):
        for name in _tables(connection, kind):
            if name != "vectors" or former < VECTORS_SINCE:
                connection.execute(f'DROP TABLE "{name}"')


def _tables(connection: sqlite3.Connection, kind: str) -> list[str]:
    # Newest first: a table may refer only to those made before it.
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE sql LIKE ? AND name NOT LIKE 'sqlite_%'"
        " ORDER BY rowid DESC",
        (kind,),
    )
    return [name for (name,) in found]


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
    for statement in (*TABLES, VECTORS):
        connection.execute(statement)
    entries = manifest() | {"generation": "0"}
    lineage.advance(connection, 0)
    connection.execute("DELETE FROM vectors WHERE embedder <> ?", (entries["embedder"],))
    connection.execute("INSERT INTO loose SELECT key FROM vectors")
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
    version = _version(connection)
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
