"""Takes files out of a documents folder, and puts them back: none is ever deleted. Knows no index."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from index import DocumentsError
from index.beside import belonging
from index.folder import find
from rag.places import APP
from ui.documents.moving import move


@dataclass(frozen=True, slots=True)
class Removed:
    """A file that was taken out.

    Attributes:
        folder: The documents folder.
        source: Its path relative to it.
        place: Where it is now.
    """

    folder: Path
    source: str
    place: Path


def trash_of(folder: Path) -> Path:
    """Where files from a documents folder are moved to: a folder of its own with the user's data."""
    from platformdirs import user_data_path

    whole = folder.resolve()
    digest = hashlib.sha256(os.fsencode(whole)).hexdigest()[:12]
    return user_data_path(APP) / "deleted" / f"{whole.name or 'root'}-{digest}"


def remove(folder: Path, source: str, index: Path) -> Removed:
    """Move a file out of a documents folder.

    Args:
        folder: The documents folder.
        source: The file's path relative to it. Only a document can be named, whatever comes from outside.
        index: The file of the index, which is none even when it lies there.

    Raises:
        DocumentsError: When there is no such document, or it cannot be moved; it is where it was then.
    """
    sources = find(folder, belonging(index))
    if source not in sources:
        raise DocumentsError(f"{source!r} is not in the documents folder any more; nothing done")
    if len(sources) == 1:  # an index does not follow an empty folder: its disk may be gone
        raise DocumentsError(
            f"{source!r} is the only file, and a documents folder needs one; add another first"
        )
    file, trash = folder / source, trash_of(folder)
    try:
        return Removed(folder, source, move(file, (trash / source).parent, file.name))
    except OSError as error:
        raise DocumentsError(
            f"{source!r} cannot be moved to {str(trash)!r} ({error.strerror or error}); "
            "check the permissions of both folders"
        ) from error


def restore(removed: Removed) -> str:
    """Put a file back where it was, beside what has its name now; gives its path in the folder.

    Raises:
        DocumentsError: When it cannot be put back.
    """
    target = removed.folder / removed.source
    try:
        moved = move(removed.place, target.parent, target.name)
    except OSError as error:
        raise DocumentsError(
            f"{removed.source!r} cannot be put back ({error.strerror or error}); "
            f"it is {str(removed.place)!r}"
        ) from error
    return moved.relative_to(removed.folder).as_posix()
