"""Which of the passages found are worth reading: the fewer, the faster, and the surer the judgement. Knows no model."""

from collections.abc import Sequence
from dataclasses import replace

from rag.answers import Passage
from rag.words import Word, exact, forms_of, holds

NEAR = 0.5
"""Score below the best passage's up to which others are read. Of the four best, the fit halves of XQuAD-en and
CLAP NQ lose no gold by it and half of their length (``benchmarks/EXPERIMENTS.md``)."""


def worth_reading(question: str, found: Sequence[Passage]) -> tuple[Passage, ...]:
    """Those near the best, and those that alone have a name or number of the question; numbered from 1.

    Of two things compared, each may have a passage of its own.

    Args:
        question: What is asked.
        found: Best first.
    """
    kept: list[Passage] = []
    lacking = exact(question)
    for passage in found:
        left = _lacking(lacking, passage)
        if passage.score >= found[0].score - NEAR or len(left) < len(lacking):
            kept.append(replace(passage, number=len(kept) + 1))
            lacking = left
    return tuple(kept)


def _lacking(wanted: Sequence[Word], passage: Passage) -> list[Word]:
    """Those that a passage does not have either."""
    forms = forms_of(passage.whole)
    return [word for word in wanted if not holds(forms, word)]
