"""Where the proof of an answer stands. Knows nothing of answers and of measures."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any, Protocol

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
        quote: Its words instead of offsets, until :func:`placed` has found them; empty afterwards.
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


def golds_of(source: Any, span: Any) -> tuple[Gold, ...]:  # noqa: ANN401  # values from outside
    """The golds that the fields ``source`` and ``span`` of a question mean.

    Raises:
        ValueError: If they cannot be read; the message says what, why and how to fix.
    """
    sources = [source] if isinstance(source, str) else [] if source is None else source
    if not isinstance(sources, list) or not all(isinstance(s, str) and s.strip() for s in sources):
        raise ValueError(f'"source" is {source!r}; write a document\'s path, or a list of such')
    spans = [] if span is None else span if _is_list_of_spans(span) else [span]
    golds = [_gold(one, sources) for one in spans]
    placed_in = {gold.source for gold in golds}
    return (*golds, *(Gold(name) for name in dict.fromkeys(sources) if name not in placed_in))


def placed(gold: Gold, snapshot: Snapshot, known: Iterable[str]) -> Gold:
    """The gold with its quote found in its document.

    Raises:
        EvaluationError: If the document or the quote is not there, the quote is there more than once,
            or the offsets lie beyond the text.
    """
    sources = list(known)
    if gold.source not in sources:
        near = get_close_matches(gold.source, sources, n=1, cutoff=0)
        hint = f"; the nearest is {near[0]!r}" if near else ""
        raise EvaluationError(
            f"no document is called {gold.source!r}{hint}; write its path in the folder of documents, "
            "and see `rag index` for files that failed"
        )
    if not gold.quote and not gold.has_span:
        return gold
    text = snapshot.document(gold.source).text
    if gold.quote:
        return _found(gold, text)
    if gold.end is not None and gold.end > len(text):
        raise EvaluationError(
            f"the span [{gold.start}, {gold.end}] ends beyond the {len(text):,} characters of "
            f"{gold.source!r}; offsets count characters of the extracted text, as in a citation"
        )
    return gold


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
    return replace(gold, start=start, end=end, quote="")


def _is_list_of_spans(span: object) -> bool:
    return isinstance(span, list) and not _is_pair(span)


def _is_pair(span: object) -> bool:
    return isinstance(span, list) and len(span) == 2 and all(type(x) is int for x in span)  # noqa: PLR2004


def _gold(span: Any, sources: list[str]) -> Gold:  # noqa: ANN401  # a value from outside
    place: Mapping[str, Any] = span if isinstance(span, dict) else {}
    source = place.get("source", sources[0] if len(sources) == 1 else None)
    if isinstance(span, dict):
        span = place.get("quote", [place.get("start"), place.get("end")])
        if unknown := place.keys() - {"source", "start", "end", "quote"}:
            raise ValueError(
                f'"span" has {min(unknown)!r}; it takes "source", and "start" with "end" or "quote"'
            )
    if not isinstance(source, str):
        raise ValueError(  # noqa: TRY004
            f'"span" {span!r} needs one document; give "source", or write '
            '{"source": …, "start": …, "end": …} for each'
        )
    if isinstance(span, str) and span.strip():
        return Gold(source, quote=span)
    if _is_pair(span) and 0 <= span[0] < span[1]:
        return Gold(source, *span)
    raise ValueError(
        f'"span" {span!r} is none; write [start, end] with 0 ≤ start < end, a quote of the document, '
        "or a list of such"
    )
