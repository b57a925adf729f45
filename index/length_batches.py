"""Groups texts of equal length into batches. Knows nothing of text or of models."""

from collections.abc import Iterator, Sequence
from itertools import groupby


def length_batches(lengths: Sequence[int], most: int) -> Iterator[Sequence[int]]:
    """Positions of items that are equally long, shortest first, so that none is padded for another.

    Args:
        lengths: Of every item, at least 0.
        most: Sum of the lengths in a batch at most, at least 1; a longer item is a batch of its own.
    """
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    for length, positions in groupby(order, key=lengths.__getitem__):
        alike, size = list(positions), max(1, most // max(1, length))
        yield from (alike[start : start + size] for start in range(0, len(alike), size))
