"""Groups texts of equal length into batches. Knows nothing of text or of models."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from index.batches import batched


def length_batches(lengths: Sequence[int], most: int) -> Iterator[Sequence[int]]:
    """Positions of items that are equally long, shortest first, so that no batch holds padding.

    Args:
        lengths: Of every item, at least 0.
        most: Sum of the lengths in a batch at most, at least 1; a longer item is a batch of its own.
    """
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    for length, positions in groupby(order, key=lengths.__getitem__):
        yield from batched(list(positions), max(1, most // max(1, length)))
