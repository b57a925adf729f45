"""Jupyter notebooks, .ipynb: notes, code and what it printed, in order. Pictures are left out.

Runs in the sandbox, as some made-up notes take very long to parse.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from index.errors import DocumentError
from index.readers import markdown
from index.readers.body import Body
from index.readers.text import decode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from index.readers.extract import Extract


def read(path: Path) -> Extract:
    """Read a notebook of format 4 or 3. Source of the layout: the nbformat documentation.

    Raises:
        DocumentError: When it is no notebook, or its bytes are no text in any known encoding.
        OSError: When the file cannot be read.
    """
    body = Body()
    for cell in _cells(path):
        if cell.get("cell_type") == "markdown":
            body.include(markdown.extract(_joined(cell.get("source"))))
        elif cell.get("cell_type") == "heading":  # format 3
            body.add(_joined(cell.get("source")), int(cell.get("level", 1)))
        else:
            body.add(_joined(cell.get("source", cell.get("input"))))
        for output in _dicts(cell.get("outputs")):
            body.add(_printed(output))
    return body.extract()


def _cells(path: Path) -> Iterator[dict[str, Any]]:
    try:
        notebook = json.loads(decode(path))
    except (ValueError, RecursionError) as error:
        reason = f"is not a readable notebook ({error}); save it again"
        raise DocumentError(path.name, reason) from error
    if not isinstance(notebook, dict) or not {"cells", "worksheets"} & notebook.keys():
        raise DocumentError(path.name, "is not a notebook, as it has no cells; save it again")
    for sheet in (notebook, *_dicts(notebook.get("worksheets"))):
        yield from _dicts(sheet.get("cells"))


def _printed(output: dict[str, Any]) -> str:
    """The text of an output, of an error its last line."""
    if output.get("output_type") in {"error", "pyerr"}:
        return f"{output.get('ename')}: {output.get('evalue')}"
    data = output.get("data")
    plain = data.get("text/plain") if isinstance(data, dict) else None
    return _joined(plain or output.get("text"))


def _dicts(value: object) -> Iterator[dict[str, Any]]:
    return (item for item in (value if isinstance(value, list) else ()) if isinstance(item, dict))


def _joined(value: object) -> str:
    """A text that may be stored as a list of its lines."""
    lines = value if isinstance(value, list) else [value]
    return "".join(line for line in lines if isinstance(line, str))
