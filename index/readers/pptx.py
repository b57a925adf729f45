"""PowerPoint files, .pptx: one page a slide, with its tables, charts and notes. Runs in the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from index.readers.body import Body
from index.readers.drawing import graphics, text
from index.readers.ooxml import inside, name, opened, properties
from index.readers.tables import Style, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.readers.extract import Extract

_TITLES = frozenset(["title", "ctrTitle"])
_FURNITURE = frozenset(["sldNum", "ftr", "dt", "hdr", "sldImg"])
"""Placeholders that say the same on every slide."""

_UNTITLED = "PowerPoint Presentation"
"""The title PowerPoint gives to what has none."""


def read(path: Path) -> Extract:
    """Read a PowerPoint file. Each slide's title comes first, as a heading of level 1.

    Raises:
        DocumentError: When it is encrypted, of the old format, or broken.
        OSError: When the file cannot be read.
    """
    import pptx

    body = Body()
    with opened(path) as file:
        title, date = properties(file)
        for slide in pptx.Presentation(file).slides:
            body.start_page()
            _add(slide, body)
    return body.extract("" if title == _UNTITLED else title, date)


def _add(slide: Any, body: Body) -> None:  # noqa: ANN401  # an untyped library's class
    shapes = [(_placeholder(shape), shape) for shape in _shapes(slide)]
    for kind, shape in shapes:
        if kind in _TITLES:
            body.add(" ".join(text(shape).split()), level=1)
    for kind, shape in shapes:
        if kind not in _TITLES | _FURNITURE:
            body.add(text(shape) if name(shape) == "sp" else "\n".join(_frame(shape, slide.part)))
    notes = slide.notes_slide if slide.has_notes_slide else None
    for shape in _shapes(notes) if notes else ():
        said = text(shape) if _placeholder(shape) == "body" else ""
        body.add(f"Notes: {said}" if said else "")


def _shapes(slide: Any) -> Iterator[Any]:  # noqa: ANN401  # the same
    """Shapes with text, in reading order, also those in groups."""
    return inside(slide.shapes.element, {"sp", "graphicFrame"})


def _placeholder(shape: Any) -> str:  # noqa: ANN401  # the same
    """What a shape holds the place of; "body" is the layout's default, "" is no placeholder."""
    own = next(iter(shape.iterchildren("{*}nvSpPr")), None)
    found = own.find("{*}nvPr/{*}ph") if own is not None else None
    return str(found.get("type", "obj")) if found is not None else ""


def _frame(frame: Any, part: Any) -> Iterator[str]:  # noqa: ANN401  # the same
    """Texts of a table, a chart or a diagram."""
    yield from map(_table, inside(frame, {"tbl"}))
    yield from graphics(frame, part)


def _table(element: Any) -> str:  # noqa: ANN401  # the same
    layout = element.find("{*}tblPr")
    is_headed = layout is not None and layout.get("firstRow") in {"1", "true"}
    return table(_cells(element), Style(is_headed=is_headed))


def _cells(element: Any) -> Iterator[list[str]]:  # noqa: ANN401  # the same
    """The texts of each row; a cell merged with the one above repeats its text."""
    above: list[str] = []
    for row in inside(element, {"tr"}):
        cells = [text(cell) for cell in inside(row, {"tc"})]
        for column, cell in enumerate(inside(row, {"tc"})):
            if cell.get("vMerge") in {"1", "true"} and column < len(above):
                cells[column] = above[column]
        yield cells
        above = cells
