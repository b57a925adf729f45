"""The top of the page: its name, and a line about what it knows. Pure HTML, all text in it escaped."""

from ui.layout import NAME
from ui.marks import escape
from ui.safe import visible
from ui.wording import counted


def header(line: str) -> str:
    """The page's name, and a line about what it knows."""
    return f'<h1>{escape(NAME)}</h1><p dir="auto">{escape(visible(line))}</p>'


def size_line(documents: int, passages: int, model: str) -> str:
    """How much is indexed and what answers, in one plain line."""
    return " · ".join((counted(documents, "document"), counted(passages, "passage"), model))
