"""Exact nearest-neighbour search over unit vectors, and a cache file that can be trusted.

Knows rows and scores only: nothing of chunks, documents or SQLite.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from index.embed import FloatMatrix, FloatVector

_log = logging.getLogger(__name__)


class VectorStore(Protocol):
    """A fixed set of vectors that can be searched; rows count from 0."""

    def __len__(self) -> int:
        """Number of rows."""

    def search(self, query: FloatVector, k: int) -> list[tuple[int, float]]:
        """The best ``min(k, len)`` rows as (row, inner product), best first, ties by row."""


@dataclass(frozen=True, slots=True)
class CacheHeader:
    """What a cache file holds; it is used only when every field is as expected.

    Attributes:
        library: Identity of the library whose vectors these are.
        generation: Generation of that library.
        count: Number of rows.
        dim: Numbers in a row.
    """

    library: str
    generation: int
    count: int
    dim: int


class FaissVectors:
    """Exact inner-product search with FAISS, ``IndexFlatIP``.

    Args:
        matrix: Shape (n, dim), float32, unit rows.
    """

    def __init__(self, matrix: FloatMatrix) -> None:
        import faiss

        self._index: Any = faiss.IndexFlatIP(matrix.shape[1])
        self._index.add(matrix)

    def __len__(self) -> int:
        """Number of rows."""
        return int(self._index.ntotal)

    def search(self, query: FloatVector, k: int) -> list[tuple[int, float]]:
        """The best ``min(k, len)`` rows as (row, inner product), best first, ties by row."""
        k = min(k, len(self))
        if k < 1:
            return []
        # FAISS keeps any of the rows that tie for the last place: widen until none is left out.
        wide = min(k + 1, len(self))
        found = self._search(query, wide)
        while wide < len(self) and found[-1][1] == found[k - 1][1]:
            wide = min(2 * wide, len(self))
            found = self._search(query, wide)
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:k]

    def _search(self, query: FloatVector, k: int) -> list[tuple[int, float]]:
        scores, rows = self._index.search(query[None, :], k)  # both (1, k)
        return list(zip(rows[0].tolist(), scores[0].tolist(), strict=True))

    def save(self, path: Path, header: CacheHeader) -> None:
        """Write a cache file whole or not at all.

        Raises:
            OSError: When it cannot be written; the former file, if any, is untouched.
        """
        import faiss

        body = faiss.serialize_index(self._index).tobytes()
        fields = asdict(header) | {"sha256": hashlib.sha256(body).hexdigest()}
        _write_whole(path, json.dumps(fields).encode() + b"\n" + body)

    @classmethod
    def load(cls, path: Path, header: CacheHeader) -> FaissVectors | None:
        """Read a cache file; None when it is missing, stale, cut short or damaged."""
        body = _checked_body(path, header)
        if body is None:
            return None
        import faiss
        import numpy as np

        self = cls.__new__(cls)
        self._index = faiss.deserialize_index(np.frombuffer(body, dtype=np.uint8))
        return self


def _checked_body(path: Path, header: CacheHeader) -> bytes | None:
    # FAISS trusts the sizes it reads, so it must not see a byte before the digest is known to fit.
    try:
        first, _, body = path.read_bytes().partition(b"\n")
        fields = json.loads(first)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        _log.warning("vector cache %s cannot be read (%s); making it again", path, error)
        return None
    expected = asdict(header) | {"sha256": hashlib.sha256(body).hexdigest()}
    if fields != expected:
        _log.warning("vector cache %s is stale or damaged; making it again", path)
        return None
    return body


def _write_whole(path: Path, content: bytes) -> None:
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
