"""Finds the sentences of a text. Knows rules of thumb for Western and CJK scripts, no model."""

import re

from index.spans import Span, cut

_CLOSING = "\"'”’»)\\]}）」』】〉》"  # noqa: RUF001  # these very signs end sentences

# Possessive (``++``), so that a long run of stops or white space is looked at once.
_END = re.compile(
    rf"(?P<blank>\n\s*\n|\r\s*\r)"
    rf"|(?P<line>\r\n?|\n)"
    rf"|(?P<wide>[。！？｡]++[{_CLOSING}]*+)"  # noqa: RUF001  # these very signs end sentences
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

_LONGEST_WORD = 16
"""Characters looked back for an abbreviation; all of the above are shorter."""

_WRAPPED = range(40, 121)
"""Length of lines, in characters, that an editor or a page layout may have wrapped: a line shorter or
longer than these was ended on purpose. Usual widths are 45 to 100."""

_FULL = 0.85
"""A line that ends before this share of the next one's length, although the next word would have fitted,
was ended on purpose. Lines of one paragraph in a proportional font differ by less."""

_LINE = re.compile(r"[ \t]*+(?P<word>\S++)[^\r\n]*+")
_ITEM = re.compile(r"[ \t]*+(?:\d{1,3}[.)]\s|[^\w\s\"'(\[])")


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
    end = len(text) if end is None else end
    ends = (m.end() for m in _END.finditer(text, start, end) if _is_end(text, m, start, end))
    return cut(text, (start, end), ends)


def _is_end(text: str, match: re.Match[str], start: int, end: int) -> bool:
    if match["blank"] or match["wide"]:
        return True
    following = _NEXT.match(text, match.end(), end)
    following_letter = following[1] if following else ""
    if following_letter.islower():
        return False
    if match["line"]:
        return _is_line_end(text, (start, end), match)
    at_space = match.end() == end or text[match.end()].isspace()
    return at_space and not _is_abbreviation(text, match, start, following_letter)


def _is_line_end(text: str, span: Span, match: re.Match[str]) -> bool:
    """Whether a line was ended on purpose, and not because it was full."""
    length = match.start() - _line_start(text, match.start(), span[0])
    following = _LINE.match(text, match.end(), span[1])
    if length not in _WRAPPED or following is None or _ITEM.match(text, match.end(), span[1]):
        return True
    return length + len(following["word"]) < _FULL * len(following[0])


def _line_start(text: str, offset: int, start: int) -> int:
    floor = max(start, offset - _WRAPPED.stop)
    return max(text.rfind("\n", floor, offset) + 1, text.rfind("\r", floor, offset) + 1, floor)


def _is_abbreviation(text: str, match: re.Match[str], start: int, following_letter: str) -> bool:
    if match["stop"] != ".":
        return False
    before = _LAST_WORD.search(text[max(start, match.start() - _LONGEST_WORD) : match.start()])
    word = before[0] if before else ""
    if word.isdigit():
        return _opens_line(text, match.start() - len(word), start)
    if word.lower() in _BEFORE_NUMBER:
        return following_letter.isdigit()
    return word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isupper())


def _opens_line(text: str, offset: int, start: int) -> bool:
    """Whether a number at ``offset`` opens its line, as that of a list does."""
    return offset <= start or text[offset - 1] in "\r\n"
