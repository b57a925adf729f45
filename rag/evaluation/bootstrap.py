"""How sure a number is. Knows numbers only.

All intervals are 95 % percentile bootstrap intervals (Efron & Tibshirani 1993, "An Introduction to the
Bootstrap", chapter 13): the statistic of many samples drawn with replacement, from its 2.5th to its 97.5th
percentile. The draws are seeded, so that the same values give the same interval.
"""

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import numpy.typing as npt

    FloatArray: TypeAlias = npt.NDArray[np.float64]
    IndexArray: TypeAlias = npt.NDArray[np.intp]

DRAWS = 2000


def bounds(
    values: "npt.ArrayLike",
    statistic: "Callable[[FloatArray], FloatArray] | None" = None,
    *,
    draws: int = DRAWS,
    seed: int = 0,
) -> tuple[float, float]:
    """The 95 % bootstrap interval of a mean, or of another statistic.

    Args:
        values: What it is of, shape (n,).
        statistic: From samples, shape (draws, n), to a number each, shape (draws,); the mean by default.
        draws: Samples of n values that are drawn, with replacement.
        seed: Of the draws.
    """
    import numpy as np

    array = np.asarray(values, dtype=float)
    samples = np.random.default_rng(seed).choice(array, (draws, len(array)))
    return _middle(samples.mean(axis=1) if statistic is None else statistic(samples))


def bounds_of(
    statistic: "Callable[[IndexArray], float]", *groups: int, draws: int = DRAWS, seed: int = 0
) -> tuple[float, float]:
    """The 95 % bootstrap interval of a statistic of several values a case.

    Args:
        statistic: From the positions of a sample, shape (n,), to a number.
        groups: Sizes of the groups that are sampled each on its own; their positions follow each other:
            of (3, 2), three are drawn of 0-2 and two of 3-4.
        draws: How many samples.
        seed: Of the draws.
    """
    import numpy as np

    random = np.random.default_rng(seed)
    sizes = np.repeat(groups, groups)
    firsts = np.repeat(np.cumsum((0, *groups))[:-1], groups)
    drawn = [statistic(firsts + random.integers(sizes)) for _ in range(draws)]
    return _middle(np.array(drawn))


def _middle(drawn: "FloatArray") -> tuple[float, float]:
    import numpy as np

    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)
