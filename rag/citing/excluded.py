"""Whether a span stands below a line that excludes it ("Not included:"), or below another than is meant. Knows no models."""

from collections.abc import Sequence

import regex as re

from rag.citing.leads import is_item
from rag.citing.same import stands
from rag.citing.scopes import denials
from rag.citing.spans import Span, above
from rag.words import Word, forms_of

_EXCLUDES = r"(?:forbidden|prohibited|banned|exclu\w+|except\w*|verboten|ausgeschlossen)"
_DENIES = re.compile(
    rf"\b(?:not|no|never|n['’]t|without|nicht|kein\w*|{_EXCLUDES})\b",  # noqa: RUF001
    re.IGNORECASE,
)
_BEGINS = re.compile(
    rf"\W*(?:not|no|never|do not|don['’]t|what (?:is|are) not|nicht|kein\w*|{_EXCLUDES})\b",  # noqa: RUF001
    re.IGNORECASE,
)


def is_excluded(span: Span, claim: str) -> bool:
    """Whether the line right above a span denies what is below it, and a claim denies nothing.

    Any line above a list, and of other titles those that begin so: "Why you should not wait" denies no fee.
    """
    lines = above(span)
    if not lines or denials(claim) or _DENIES.search(claim):
        return False
    line = lines[-1].text
    listed = is_item(span.passage.text, span.start)
    return bool(_DENIES.search(line) if listed else _BEGINS.match(line))


def is_below_another(span: Span, evidence: Sequence[Word]) -> bool:
    """Whether a word of a claim stands in a title of the passage, but in none above the span and in no sentence."""
    passage = span.passage
    titles = [passage.text[a:b] for a, b in passage.bounds if a in passage.titles]
    headed = [word for word in evidence if titles and stands(forms_of("\n".join(titles)), word)]
    if not headed:
        return False
    said = [passage.text[a:b] for a, b in passage.bounds if a not in passage.titles]
    above_it = [line.text for line in above(span)]
    own = forms_of("\n".join((passage.title, span.text, *above_it, *said)))
    return not all(stands(own, word) for word in headed)
