"""Cuts a document into chunks: first at headings, then as finely as the budget asks.

Knows spans and a way to count tokens; nothing of embeddings or storage.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeAlias

from index import spans
from index.chunks import Chunk
from index.documents import Document
from index.sections import sections
from index.sentences import is_row, items, stops
from index.spans import Span

TokenCounter: TypeAlias = Callable[[Sequence[str]], list[int]]
"""Counts the tokens of each text."""

CHARACTERS_PER_TOKEN = 10
"""A text counts as at least one token for so many characters; twice the average of English. WordPiece
takes a word of over 100 characters for one unknown token, be it a megabyte of base64."""

_BATCH = 4096
"""Pieces measured at once: a counter is fast only with many, and memory does not grow with the text."""

_FINER = CHARACTERS_PER_TOKEN
"""Parts, for each budget they need, into which a piece without structure is cut: small enough that
packing them again fills the budget, few enough to be measured quickly. A piece too long to be measured
becomes parts of as many characters as the budget has tokens, which fit in any script."""

_LEAD = 3
"""Most lines that lead in together: a heading, the first row of a table and the rule below it."""

_TITLE = re.compile(r"[^\r\n]{0,119}[\w:]")
_RULE = re.compile(r"[-|:+= \t]{3,120}")

_Cutter: TypeAlias = Callable[[str, Span], Iterable[Span]]
_Sized: TypeAlias = tuple[Span, int]
_CUTTERS: tuple[_Cutter, ...] = (
    spans.paragraphs,
    items,
    stops,
    spans.lines,
)


def split(document: Document, budget: int, count_tokens: TokenCounter) -> list[Chunk]:
    """Cut a document into chunks of whole paragraphs, list items, table rows, sentences or lines.

    Takes time in proportion to the length of the text, whatever it is.

    Args:
        document: What to cut.
        budget: Most tokens a chunk may have, at least 1; only a single character may have more.
        count_tokens: Counts the tokens of each text of a batch.

    Returns:
        Chunks in order that do not overlap, have no white space at their ends, and together hold
        every other character of the document. A heading, the first row of a table and the line
        that announces a list stay with what follows them.
    """
    ruler = _Ruler(document.text, budget, count_tokens)
    return [
        Chunk(document.source, start, end, heading)
        for section, heading in sections(document)
        for start, end in ruler.pack(ruler.fitting([section], _CUTTERS))
    ]


class _Ruler:
    """Measures spans of one text against a budget."""

    def __init__(self, text: str, budget: int, count_tokens: TokenCounter) -> None:
        self._text = text
        self._budget = budget
        self._count_tokens = count_tokens

    def fitting(self, pieces: Iterable[Span], cutters: Sequence[_Cutter]) -> Iterator[_Sized]:
        """Pieces within the budget, with their sizes: too large ones are cut, finer and finer."""
        for piece, size in self._sized(pieces):
            if size <= self._budget or piece[1] - piece[0] == 1:
                yield piece, size
            elif cutters:
                yield from self.fitting(cutters[0](self._text, piece), cutters[1:])
            else:
                count = _FINER * -(-size // self._budget)
                yield from self.fitting(spans.parts(self._text, piece, count), ())

    def pack(self, pieces: Iterable[_Sized]) -> Iterator[Span]:
        """Join neighbours as long as they are within the budget."""
        group: list[_Sized] = []
        total = 0
        for piece in pieces:
            total += piece[1]
            if group and total > self._budget:
                kept = self._kept(group)
                yield from self._within(group[:kept])
                group = group[kept:]
                total = piece[1] + sum(size for _, size in group)
            group.append(piece)
        if group:
            yield from self._within(group)

    def _kept(self, group: list[_Sized]) -> int:
        """How many pieces of a full group remain in it; those behind announce what follows."""
        kept = len(group)
        while kept > 1 and self._announces(group[kept - 2][0], group[kept - 1][0]):
            kept -= 1
        # Many such lines in a row are no lead-in but a list of short lines.
        return kept if kept >= len(group) - _LEAD else len(group)

    def _announces(self, before: Span, piece: Span) -> bool:
        """Whether it looks like a heading, a lead-in or the first row of a table, and ends its line."""
        start, end = piece
        if (self._text[max(start - 1, 0) : start] + self._text[end : end + 1]).strip("\r\n"):
            return False
        if _RULE.fullmatch(self._text, start, end):
            return True
        first_row = not is_row(self._text, piece) or not is_row(self._text, before)
        return first_row and bool(_TITLE.fullmatch(self._text, start, end))

    def _within(self, group: list[_Sized]) -> Iterator[Span]:
        # A sum of sizes may fall short of the size of the whole, as white space may count as well.
        whole = group[0][0][0], group[-1][0][1]
        middle = len(group) // 2
        if middle and self._sizes([whole])[0] > self._budget:
            yield from self._within(group[:middle])
            yield from self._within(group[middle:])
        else:
            yield whole

    def _sized(self, pieces: Iterable[Span]) -> Iterator[_Sized]:
        remaining = iter(pieces)
        while batch := list(islice(remaining, _BATCH)):
            yield from zip(batch, self._sizes(batch), strict=True)

    def _sizes(self, pieces: list[Span]) -> list[int]:
        """Tokens of each piece; of one that is too long whatever it holds, the least it may have."""
        least = [-(-(end - start) // CHARACTERS_PER_TOKEN) for start, end in pieces]
        texts = {
            self._text[start:end]: 0
            for (start, end), size in zip(pieces, least, strict=True)
            if size <= self._budget
        }
        texts.update(zip(texts, self._count_tokens(list(texts)), strict=True))
        return [
            max(size, texts.get(self._text[start:end], 0)) if size <= self._budget else size
            for (start, end), size in zip(pieces, least, strict=True)
        ]
