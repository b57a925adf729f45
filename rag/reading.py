"""Which of the passages found are worth reading: the fewer, the faster, and the surer the judgement. Knows no model."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

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
            kept.append(passage)
            lacking = left
    return _numbered(kept)


def in_order(shown: Sequence[Passage], before: Sequence[Passage]) -> tuple[Passage, ...]:
    """``shown`` with those first that ``before`` begins with, in its order: what was just read need not be read again.

    Args:
        shown: What is to be read.
        before: What was read for the question before.
    """
    places = {_place(passage): passage for passage in shown}
    first = [places[_place(p)] for p in takewhile(lambda p: _place(p) in places, before)]
    return _numbered([*first, *(passage for passage in shown if passage not in first)])


def _place(passage: Passage) -> tuple[str, int, int]:
    return passage.source, passage.start, passage.end


def _numbered(found: Sequence[Passage]) -> tuple[Passage, ...]:
    return tuple(replace(passage, number=n) for n, passage in enumerate(found, start=1))


def _lacking(wanted: Sequence[Word], passage: Passage) -> list[Word]:
    """Those that a passage does not have either."""
    forms = forms_of(passage.whole)
    return [word for word in wanted if not holds(forms, word)]
