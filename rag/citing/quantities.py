"""Numbers, dates and times of a text as values with units. Knows how they are written, no passages.

A value has many writings: 1,000 and 1 000; forty-seven and 47; $5m and 5 million dollars; June 5, 2024
and 2024-06-05. Where a writing has two readings (1.000 is a thousand in German and one in English), both
are kept, and two quantities agree when they share one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import regex as re

from rag.citing.dates import Moment, moments
from rag.citing.numbers import NUMBER, readable, values_of
from rag.citing.units import BOUNDS, FROM, LOWER, MAGNITUDES, MONEY, UNITS

Unit = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of a text.

    Attributes:
        values: What it may mean, in its own unit.
        unit: What it measures, as ``rag.citing.units`` names it: ``percent``, ``mass``; empty when it only counts;
            ``nth`` for an ordinal, ``era`` for the 1990s, ``many`` for "hundreds".
        factor: How many of the smallest unit of that kind make its own.
        bound: ``at least``, ``at most``, ``from`` before a price, or nothing.
        ranged: Whether it is one end of a range.
        whole: Whether it is what another number is a part of: the 5 of "3 of 5".
        year: Whether it can only be a year: "in 2024".
        start: Offset of its first character.
        end: Offset one past its last character, unit included.
    """

    values: frozenset[Fraction]
    unit: str
    factor: float
    bound: str
    ranged: bool
    whole: bool
    year: bool
    start: int
    end: int


_YEAR = re.compile(r"1\d{3}|20\d\d|2100")
_UNIT = re.compile(
    r"[\s-]{0,2}(?P<area>(?:square|sq|cubic)[\s.]{1,2})?"
    r"(?P<unit>%|‰|°\s?[CF]?\b|[€£¥₹$]|km/h|per\s?cent\b|por ciento\b|percentage points?|degrees? (?:celsius|fahrenheit)"
    r"|\p{L}+)(?P<power>[²³2-3](?!\w))?(?P<points>[\s-]points?\b)?",
    re.IGNORECASE,
)
_ERA = re.compile(r"['’]?s")  # noqa: RUF001  the 1990s, the 1990's
_SHORT = {"m": "million", "k": "thousand", "b": "billion"}  # behind a sign of money only
_AROUND = re.compile(rf"\b({'|'.join(BOUNDS)})\s(?:the\s|an?\s)?$", re.IGNORECASE)
_WHOLE = re.compile(
    r"(?:\d|million|billion|thousand|hundred)\s(?:out )?of (?:the |its |a total of )?$"
)
_DATED = re.compile(r"\b(?:in|since|until|till|of|from|by|during|before|after|year|for)\s$", re.I)
_COUNTED = re.compile(r"\b(?:by|of|from|for)\s\d+\s\p{Ll}+s\b")  # attended by 2000 guests
_SIDE = re.compile(
    r"\b(?:first|second|other|upper|lower|northern|southern|eastern|western|better)\s$", re.I
)
_WORDS = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty)"
_RANGE_BEHIND = re.compile(rf"\s?(?:–|—|-|\bto\b|\band\b)\s?[$€£]?\d|\s(?:to|or)\s{_WORDS}\b")  # noqa: RUF001
_RANGE_BEFORE = re.compile(
    rf"(?:\bbetween\b.{{1,30}}\band|\d\D{{0,12}}(?:\bto\b|–|—|-)|\b{_WORDS}\s(?:to|or))\s?$"  # noqa: RUF001
)
_MOVED = re.compile(
    r"\b(?:rose|rise\w*|fell|fall\w*|gr[eo]w\w*|went|g(?:o|oes|one)|rais\w+|increas\w+|decreas\w+|reduc\w+|drop\w*|cut"
    r"|lower\w*|declin\w+|narrow\w+|widen\w+|chang\w+|up|down)\b[^.;,]{0,30}\bfrom\b(?:[^.;,]|[.,]\d){0,30}$",
    re.IGNORECASE,
)
"""Before a number that something moved to: "fell from 90 to 75" is no range."""


@lru_cache(maxsize=4096)
def quantities(text: str) -> tuple[Quantity | Moment, ...]:
    """Every number, date and time of ``text``, in order."""
    text = readable(text)
    found: list[Quantity | Moment] = list(moments(text))
    taken = [(moment.start, moment.end) for moment in found]
    for match in NUMBER.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            found += _quantity(text, match)
    return tuple(sorted(found, key=lambda quantity: quantity.start))


