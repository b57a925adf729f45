"""Which documents a search looks at. Knows their table, nothing of searching."""

import json
import re
from dataclasses import dataclass
from datetime import date

from index.errors import FilterError

_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions on documents, all of which must hold; an empty one asks nothing.

    Attributes:
        sources: Patterns of ``Document.source``, any of which may fit: ``*`` for any characters, also
            slashes, ``?`` for one, ``[ab]`` for one of several.
        types: Suffixes without their dot, such as ``pdf``; any may fit, in any case.
        since: First day, ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; documents without a date do not fit.
        until: Last day, in the same forms, each to its end.

    Raises:
        FilterError: When a day is not written so.
    """

    sources: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    since: str = ""
    until: str = ""

    def __post_init__(self) -> None:
        for day in filter(None, (self.since, self.until)):
            if not _is_day(day):
                raise FilterError(f"{day!r} is no day; write it as 2024, 2024-05 or 2024-05-31")

    @property
    def is_open(self) -> bool:
        """Whether every document fits."""
        return self == ANY

    def condition(self) -> tuple[str, tuple[str, ...]]:
        """An SQL condition on rows of ``documents``, and its values; ``1`` when every one fits."""
        parts: list[tuple[str, tuple[str, ...]]] = [
            _any_of("source GLOB value", self.sources),
            # LIKE does not tell ASCII capitals from small letters.
            _any_of("source LIKE '%.' || value ESCAPE '!'", tuple(map(_literal, self.types))),
            ("date >= ?", (self.since,)) if self.since else ("", ()),
            # "~" sorts after every digit and dash: 2024~ is after 2024-12-31.
            ("date <> '' AND date <= ? || '~'", (self.until,)) if self.until else ("", ()),
        ]
        used = [part for part in parts if part[0]]
        sql = " AND ".join(f"({condition})" for condition, _ in used)
        return sql or "1", tuple(value for _, values in used for value in values)


ANY = Filter()
"""The filter that lets every document through."""


def _any_of(condition: str, values: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """Whether a condition holds for any value; as one list, since SQLite takes no thousand ORs."""
    if not values:
        return "", ()
    listed = (json.dumps(values),)
    return f"EXISTS (SELECT 1 FROM json_each(?) WHERE {condition})", listed  # noqa: S608  # it is one of ours


def _is_day(text: str) -> bool:
    """Whether it is a year, a month or a day that there is."""
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return False
    return True


def _literal(suffix: str) -> str:
    """A suffix as a pattern that fits nothing else."""
    return re.sub(r"([!%_])", r"!\1", suffix.removeprefix("."))
