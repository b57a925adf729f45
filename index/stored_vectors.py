"""The exact vectors of one generation, read from the index. Knows SQL, nothing of searching."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.errors import LibraryDamagedError

if TYPE_CHECKING:
    from index.embed import FloatMatrix
    from index.select import Select
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
        select: Reads from the index.
        embedder: Whose vectors.
        dim: Numbers in a vector.
    """

    select: Select
    embedder: str
    dim: int

    def ids(self) -> IdArray:
        """Every id, ascending."""
        import numpy as np

        return np.array([row[0] for row in self.select(_IDS)], dtype=np.int64)

    def __call__(self, ids: IdArray) -> FloatMatrix:
        """The vectors of ``ids``, shape (len(ids), dim), in their order.

        Raises:
            LibraryDamagedError: When one of them is missing.
        """
        found = self.select(_VECTORS, json.dumps(ids.tolist()), self.embedder)
        if len(found) != len(ids):
            raise LibraryDamagedError(
                f"index {str(self.select.path)!r} lost vectors; run `rag index --check` to make them again"
            )
        return matrix(found, self.dim)


def matrix(blobs: list[tuple[Any, ...]], dim: int) -> FloatMatrix:
    """Rows of one blob each as vectors, shape (len(blobs), dim)."""
    import numpy as np

    return np.frombuffer(b"".join(row[0] for row in blobs), dtype=np.float32).reshape(-1, dim)
