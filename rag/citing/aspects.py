"""What a number tells besides its value and unit: long or wide, a week or a month, to or by. Knows no passages."""

import re
from functools import lru_cache

from rag.citing.dates import Moment
from rag.citing.quantities import Quantity, quantities
from rag.words import listed, words_of

_DIMENSIONS = {
    "long": "length", "wide": "width", "broad": "width", "high": "height", "tall": "height", "deep": "depth",
    "thick": "thickness", "old": "age", "breadth": "width",
}  # fmt: skip
_NAMES = "length|width|breadth|height|depth|thickness|diameter|circumference|age"
_ADJECTIVES = "long|wide|broad|high|tall|deep|thick|old"
_BEHIND = re.compile(rf"[\s-]({_ADJECTIVES})\b|\sin ({_NAMES})\b", re.IGNORECASE)
_BEFORE = re.compile(
    rf"\b({_NAMES})(?: (?:of|is|was|are|were)|:)? (?:about |around |nearly )?$", re.IGNORECASE
)
_ASKED = re.compile(rf"\bhow ({_ADJECTIVES})\b|\b({_NAMES})\b", re.IGNORECASE)
_EACH = re.compile(r"\s?(?:/|\b(?:per|an?|each|every)\s)\s?([^\W\d_]+)", re.IGNORECASE)
_SPANS = re.compile(r"(?:second|minute|hour|day|night|week|month|quarter|year)$", re.IGNORECASE)
_SPAN_OF = {
    "hourly": "hour", "daily": "day", "nightly": "night", "weekly": "week", "monthly": "month", "quarterly": "quarter",
    "yearly": "year", "annual": "year", "annually": "year",
}  # fmt: skip
_EVERY = re.compile(rf"\b({'|'.join(_SPAN_OF)})\b[^.;:,\d]{{0,40}}$", re.IGNORECASE)
_TO_OR_BY = re.compile(r"\b(to|by) (?:about |around |nearly |almost |over |some )?$", re.IGNORECASE)
_CHANGING = listed(
    "rise rises rose risen increase increases increased grow grows grew grown fall falls fell fallen drop drops "
    "dropped decrease decreases decreased decline declines declined reduce reduces reduced cut cuts lower lowers "
    "lowered raise raises raised gain gains gained lose loses lost shrink shrinks shrank shrunk expand expands "
    "expanded extend extends extended exceed exceeds exceeded change changes changed vary varies varied "
    "narrow narrows narrowed widen widens widened higher less fewer smaller larger bigger shorter longer older younger"
)


def is_apart(
    claim: str, question: str, claimed: Quantity | Moment, text: str, said: Quantity | Moment
) -> bool:
    """Whether equal numbers of a claim and of a text tell different things.

    Args:
        claim: A sentence.
        question: What it replies to; it may say in its place what is measured.
        claimed: Its number.
        text: What is to prove it.
        said: The same number there.
    """
    if isinstance(claimed, Moment) or isinstance(said, Moment):
        return False
    ours, theirs = _dimension(claim, claimed) or _asked(question), _dimension(text, said)
    rates = _rate(claim, claimed), _rate(text, said)
    return (
        (bool(ours) and ours != theirs and (bool(theirs) or _is_measured(text, ours)))
        or bool(all(rates) and rates[0] != rates[1])
        or _moves_otherwise(f"{claim} {question}", _way(claim, claimed), text, _way(text, said))
    )


def _dimension(text: str, quantity: Quantity) -> str:
    """What is measured, as the words around a number say; empty where they do not."""
    found = _BEHIND.match(text, quantity.end) or _BEFORE.search(text[: quantity.start])
    return _named(found)


def _is_measured(text: str, dimension: str) -> bool:
    """Whether a text has a number of that dimension."""
    found = (q for q in quantities(text) if isinstance(q, Quantity))
    return any(_dimension(text, quantity) == dimension for quantity in found)


@lru_cache(maxsize=256)
def _asked(question: str) -> str:
    return _named(_ASKED.search(question))


def _named(found: re.Match[str] | None) -> str:
    word = next(filter(None, found.groups())).lower() if found else ""
    return _DIMENSIONS.get(word, word)


def _rate(text: str, quantity: Quantity) -> str:
    """The span of time that each has as much: month in "€300 a month", and in "a monthly fee of €300"."""
    found = _EACH.match(text, quantity.end)
    if found and _SPANS.match(found[1]):
        return found[1].lower()
    every = _EVERY.search(text[: quantity.start])
    return _SPAN_OF[every[1].lower()] if every else ""


def _way(text: str, quantity: Quantity) -> str:
    """Whether something changed ``to`` a number or ``by`` it."""
    found = None if quantity.year else _TO_OR_BY.search(text[: quantity.start])
    return found[1].lower() if found else ""


def _moves_otherwise(claim: str, ours: str, text: str, theirs: str) -> bool:
    """Whether a text tells of a change by a number, and the claim of none or of one to it, or the other way round."""
    if not _changes(text):
        return False
    return {ours, theirs} == {"to", "by"} or (theirs == "by" and not _changes(claim))


@lru_cache(maxsize=1024)
def _changes(text: str) -> bool:
    return not _CHANGING.isdisjoint(text[word.start : word.end].lower() for word in words_of(text))
