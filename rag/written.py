"""How else a document may write what a question says: numbers, short names. Knows no documents.

That no document has a word can be looked up, that none speaks of a thing cannot: so each writing counts,
and what may stand there in a way that cannot be looked up is taken to be there.
"""

from collections.abc import Callable, Iterator, Sequence

from rag.citing.same import TITLES
from rag.citing.units import MONTHS, NUMERALS, ORDINALS
from rag.words import stem

_ROMAN = [
    "i",
    "ii",
    "iii",
    "iv",
    "v",
    "vi",
    "vii",
    "viii",
    "ix",
    "x",
    "xi",
    "xii",
    "xiii",
    "xiv",
    "xv",
    "xvi",
    "xvii",
    "xviii",
    "xix",
    "xx",
]
_BEHIND = (
    "st",
    "nd",
    "rd",
    "th",
    "s",
    "m",
    "k",
    "km",
    "kg",
)  # written to a number: 3rd, 1990s, 5km
_LONGEST = 15  # digits of a number that is written in words or groups
_SHORT = range(2, 6)  # letters of a short name, such as USA
_DAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])


def may_be_short(name: str) -> bool:
    """Whether a name may be there spelled out, or as a figure: USA, Dr, January."""
    plain = name.replace(".", "")
    capitals = plain.isupper() and len(plain) in _SHORT
    return capitals or stem(plain.lower()) in TITLES or plain.lower() in _DAYS | MONTHS.keys()


def is_written(number: str, mentions: Callable[[str], bool]) -> bool:
    """Whether a number may stand somewhere in any of its writings.

    Args:
        number: In digits, as a question has it.
        mentions: Looks a word up.
    """
    return any(all(map(mentions, way)) for way in _ways(number))


def _ways(number: str) -> Iterator[Sequence[str]]:
    """The words of each writing, all of which must be there."""
    digits = number.replace(",", "").removesuffix(".00").removesuffix(".0")
    if not digits.isdecimal() or len(digits) > _LONGEST:
        yield (number,)
        return
    value = int(digits)
    yield from ((f"{value}{behind}",) for behind in ("", *_BEHIND))
    yield (f"{value:02d}",)
    yield from ((word,) for word in _spelled(value))
    if value % 10 and value < 100:  # noqa: PLR2004  forty-two, forty-second
        tens = [*_spelled(value - value % 10)]
        yield from ((ten, one) for ten in tens for one in _spelled(value % 10))
    groups = f"{value:,}".split(",")
    yield groups
    if groups[-1] == "000":  # 10 million, ten million
        yield from _ways(f"{value // 1000}")


def _spelled(value: int) -> list[str]:
    tables = (NUMERALS, ORDINALS)
    roman = _ROMAN[value - 1 : value] if value else []
    return [word for table in tables for word, of in table.items() if of == value] + roman
