"""Reads from one connection, one thread at a time. Knows SQLite's errors, nothing of what is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.sqlite_errors import clear_errors

if TYPE_CHECKING:
    import sqlite3
    import threading
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Select:
    """Runs statements. What is given this instead of a snapshot keeps no snapshot alive.

    Attributes:
        connection: In a read transaction.
        lock: Held while the connection is used.
        path: Of the index; named in errors.
    """

    connection: sqlite3.Connection
    lock: threading.RLock
    path: Path

    def __call__(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Every row of a statement.

        Raises:
            LibraryError: When the index cannot be read.
        """
        with self.lock, clear_errors(self.path):
            return self.connection.execute(statement, values).fetchall()