def _quantity(text: str, match: re.Match[str]) -> Iterator[Quantity]:
    if _is_mere_word(text, match):
        return
    values = set(values_of(match))
    end, (unit, factor) = _measured(text, match)
    if match["nth"] or match["last"] or match["ordinal"]:
        if unit == "month" and factor >= 1200:  # noqa: PLR2004  the 19th century is no duration
            end = match.end()
        unit, factor = "nth", 1
    elif match["part"] and text[match.start() :].lower().startswith("half"):
        unit, factor = "", 1
    if match["bare"] and match[0].lower().endswith("s"):
        unit = "many"
    before = text[max(0, match.start() - 40) : match.start()]
    around = _AROUND.search(before)
    money = match["sign"] and text[match.end() : match.end() + 2].lower()
    if money and money[0] in _SHORT and not money[1:].isalnum():
        values = {value * MAGNITUDES[_SHORT[money[0]]] for value in values}
    ranged = bool(_RANGE_BEHIND.match(text, end) or _RANGE_BEFORE.search(before))
    ranged = ranged and not _MOVED.search(text[: match.start()])
    yield Quantity(
        values=frozenset(values),
        unit=unit,
        factor=factor,
        bound=_bound(around[1], unit) if around and not ranged else "",
        ranged=ranged,
        whole=bool(_WHOLE.search(before)),
        year=_is_year(match, unit)
        and bool(_DATED.search(before))
        and not _COUNTED.search(text, max(0, match.start() - 5), match.end() + 40),
        start=match.start(),
        end=end,
    )


def _is_mere_word(text: str, match: re.Match[str]) -> bool:
    """Whether it counts nothing: "one of them", "the western half"."""
    said = match[0].lower()
    if said == "one":
        return text[match.end() :].lower().startswith(" of ")
    return said == "half" and bool(_SIDE.search(text, max(0, match.start() - 20), match.start()))


def _is_year(match: re.Match[str], unit: str) -> bool:
    digits = match["digits"] or ""
    return not unit and not match["scale"] and bool(_YEAR.fullmatch(digits))


def _measured(text: str, match: re.Match[str]) -> tuple[int, Unit]:
    """Where the number's unit ends, and the unit."""
    if match["sign"]:
        return match.end(), UNITS[match["sign"].lower()]
    if match["digits"] and (era := _ERA.match(text, match.end())):
        return era.end(), ("era", 1)
    found = _UNIT.match(text, match.end())
    if found is None:
        return match.end(), ("", 1)
    name = found["unit"].lower()
    named = re.sub(r"\s", "", name).replace("porciento", "%").replace("percentagepoints", "pp")
    named = (
        named.replace("percentagepoint", "pp").removeprefix("degrees").removeprefix("degree")
        or "degree"
    )
    unit = UNITS.get(named) or UNITS.get(named.removesuffix("s")) if name != "has" else None
    if unit is None or (len(name) <= 2 and not match["digits"]):  # noqa: PLR2004
        return match.end(), ("", 1)
    if unit[0] == "percent" and found["points"]:
        return found.end(), ("points", 1)
    area = (found["area"] or "").lower()
    power = (found["power"] or "").replace("2", "²").replace("3", "³")
    power = ("²" if area.startswith("sq") else "³") if area else power
    return found.end("power") if found["power"] else found.end("unit"), (unit[0] + power, unit[1])


def agree(claimed: Quantity, said: Quantity, named: frozenset[str] = frozenset()) -> bool:
    """Whether a claim of ``claimed`` is right where ``said`` stands; what they count is not looked at.

    Args:
        claimed: Of the claim.
        said: Of the source.
        named: Units that question or heading name, for a number that stands without: "18." in reply to
            "What percentage?", or a cell below "Weight (kg)".
    """
    units = {claimed.unit, said.unit}
    if len(units) == 1:
        same = not _scaled(claimed).isdisjoint(_scaled(said))
    else:
        same = "" in units and units - {""} <= named and not claimed.values.isdisjoint(said.values)
    whole = said.whole and not claimed.whole
    end = said.ranged and not claimed.ranged and bool(said.unit) and not said.year
    return same and not whole and not end and _bounded(claimed.bound, said.bound)


def kind_of(quantity: Quantity | Moment) -> str:
    """The unit of a number, empty where it has none; ``moment`` for a date or time."""
    return quantity.unit if isinstance(quantity, Quantity) else "moment"


def unit_words(text: str) -> list[str]:
    """The words and signs of a text that name units."""
    named = re.findall(r"[%$€£¥₹°]|\p{L}+", text.lower())
    return [w for w in named if w != "in" and (w in UNITS or w.removesuffix("s") in UNITS)]


def units_named(text: str) -> frozenset[str]:
    """The units that the words and signs of a text name."""
    named = re.findall(r"[%$€£¥₹°]|\p{L}+", text.lower())
    found = (UNITS.get(word) or UNITS[word.removesuffix("s")] for word in unit_words(text))
    units = frozenset(unit[0] for unit in found)
    units |= {"month"} if "old" in named or "age" in named else frozenset()
    return units | ({"percent"} if "percentage" in named else frozenset())


def _scaled(quantity: Quantity) -> frozenset[Fraction]:
    return frozenset(value * Fraction(str(quantity.factor)) for value in quantity.values)


def _bound(phrase: str, unit: str) -> str:
    """What a phrase before a number says of it; "from 5 to 9", "from 1950" say nothing."""
    bound = BOUNDS[phrase.lower()]
    return "" if bound == FROM and unit not in MONEY else bound


def _bounded(claimed: str, said: str) -> bool:
    """More than 5 may be said as 5, as people do; less than 5 and from €5 may not, and 5 proves no bound."""
    return (
        claimed == said or said == LOWER == (claimed or LOWER) or {claimed, said} == {LOWER, FROM}
    )
