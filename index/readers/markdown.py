"""Markdown files. The text is verbatim, marks included; only headings are recognised."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from index.documents import Heading
from index.readers.dates import day
from index.readers.extract import Extract
from index.readers.text import decode

TITLED_CHARACTERS = 1000
"""A heading further down than this, front matter aside, names a part and not the whole."""

HEADED_CHARACTERS = 1 << 19
"""Only the headings in so many characters are found, a book of 250 pages: parsing takes its time, and no
text is lost without them."""

# The very line ends that markdown-it counts.
_LINE_END = re.compile(r"\r\n?|\n")
_KEY = r"[\"']?[^\W\d][\w .-]*[\"']?:(?:[ \t][^\r\n]*)?"
# Its first line is a key, and each other one a key, an item, indented, a comment or the end of a bracket: a
# text that begins with a rule has other lines before the next rule.
_FRONT_MATTER = re.compile(
    rf"\A---[ \t]*\r?\n{_KEY}\r?\n"
    rf"(?:(?:{_KEY}|-(?:[ \t][^\r\n]*)?|[ \t#\]}}][^\r\n]*|)\r?\n)*?---[ \t]*\r?$",
    re.MULTILINE,
)
_FRONT_DATE = re.compile(r"^date:[ \t]*[\"']?(.*?)[\"']?[ \t]*\r?$", re.MULTILINE)
_BLOCK_TITLE = re.compile(
    r"^title:[ \t]*[|>][-+0-9]*[ \t]*\r?\n((?:[ \t]+[^\r\n]*\r?\n)*)", re.MULTILINE
)
_FRONT_TITLE = re.compile(r"^title:[ \t]*[\"']?(.*?)[\"']?[ \t]*\r?$", re.MULTILINE)


def read(path: Path) -> Extract:
    """Read a Markdown file.

    Raises:
        DocumentError: When its bytes are no text in any known encoding.
        OSError: When the file cannot be read.
    """
    return extract(decode(path))


def extract(text: str) -> Extract:
    """A Markdown text with its title and headings."""
    front = _FRONT_MATTER.match(text)
    body = front.end() if front else 0
    headings = tuple(_headings(text, body))
    first = next((text[h.start : h.end] for h in headings if _is_title(h, body)), "")
    title, date = _stated(front[0]) if front else ("", "")
    return Extract(text=text, title=title or first, headings=headings, date=day(date))


def _stated(front: str) -> tuple[str, str]:
    """Title and date of front matter, as they are written there; empty where they are not."""
    named = _BLOCK_TITLE.search(front) or _FRONT_TITLE.search(front)
    dated = _FRONT_DATE.search(front)
    return " ".join(named[1].split()) if named else "", dated[1] if dated else ""


def _is_title(heading: Heading, body: int) -> bool:
    return heading.level == 1 and heading.start < body + TITLED_CHARACTERS


def _headings(text: str, body: int) -> Iterator[Heading]:
    """The headings after ``body``, where front matter ends: to Markdown it looks like a heading."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark")
    parser.core.ruler.disable("inline")  # only blocks are wanted, and inline marks can be slow
    tokens = parser.parse(_beginning(text[body:]))
    lines = [body, *(m.end() for m in _LINE_END.finditer(text, body)), len(text)]
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open" and opening.map and inline.content.strip():
            first, past = opening.map
            span = lines[first], lines[min(past, len(lines) - 1)]
            yield _heading(text, span, inline.content, int(opening.tag[1:]))


def _beginning(text: str) -> str:
    """The lines in which headings are looked for."""
    if len(text) <= HEADED_CHARACTERS:
        return text
    return text[: text.rfind("\n", 0, HEADED_CHARACTERS) + 1]


def _heading(text: str, span: tuple[int, int], content: str, level: int) -> Heading:
    """The heading whose words are ``content``, without the marks around them."""
    lines = [line.strip() for line in content.split("\n")]
    start = text.find(lines[0], *span)
    # The last line may stand in those before, too.
    end = text.rfind(lines[-1], start, span[1]) if len(lines) > 1 else start
    if start < 0 or end < 0:  # markdown-it has replaced a character, a NUL for one
        return Heading(*span, level)
    return Heading(start, end + len(lines[-1]), level)
