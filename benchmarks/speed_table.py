"""What the benchmark says: one line a ratio, what must be reached beside it. Knows no process and no clock."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

from speed_quality import quality_row
from speed_ratios import Ratio, Row, centre, medians, quartiles, ratio
from speed_run import CHECKED, LLAMA, OURS, PLAIN, SIDES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from speed_questions import Conversation
    from speed_ratios import Asking

TURNS = ("first turn", "second turn")
_WHAT = {"evidence": "first evidence", "first": "first token", "done": "answer"}
# Turn, seconds to what, of whom ours are divided by, and what must be reached.
_TIMES = (
    (0, "done", LLAMA, "<= 0.8, aim 0.5"),
    (0, "done", CHECKED, "<= 0.8 for the same work"),
    (0, "first", LLAMA, "<= 0.6"),
    (1, "first", LLAMA, "<= 0.3"),
    (1, "done", LLAMA, "report"),
    (0, "done", PLAIN, "<= 0.3"),
    (0, "first", PLAIN, "report"),
)


def rows(
    askings: Sequence[Asking], asked: Sequence[Conversation], told: Mapping[str, Any]
) -> list[Row]:
    """The whole table.

    Args:
        askings: Of all sides.
        asked: The conversations.
        told: ``about`` each side, bytes ``copied`` in a second, ``cold`` starts.
    """
    once = (again_row(askings), quality_row(askings, asked))
    return [*time_rows(askings), *filter(None, once), *machine_rows(told), *cold_rows(told["cold"])]


def time_rows(askings: Sequence[Asking]) -> Iterator[Row]:
    """Every ratio of times; of answers twice where some were refused, which may be fast and wrong."""
    for turn, what, side, goal in _TIMES:
        mine, theirs = (medians(askings, name, turn, what) for name in (OURS, side))
        label = "checked answer" if what == "done" else _WHAT[what]
        if found := ratio(mine, theirs):
            yield Row(f"{label}, {TURNS[turn]}, ours / {side}", goal, found)
        told = _told(askings, turn)
        if what == "done" and told != mine.keys() and (found := ratio(mine, theirs, told)):
            yield Row("  the same, without what we refused", goal, found)


def _told(askings: Sequence[Asking], turn: int) -> set[int]:
    """The conversations in whose turn we did not refuse."""
    ours = (a for a in askings if (a.side, a.turn) == (OURS, turn))
    return {asking.at for asking in ours if not asking.is_refused}


def again_row(askings: Sequence[Asking]) -> Row | None:
    """Whether we are faster at a question asked before, which would flatter us: 1 where not."""
    seen: dict[int, list[float]] = {}
    for asking in askings:
        if asking.side == OURS and asking.turn == 0:
            seen.setdefault(asking.at, []).append(asking.told["done"])
    values = [statistics.median(later) / first for first, *later in seen.values() if later]
    if found := centre(values):
        return Row("the same question later / at first, ours", "near 1: nothing kept", found)
    return None


def machine_rows(told: Mapping[str, Any]) -> Iterator[Row]:
    """Memory of each side beside its weights; our decoding beside the machine's memory."""
    for name, side in told["about"].items():
        goal = "<= 1.4" if name == OURS else "report"
        yield _number(f"peak memory / weights, {name}", goal, side["peak"] / side["weights"])
    ours = told["about"][OURS]
    name = f"decode without lookup ({ours['speed']:.1f} tok/s): read / copied"
    yield _number(name, "aim >= 0.7", ours["speed"] * ours["read"] / told["copied"])


def cold_rows(starts: Mapping[str, Sequence[Mapping[str, float]]]) -> Iterator[Row]:
    """Fresh processes; nothing where one side is missing."""
    if OURS in starts and LLAMA in starts:
        for what, label, goal in (("first", "first word", "<= 1"), ("done", "end", "report")):
            mine, theirs = (
                statistics.median(run[what] for run in starts[side]) for side in (OURS, LLAMA)
            )
            yield _number(f"cold, to the {label}, rag ask / llama script", goal, mine / theirs)


def cold_lines(when: str, starts: Mapping[str, Sequence[Mapping[str, float]]]) -> Iterator[str]:
    """The seconds of fresh processes."""
    for side, runs in starts.items():
        for what, label in (("first", "first word"), ("done", "end")):
            yield _seconds(side, when, label, [run[what] for run in runs])


def _number(name: str, goal: str, value: float) -> Row:
    return Row(name, goal, Ratio(value, value, value, 1))


def _seconds(side: str, when: str, what: str, values: Sequence[float]) -> str:
    low, middle, high = quartiles(values)
    told = f"{middle:6.2f} s  [{low:.2f}-{high:.2f}]  n={len(values)}"
    return f"{side:20} {when:12} {what:15} {told}"


def second_lines(askings: Sequence[Asking]) -> Iterator[str]:
    """The seconds themselves: median and quartiles over all askings."""
    for side in SIDES:
        for turn, name in enumerate(TURNS):
            for what, label in _WHAT.items():
                values = [
                    a.told[what] for a in askings
                    if (a.side, a.turn) == (side, turn) and what in a.told
                ]  # fmt: skip
                if values:
                    yield _seconds(side, name, label, values)
