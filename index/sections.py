"""Sections of a document: what stands below one heading. Knows nothing of budgets or tokens."""

import re
from collections.abc import Iterator
from dataclasses import replace

from index import spans
from index.chunks import HEADING_SEPARATOR, LABEL_CHARACTERS, Chunk
from index.documents import Document, Heading
from index.spans import Span

_LETTER = re.compile(r"\w")


def heading_paths(document: Document) -> set[str]:
    """Every heading path that a chunk of the document may have."""
    return {heading for _, heading in sections(document)}


def sections(document: Document) -> Iterator[tuple[Span, str]]:
    """From heading to heading, with the heading path; headings with nothing below are joined on."""
    text = document.text
    path: list[tuple[int, str]] = []
    start = 0
    body = 0
    for heading in document.headings:
        before = body, heading.start
        line = max(text.rfind("\n", *before), text.rfind("\r", *before)) + 1
        if _LETTER.search(text, body, line):
            yield from _section(text, (start, line), _heading_path(document, path))
            start = line
        body = heading.end
        while path and path[-1][0] >= heading.level:
            path.pop()
        path.append((heading.level, _title(text, heading)))
    yield from _section(text, (start, len(text)), _heading_path(document, path))


def headings_over(document: Document, chunk: Chunk) -> tuple[Heading, ...]:
    """The headings that a chunk begins under, outermost first, and those inside it; no more of each than a label."""
    above: list[Heading] = []
    inside: list[Heading] = []
    for heading in document.headings:
        if heading.start >= chunk.end:
            break
        if heading.start >= chunk.start:
            inside.append(heading)
            continue
        while above and above[-1].level >= heading.level:
            above.pop()
        above.append(heading)
    return tuple(replace(h, end=min(h.end, h.start + LABEL_CHARACTERS)) for h in above + inside)


def _section(text: str, span: Span, heading: str) -> Iterator[tuple[Span, str]]:
    start, end = spans.trim(text, span)
    if start < end:
        yield (start, end), heading


def _title(text: str, heading: Heading) -> str:
    # A heading may be megabytes long, and stand above thousands of others.
    end = min(heading.end, heading.start + LABEL_CHARACTERS)
    return " ".join(text[heading.start : end].split())


def _heading_path(document: Document, path: list[tuple[int, str]]) -> str:
    titles = [title for _, title in path if title]
    if titles[:1] == [document.title[:LABEL_CHARACTERS]]:
        del titles[0]
    return HEADING_SEPARATOR.join(titles)
