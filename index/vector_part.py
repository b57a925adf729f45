"""Vectors as bytes in a FAISS index, whole or a byte a number. Knows ids and scores, nothing of files."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    import numpy.typing as npt

    from index.embed import FloatMatrix, FloatVector

# In quotes, as numpy is not imported until there is something to compute.
IdArray: TypeAlias = "npt.NDArray[np.int64]"
"""Shape (n,), int64; ascending and all different."""

BoolArray: TypeAlias = "npt.NDArray[np.bool_]"
CodeMatrix: TypeAlias = "npt.NDArray[np.uint8]"
"""Shape (n, code size), uint8: a vector a row, as FAISS keeps it."""

LEVELS = 255
"""Steps between the lowest and the highest number of a column, as FAISS counts them for 8 bits."""

MARGIN = 0.1
"""How far beyond what a sample holds the range of a column goes, as a share of it, on either side."""

BATCH_ROWS = 16_384
"""Vectors read at a time; 24 MB of float32 for 384 numbers each."""

DEVIATIONS = 6.0
"""Standard deviations of the rounding error within which two scores may have changed places."""

FLOAT_ERROR = 1e-5
"""More than float32 inner products of unit vectors differ with the order of summation."""


@dataclass(frozen=True, slots=True)
class Coding:
    """How a vector is kept: as float32, or rounded to one of 256 levels within its column's range.

    Attributes:
        dim: Numbers in a vector.
        ranges: Shape (2, dim), float32: lowest number and width of each column; None for float32.
    """

    dim: int
    ranges: FloatMatrix | None = None

    @classmethod
    def fitted(cls, sample: FloatMatrix) -> Coding:
        """One byte a number, with the ranges of a sample of shape (at least 1, dim) and some more."""
        import numpy as np

        low, high = sample.min(axis=0), sample.max(axis=0)
        more = MARGIN * (high - low)
        return cls(sample.shape[1], np.stack([low - more, high - low + 2 * more]))

    @property
    def kind(self) -> str:
        """``flat`` or ``sq8``."""
        return "flat" if self.ranges is None else "sq8"

    @property
    def size(self) -> int:
        """Bytes of a vector."""
        return 4 * self.dim if self.ranges is None else self.dim

    def index(self) -> Any:  # noqa: ANN401  # an untyped library's class
        """An empty FAISS index for inner products, ready to be filled."""
        import faiss

        if self.ranges is None:
            return faiss.IndexFlatIP(self.dim)
        index = faiss.IndexScalarQuantizer(
            self.dim, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
        )
        faiss.copy_array_to_vector(self.ranges.ravel(), index.sq.trained)
        index.is_trained = True
        return index

    def encode(self, rows: FloatMatrix) -> CodeMatrix:
        """Vectors as bytes; a number outside its column's range becomes the nearest inside."""
        import numpy as np

        if self.ranges is None:
            return np.ascontiguousarray(rows, dtype=np.float32).view(np.uint8)
        codes: CodeMatrix = self.index().sa_encode(np.ascontiguousarray(rows, dtype=np.float32))
        return codes

    def fits(self, rows: FloatMatrix) -> BoolArray:
        """Which rows lie in the ranges, so that rounding is all that is lost; shape (n,)."""
        import numpy as np

        if self.ranges is None:
            return np.ones(len(rows), dtype=np.bool_)
        low, width = self.ranges
        inside: BoolArray = ((rows >= low) & (rows <= low + width)).all(axis=1)
        return inside

    def doubt(self, query: FloatVector) -> float:
        """How far apart two scores must be for their order to be certain.

        The error of rounding to steps of ``s`` is even, so its variance is s²/12 (W. R. Bennett, Bell
        System Technical Journal 27, 1948, "Spectra of quantized signals"); those of the columns add up.
        """
        import numpy as np

        if self.ranges is None:
            return FLOAT_ERROR
        variance = ((query * self.ranges[1] / LEVELS) ** 2).sum(dtype=np.float64) / 12
        # Two scores are compared, so the variance counts twice.
        return FLOAT_ERROR + DEVIATIONS * float(np.sqrt(2 * variance))


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """Some vectors in one FAISS index. Nothing in it changes once it is filled.

    Attributes:
        coding: How its vectors are kept.
        ids: Their ids.
        index: The FAISS index; its rows are those of ``ids``.
        alive: Shape (n,): which rows still count; None for all.
    """

    coding: Coding
    ids: IdArray
    index: Any
    alive: BoolArray | None = None

    @classmethod
    def filled(cls, coding: Coding, ids: IdArray, codes: Callable[[int, int], CodeMatrix]) -> Part:
        """A part with the bytes that ``codes(start, stop)`` gives, asked in order, a batch at a time."""
        index = coding.index()
        # Growing batch by batch would need twice the memory for a moment.
        index.codes.resize(len(ids) * coding.size)
        index.ntotal = len(ids)
        part = cls(coding, ids, index)
        room = part.codes
        for start in range(0, len(ids), BATCH_ROWS):
            stop = min(start + BATCH_ROWS, len(ids))
            room[start:stop] = codes(start, stop)
        return part

    @classmethod
    def plain(cls, ids: IdArray, rows: FloatMatrix) -> Part:
        """Vectors kept as float32."""
        coding = Coding(rows.shape[1])
        return cls.filled(coding, ids, lambda start, stop: coding.encode(rows[start:stop]))

    @property
    def codes(self) -> CodeMatrix:
        """The bytes themselves, not a copy; valid as long as the part."""
        import faiss
        import numpy as np

        if not len(self.ids):
            return np.empty((0, self.coding.size), dtype=np.uint8)
        flat = faiss.rev_swig_ptr(self.index.codes.data(), len(self.ids) * self.coding.size)
        codes: CodeMatrix = flat.reshape(len(self.ids), self.coding.size)
        return codes

    def __len__(self) -> int:
        """Number of vectors that count."""
        return len(self.ids) if self.alive is None else int(self.alive.sum())

    def living(self) -> tuple[IdArray, CodeMatrix]:
        """Ids and bytes of the vectors that count."""
        if self.alive is None:
            return self.ids, self.codes
        return self.ids[self.alive], self.codes[self.alive]

    def without(self, gone: IdArray) -> Part:
        """The same vectors less some; shares all memory but a byte a vector."""
        lost = self._holds(gone)
        if not lost.any():
            return self
        return replace(self, alive=~lost if self.alive is None else self.alive & ~lost)

    def only(self, among: IdArray) -> Part:
        """The same vectors, of which only some count."""
        kept = self._holds(among)
        return replace(self, alive=kept if self.alive is None else self.alive & kept)

    def _holds(self, some: IdArray) -> BoolArray:
        import numpy as np

        held = np.zeros(len(self.ids), dtype=np.bool_)
        if len(self.ids) and len(some):
            places = np.minimum(np.searchsorted(self.ids, some), len(self.ids) - 1)
            held[places[self.ids[places] == some]] = True
        return held

    def nearest(self, query: FloatVector, count: int) -> tuple[IdArray, FloatVector]:
        """Ids and rough scores of the ``count`` best, best first; fewer when there are fewer."""
        import faiss
        import numpy as np

        count = min(count, len(self))
        if not count:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        options = None
        if self.alive is not None:
            bits = np.packbits(self.alive, bitorder="little")
            selector = faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
            options = faiss.SearchParameters()
            options.sel = selector
        with _one_thread():
            scores, places = self.index.search(query[None, :], count, params=options)
        return self.ids[places[0]], scores[0]  # both were (1, count)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keeps FAISS from spreading one query over threads of which all but one only wait, at full load.

    Measured with 100,000 vectors on two busy cores: 6 ms instead of 27 ms (benchmarks/EXPERIMENTS.md).
    """
    import faiss

    former = faiss.omp_get_max_threads()  # of the calling thread, as is what is set
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(former)
