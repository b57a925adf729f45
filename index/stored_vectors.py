"""The exact vectors of one generation, read from the index. Knows SQL, nothing of searching."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.sqlite_errors import clear_errors

if TYPE_CHECKING:
    import sqlite3
    import threading
    from pathlib import Path

    from index.embed import FloatMatrix
    from index.vector_part import IdArray

_IDS = "SELECT id FROM chunks ORDER BY id"
# CROSS keeps the order of the tables, so that only what is asked for is looked at.
_VECTORS = """
SELECT vector FROM json_each(?) AS wanted CROSS JOIN chunks ON chunks.id = wanted.value
CROSS JOIN vectors ON vectors.key = vector_key AND embedder = ? ORDER BY wanted.id
"""


@dataclass(frozen=True, slots=True)
class StoredVectors:
    """The vectors of every chunk, by the chunk's id. Holds no snapshot, so that none is kept alive by it.

    Attributes:
        connection: In a read transaction.
        lock: Held while the connection is used.
        path: Of the index; named in errors.
        embedder: Whose vectors.
        dim: Numbers in a vector.
    """

    connection: sqlite3.Connection
    lock: threading.RLock
    path: Path
    embedder: str
    dim: int

    def ids(self) -> IdArray:
        """Every id, ascending."""
        import numpy as np

        with self.lock, clear_errors(self.path):
            found = self.connection.execute(_IDS)
            return np.fromiter((row[0] for row in found), dtype=np.int64)

    def __call__(self, ids: IdArray) -> FloatMatrix:
        """The vectors of ``ids``, shape (len(ids), dim), in their order."""
        with self.lock, clear_errors(self.path):
            values = (json.dumps(ids.tolist()), self.embedder)
            return matrix(self.connection.execute(_VECTORS, values).fetchall(), self.dim)


def matrix(blobs: list[tuple[Any, ...]], dim: int) -> FloatMatrix:
    """Rows of one blob each as vectors, shape (len(blobs), dim)."""
    import numpy as np

    return np.frombuffer(b"".join(row[0] for row in blobs), dtype=np.float32).reshape(-1, dim)
