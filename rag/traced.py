"""What an answer remembers of its search: plain values, so that a trace can be kept as JSON."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from index import Hit
from rag.answers import Passage
from rag.rank import Marks


def hit_rows(
    hits: Iterable[Hit], marks: Iterable[Marks], passages: Sequence[Passage]
) -> list[dict[str, Any]]:
    """Each hit with what it was ranked by, and the number of the passage that holds it; 0 where none does.

    Args:
        hits: Best first.
        marks: One for each of them, see :class:`rag.rank.Marks`.
        passages: What was read: the hits, those that touch joined, but for those far from the best.
    """
    return [
        asdict(hit.chunk)
        | {"rank": hit.rank, "score": hit.score, "passage": _holder(hit, passages)}
        | asdict(mark)
        for hit, mark in zip(hits, marks, strict=True)
    ]


def _holder(hit: Hit, passages: Sequence[Passage]) -> int:
    held = hit.chunk
    holders = (
        passage.number
        for passage in passages
        if passage.source == held.source and passage.start <= held.start and held.end <= passage.end
    )
    return next(holders, 0)
