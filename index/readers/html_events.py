"""What libxml2 finds in an HTML page, as a flat list of events. Knows nothing of how it will look.

No tree is built: pages nest elements deeper than any stack, and a tree of ten megabytes takes longer to
build than all the rest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

HIDDEN = frozenset(
    [
        "audio",
        "canvas",
        "head",
        "iframe",
        "nav",
        "noscript",
        "object",
        "script",
        "style",
        "svg",
        "template",
        "video",
    ]
)
"""Elements that show no text of the page; ``nav`` is that of the site."""

_DATES = frozenset(
    [
        "article:published_time",
        "citation_publication_date",
        "date",
        "datepublished",
        "dc.date",
        "dc.date.issued",
        "dcterms.created",
        "dcterms.date",
        "dcterms.issued",
        "pubdate",
    ]
)

_DOCTYPE = re.compile(r"<!doctype\b", re.IGNORECASE)
_ELEMENT = re.compile(r"<[a-z]", re.IGNORECASE)
_SUBSET = re.compile(r"<!doctype[^>\[]*(\[.*?\]\s*>)", re.IGNORECASE | re.DOTALL)
# Those that name others are left alone, and long ones: repeated, either could fill the memory.
_ENTITY = re.compile(
    r"""<!ENTITY\s+(?P<name>[\w.-]+)\s+(?P<value>"[^"&%<]{0,100}"|'[^'&%<]{0,100}')\s*>"""
)
_REFERENCE = re.compile(r"&([\w.-]+);")


@dataclass(slots=True)
class Element:
    """An element that is shown.

    Attributes:
        name: Of its tag.
        label: Its role, classes and id, in lower case.
        follows: Whether it is a cell of a table and not the first in its row.
        text: Characters in it, white space aside.
        linked: Those of them in links.
        parent: Where it stands in ``Events.elements``; -1 for the outermost.
    """

    name: str
    label: str
    parent: int
    follows: bool = False
    text: int = 0
    linked: int = 0


@dataclass(slots=True)
class Events:
    """A target for ``lxml.etree.HTMLParser``.

    Attributes:
        events: In document order: a string of text, the number of an element that opens, or -1 - the
            number of one that closes.
        elements: By number.
        title: Of the title element.
        dates: As ``meta`` and ``time`` elements write them, the former first.
    """

    events: list[str | int] = field(default_factory=list)
    elements: list[Element] = field(default_factory=list)
    title: str = ""
    dates: list[str] = field(default_factory=list)
    _times: list[str] = field(default_factory=list)
    _open: list[int] = field(default_factory=list)
    _hidden: list[str] = field(default_factory=list)
    _links: int = 0
    _total: int = 0
    _linked: int = 0
    _with_cells: set[int] = field(default_factory=set)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""
        if name == "meta":
            self._take_date(attributes)
        if self._hidden or name in HIDDEN:
            self._hidden.append(name)
            return
        if name == "time" and "datetime" in attributes:
            self._times.append(attributes["datetime"])
        parent = self._open[-1] if self._open else -1
        label = " ".join(attributes.get(key, "") for key in ("role", "class", "id")).lower()
        element = Element(name, label, parent)
        if name in {"td", "th"}:
            element.follows = parent in self._with_cells
            self._with_cells.add(parent)
        # Until it closes, what stood before it; then the difference.
        element.text, element.linked = self._total, self._linked
        self._links += name == "a"
        self._open.append(len(self.elements))
        self.events.append(len(self.elements))
        self.elements.append(element)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if self._hidden:
            while name in self._hidden and self._hidden.pop() != name:
                pass
        elif self._open and self.elements[self._open[-1]].name == name:
            self._close()

    def data(self, text: str) -> None:
        """Take a piece of text."""
        if self._hidden:
            if self._hidden[-1] == "title" and self._hidden[0] == "head":
                self.title += text
            return
        size = len(text) - text.count(" ") - text.count("\n")
        self._total += size
        self._linked += size if self._links else 0
        self.events.append(text)

    def close(self) -> Events:
        """Take the end of the page."""
        while self._open:
            self._close()
        self.dates += self._times
        return self

    def _close(self) -> None:
        number = self._open.pop()
        element = self.elements[number]
        element.text, element.linked = self._total - element.text, self._linked - element.linked
        self._links -= element.name == "a"
        self.events.append(-1 - number)

    def _take_date(self, attributes: dict[str, str]) -> None:
        names = (attributes.get(key, "").lower() for key in ("property", "name", "itemprop"))
        if not _DATES.isdisjoint(names):
            self.dates.append(attributes.get("content", ""))


def _without_types(text: str) -> str:
    """The page without the declarations in its document type, and with the short texts they name.

    libxml2 takes them for text of an HTML page, though XHTML may have them. What they say is outside the
    page is not looked at.
    """
    start = _DOCTYPE.search(text)
    if start is None or _ELEMENT.search(text, 0, start.start()):
        return text
    match = _SUBSET.match(text, start.start())
    if match is None:
        return text
    page = f"{text[: match.start(1)]}>{text[match.end() :]}"
    named = {entity["name"]: entity["value"][1:-1] for entity in _ENTITY.finditer(match[1])}
    return _REFERENCE.sub(lambda found: named.get(found[1], found[0]), page) if named else page


def parsed(text: str) -> Events:
    """The events of a page; whatever the text, there is some."""
    from lxml import etree

    parser = etree.HTMLParser(target=Events(), encoding="utf-8", huge_tree=True)
    page = _without_types(text).replace("\0", "\ufffd")
    parser.feed(page.encode(errors="replace"))
    try:
        events: Events = parser.close()
    except etree.ParserError:  # nothing in it
        return Events()
    return events
