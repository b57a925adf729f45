"""Dates and times of day in a text. Knows their writings, no passages."""

from collections.abc import Iterator
from dataclasses import dataclass

import regex as re

from rag.citing.numbers import readable
from rag.citing.units import MONTHS

Reading = tuple[int | None, int | None, int | None, int | None]
_MONTHS_OF_YEAR = 12


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a time of day; what is not said is None.

    Attributes:
        readings: What it may mean: (year, month, day, minute of the day). "05.06.2024" is 5 June or May 6.
        start: Offset of its first character.
        end: Offset one past its last character.
    """

    readings: frozenset[Reading]
    start: int
    end: int


_MONTH = "|".join(sorted((m for m in MONTHS if m[0].isalpha()), key=len, reverse=True))
_NAME = rf"(?P<month>\b(?i:{_MONTH})\b)\.?"
_DAY = r"\b(?P<day>[0-3]?\d)(?:st|nd|rd|th|\.)?"
_YEAR = r"(?:,?\s(?:de\s|of\s)?(?P<year>\d{4})\b)?"
_WRITINGS = [
    re.compile(pattern)
    for pattern in (
        r"\b(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)\b",
        r"\b(?P<day>\d\d?)(?P<mark>[./])(?P<month>\d\d?)(?P=mark)(?P<year>\d{4})\b",
        r"(?P<year>\d{4})\s?年(?:\s?(?P<month>\d\d?)\s?月)?(?:\s?(?P<day>\d\d?)\s?日)?",
        rf"{_DAY}\s(?:of\s|de\s)?{_NAME}{_YEAR}",
        rf"{_NAME}\s{_DAY}(?![\d:%]|[.,]\d){_YEAR}",
        rf"{_NAME},?\s(?:of\s|de\s)?(?P<year>\d{{4}})\b",
        rf"(?<=\b(?:in|In|since|Since|until|by|of|On|on|mid-|mid|early|late|during|last|next|from|to)[\s-]?){_NAME}(?=\W|$)",
        r"\b(?P<hour>[0-2]?\d)(?:[:.](?P<minute>[0-5]\d))?\s?(?P<half>(?i:[ap]\.?m\b\.?))",
        r"\b(?P<hour>[0-2]?\d):(?P<minute>[0-5]\d)\b",
    )
]


def moments(text: str) -> Iterator[Moment]:
    """The dates and times of ``text``, none that overlaps another."""
    text = readable(text)
    taken: list[tuple[int, int]] = []
    for writing in _WRITINGS:
        for match in writing.finditer(text):
            start, end = match.span()
            if any(first < end and start < last for first, last in taken):
                continue
            readings = list(_readings(match.groupdict()))
            if readings:
                taken.append((start, end))
                yield Moment(frozenset(readings), start, end)


def _readings(parts: dict[str, str | None]) -> Iterator[Reading]:
    if parts.get("hour"):
        yield (None, None, None, _minute(parts))
        return
    month = parts.get("month")
    if (
        month
        and not month.isdigit()
        and not month[0].isupper()
        and month.lower() in {"may", "march", "mar", "sep", "dec", "jan"}
    ):
        return
    number = None if month is None else int(month) if month.isdigit() else MONTHS[month.lower()]
    year, day = _int(parts.get("year")), _int(parts.get("day"))
    if number is None or number <= _MONTHS_OF_YEAR:
        yield (year, number, day, None)
    if parts.get("mark") == "/" and day and day <= _MONTHS_OF_YEAR:
        yield (year, day, number, None)


def _int(text: str | None) -> int | None:
    return None if text is None else int(text)


def _minute(parts: dict[str, str | None]) -> int:
    hour, half = int(parts["hour"] or 0), (parts.get("half") or "").lower()
    if half:
        hour = hour % 12 + 12 * half.startswith("p")
    return 60 * hour + int(parts.get("minute") or 0)


def same_moment(claimed: Moment, said: Moment, years: frozenset[int] = frozenset()) -> bool:
    """Whether everything the claim says of a date is said there too.

    Args:
        claimed: Of the claim.
        said: Of the source.
        years: Which years may be meant where the source says none.
    """
    return any(_within(c, s, years) for c in claimed.readings for s in said.readings)


def _within(claimed: Reading, said: Reading, years: frozenset[int]) -> bool:
    if said[0] is None and claimed[0] in years:
        said = (claimed[0], said[1], said[2], said[3])
    return all(c is None or c == s for c, s in zip(claimed, said, strict=True))
