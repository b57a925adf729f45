"""The stretches of passages that may prove a sentence. Knows words, no claims."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import lru_cache

import regex as re

from index.sentences import sentences
from rag.answers import HeadingLine, Passage
from rag.citing.even import Even, even
from rag.citing.leads import SIGNS, lead
from rag.citing.same import stands
from rag.words import Word, forms_of

_SIGN = re.compile(rf"(?:(?:[{SIGNS}]|>+)[^\S\r\n]+)+")
WINDOW = 3  # neighbouring sentences that may together be one quote
_WEIGHTS = {"number": 2.0, "name": 2.0, "content": 1.0, "initial": 1.0}


@dataclass(frozen=True, slots=True)
class Span:
    """``length`` neighbouring sentences of one passage without line wraps, in whose text the offsets count."""

    passage: Even
    start: int
    end: int
    length: int

    @property
    def text(self) -> str:
        """Its characters."""
        return self.passage.text[self.start : self.end]

    @property
    def is_title(self) -> bool:
        """Whether it is nothing but a line that heads others."""
        return self.length == 1 and self.start in self.passage.titles


Group = tuple[Span, ...]


def candidates(passages: Sequence[Passage], longest: int = WINDOW) -> list[Span]:
    """Every run of up to ``longest`` neighbouring sentences of a passage, shortest runs first; a title is one by itself."""
    spans = []
    for passage in map(even, passages):
        bounds = [_bare(passage.text, *bounds) for bounds in passage.bounds]
        titles = [start in passage.titles for start, _ in bounds]
        for length in range(1, longest + 1):
            for n, (first, last) in enumerate(zip(bounds, bounds[length - 1 :], strict=False)):
                if length == 1 or not any(titles[n : n + length]):
                    spans.append(Span(passage, first[0], last[1], length))
    return sorted(spans, key=lambda span: span.length)


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """A sentence without the sign of a list or of a quoted mail before it."""
    sign = _SIGN.match(text, start, end)
    return (sign.end(), end) if sign and sign.end() < end else (start, end)


@lru_cache(maxsize=4096)
def above(span: Span) -> tuple[Span, ...]:
    """What a span stands under, outermost first: headings, each a passage of its own, and a line of its passage."""
    begin = span.passage.start + span.passage.origin(span.start, span.end)[0]
    path: list[HeadingLine] = []
    for heading in span.passage.headings:
        if heading.start >= begin:
            break
        while path and path[-1].level >= heading.level:
            path.pop()
        path.append(heading)
    led = lead(span.passage.text, span.start)
    own = [replace(span, start=led[0], end=led[1], length=1)] if led else []
    return (*(_whole(span.passage, heading) for heading in path), *own)


def _whole(passage: Passage, line: HeadingLine) -> Span:
    named = passage.number, passage.source, passage.title, passage.heading
    own = even(Passage(*named, line.start, line.end, line.text, line.page, passage.score))
    return Span(own, 0, len(own.text), 1)


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[str, ...]:
    return tuple(text[start:end] for start, end in sentences(text))


def single(texts: Iterable[str]) -> list[str]:
    """The texts cut into sentences."""
    return [sentence for text in texts for sentence in _sentences(text)]


def share_of(
    claimed: Sequence[Word], pool: frozenset[str], proven: AbstractSet[Word] = frozenset()
) -> float:
    """Share in [0, 1] of words that stand in a pool or are proven already, numbers and names twice."""
    total = sum(_WEIGHTS[word.kind] for word in claimed)
    held = (word for word in claimed if word in proven or stands(pool, word))
    return sum(_WEIGHTS[word.kind] for word in held) / total


def pool_of(group: Iterable[Span]) -> frozenset[str]:
    """The forms of the spans' words."""
    return frozenset().union(*(forms_of(span.text) for span in group))


def context_of(group: Iterable[Span]) -> frozenset[str]:
    """The forms of the words of their passages, titles and headings."""
    return frozenset().union(*(forms_of(span.passage.whole) for span in group))


def headings_of(group: Iterable[Span]) -> str:
    """What stands above them."""
    return " ".join(f"{span.passage.title} {span.passage.heading}" for span in group)
