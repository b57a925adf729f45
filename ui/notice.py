"""A line that tells what was done, or what went wrong. Pure HTML, all text in it escaped."""

from ui.marks import escape
from ui.safe import visible


def notice(text: str, *, wrong: bool = False) -> str:
    """One plain line."""
    kind = "status wrong" if wrong else "status"
    return f'<p class="{kind}" role="status" dir="auto">{escape(visible(text))}</p>'
