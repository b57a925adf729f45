"""Charts in Office files, as tables of their numbers. Knows nothing of the file around one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from index.readers.numbers import number
from index.readers.ooxml import inside
from index.readers.tables import Style, table

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_POINTS = 10_000
"""Of one series; a chart of more is not read number by number."""


def text(root: Any) -> str:  # noqa: ANN401  # an untyped library's class
    """A chart's title, and one line a category that names each series with its value."""
    title = "".join(t.text or "" for part in inside(root, {"title"}) for t in inside(part, {"t"}))
    series = list(inside(root, {"ser"}))
    columns = [_points(one, {"cat", "xVal"}) for one in series[:1]]
    columns += [_points(one, {"val", "yVal"}) for one in series]
    last = max((max(column, default=-1) for column in columns), default=-1)
    names = ["", *(" ".join(_points(one, {"tx"}).values()) for one in series)]
    rows = ([column.get(n, "") for column in columns] for n in range(last + 1))
    return "\n".join(filter(None, (title.strip(), table([names, *rows], Style(is_headed=True)))))


def _points(series: Any, kinds: set[str]) -> Mapping[int, str]:  # noqa: ANN401  # the same
    """The points of one part of a series, by their number."""
    found = {}
    for part in inside(series, kinds):
        for point in inside(part, {"pt"}):
            index = point.get("idx", "")
            value = "".join(v.text or "" for v in inside(point, {"v"}))
            if index.isdecimal() and int(index) < _MOST_POINTS:
                found[int(index)] = number(value)
    return found
