"""Cuts a sequence into batches."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

_Item = TypeVar("_Item")


def batched(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    """Neighbours in groups of ``size``; the last may be smaller."""
    # itertools.batched comes with Python 3.12.
    for start in range(0, len(items), size):
        yield items[start : start + size]
