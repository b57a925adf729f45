"""What was last seen of each file, as rows of the index. Leaves transactions to the caller.

It spares work and nothing else: an index that lost it looks at every file again.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Seen:
    """What was last seen of a file.

    Attributes:
        source: See ``Document.source``.
        stamp: Tells a file that was touched from one that was not; empty when it may not be trusted.
        digest: See ``Document.digest``.
        reason: Why it could not be read; empty when nothing is known against it.
        recipe: What the index was made with when it could not be read.
    """

    source: str
    stamp: str
    digest: str
    reason: str = ""
    recipe: str = ""


def of(connection: sqlite3.Connection, source: str) -> Seen | None:
    """What was last seen of a file; None when nothing was."""
    row = connection.execute("SELECT * FROM files WHERE source = ?", (source,)).fetchone()
    return Seen(*row) if row else None


def every(connection: sqlite3.Connection) -> dict[str, Seen]:
    """What was last seen of every file, by its source."""
    return {row[0]: Seen(*row) for row in connection.execute("SELECT * FROM files")}


def sources(connection: sqlite3.Connection) -> list[str]:
    """Every file of which something is known."""
    return [source for (source,) in connection.execute("SELECT source FROM files")]


def note(connection: sqlite3.Connection, files: Iterable[Seen]) -> None:
    """Remember what was seen of some files."""
    values = map(astuple, files)
    connection.executemany("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)", values)


def forget(connection: sqlite3.Connection, sources: Iterable[str]) -> None:
    """Know nothing more of some files."""
    connection.executemany("DELETE FROM files WHERE source = ?", [(s,) for s in sources])
