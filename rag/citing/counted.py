"""What a number counts, and whether a source counts the same. Knows one sentence at a time, no models."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

import regex as re

from rag.citing.aspects import is_apart
from rag.citing.dates import Moment, same_moment
from rag.citing.quantities import Quantity, agree, quantities, units_named
from rag.citing.same import GENERIC, stands
from rag.words import THINGS, Word, behind_how_many, listed, words_of

REACH = 6  # evidence words behind a number that may be what it counts
_BREAK = re.compile(r"[.;:!?,|\t\n](?=\s|$)|\s\|\s|\b(?:and|but|while|whereas|or)\b")
_BETWEEN = listed("of the a an")
_SHARE = re.compile(r"\s*(?:out )?of ")  # 4 out of 5 stars


def unproven(  # noqa: PLR0913, PLR0917  # what is said, and where it may stand
    claim: str,
    question: str,
    texts: Sequence[str],
    known: AbstractSet[str],
    headings: str,
    around: Sequence[str] = (),
) -> list[Quantity | Moment]:
    """The numbers and dates of ``claim`` that no text has for the same thing.

    Args:
        claim: A sentence.
        question: What it replies to: it may name the unit.
        texts: What is to prove it.
        known: Forms that may name what a number counts where its own sentence does not.
        headings: What stands above the texts: it may name the unit, and the year of a date.
        around: Sentences beside the texts: what the question said already may stand there.
    """
    above = " ".join((question, headings, *texts))
    years = frozenset(y for q in quantities(above) if (y := _year(q)) is not None)
    named = units_named(f"{question} {headings}")
    asked = quantities(question)

    def proven(claimed: Quantity | Moment) -> bool:
        presumed = any(matches(claimed, quantity, named, years) for quantity in asked)
        return any(
            matches(claimed, quantity, named, years)
            and not is_apart(claim, question, claimed, text, quantity)
            and _counts(claim, question, claimed, text, quantity, texts, known)
            for text in (*texts, *(around if presumed else ()))
            for quantity in quantities(text)
        )

    return [quantity for quantity in quantities(claim) if not proven(quantity)]


def matches(
    claimed: Quantity | Moment,
    said: Quantity | Moment,
    named: frozenset[str] = frozenset(),
    years: frozenset[int] = frozenset(),
) -> bool:
    """Whether a number or date is the one that a text has; what they count is not looked at.

    Args:
        claimed: Of the claim.
        said: Of the text.
        named: Units that may be meant where a number stands without.
        years: Those that may be meant where a date stands without.
    """
    if isinstance(claimed, Moment) and isinstance(said, Moment):
        return same_moment(claimed, said, years)
    if isinstance(claimed, Quantity) and isinstance(said, Quantity):
        return agree(claimed, said, named)
    return _year(claimed) is not None and _year(claimed) == _year(said) and _only_year(claimed)


def _year(quantity: Quantity | Moment) -> int | None:
    if isinstance(quantity, Moment):
        return next((reading[0] for reading in quantity.readings if reading[0]), None)
    value = next(iter(quantity.values))
    plain = not quantity.unit and len(quantity.values) == 1 and value.denominator == 1
    return int(value) if plain and 1000 <= value <= 2100 else None  # noqa: PLR2004


def _only_year(quantity: Quantity | Moment) -> bool:
    return isinstance(quantity, Quantity) or all(r[1:] == (None,) * 3 for r in quantity.readings)


def _counts(  # noqa: PLR0913, PLR0917  # two numbers, each in its text
    claim: str,
    question: str,
    claimed: Quantity | Moment,
    text: str,
    said: Quantity | Moment,
    texts: Sequence[str],
    known: AbstractSet[str],
) -> bool:
    """Whether what the claim counts is what the text counts."""
    thing = _thing(claim, claimed)
    if thing is None:
        return (
            not isinstance(claimed, Quantity)
            or bool(claimed.unit)
            or not any(_is_counted_apart(asked, said, texts) for asked in behind_how_many(question))
        )
    if isinstance(said, Moment) or said.year:
        return False  # 2024 goats are not those of the year 2024
    behind = _behind(text, said)
    if stands({word.form for word in behind}, thing):
        return True
    # "The first to travel" names nothing.
    apart = said.unit == "nth" and behind and text[said.end : behind[0].start].strip()
    unnamed = not behind or behind[0].form in GENERIC or apart
    return bool(unnamed) and stands(known, thing)


def _thing(claim: str, claimed: Quantity | Moment) -> Word | None:
    """The word right behind a number, if it carries evidence."""
    if isinstance(claimed, Moment) or claimed.year or claimed.unit == "era":
        return None
    words = [word for word in words_of(claim) if word.start >= claimed.end]
    for n, word in enumerate(words):
        apart = claim[claimed.end if not n else words[n - 1].end : word.start]
        if apart.strip(" -\n") or (
            claimed.unit not in {"", "nth", "many"} and not n and word.form != "of"
        ):
            return None
        if word.form not in _BETWEEN:
            done = claim[word.start : word.end].endswith("ed")  # 2000 attended
            return word if word.kind in THINGS - {"number"} and not done else None
    return None


def _is_counted_apart(thing: Word, said: Quantity | Moment, texts: Sequence[str]) -> bool:
    """Whether the thing asked for has a number of its own, which is another one."""
    counts = [
        (quantity is said or quantity == said)
        for text in texts
        for quantity in quantities(text)
        if isinstance(quantity, Quantity)
        and not quantity.unit
        and any(stands({word.form}, thing) for word in _behind(text, quantity)[:1])
    ]
    return bool(counts) and not any(counts)


@lru_cache(maxsize=4096)
def _behind(text: str, said: Quantity) -> tuple[Word, ...]:
    """The evidence words behind a number, up to the next number or joint."""
    stop = _BREAK.search(text, said.end)
    end = stop.start() if stop else len(text)
    words = [word for word in words_of(text) if said.end <= word.start < end]
    numbers = [q.start for q in quantities(text) if q.start >= said.end]
    found = []
    for word in words:
        if any(start <= word.start for start in numbers) and not _SHARE.match(text, said.end):
            break
        if word.kind in THINGS - {"number"}:
            found.append(word)
    return tuple(found[:REACH])
