"""Cuts a document into chunks: first at headings, then as finely as the budget asks.

Knows spans and a way to count tokens; nothing of embeddings or storage.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from index import spans
from index.chunks import HEADING_SEPARATOR, Chunk
from index.documents import Document, Heading
from index.sentences import sentences
from index.spans import Span

TokenCounter: TypeAlias = Callable[[Sequence[str]], list[int]]
"""Counts the tokens of each text."""

CHARACTERS_PER_TOKEN = 10
"""A text counts as at least one token for so many characters; twice the average of English. WordPiece
takes a word of over 100 characters for one unknown token, be it a megabyte of base64."""

_TITLE = re.compile(r"[^\r\n]{0,119}[\w:]")
_LETTER = re.compile(r"\w")

_Cutter: TypeAlias = Callable[[str, Span], list[Span]]
_CUTTERS: tuple[_Cutter, ...] = (
    spans.paragraphs,
    lambda text, span: sentences(text, *span),
    spans.words,
    spans.halves,
)


def split(document: Document, budget: int, count_tokens: TokenCounter) -> list[Chunk]:
    """Cut a document into chunks of whole paragraphs, sentences or words.

    Args:
        document: What to cut.
        budget: Most tokens a chunk may have, at least 1; only a single character may have more.
        count_tokens: Counts the tokens of each text of a batch.

    Returns:
        Chunks in order that do not overlap, have no white space at their ends, and together hold
        every other character of the document. A heading stays with the text that follows it.
    """
    ruler = _Ruler(document.text, budget, count_tokens)
    return [
        Chunk(document.source, start, end, heading)
        for section, heading in _sections(document)
        for start, end in ruler.pack(ruler.fitting([section], _CUTTERS))
    ]


class _Ruler:
    """Measures spans of one text against a budget."""

    def __init__(self, text: str, budget: int, count_tokens: TokenCounter) -> None:
        self._text = text
        self._budget = budget
        self._count_tokens = count_tokens

    def fitting(self, pieces: list[Span], cutters: Sequence[_Cutter]) -> list[tuple[Span, int]]:
        """Pieces within the budget, with their sizes: too large ones are cut, finer and finer."""
        fitting: list[tuple[Span, int]] = []
        for piece, size in zip(pieces, self._sizes(pieces), strict=True):
            if size <= self._budget or piece[1] - piece[0] == 1:
                fitting.append((piece, size))
            else:
                cutter, *finer = cutters
                fitting += self.fitting(cutter(self._text, piece), finer or cutters)
        return fitting

    def pack(self, pieces: list[tuple[Span, int]]) -> list[Span]:
        """Join neighbours as long as they are within the budget."""
        groups: list[list[Span]] = []
        total = last = 0
        for piece, size in pieces:
            total += size
            if groups and total <= self._budget:
                groups[-1].append(piece)
            elif groups and len(groups[-1]) > 1 and self._announces(groups[-1][-1]):
                groups.append([groups[-1].pop(), piece])
                total = last + size
            else:
                groups.append([piece])
                total = size
            last = size
        return self._within(groups)

    def _announces(self, piece: Span) -> bool:
        """Whether it looks like a heading: a short line without a stop, as in plain text."""
        start, end = piece
        around = self._text[max(start - 1, 0) : start] + self._text[end : end + 1]
        return not around.strip("\r\n") and bool(_TITLE.fullmatch(self._text, start, end))

    def _within(self, groups: list[list[Span]]) -> list[Span]:
        # A sum of sizes may fall short of the size of the whole, as white space may count as well.
        joined = [(group[0][0], group[-1][1]) for group in groups]
        result: list[Span] = []
        for group, span, size in zip(groups, joined, self._sizes(joined), strict=True):
            middle = len(group) // 2
            too_large = size > self._budget and middle
            result += self._within([group[:middle], group[middle:]]) if too_large else [span]
        return result

    def _sizes(self, pieces: list[Span]) -> list[int]:
        texts = [self._text[start:end] for start, end in pieces]
        counts = self._count_tokens(texts)
        return [
            max(count, -(-len(text) // CHARACTERS_PER_TOKEN))
            for text, count in zip(texts, counts, strict=True)
        ]


def heading_paths(document: Document) -> set[str]:
    """Every heading path that a chunk of the document may have."""
    return {heading for _, heading in _sections(document)}


def _sections(document: Document) -> Iterator[tuple[Span, str]]:
    """From heading to heading, with the heading path; headings with nothing below are joined on."""
    text = document.text
    path: list[Heading] = []
    start = 0
    body = 0
    for heading in document.headings:
        line = max(text.rfind("\n", 0, heading.start), text.rfind("\r", 0, heading.start)) + 1
        if _LETTER.search(text, body, line):
            yield from _section(text, (start, line), _heading_path(document, path))
            start = line
        body = heading.end
        path = [outer for outer in path if outer.level < heading.level] + [heading]
    yield from _section(text, (start, len(text)), _heading_path(document, path))


def _section(text: str, span: Span, heading: str) -> Iterator[tuple[Span, str]]:
    start, end = spans.trim(text, span)
    if start < end:
        yield (start, end), heading


def _heading_path(document: Document, path: list[Heading]) -> str:
    titles = [" ".join(document.text[h.start : h.end].split()) for h in path]
    if titles[:1] == [document.title]:
        del titles[0]
    return HEADING_SEPARATOR.join(title for title in titles if title)
