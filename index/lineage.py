"""Tells whether one state of an index came before another. Knows nothing of what is in them.

Every generation has a token of its own, drawn at random. A copy of an index that is put back and written to
counts its generations, and the ids of its chunks, from where it was copied: only the tokens tell what was
made of one history from what was made of the other.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import sqlite3

    from index.select import Select

State: TypeAlias = tuple[int, str]
"""A generation and its token."""

KEPT = 10_000
"""Generations that are remembered; what was made of an earlier one is made again."""

TABLE = "CREATE TABLE generations (generation INTEGER PRIMARY KEY, token TEXT NOT NULL)"

_NEWEST = "SELECT generation, token FROM generations ORDER BY generation DESC LIMIT 1"
_HOLDS = "SELECT 1 FROM generations WHERE generation = ? AND token = ?"


@dataclass(frozen=True, slots=True)
class Lineage:
    """One state of an index, with those before it.

    Attributes:
        select: Reads that state.
        state: Which one it is.
    """

    select: Select
    state: State

    @classmethod
    def of(cls, select: Select) -> Lineage:
        """The lineage of what ``select`` reads."""
        generation, token = select(_NEWEST)[0]
        return cls(select, (generation, token))

    def holds(self, state: State) -> bool:
        """Whether what was made of ``state`` can be brought up to date to this one."""
        return bool(self.select(_HOLDS, *state))


def advance(connection: sqlite3.Connection, generation: int) -> None:
    """Add a generation. Leaves the transaction to the caller, as does :func:`cut`."""
    values = (generation, uuid.uuid4().hex)
    connection.execute("INSERT INTO generations VALUES (?, ?)", values)
    connection.execute("DELETE FROM generations WHERE generation <= ?", (generation - KEPT,))


def cut(connection: sqlite3.Connection) -> None:
    """Forget all generations: nothing that was made of one of them fits what comes now."""
    connection.execute("DELETE FROM generations")
