"""What every reader returns. Knows no file format."""

from dataclasses import dataclass

from index.documents import Heading


@dataclass(frozen=True, slots=True)
class Extract:
    """What a reader found in one file.

    Attributes:
        text: Its text; every offset counts in it.
        title: The title the file gives itself; empty when it gives none.
        headings: In order of ``start``, not overlapping.
        pages: Offset at which each page starts; empty for formats without pages.
        date: The day the file gives itself, ``YYYY-MM-DD``; empty when it gives none.
    """

    text: str
    title: str = ""
    headings: tuple[Heading, ...] = ()
    pages: tuple[int, ...] = ()
    date: str = ""
