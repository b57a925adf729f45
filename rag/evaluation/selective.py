"""How well an assistant knows what it does not know. Knows numbers only."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.evaluation.bootstrap import FloatArray


def auroc(positive: "FloatArray", negative: "FloatArray") -> float:
    """Probability that one of ``positive`` is above one of ``negative``; a tie counts half.

    Shapes (p,) and (n,), neither empty. The Mann-Whitney statistic (Hanley & McNeil 1982).
    """
    import numpy as np

    ordered = np.sort(negative)
    below = np.searchsorted(ordered, positive, side="left")
    not_above = np.searchsorted(ordered, positive, side="right")
    return float(np.mean(below + not_above) / (2 * len(ordered)))


def risks(willingness: "FloatArray", wrong: "FloatArray") -> "FloatArray":
    """Selective risk at each coverage 1/n, 2/n, … 1: the share of wrong among the most willing.

    The risk-coverage curve of El-Yaniv & Wiener 2010, "On the Foundations of Noise-free Selective
    Classification". Cases of equal willingness come in no order: each counts with the mean of them all.

    Args:
        willingness: How readily each case is answered, shape (n,); only the order counts.
        wrong: 1 for each case that is wrong when answered, else 0, shape (n,).
    """
    import numpy as np

    _, group, size = np.unique(-willingness, return_inverse=True, return_counts=True)
    shared = np.repeat(np.bincount(group, weights=wrong) / size, size)
    covered = np.arange(1, len(shared) + 1)
    return np.asarray(np.cumsum(shared) / covered, dtype=np.float64)


def aurc(willingness: "FloatArray", wrong: "FloatArray") -> float:
    """Area under the risk-coverage curve: the mean of :func:`risks`; lower is better.

    Geifman & El-Yaniv 2017, "Selective Classification for Deep Neural Networks".
    """
    return float(risks(willingness, wrong).mean())
