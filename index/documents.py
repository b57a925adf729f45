"""What a document is. Knows nothing of folders, file formats or chunks."""

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a document's text.

    Attributes:
        start: Offset of its first character in ``Document.text``.
        end: Offset one past its last character.
        level: 1 for the outermost.
    """

    start: int
    end: int
    level: int


@dataclass(frozen=True, slots=True)
class Document:
    """A document's text, verbatim, as every offset of this project counts it.

    Attributes:
        source: Path relative to the documents folder, with forward slashes; its identity.
        title: What to call it; never empty.
        text: The extracted text. Holds no NUL and no lone surrogate, so it survives SQLite and JSON.
        digest: SHA-256 of the file's bytes, hexadecimal; its content.
        headings: In order of ``start``, not overlapping.
        pages: Offset at which each page starts, ascending, the first 0; empty where there are no pages.
        date: Day of the content, ``YYYY-MM-DD``: the one the file gives itself, else that of its last
            modification; empty when neither is known.
        language: ISO 639-1 code of the language most of it is in; empty when it is not known.
    """

    source: str
    title: str
    text: str
    digest: str
    headings: tuple[Heading, ...] = ()
    pages: tuple[int, ...] = ()
    date: str = ""
    language: str = ""

    def page_at(self, offset: int) -> int | None:
        """The number, from 1, of the page that holds ``offset``; None where there are no pages."""
        return bisect_right(self.pages, offset) if self.pages else None
