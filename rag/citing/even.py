"""Passages without their line wraps, which are not part of what is said, and the way back to the document.

A line that an editor, a mail or a page layout broke may part a number from its unit and a "not" from its verb.
Knows sentences, no claims.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter
from typing import TypeAlias

import regex as re

from index.sentences import is_row, sentences
from rag.answers import Passage
from rag.citing.leads import is_item, is_title

Place: TypeAlias = tuple[int, int]
_FIELDS = tuple(field.name for field in fields(Passage))
_WRAP = re.compile(r"[^\S\r\n]*\r?\n[^\S\r\n]*(?:>+[^\S\r\n]*)*")
"""The end of a line inside a sentence, with the next one's indentation and the signs of a quoted mail."""


@dataclass(frozen=True, slots=True)
class Even(Passage):
    """A passage whose sentences have no line ends in them; ``start`` and ``end`` are still the document's.

    Attributes:
        own: The passage's own text.
        bounds: Where its sentences begin and end in ``text``.
        titles: Where in ``text`` those begin that head others: titles, and lines above lists.
        pieces: Where each unbroken stretch begins in ``text``, and where in ``own``.
    """

    own: str = field(default="", compare=False)
    bounds: tuple[Place, ...] = field(default=(), compare=False)
    titles: frozenset[int] = field(default=frozenset(), compare=False)
    pieces: tuple[Place, ...] = field(default=(), compare=False)

    def origin(self, start: int, end: int) -> Place:
        """Where in ``own`` a stretch of ``text`` stands, which neither begins nor ends between two sentences."""
        return self._own(start), self._own(end - 1) + 1

    def _own(self, offset: int) -> int:
        begin, own = self.pieces[bisect_right(self.pieces, offset, key=itemgetter(0)) - 1]
        return own + offset - begin


@lru_cache(maxsize=64)
def even(passage: Passage) -> Even:
    """The passage without line wraps."""
    whole = passage.text
    text = ""
    bounds: list[Place] = []
    pieces: list[Place] = []
    last = 0
    for start, end in _sentences(whole):
        text += _between(whole, last, start) if bounds else ""
        begin = len(text)
        for first, stop in _stretches(whole, start, end):
            text += " " if len(text) > begin else ""
            pieces.append((len(text), first))
            text += whole[first:stop]
        bounds.append((begin, len(text)))
        last = end
    own = {name: getattr(passage, name) for name in _FIELDS} | {"text": text}
    smooth = Even(**own, own=whole, bounds=tuple(bounds), pieces=tuple(pieces))
    leads = {
        start
        for (start, end), (after, _) in pairwise(bounds)
        if text[end - 1] == ":" and is_item(text, after)
    }
    titles = {start for start, end in bounds if _is_title(smooth, start, end)}
    return replace(smooth, titles=frozenset(leads | titles))


def _is_title(passage: Even, start: int, end: int) -> bool:
    """Whether a sentence looks like a title, or is a heading of the document."""
    first, last = (passage.start + at for at in passage.origin(start, end))
    headings = ((heading.start, heading.end) for heading in passage.headings)
    return is_title(passage.text[start:end]) or any(a <= first and last <= b for a, b in headings)


def _sentences(text: str) -> Iterator[Place]:
    """The sentences, without titles that a line end alone parts from them."""
    for start, end in sentences(text):
        stop = text.find("\n", start, end)
        if stop > 0 and is_title(text[start:stop]):
            yield start, start + len(text[start:stop].rstrip())
            yield stop + 1 + len(text[stop + 1 : end]) - len(text[stop + 1 : end].lstrip()), end
        else:
            yield start, end


def _stretches(text: str, start: int, end: int) -> Iterator[Place]:
    for wrap in _WRAP.finditer(text, start, end):
        yield start, wrap.start()
        start = wrap.end()
    yield start, end


def _between(text: str, end: int, start: int) -> str:
    """What parts two sentences: what parts lines is kept apart, whatever their new lengths; rows stay together."""
    parting = text[end:start]
    if "\n" not in parting and "\r" not in parting:
        return parting
    before, behind = text[:end].rpartition("\n")[2], text[start:].partition("\n")[0]
    table = _is_of_table(before) and _is_of_table(behind) and parting.count("\n") == 1
    return "\n" if table else "\n\n"


def _is_of_table(line: str) -> bool:
    return line.startswith("|") or is_row(line)


@lru_cache(maxsize=4096)
def unwrapped(text: str) -> str:
    """A text, one sentence or several, without line wraps."""
    return " ".join(_WRAP.sub(" ", text[start:end]) for start, end in sentences(text))
