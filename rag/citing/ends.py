"""Which end of a stretch of time or numbers is told: from Monday, until Friday. Knows one text at a time, no models."""

import regex as re

from rag.citing.counted import matches
from rag.citing.dates import Moment
from rag.citing.quantities import Quantity, quantities

_REACH = 15  # characters before a number or date that may name its end

_FIRST = re.compile(
    r"\b(?:from|since|after|(?:start|begin|began|open)\w*(?: on| at| in)?)\s$", re.IGNORECASE
)
_LAST = re.compile(
    r"\b(?:until|till|to|before|by|within|no later than|(?:end|clos|finish)\w*(?: on| at| in)?)\s$",
    re.IGNORECASE,
)
_ON = re.compile(r"\bon (?:the )?$", re.IGNORECASE)
_NOT_ON = re.compile(r"\b(?:after|before|by|no later than) (?:the )?$", re.IGNORECASE)


def at_other_end(claim: str, text: str) -> bool:
    """Whether a number or date that begins something in one text ends it in the other."""
    for quantity in quantities(claim):
        ours = _end(claim, quantity)
        found = {_end(text, said) for said in quantities(text) if matches(quantity, said)}
        if ours and found and found.isdisjoint({ours, ""}):
            return True
        if _is_day_itself(claim, quantity, text):
            return True
    return False


def _is_day_itself(claim: str, quantity: Quantity | Moment, text: str) -> bool:
    """Whether a text tells of the time before or after a date, and the claim of that date."""
    if not isinstance(quantity, Moment) or not _ON.search(claim, 0, quantity.start):
        return False
    found = [said for said in quantities(text) if matches(quantity, said)]
    return bool(found) and all(_NOT_ON.search(text, 0, said.start) for said in found)


def _end(text: str, quantity: Quantity | Moment) -> str:
    before = text[max(0, quantity.start - _REACH) : quantity.start]
    return "first" if _FIRST.search(before) else "last" if _LAST.search(before) else ""
