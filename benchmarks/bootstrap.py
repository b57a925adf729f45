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
