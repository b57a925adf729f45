"""Nearest-neighbour search over unit vectors that arrive and leave. Knows ids and vectors only.

How the vectors are kept follows from their number, by a measured rule (:data:`FLAT_ROWS`). Whatever is kept
only picks candidates: every score is computed anew from the stored float32 vectors, and the candidates
reach so far that rounding cannot have hidden a better one (:meth:`index.vector_part.Coding.doubt`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from index.vector_part import Coding, Part

if TYPE_CHECKING:
    from index.embed import FloatMatrix, FloatVector
    from index.vector_part import CodeMatrix, IdArray

FLAT_ROWS = 20_000
"""Fewer vectors than this are kept as float32; more as a byte a number.

From ``benchmarks/vector_kinds.py``: MiniLM vectors of 384 numbers, real questions, the 10 best, processor
time of the one thread that a search takes (p95) and size; recall against exact search is 1.0000 in each.

| vectors | float32 | a byte a number |
| --- | --- | --- |
| 10,000 | 0.5 ms, 15 MB | 0.5 ms, 4 MB |
| 20,000 | 1.0 ms, 31 MB | 0.6 ms, 8 MB |
| 100,000 | 6.4 ms, 154 MB | 3.2 ms, 39 MB |
| 1,000,000 | not measured, 1.5 GB | 27 ms, 393 MB, built in 1 s once read, loaded in 0.4 s |

So a plain scan of bytes does for a million, and a graph (HNSW) or inverted lists (IVF), which lose neighbours,
most of all under a filter, and are slow to build and to change, gain nothing that is needed.
"""

SAMPLE_ROWS = 20_000
"""Vectors that the range of each column is taken from."""

SETTLE_SHARE = 0.05
"""Share of vectors that may come or go before all are put in one piece again."""

RENEW_SHARE = 0.2
"""Share of vectors that are new, gone or outside their columns' ranges from which all are read anew."""

MOST_CANDIDATES = 32_768
"""Candidates that are scored for one search at most; reached only when as many are all but equal."""


class VectorStore(Protocol):
    """Vectors that can be searched. It never changes: an update makes another store."""

    def __len__(self) -> int:
        """Number of vectors."""

    def search(
        self, query: FloatVector, k: int, among: IdArray | None = None
    ) -> list[tuple[int, float]]:
        """The best vectors as (id, inner product), best first, ties by id.

        Args:
            query: Shape (dim,), of length 1.
            k: How many; fewer come when there are fewer.
            among: The only ids to look at; those the store does not have are passed over. None for all.
        """


class StoredRows(Protocol):
    """Where the exact vectors are."""

    def __call__(self, ids: IdArray) -> FloatMatrix:
        """The vectors of ``ids``, shape (len(ids), dim), in their order."""


