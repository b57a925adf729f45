"""A document with a proof in it as HTML. Pure; all text of others is escaped, every character of it is kept."""

from dataclasses import dataclass

from index import Document
from ui.marks import escape
from ui.safe import plain, visible
from ui.viewer.place import Place, Span, window
from ui.viewer.proof import Proof

_MOVED = "The document has changed since the answer; the quote stands elsewhere now."
_GONE = "The document has changed since the answer and no longer holds these words:"


@dataclass(frozen=True, slots=True)
class Position:
    """Which of an answer's proofs is shown.

    Attributes:
        number: From 1.
        count: How many there are.
    """

    number: int
    count: int


def document_view(document: Document, place: Place, proof: Proof, position: Position) -> str:
    """The document, or the part of it around the quote, with the quote in a ``<mark>``.

    Args:
        document: What to show.
        place: Where the quote stands now.
        proof: What is looked up.
        position: Which one it is.
    """
    page = document.page_at(place.start)
    where = visible(document.source) + (f" · page {page}" if page is not None else "")
    said = {"there": "", "moved": _note(_MOVED), "gone": _note(_GONE) + _quote(proof)}[place.state]
    length = len(document.text)
    first, last = window(place, length)
    return (
        _head(document.title, where, position)
        + said
        + (_pictures(document, place) if _has_pictures(document) else "")
        + '<div class="body" tabindex="0" role="group" aria-label="Text of the document">'
        + _more("before", (0, first), document)
        + f'<div class="text" dir="auto">{_text(document.text, (first, last), place)}</div>'
        + _more("after", (last, length), document)
        + "</div>"
    )


def quote_view(proof: Proof, position: Position, line: str) -> str:
    """The quote that the answer keeps, where there is no document to show, and why there is none."""
    head = _head(proof.title or proof.source, visible(proof.source), position)
    return head + _note(line) + _quote(proof)


def piece(document: Document, span: Span) -> str:
    """More of the text, to be put before or after what is shown."""
    return escape(document.text[slice(*span)])


def picture(number: int, title: str, image: str, top: float | None) -> str:
    """A page as a picture that opens larger when it is pressed.

    Args:
        number: The page's number, from 1.
        title: The document's title.
        image: JPEG in base64.
        top: Where the mark is, as a share of the height; None when nothing is marked on it.
    """
    marked = "with the cited words marked" if top is not None else "without a mark"
    alt = escape(f"Page {number} of {plain(title)}, {marked}")
    missing = "" if top is not None else _note(f"The words could not be found on page {number}.")
    return (
        f'{missing}<button type="button" class="picture" data-act="enlarge" data-top="{top or 0:.3f}" '
        f'title="Show larger"><img src="data:image/jpeg;base64,{image}" alt="{alt}"></button>'
    )


def no_picture(number: int, reason: str) -> str:
    """Why there is no picture of a page; the reason is said of it or its file: "is encrypted"."""
    return _note(f"No picture of page {number}, which {reason}. Its text is below.")


def _head(title: str, where: str, position: Position) -> str:
    return (
        '<div class="bar"><button type="button" data-act="close">Back to sources</button>'
        f"{_steps(position) if position.count > 1 else ''}</div>"
        f'<h3 id="viewed" dir="auto">{escape(plain(title))}</h3>'
        f'<p class="where" dir="auto">{escape(where)}</p>'
    )


def _steps(position: Position) -> str:
    count = f"{position.number} of {position.count} citations"
    return (
        f'<div class="steps">{_step("previous", "←", is_end=position.number <= 1)}'
        f'<span class="count" id="viewed-count">{count}</span>'
        f"{_step('next', '→', is_end=position.number >= position.count)}</div>"
    )


def _step(way: str, sign: str, *, is_end: bool) -> str:
    return (
        f'<button type="button" data-act="{way}" aria-label="{way.capitalize()} citation" '
        f'aria-describedby="viewed-count"{" disabled" if is_end else ""}>{sign}</button>'
    )


def _text(text: str, shown: Span, place: Place) -> str:
    first, last = shown
    before, quote, after = (
        escape(text[start:end])
        for start, end in ((first, place.start), (place.start, place.end), (place.end, last))
    )
    marked = f'<mark tabindex="-1">{quote}</mark>' if quote else '<span class="gone"></span>'
    return f"<span>{before}</span>{marked}<span>{after}</span>"


def _more(side: str, hidden: Span, document: Document) -> str:
    """A button that shows what comes before or after, where there is any."""
    start, end = hidden
    if start >= end:
        return ""
    return (
        f'<button type="button" class="more" data-act="more" data-side="{side}" data-first="{start}" '
        f'data-last="{end}" data-digest="{escape(document.digest)}">Show what comes {side}</button>'
    )


def _pictures(document: Document, place: Place) -> str:
    number = document.page_at(place.start)
    return f'<div class="pictures"><p class="phase">Drawing page {number}…</p></div>'


def _has_pictures(document: Document) -> bool:
    return bool(document.pages) and document.source.lower().endswith(".pdf")


def _note(line: str) -> str:
    return f'<p class="note" dir="auto">{escape(visible(line))}</p>'


def _quote(proof: Proof) -> str:
    return f'<blockquote dir="auto">{escape(proof.quote)}</blockquote>'
