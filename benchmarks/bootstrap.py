"""How sure a mean is. Knows numbers only."""

import numpy as np
import numpy.typing as npt


def bounds(values: npt.ArrayLike, *, draws: int = 2000, seed: int = 0) -> tuple[float, float]:
    """The 95 % bootstrap interval of a mean.

    Args:
        values: What the mean is of, shape (n,).
        draws: Samples of n values that are drawn, with replacement.
        seed: Of the draws, so that the same values give the same interval.
    """
    array = np.asarray(values, dtype=float)
    means = np.random.default_rng(seed).choice(array, (draws, len(array))).mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def ratio_bounds(
    above: npt.ArrayLike, below: npt.ArrayLike, *, draws: int = 2000, seed: int = 0
) -> tuple[float, float]:
    """The 95 % bootstrap interval of the ratio of two means over the same n cases.

    Args:
        above: Numerator of each case, shape (n,).
        below: Its denominator, shape (n,).
        draws: Samples of n cases that are drawn, with replacement.
        seed: Of the draws.
    """
    one, other = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    rows = np.random.default_rng(seed).integers(0, len(one), (draws, len(one)))
    low, high = np.percentile(one[rows].sum(axis=1) / other[rows].sum(axis=1), [2.5, 97.5])
    return float(low), float(high)
