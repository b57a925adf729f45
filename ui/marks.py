"""A passage's text as HTML with its citations marked. Knows nothing of cards, chats or pages."""

from collections.abc import Iterable, Iterator
from html import escape as escape_html
from typing import TypeAlias

from rag import Citation, Passage

Span: TypeAlias = tuple[int, int]  # offsets in a passage's text, the end not included

#: Characters of plain text kept in sight on each side of a mark: about three lines of the panel.
CONTEXT = 160

#: Characters looked along for the end of a word, so that no fold cuts one.
LONGEST_WORD = 30

# As references, white space survives every HTML parser and clean-up on its way to the screen.
_WHITE = str.maketrans({"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})


def escape(text: str) -> str:
    """Text from anywhere as HTML that shows it and does nothing else, in one line.

    ``html.unescape`` gives the text back exactly.
    """
    return escape_html(text, quote=True).translate(_WHITE)


def cited_spans(passage: Passage, citations: Iterable[Citation]) -> list[Span]:
    """Where the citations of this passage lie in its text: ascending, overlapping ones merged."""
    spans: list[Span] = []
    for start, end in sorted(_inside(passage, citations)):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def marked(passage: Passage, spans: Iterable[Span], anchor: str) -> str:
    """The passage's text as HTML, each span in a ``<mark>``; all else is escaped.

    Text far from every mark is wrapped in ``<span class="far">`` for the style sheet to fold; no
    character is left out. Spans must be ascending and must not overlap, see :func:`cited_spans`.

    Args:
        passage: Whose text to show.
        spans: What to mark.
        anchor: Start of each mark's id, see :func:`mark_id`.
    """
    pieces, position = [], 0
    for start, end in spans:
        pieces.append(_plain(passage.text[position:start], after_mark=position > 0))
        pieces.append(
            f'<mark id="{mark_id(anchor, start)}">{escape(passage.text[start:end])}</mark>'
        )
        position = end
    pieces.append(_plain(passage.text[position:], after_mark=position > 0, before_mark=False))
    return "".join(pieces)


def mark_id(anchor: str, start: int) -> str:
    """The id of the mark that starts at offset ``start`` of a passage's text."""
    return f"{escape(anchor)}-{start}"


def _inside(passage: Passage, citations: Iterable[Citation]) -> Iterator[Span]:
    for citation in citations:
        start = max(citation.start - passage.start, 0)
        end = min(citation.end - passage.start, len(passage.text))
        if citation.passage == passage.number and start < end:
            yield start, end


def _plain(text: str, *, after_mark: bool, before_mark: bool = True) -> str:
    """Text between marks; what is farther than ``CONTEXT`` from the nearest one can be folded."""
    # The start of a passage without marks is as good as a mark: something must be in sight.
    keep_head = CONTEXT if after_mark else (0 if before_mark else 2 * CONTEXT)
    keep_tail = CONTEXT if before_mark else 0
    if len(text) <= keep_head + keep_tail + CONTEXT:  # folding less than this saves no line
        return escape(text)
    near, beyond = _word_end(text, keep_head), _word_start(text, len(text) - keep_tail)
    head, far, tail = text[:near], text[near:beyond], text[beyond:]
    return f'{escape(head)}<span class="far">{escape(far)}</span>{escape(tail)}'


def _word_end(text: str, offset: int) -> int:
    """The end of the word at ``offset``, if it is near; scripts without blanks have no such end."""
    blank = text.find(" ", offset, offset + LONGEST_WORD)
    return offset if blank < 0 or offset == 0 else blank


def _word_start(text: str, offset: int) -> int:
    """The start of the word at ``offset``, if it is near."""
    blank = text.rfind(" ", max(offset - LONGEST_WORD, 0), offset)
    return offset if blank < 0 or offset == len(text) else blank + 1
