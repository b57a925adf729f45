"""From what was measured to ratios with their intervals. Pure: knows no model, process or clock."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rag.evaluation.bootstrap import bounds

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import numpy as np


@dataclass(frozen=True, slots=True)
class Asking:
    """One question asked of one side once.

    Attributes:
        side: Of whom.
        at: Position of the conversation.
        turn: 0 or 1.
        told: What the side replied: seconds to ``evidence``, ``first``, ``done`` where there is such a
            thing; ``text``; ``refused`` where the side can refuse.
    """

    side: str
    at: int
    turn: int
    told: Mapping[str, Any]

    @property
    def is_refused(self) -> bool:
        """Whether the side said that the documents do not say."""
        return bool(self.told.get("refused"))


@dataclass(frozen=True, slots=True)
class Ratio:
    """A median with its 95 % bootstrap interval, of ``n`` questions."""

    median: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Row:
    """One ratio: its name, what must be reached, and what was found."""

    name: str
    goal: str
    found: Ratio

    def __str__(self) -> str:
        """As a line of the table; a ratio of one value has no interval."""
        value = self.found
        interval = f"{value.low:.2f}-{value.high:.2f}" if value.n > 1 else ""
        return f"{self.name:58} {value.median:6.2f}  {interval:11} n={value.n:<3} {self.goal}"


def medians(askings: Sequence[Asking], side: str, turn: int, what: str) -> dict[int, float]:
    """For each question the median of its askings; those without ``what`` are left out."""
    found: dict[int, list[float]] = {}
    for asking in askings:
        if (asking.side, asking.turn) == (side, turn) and what in asking.told:
            found.setdefault(asking.at, []).append(asking.told[what])
    return {at: statistics.median(values) for at, values in found.items()}


def ratio(
    ours: Mapping[int, float], theirs: Mapping[int, float], only: Collection[int] | None = None
) -> Ratio | None:
    """The median of the ratios question by question; None when no question has both.

    Args:
        ours: A number for each question, the dividend.
        theirs: The divisor.
        only: The questions that count; all that have both by default.
    """
    both = [at for at in ours if at in theirs and (only is None or at in only)]
    return centre([ours[at] / theirs[at] for at in both])


def centre(values: Sequence[float]) -> Ratio | None:
    """The median of ``values`` with its interval; None without any."""
    if not values:
        return None
    return Ratio(statistics.median(values), *bounds(values, _medians), len(values))


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Lower quartile, median and upper quartile of at least one value."""
    if len(values) == 1:
        return (values[0],) * 3
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, middle, high


def _medians(samples: np.ndarray) -> np.ndarray:
    import numpy as np

    return np.asarray(np.median(samples, axis=1))
