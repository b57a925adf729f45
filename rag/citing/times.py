"""When something was: what was so in one decade is no answer about another. Knows no passages, no models."""

from collections.abc import Sequence

from rag.citing.dates import Moment
from rag.citing.quantities import Quantity, quantities

_YEARS = 10  # of an era: the 1970s


def is_of_another_time(claim: str, question: str, texts: Sequence[str]) -> bool:
    """Whether a question asks of a time, and every time that the proof tells of is another."""
    asked = _spans(question)
    if not asked or _spans(claim):
        return False
    told = [span for text in texts for span in _spans(text)]
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