@dataclass(frozen=True, slots=True, eq=False)
class FaissVectors:
    """A :class:`VectorStore` on FAISS. Made by :meth:`build` or :meth:`updated`.

    Attributes:
        ids: The ids of its vectors.
        rows: Where the exact vectors are.
        base: Almost all of the vectors, coded by one rule.
        extra: The others as float32: added since, or outside of the coding's ranges.
        changes: How many vectors were added or removed since all were in one piece.
    """

    ids: IdArray
    rows: StoredRows
    base: Part
    extra: Part
    changes: int = 0

    @classmethod
    def build(cls, ids: IdArray, dim: int, rows: StoredRows) -> FaissVectors:
        """Read all vectors and keep them.

        Args:
            ids: Of the vectors.
            dim: Numbers in a vector.
            rows: Where they are.
        """
        import numpy as np

        coding = Coding(dim)
        if len(ids) and kind_for(len(ids)) == "sq8":
            coding = Coding.fitted(rows(ids[:: -(-len(ids) // SAMPLE_ROWS)]))
        fits = np.ones(len(ids), dtype=np.bool_)

        def encode(start: int, stop: int) -> CodeMatrix:
            batch = rows(ids[start:stop])
            fits[start:stop] = coding.fits(batch)
            return coding.encode(batch)

        base = Part.filled(coding, ids, encode)
        outside = ids[~fits]
        return cls(ids, rows, base.without(outside), Part.plain(outside, rows(outside)))

    def __len__(self) -> int:
        """Number of vectors."""
        return len(self.ids)

    def search(
        self, query: FloatVector, k: int, among: IdArray | None = None
    ) -> list[tuple[int, float]]:
        """The best vectors as (id, inner product), best first, ties by id."""
        parts = [self.base, self.extra]
        if among is not None:
            parts = [part.only(among) for part in parts]
        parts = [part for part in parts if len(part)]
        k = min(k, sum(map(len, parts)))
        if k < 1:
            return []
        ids = _candidates(parts, query, k, self.base.coding.doubt(query))
        # Row by row, so that equal vectors have equal scores: a matrix product may differ in the last bit.
        scores = (self.rows(ids) * query).sum(axis=1)
        found = sorted(zip(ids.tolist(), scores.tolist(), strict=True), key=_best_first)
        return found[:k]

    def updated(self, ids: IdArray, rows: StoredRows) -> FaissVectors:
        """A store of other ids, most of them the same; this one stays as it is.

        Only the vectors that are new are read, unless the coding no longer suits them.

        Args:
            ids: All that the new store holds. An id stands for the same vector in both.
            rows: Where the exact vectors are.
        """
        import numpy as np

        new = ids[~np.isin(ids, self.ids, assume_unique=True)]
        gone = self.ids[~np.isin(self.ids, ids, assume_unique=True)]
        changes = self.changes + len(new) + len(gone)
        if changes == self.changes:
            return replace(self, ids=ids, rows=rows)
        if changes > RENEW_SHARE * len(ids):
            return self.build(ids, self.base.coding.dim, rows)
        store = FaissVectors(
            ids,
            rows,
            self.base.without(gone),
            _joined(self.extra.without(gone), new, rows(new)),
            changes,
        )
        return store if store.changes <= SETTLE_SHARE * len(ids) else store.settled()

    def settled(self) -> FaissVectors:
        """The same vectors, all in one piece again; read anew only if they have outgrown their coding."""
        import numpy as np

        coding = self.base.coding
        extra = self.extra.living()
        rows: FloatMatrix = extra[1].view(np.float32)
        fits = coding.fits(rows)
        if coding.kind != kind_for(len(self)) or (~fits).sum() > RENEW_SHARE * len(self):
            return self.build(self.ids, coding.dim, self.rows)
        former = self.base.living()
        ids = np.concatenate([former[0], extra[0][fits]])
        codes = np.concatenate([former[1], coding.encode(rows[fits])])
        order = np.argsort(ids, kind="stable")
        base = Part.filled(coding, ids[order], lambda start, stop: codes[order[start:stop]])
        return FaissVectors(self.ids, self.rows, base, Part.plain(extra[0][~fits], rows[~fits]))


def kind_for(count: int) -> str:
    """How so many vectors are kept: ``flat`` or ``sq8``."""
    return "flat" if count < FLAT_ROWS else "sq8"


def _candidates(parts: list[Part], query: FloatVector, k: int, doubt: float) -> IdArray:
    """Every id that may be among the ``k`` best, whatever rounding did to the scores; ascending."""
    import numpy as np

    count = k + 16  # mostly enough at the first try
    while True:
        found = [part.nearest(query, count) for part in parts]
        scores = np.concatenate([scores for _, scores in found])
        enough = np.partition(scores, -k)[-k] - doubt
        # A part that gave all it was asked for may hold more that are as good as its last.
        more = any(
            len(ids) == count < len(part) and scores[-1] >= enough
            for part, (ids, scores) in zip(parts, found, strict=True)
        )
        if not more or count >= max(k, MOST_CANDIDATES):
            ids = np.concatenate([ids for ids, _ in found])
            return np.sort(ids[scores >= enough])
        count *= 4


def _joined(part: Part, ids: IdArray, rows: FloatMatrix) -> Part:
    import numpy as np

    former, codes = part.living()
    together = np.concatenate([former, ids])
    order = np.argsort(together, kind="stable")
    return Part.plain(together[order], np.concatenate([codes.view(np.float32), rows])[order])


def _best_first(found: tuple[int, float]) -> tuple[float, int]:
    return -found[1], found[0]
