"""Vectors on a plane: the two directions in which they differ most (PCA). Knows nothing of passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from index.embed import FloatMatrix

Plane: TypeAlias = "npt.NDArray[np.float64]"
"""Shape (n, 2), float64."""


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """A plane through the middle of some vectors.

    Attributes:
        middle: Their mean, shape (dim,).
        axes: Two directions of length 1, shape (dim, 2), the one in which they differ most first; zero
            where there is no second one.
    """

    middle: npt.NDArray[np.float64]
    axes: Plane

    @classmethod
    def of(cls, vectors: FloatMatrix) -> Projection:
        """The plane of vectors of shape (at least 1, dim); the same for the same vectors."""
        import numpy as np

        rows = vectors.astype(np.float64)
        middle = rows.mean(axis=0)
        centred = rows - middle
        _, directions = np.linalg.eigh(centred.T @ centred)  # in ascending order
        axes = np.zeros((rows.shape[1], 2))
        best = directions[:, ::-1][:, :2]
        axes[:, : best.shape[1]] = best
        # A direction and its opposite are equally good: its largest number shall be positive.
        largest = axes[np.abs(axes).argmax(axis=0), [0, 1]]
        return cls(middle, axes * np.where(largest < 0, -1.0, 1.0))

    def place(self, vectors: FloatMatrix) -> Plane:
        """Where vectors of shape (n, dim) lie on the plane, shape (n, 2)."""
        placed: Plane = (vectors - self.middle) @ self.axes
        return placed
