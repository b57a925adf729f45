"""From what people name to the filter of a search. Knows nothing of searching."""

from collections.abc import Iterable

from index import Filter
from index.readers import storable


def narrowed(sources: Iterable[str], types: Iterable[str], since: str, until: str) -> Filter:
    """The documents that fit, as ``index.Filter`` has it.

    Bytes that are not UTF-8 are spelled out, as reports spell them: the index could not take them.

    Raises:
        FilterError: When a day is not written as one.
    """
    return Filter(tuple(map(storable, sources)), tuple(map(storable, types)), since, until)
