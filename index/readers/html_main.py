"""Which parts of a page are the site's and not the page's. Knows nothing of text.

In doubt a part stays, as a lost paragraph is worse than a menu too many. Left out are, besides what
``HIDDEN`` names:

1. when exactly one element is ``main`` (or, without one, exactly one ``article``) and most of the text
   outside links is in it: all that is outside it, first-level headings apart;
2. otherwise headers, footers, asides and what says it is navigation or a banner, when most of their text
   is links;
3. notices about cookies, when they are a small part of the page.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.readers.html_events import Element, Events

_FRAMES = frozenset({"aside", "footer", "header"})
_FRAME_ROLES = frozenset({"banner", "complementary", "contentinfo", "navigation"})
_NOTICE = re.compile(r"\b(?:cookie|consent|gdpr)s?(?:\b|[-_])")
_SMALL = 4
"""A notice has at most one in so many characters of its page."""


def left_out(events: Events) -> frozenset[int]:
    """Numbers of the elements that are left out, with all that is in them."""
    elements = events.elements
    main = _main(elements)
    if main < 0:
        return frozenset(n for n, element in enumerate(elements) if _is_frame(element, elements))
    outside: set[int] = set()
    inside: set[int] = {main}
    above = set(_ancestors(main, elements))
    for number, element in enumerate(elements):
        if element.parent in inside:
            inside.add(number)
        elif number not in above and number not in inside and element.parent in above:
            outside.add(number)
    notices = {n for n in inside if _is_notice(elements[n], elements)}
    return frozenset(outside | notices)


def _main(elements: list[Element]) -> int:
    total = sum(e.text - e.linked for e in elements if e.parent < 0)
    for name in ("main", "article"):
        found = [n for n, e in enumerate(elements) if e.name == name or _role(e) == name]
        if found:
            element = elements[found[0]]
            is_most = 2 * (element.text - element.linked) > total
            return found[0] if len(found) == 1 and is_most else -1
    return -1


def _role(element: Element) -> str:
    return element.label.partition(" ")[0]


def _ancestors(number: int, elements: list[Element]) -> list[int]:
    found = []
    while (number := elements[number].parent) >= 0:
        found.append(number)
    return found


def _is_frame(element: Element, elements: list[Element]) -> bool:
    is_named = element.name in _FRAMES or _role(element) in _FRAME_ROLES
    return (is_named and 2 * element.linked > element.text) or _is_notice(element, elements)


def _is_notice(element: Element, elements: list[Element]) -> bool:
    is_small = element.text * _SMALL < elements[0].text
    return is_small and element.label != "" and bool(_NOTICE.search(element.label))
