"""How early a search finds the proof. Knows nothing of answers.

The measures of BEIR (Thakur et al. 2021), with golds in the place of relevant documents: a gold is found
by the first passage that touches it. A passage that holds several golds finds them all.
"""

from collections.abc import Sequence
from math import log2

from rag.answers import Passage
from rag.evaluation.gold import Gold


def ranks(golds: Sequence[Gold], found: Sequence[Passage]) -> list[int]:
    """The place, from 1, of the first passage that touches each gold that is found at all."""
    firsts = (
        next((place for place, passage in enumerate(found, 1) if gold.touches(passage)), None)
        for gold in golds
    )
    return [first for first in firsts if first is not None]


def recall(golds: Sequence[Gold], found: Sequence[Passage], k: int) -> float:
    """Share of the golds that the first ``k`` passages touch; there must be one."""
    return len(ranks(golds, found[:k])) / len(golds)


def ndcg(golds: Sequence[Gold], found: Sequence[Passage], k: int) -> float:
    """Discounted gain of the golds found in the first ``k``, as a share of one found at each place.

    Järvelin & Kekäläinen 2002 with binary gains. Several golds in one passage count at its place, which
    the ideal does not know: hence at most 1.
    """
    gain = sum(1 / log2(rank + 1) for rank in ranks(golds, found[:k]))
    ideal = sum(1 / log2(rank + 1) for rank in range(1, min(len(golds), k) + 1))
    return min(gain / ideal, 1.0)
