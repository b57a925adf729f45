"""How numbers are written, and what they may mean. Knows digits and numerals, no units.

A value has many writings, and where a writing has two readings (1.000 is a thousand in German and one in
English), both are kept.
"""

from collections.abc import Iterator
from fractions import Fraction

import regex as re

from rag.citing.units import MAGNITUDES, NUMERALS, ORDINALS

_FOREIGN = re.compile(r"[\d--0-9]", re.VERSION1)
_THOUSANDS = 3  # digits between two separators
_LONGEST = 100  # signs of what is read as a number


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_NUMERAL = _any(NUMERALS)
NUMBER = re.compile(
    r"(?:(?P<sign>(?:us)?\$|€|£|¥|₹)\s?)?"
    r"(?P<digits>\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?![\d.,]?\d)|\d+(?::\d+)+|\d+(?:[.,'’]\d+)*)"  # noqa: RUF001
    rf"(?P<nth>st|nd|rd|th)?(?:/(?P<below>[1-9]\d{{0,15}})\b)?(?:[\s-]?(?P<scale>{_any(MAGNITUDES)})s?\b)?"
    r"|\b(?P<part>half|(?:(?P<above>\d{1,15}|a|one|two|three)\s)(?P<kind>third|quarter)s?)\b"
    rf"|\b(?P<spelled>(?:{_NUMERAL}|an?(?=[\s-](?:hundred|thousand|million|billion|dozen)\b))"
    rf"(?:[\s-](?:and\s)?(?:{_NUMERAL}|hundred|thousand|million|billion|trillion|dozen)(?=\W|$))*"
    rf"(?:[\s-](?P<last>{_any(ORDINALS)}))?)\b"
    rf"|\b(?P<ordinal>{_any(ORDINALS)})\b"
    r"|\b(?P<bare>dozen|hundred|thousand|million|billion|trillion)s?\b",
    re.IGNORECASE,
)


def readable(text: str) -> str:
    """``text`` with a sign in place of every digit that Python cannot read, as the pattern may know newer ones."""
    return _FOREIGN.sub(lambda digit: digit[0] if digit[0].isdecimal() else "\ufffd", text)


def values_of(match: re.Match[str]) -> Iterator[Fraction]:
    """The readings of a number, without its unit."""
    if match["digits"]:
        scale = MAGNITUDES[match["scale"].lower()] if match["scale"] else 1
        below = int(match["below"] or 1)
        yield from (value * scale / below for value in _readings(match["digits"]))
    elif match["spelled"]:
        yield _spelled(match["spelled"].lower())
    elif match["part"]:
        above = {"a": 1, "one": 1, "two": 2, "three": 3}
        count = above.get((match["above"] or "a").lower()) or int(match["above"])
        kinds = {"third": 3, "quarter": 4, "": 2}
        yield Fraction(count, kinds[(match["kind"] or "").lower()])
    elif match["ordinal"]:
        yield Fraction(ORDINALS[match["ordinal"].lower()])
    else:
        yield Fraction(MAGNITUDES[match["bare"].lower()])


def _readings(digits: str) -> Iterator[Fraction]:
    """What digits with separators may mean: 1.000 is a thousand, or one to three places.

    An address, a version, a ratio or pages of digits are no number, and equal themselves only.
    """
    whole = len(digits) <= _LONGEST and ":" not in digits
    found = list(_numbers(digits)) if whole else []
    yield from found or [-Fraction(int.from_bytes(digits.encode()))]


def _numbers(digits: str) -> Iterator[Fraction]:
    first, *groups = re.split(r"\D", digits)
    marks = re.findall(r"\D", digits)
    thousands = all(len(group) == _THOUSANDS for group in groups)
    if len(set(marks)) <= 1 and thousands:
        yield Fraction(int("".join((first, *groups))))
    if len(marks) == 1 and (marks[0] == "." or not thousands):
        yield _decimal(first, groups[0])
    elif len(marks) > 1 and marks[-1] not in marks[:-1]:
        yield _decimal("".join((first, *groups[:-1])), groups[-1])


def _decimal(whole: str, places: str) -> Fraction:
    return Fraction(int(whole + places), 10 ** len(places))


def _spelled(words: str) -> Fraction:
    """Forty-seven, two dozen, five hundred thousand and one."""
    total, part = 0, 0
    for word in re.findall(r"\p{L}+", words):
        if word in MAGNITUDES:
            scale = MAGNITUDES[word]
            part = (part or 1) * scale
            if scale >= 1000:  # noqa: PLR2004
                total, part = total + part, 0
        elif word != "and":
            part += NUMERALS.get(word, ORDINALS.get(word, 1))
    return Fraction(total + part)
