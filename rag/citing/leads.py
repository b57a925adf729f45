"""The line that a passage's own text puts above some of it: "You will need:", "**Essential**". Knows no documents' headings.

Readers tell the headings of a document; these are lines that only their looks, or a list below, make one.
"""

import regex as re

LONGEST = 200  # characters of such a line

SIGNS = r"\-*+•‣◦–—●▪■○·\uf0b7"  # noqa: RUF001  before the items of a list, Word's own among them
_ITEM = re.compile(rf"[^\S\r\n]*(?:[{SIGNS}]|\(?(?:\d{{1,3}}|\p{{L}})[.)])[^\S\r\n]+(?P<said>\S.*)")
_INDENTED = re.compile(r"(?:[ ]{2,}|\t).*")
_APART = re.compile(
    r"(?P<sign>\*{1,3}|_{1,3})(?P<set>[^*_]+)(?P=sign):?"  # *Common*
    r"|\[(?P<boxed>[^\[\]]+)\]"
    r"|(?P<loud>(?=.*\p{Lu}{3})[^\p{Ll}]+)"  # THE SALT ROOM
)
_INTRODUCES = re.compile(r".*:")
_HEADING = re.compile(r"#{1,6}\s.*")


def is_title(text: str) -> bool:
    """Whether a text is nothing but a line set apart, or a heading of Markdown."""
    line = text.strip()
    return bool(_HEADING.fullmatch(line) or _APART.fullmatch(line))


def is_item(text: str, start: int) -> bool:
    """Whether what begins at ``start`` begins an item of a list, be it behind its sign."""
    first = text.rfind("\n", 0, start) + 1
    found = _ITEM.match(text, first)
    return found is not None and start <= found.start("said")


def lead(text: str, start: int) -> tuple[int, int] | None:
    """Where the line stands that what begins at ``start`` stands under; None where there is none.

    A line that ends with a colon leads only the list right below it; one that is set apart by emphasis, brackets
    or capitals leads everything up to the next one.
    """
    first = text.rfind("\n", 0, start) + 1
    in_list = bool(_ITEM.match(text, first))
    end = first - 1
    while end > 0:
        at = text.rfind("\n", 0, end) + 1
        line = text[at:end].rstrip()
        if _HEADING.fullmatch(line):
            return None
        if len(line) <= LONGEST and (apart := _APART.fullmatch(line)) and not _ITEM.fullmatch(line):
            inside = next(group for group in ("set", "boxed", "loud") if apart[group])
            return at + apart.start(inside), at + apart.end(inside)
        if in_list and line and not _ITEM.fullmatch(line) and not _INDENTED.fullmatch(line):
            if len(line) <= LONGEST and _INTRODUCES.fullmatch(line):
                return at, at + len(line)
            in_list = False
        elif line.endswith(":") and not _ITEM.fullmatch(line):
            return None  # another line stands between
        end = at - 1
    return None
