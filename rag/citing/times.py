"""When something was: what was so in one decade is no answer about another. Knows no passages, no models."""

from collections.abc import Sequence

from rag.citing.claims import Claim
from rag.citing.dates import Moment
from rag.citing.quantities import Quantity, quantities
from rag.citing.same import stands
from rag.words import forms_of

_YEARS = 10  # of an era: the 1970s


def is_of_another_time(claim: Claim, texts: Sequence[str]) -> bool:
    """Whether a question asks of a time, and every time that the sentences with the answer tell of is another."""
    asked = _spans(claim.question)
    if not asked or _spans(claim.text):
        return False
    answering = (t for t in texts if any(stands(forms_of(t), word) for word in claim.new))
    told = [span for text in answering for span in _spans(text)]
    return bool(told) and not any(a[0] <= t[1] and t[0] <= a[1] for a in asked for t in told)


def _spans(text: str) -> list[tuple[int, int]]:
    """The years that a text tells of, as first and last."""
    return [span for quantity in quantities(text) if (span := _span(quantity))]


def _span(quantity: Quantity | Moment) -> tuple[int, int] | None:
    if isinstance(quantity, Moment):
        years = [reading[0] for reading in quantity.readings if reading[0]]
        return (years[0], years[0]) if years else None
    if quantity.unit != "era" and not quantity.year:
        return None
    first = int(min(quantity.values))
    return first, first + (_YEARS - 1 if quantity.unit == "era" else 0)
