"""DrawingML, which Word and PowerPoint share: texts of shapes, charts and diagrams (SmartArt)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from index.readers import charts
from index.readers.ooxml import inside, name, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_KEYS = {"chart": f"{_R}id", "relIds": f"{_R}dm"}
"""Elements that refer to a chart or a diagram, and the attribute with which they do."""


def text(shape: Any) -> str:  # noqa: ANN401  # an untyped library's class
    """The paragraphs of a shape or a table's cell, one a line."""
    return "\n".join(map(_paragraph, inside(shape, {"p"}))).strip()


def graphics(element: Any, part: Any) -> Iterator[str]:  # noqa: ANN401  # the same
    """Texts of the charts and diagrams that an element of a part refers to."""
    for found in inside(element, {*_KEYS}):
        relation = part.rels.get(found.get(_KEYS[name(found)]))
        if relation is None or relation.is_external:
            continue
        root = parsed(relation.target_part.blob)
        yield charts.text(root) if name(found) == "chart" else _diagram(root)


def _diagram(root: Any) -> str:  # noqa: ANN401  # the same
    return "\n".join(filter(None, map(text, inside(root, {"pt"}))))


def _paragraph(paragraph: Any) -> str:  # noqa: ANN401  # the same
    parts = inside(paragraph, {"t", "br"})
    return "".join("\n" if name(part) == "br" else part.text or "" for part in parts).strip()
