"""Cuts what comes, in its order, into batches."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

_Item = TypeVar("_Item")


def weighed(
    items: Iterable[_Item], size: int, weigh: Callable[[_Item], int], weight: int
) -> Iterator[list[_Item]]:
    """Neighbours in groups that end as soon as they have ``size`` items or weigh ``weight``."""
    batch: list[_Item] = []
    total = 0
    for item in items:
        batch.append(item)
        total += weigh(item)
        if len(batch) >= size or total >= weight:
            yield batch
            # A new one, and no second name for the former: what was handed on is let go.
            batch, total = [], 0
    if batch:
        yield batch
