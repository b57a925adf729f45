"""Where the proof of an answer stands. Knows nothing of answers and of measures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Protocol

from index import Snapshot
from rag.errors import EvaluationError

_SHOWN = 60  # characters of a quote that an error shows


class Stretch(Protocol):
    """Characters of one document: a passage or a citation."""

    @property
    def source(self) -> str:
        """The document's identity."""

    @property
    def start(self) -> int:
        """Offset of the first character."""

    @property
    def end(self) -> int:
        """Offset one past the last character."""


@dataclass(frozen=True, slots=True)
class Gold:
    """Where the proof stands.

    Attributes:
        source: The document's identity: its path in the folder of documents.
        start: Offset of the proof's first character in the document's text; None for all of it.
        end: Offset one past its last character.
        quote: Its words: to be found where there are no offsets, and ``text[start:end]`` once
            :func:`placed` has been there.
    """

    source: str
    start: int | None = None
    end: int | None = None
    quote: str = ""

    @property
    def has_span(self) -> bool:
        """Whether it is a stretch of the document, and not all of it."""
        return self.start is not None and self.end is not None

    def touches(self, stretch: Stretch) -> bool:
        """Whether ``stretch`` shares a character with it; of a whole document, whether it lies there."""
        if self.source != stretch.source:
            return False
        if self.start is None or self.end is None:
            return True
        return stretch.start < self.end and self.start < stretch.end


def placed(gold: Gold, snapshot: Snapshot | None, known: Sequence[str]) -> Gold:
    """The gold with its quote found in its document, or the quote of its offsets.

    Args:
        gold: What to place.
        snapshot: The documents; None where there are none to look at.
        known: The sources of the documents.

    Raises:
        EvaluationError: If the document or the quote is not there, the quote is there more than once,
            or the offsets lie beyond the text.
    """
    if snapshot is None:
        if gold.quote and not gold.has_span:
            raise EvaluationError(f"no library to find the quote {gold.quote!r} in; give offsets")
        return gold
    if gold.source not in known:
        near = get_close_matches(gold.source, known, n=1, cutoff=0)
        hint = f"; the nearest is {near[0]!r}" if near else ""
        raise EvaluationError(
            f"no document is called {gold.source!r}{hint}; write its path in the folder of documents, "
            "and see `rag index` for files that failed"
        )
    if not gold.quote and not gold.has_span:
        return gold
    text = snapshot.document(gold.source).text
    if not gold.has_span:
        return _found(gold, text)
    if gold.end is not None and gold.end > len(text):
        raise EvaluationError(
            f"the span [{gold.start}, {gold.end}] ends beyond the {len(text):,} characters of "
            f"{gold.source!r}; offsets count characters of the extracted text, as in a citation"
        )
    return replace(gold, quote=text[gold.start : gold.end])


def _found(gold: Gold, text: str) -> Gold:
    # Line breaks and blanks of a document are seldom typed as they are.
    pattern = r"\s+".join(map(re.escape, gold.quote.split()))
    places = [found.span() for found in re.finditer(pattern, text)]
    if len(places) != 1:
        shown = gold.quote if len(gold.quote) <= _SHOWN else gold.quote[:_SHOWN] + "…"
        wrong = (
            f"stands {len(places)} times in {gold.source!r}; quote more around it, or give offsets"
            if places
            else f"is not in {gold.source!r}; copy it from `rag search`, which shows the extracted text"
        )
        raise EvaluationError(f"the quote {shown!r} {wrong}")
    start, end = places[0]
    return replace(gold, start=start, end=end, quote=text[start:end])
