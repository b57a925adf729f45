"""Finds the sentences and items of a text. Knows rules of thumb for Western and CJK scripts, no model."""

import re
from collections.abc import Iterator

from index.spans import Span, cut

_CLOSING = "\"'”’»)\\]}）」』】〉》"  # noqa: RUF001  # these very signs end sentences

_LINE_END = re.compile(r"(?P<blank>\n\s*\n|\r\s*\r)|\r\n?|\n")
# Possessive (``++``), so that a long run of stops is looked at once.
_STOP = re.compile(
    rf"(?P<wide>[。！？｡]++[{_CLOSING}]*+)"  # noqa: RUF001  # these very signs end sentences
    rf"|(?P<stop>[.!?…؟।]++)(?:[{_CLOSING}]|\[\d+\])*+"
)
_NEXT = re.compile(r"[\s\"'“‘«(\[]{0,40}+(.?)")  # noqa: RUF001  # these very signs end sentences
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘«]*$")  # noqa: RUF001  # these very signs end sentences

_SHORTENED = """
    mr mrs ms dr prof sr jr st mt rev gen gov sen rep lt col capt sgt hon vs etc cf al viz approx
    e.g i.e u.s u.k u.n d.c ph.d inc ltd co corp dept univ est fig figs eq eqs vol ed eds
    jan feb mar apr jun jul aug sep sept oct nov dec
"""
_ABBREVIATIONS = frozenset(_SHORTENED.split())
_BEFORE_NUMBER = frozenset({"no", "nos", "p", "pp", "art", "sec", "ch", "vol", "fig"})
"""Abbreviations only in front of a number: "No. 5", but "No. We do not."."""

_LEADING = """
    a an the of to in on at by for from with and or but than not is are was were be less more under
    over about between until since der die das den dem ein eine und oder von zu mit auf bis als
    nicht le la les un une et ou de du des avec que el los las y con por para
"""
_LEADING_ON = frozenset(_LEADING.split())
"""Words that end no sentence: a line that ends with one goes on, however short it is."""

_LONGEST_WORD = 16
"""Characters looked back for an abbreviation; all of the above are shorter."""

_WRAPPED = range(40, 121)
"""Length of lines, in characters, that an editor or a page layout may have wrapped: a line shorter or
longer than these was ended on purpose. Usual widths are 45 to 100."""

_FULL = 0.85
"""A line that ends before this share of the next one's length, although the next word would have fitted,
was ended on purpose. Lines of one paragraph in a proportional font differ by less."""

_UNCASED = 200
"""Characters without a capital after which a text is taken to be written without any, so that a small
letter behind a stop does not mean that the sentence goes on."""

_CAPITAL = re.compile(r"[A-Z\u00c0-\u00de\u0391-\u03ab\u0410-\u042f]")
_LINE = re.compile(r"[ \t]*+(?P<word>\S++)[^\r\n]*+")
_ITEM = re.compile(r"[ \t]*+(?:\d{1,3}[.)]\s|[A-Za-z]\)\s|[^\w\s\"'(\[])")
_QUOTED = re.compile(r"(?:[ \t]{0,3}>(?=[ \t\r\n]))*+[ \t]*+")
"""What a mail puts before each line of the one it answers; a prompt such as ``>>>`` is none."""
_CELL = re.compile(r" \| |\S\t+\S")
"""Between two cells of a table row."""


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Cut a text into sentences.

    Args:
        text: Any text.
        start: Offset at which to begin.
        end: Offset at which to stop; the end of the text when None.

    Returns:
        Spans in order, without white space at their ends, that together cover every other
        character between ``start`` and ``end``.
    """
    span = start, len(text) if end is None else end
    return [sentence for item in items(text, span) for sentence in stops(text, item)]


def items(text: str, span: Span) -> Iterator[Span]:
    """Cut a span at line ends that were made on purpose: into list items, table rows, paragraphs."""
    found = _LINE_END.finditer(text, *span)
    return cut(text, span, (m.end() for m in found if m["blank"] or _is_line_end(text, m, span)))


def stops(text: str, span: Span) -> Iterator[Span]:
    """Cut a span, one item, behind the stops that end a sentence."""
    uncased = span[1] - span[0] >= _UNCASED and not _CAPITAL.search(text, *span)
    found = _STOP.finditer(text, *span)
    return cut(
        text,
        span,
        (m.end() for m in found if m["wide"] or _is_stop(text, m, span, uncased=uncased)),
    )


def is_row(text: str, span: Span | None = None) -> bool:
    """Whether a line, the whole text when no span is given, is a row of a table."""
    return bool(_CELL.search(text, *(span or (0, len(text)))))


def _is_stop(text: str, match: re.Match[str], span: Span, *, uncased: bool) -> bool:
    if match.end() < span[1] and not text[match.end()].isspace():
        return False
    letter = _next_letter(text, match.end(), span)
    goes_on = letter.islower() and not uncased
    return not goes_on and not _is_abbreviation(text, match, span[0], letter)


def _next_letter(text: str, offset: int, span: Span) -> str:
    following = _NEXT.match(text, offset, span[1])
    return following[1] if following else ""


def _is_line_end(text: str, match: re.Match[str], span: Span) -> bool:
    """Whether a line was ended on purpose, and not because it was full."""
    start = _line_start(text, match.start(), span[0])
    begin = _behind_quoting(text, match.end(), span[1])
    following = _LINE.match(text, begin, span[1])
    if following is None or _ITEM.match(text, begin, span[1]):
        return True
    marks = text[start : _behind_quoting(text, start, match.start())], text[match.end() : begin]
    if marks[0].count(">") != marks[1].count(">"):
        return True
    # Cells in this line or the next, as far as lines may be wrapped, so that long ones stay fast.
    if _CELL.search(text, start, min(following.end(), match.end() + _WRAPPED.stop)):
        return True
    if _next_letter(text, begin, span).islower() or _last_word(text, match.start()) in _LEADING_ON:
        return False
    length, next_length = match.start() - start, following.end() - match.end()
    return length not in _WRAPPED or length + len(following["word"]) < _FULL * next_length


def _behind_quoting(text: str, offset: int, end: int) -> int:
    """Where a line at ``offset`` begins behind its signs of quoting, if it has any."""
    found = _QUOTED.match(text, offset, end)
    return found.end() if found and ">" in found[0] else offset


def _line_start(text: str, offset: int, start: int) -> int:
    floor = max(start, offset - _WRAPPED.stop)
    return max(text.rfind("\n", floor, offset) + 1, text.rfind("\r", floor, offset) + 1, floor)


def _is_abbreviation(text: str, match: re.Match[str], start: int, following_letter: str) -> bool:
    if match["stop"] != ".":
        return False
    word = _last_word(text, match.start(), start)
    if word.isdigit():
        return _opens_line(text, match.start() - len(word), start)
    if word.lower() in _BEFORE_NUMBER:
        return following_letter.isdigit()
    return word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isupper())


def _last_word(text: str, end: int, start: int = 0) -> str:
    found = _LAST_WORD.search(text[max(start, end - _LONGEST_WORD) : end])
    return found[0] if found else ""


def _opens_line(text: str, offset: int, start: int) -> bool:
    """Whether a number at ``offset`` opens its line, as that of a list does."""
    return offset <= start or text[offset - 1] in "\r\n"
