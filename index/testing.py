"""Stand-ins that behave: for tests of this project and of whatever is built on it."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from index.embed import FloatMatrix, FloatVector

_WORD = re.compile(r"\w+")


class HashEmbedder:
    """Bags of hashed words: no model, the same on every machine, and similar texts score higher.

    Args:
        dim: Numbers in one vector.
        name: Its identity.
        max_tokens: Words one text may have.

    Attributes:
        embedded: Every text given to :meth:`embed_documents`, in order.
    """

    def __init__(self, dim: int = 64, name: str = "hash@1", max_tokens: int = 256) -> None:
        self.dim = dim
        self.name = name
        self.max_tokens = max_tokens
        self.embedded: list[str] = []

    def embed_documents(self, texts: Sequence[str]) -> FloatMatrix:
        """Embed passages: (n,) texts to (n, dim) unit rows."""
        import numpy as np

        self.embedded += texts
        rows = [self.embed_query(text) for text in texts]
        return np.stack(rows) if rows else np.zeros((0, self.dim), dtype=np.float32)

    def embed_query(self, text: str) -> FloatVector:
        """Embed a question: one text to (dim,), of length 1."""
        import numpy as np

        row = np.zeros(self.dim, dtype=np.float32)
        for word in _WORD.findall(text.lower()) or [""]:
            code = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest())
            row[code % self.dim] += 1
        unit: FloatVector = row / np.linalg.norm(row)
        return unit

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the words between white space."""
        return [len(text.split()) for text in texts]

    def unknown_share(self, text: str) -> float:  # noqa: ARG002  # there is nothing it lacks
        """None."""
        return 0.0


class NumpyVectors:
    """Exact search the plain way: the oracle for every ``VectorStore``.

    Args:
        matrix: Shape (n, dim), float32, unit rows.
        ids: Of the rows; by default they count from 0.
    """

    def __init__(self, matrix: FloatMatrix, ids: Iterable[int] | None = None) -> None:
        self._rows = dict(zip(range(len(matrix)) if ids is None else ids, matrix, strict=True))

    def __len__(self) -> int:
        """Number of vectors."""
        return len(self._rows)

    def search(
        self, query: FloatVector, k: int, among: Iterable[int] | None = None
    ) -> list[tuple[int, float]]:
        """The best vectors as (id, inner product), best first, ties by id."""
        allowed = self._rows.keys() if among is None else self._rows.keys() & set(among)
        # Row by row, as a matrix product may give equal rows scores that differ in the last bit.
        scores = {i: float((self._rows[i] * query).sum()) for i in allowed}
        best = sorted(scores, key=lambda i: (-scores[i], i))
        return [(i, scores[i]) for i in best[: max(k, 0)]]
