"""What there is in a documents folder and what the index knows of it, file by file. Knows no HTML."""

from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal, TypeAlias

from index import DocumentInfo, DocumentsError
from index.beside import belonging
from index.changes import stamp_of
from index.folder import find
from index.readers import objection, storable
from index.seen import Seen
from rag import Assistant

Status: TypeAlias = Literal["indexed", "waiting", "failed"]

_GONE = "its file is gone; the next re-index forgets it"
_NEW = "not indexed yet; re-index to add it"
_CHANGED = "changed since it was indexed; answers use its former text"
_FORMER = "; answers use its former text"


@dataclass(frozen=True, slots=True)
class Listed:
    """One file of a documents folder.

    Attributes:
        source: Path relative to the folder, with forward slashes.
        title: What it calls itself; its name where that is not known.
        type: Suffix in lower case, without the dot; may be empty.
        size: Bytes of the file; 0 when it is gone.
        pages: Number of its pages; 0 where there are none.
        passages: Number of its passages in the index.
        status: ``indexed``; ``waiting`` for the next update; ``failed``, as it cannot be read.
        reason: Why it waits or failed, in plain words; empty when it is indexed.
        date: Day of the content, ``YYYY-MM-DD``; empty when it is not known.
    """

    source: str
    title: str
    type: str
    size: int
    pages: int
    passages: int
    status: Status
    reason: str
    date: str


def rows(assistant: Assistant) -> list[Listed]:
    """Every file of the folder and every document of the index, sorted by path.

    No file is opened, and none is looked at more than twice.
    """
    library, folder = assistant.library, assistant.documents
    known = {info.source: info for info in library.snapshot().documents()}
    seen = library.seen()
    present = _present(folder, library.path)
    sources = sorted(present | known.keys())
    return [
        _listed(folder, source, known.get(source), seen.get(source), is_there=source in present)
        for source in sources
    ]


def listed(assistant: Assistant) -> list[dict[str, Any]]:
    """The same as plain values, as programs take them; keys are the attributes of :class:`Listed`."""
    return [asdict(row) | {"source": storable(row.source)} for row in rows(assistant)]


def _present(folder: Path, index: Path) -> set[str]:
    try:
        return set(find(folder, belonging(index)))
    except DocumentsError:  # gone or empty: what is indexed is listed all the same
        return set()


def _listed(
    folder: Path, source: str, info: DocumentInfo | None, seen: Seen | None, *, is_there: bool
) -> Listed:
    path = PurePosixPath(source)
    status, reason = _status(folder, source, info, seen, is_there=is_there)
    return Listed(
        source,
        info.title if info else path.name,
        path.suffix.lower().removeprefix("."),
        _size(folder / source) if is_there else 0,
        info.pages if info else 0,
        info.chunks if info else 0,
        status,
        reason,
        info.date if info else "",
    )


def _status(
    folder: Path, source: str, info: DocumentInfo | None, seen: Seen | None, *, is_there: bool
) -> tuple[Status, str]:
    if not is_there:
        return "waiting", _GONE
    # A stamp that is empty tells nothing; one that differs, that the file was touched.
    is_touched = bool(seen and seen.stamp and seen.stamp != stamp_of(folder / source))
    failure = objection(folder, source)
    if not failure and seen and not is_touched:
        failure = seen.reason
    if failure:
        return "failed", failure + (_FORMER if info else "")
    if info is None:
        return "waiting", _NEW
    return ("waiting", _CHANGED) if is_touched else ("indexed", "")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except (OSError, ValueError):
        return 0
