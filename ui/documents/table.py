"""The files of a folder as a table. Pure HTML, all text in it escaped."""

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ui.documents.listing import Listed, Status
from ui.documents.sizes import size_in_words
from ui.marks import escape
from ui.safe import plain, visible
from ui.wording import counted

#: How many files are shown; more would be slow to send and useless to read.
MANY = 200

_FIRST: tuple[Status, ...] = ("failed", "waiting", "indexed")  # what asks for something, first

#: Ways to sort, by their names.
ORDERS: Mapping[str, Callable[[Listed], Any]] = MappingProxyType(
    {
        "Path": lambda row: row.source.casefold(),
        "Title": lambda row: row.title.casefold(),
        "Type": lambda row: row.type,
        "Largest": lambda row: -row.size,
        "Newest": lambda row: tuple(-ord(character) for character in row.date) or (0,),
        "Status": lambda row: _FIRST.index(row.status),
    }
)

_COLUMNS = ("Document", "Type", "Size", "Pages", "Passages", "Date", "Status", "Remove")


def table(rows: Sequence[Listed], words: str = "", order: str = "Path") -> str:
    """The files that fit, in order, at most ``MANY`` of them.

    Args:
        rows: Every file, by path.
        words: Only files in whose title, path, type or status each of these words occurs.
        order: A name in ``ORDERS``.
    """
    fitting = sorted(_fitting(rows, words), key=ORDERS.get(order, ORDERS["Path"]))
    head = "".join(_head(name) for name in _COLUMNS)
    body = "".join(_row(row) for row in fitting[:MANY])
    return (
        f'<p class="summary">{escape(_summary(rows, len(fitting)))}</p>'
        f'<table class="files" role="table" aria-label="Documents"><thead role="rowgroup">'
        f'<tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table>'
    )


def key_of(source: str) -> str:
    """What stands for a file in the page: any name can be sent so, also one that is not UTF-8."""
    return hashlib.sha256(os.fsencode(source)).hexdigest()[:24]


def _fitting(rows: Iterable[Listed], words: str) -> Iterable[Listed]:
    wanted = words.casefold().split()
    for row in rows:
        said = f"{row.title} {row.source} {row.type} {row.status} {row.date}".casefold()
        if all(word in said for word in wanted):
            yield row


def _summary(rows: Sequence[Listed], fitting: int) -> str:
    counts = Counter(row.status for row in rows)
    said = ", ".join(
        f"{counts[status]:,} {status}" for status in reversed(_FIRST) if counts[status]
    )
    line = f"{counted(len(rows), 'file')}: {said}." if rows else "No files."
    if fitting < len(rows):
        line += f" {fitting:,} fit the filter."
    return f"{line} The first {MANY} are shown; filter to see others." if fitting > MANY else line


def _head(name: str) -> str:
    shown = f'<span class="unseen">{name}</span>' if name == "Remove" else name
    return f'<th role="columnheader" scope="col">{shown}</th>'


def _row(row: Listed) -> str:
    cells = (
        _cell("Type", row.type.upper()),
        _cell("Size", size_in_words(row.size) if row.size else ""),
        _count("Pages", row.pages),
        _count("Passages", row.passages),
        _cell("Date", row.date),
        f'<td role="cell" class="{row.status}">{row.status}</td>',
        f'<td role="cell">{_remove(row)}</td>',
    )
    return f'<tr role="row">{_name(row)}{"".join(cells)}</tr>'


def _name(row: Listed) -> str:
    title, path = plain(row.title), visible(row.source)
    where = f'<span class="where"><bdi>{escape(path)}</bdi></span>' if path != title else ""
    reason = f'<span class="reason {row.status}" dir="auto">{escape(visible(row.reason))}</span>'
    return (
        f'<th role="rowheader" scope="row"><span class="title" dir="auto">{escape(title)}</span>'
        f"{where}{reason if row.reason else ''}</th>"
    )


def _cell(name: str, value: str) -> str:
    kind = ' class="number"' if name == "Size" else ""
    return f'<td role="cell"{kind}>{escape(visible(value))}</td>'


def _count(name: str, number: int) -> str:
    """A number; on a phone, where there are no headings, with its unit."""
    if not number:
        return '<td role="cell" class="number"></td>'
    unit = name.lower() if number > 1 else name.lower().removesuffix("s")
    return f'<td role="cell" class="number" data-unit="{unit}">{number:,}</td>'


def _remove(row: Listed) -> str:
    if not row.size and row.status == "waiting":
        return ""  # the file is gone already
    named = escape(f"Remove {visible(row.source)}")
    return f'<button type="button" class="remove" data-key="{key_of(row.source)}" aria-label="{named}">Remove</button>'
