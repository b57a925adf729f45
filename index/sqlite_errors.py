"""SQLite's errors become errors of ours: one line that names the index and the way out."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import (
    LibraryBusyError,
    LibraryDamagedError,
    LibraryError,
    LibraryFormatError,
)

_REASONS = {
    sqlite3.SQLITE_CANTOPEN: "cannot be opened ({}); check its folder, or name another with --index",
}
_DAMAGED = "is damaged ({}); run `rag index --check --rebuild` to make it anew from the documents"
_NOT_WRITTEN = (
    "could not be written: {}; free some space or check the permissions and run again; "
    "the former index is intact"
)


@contextmanager
def clear_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's failures at the file ``path`` into errors of ours, one line each.

    Raises:
        LibraryFormatError: The file is no SQLite database.
        LibraryBusyError: Another connection keeps writing.
        LibraryDamagedError: The file is damaged.
        LibraryError: Anything else: disk full, not permitted.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _translated(error, path) from error


def _translated(error: sqlite3.DatabaseError, path: Path) -> LibraryError:
    name = str(path)
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the rest of the bits are the sub-reason
    if code == sqlite3.SQLITE_NOTADB:
        return LibraryFormatError(
            f"{name!r} is no index (not an SQLite database); name another file with --index"
        )
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return LibraryBusyError(f"index {name!r} is being written by another process; try again")
    if code == sqlite3.SQLITE_CORRUPT:
        return LibraryDamagedError(f"index {name!r} {_DAMAGED.format(error)}")
    return LibraryError(f"index {name!r} " + _REASONS.get(code, _NOT_WRITTEN).format(error))
