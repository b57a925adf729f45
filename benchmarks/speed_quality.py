"""How many answers of each side are right, so that a fast wrong answer shows. Knows no clock."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from speed_ratios import Ratio, Row
from speed_run import OURS, PLAIN, SIDES

from rag.evaluation.match import contains

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from speed_questions import Conversation
    from speed_ratios import Asking


def right(askings: Sequence[Asking], asked: Sequence[Conversation], side: str) -> dict[int, bool]:
    """For each conversation whether the answer to its first question holds what is right.

    A refusal holds nothing, whatever sentence it calls the closest.
    """
    found: dict[int, bool] = {}
    for asking in askings:
        if asking.side == side and asking.turn == 0:
            answers = asked[asking.at].turns[0].answers
            said = "" if asking.is_refused else asking.told["text"]
            found.setdefault(asking.at, any(contains(said, answer) for answer in answers))
    return found


def quality_lines(askings: Sequence[Asking], asked: Sequence[Conversation]) -> Iterator[str]:
    """How many first questions each side got right, and how long its answers are."""
    for side in SIDES:
        if marks := right(askings, asked, side):
            told = [a for a in askings if a.side == side and a.turn == 0]
            words = statistics.median(len(a.told["text"].split()) for a in told)
            refused = len({a.at for a in told if a.is_refused})
            yield (
                f"{side:20} {sum(marks.values())} of {len(marks)} hold the answer, "
                f"{refused} refused, median {words:.0f} words"
            )


def quality_row(askings: Sequence[Asking], asked: Sequence[Conversation]) -> Row | None:
    """Ours right over plain transformers right, on the questions that both were asked."""
    ours, plain = (right(askings, asked, side) for side in (OURS, PLAIN))
    if not (both := ours.keys() & plain.keys()) or not any(plain[at] for at in both):
        return None
    share = sum(ours[at] for at in both) / sum(plain[at] for at in both)
    return Row("right answers, ours / plain", ">= 0.99", Ratio(share, share, share, len(both)))
