"""Finds the files of a documents folder. Knows nothing of what is in them."""

import os
from collections.abc import Callable
from pathlib import Path

from index.errors import DocumentsError

_FIX = "create it, or name another with --docs FOLDER"


def require(folder: Path) -> None:
    """Look whether there is a folder, not what is in it.

    Raises:
        DocumentsError: When it is missing, is no folder, or cannot be looked at.
    """
    name = str(folder)
    try:
        exists, is_folder = folder.exists(), folder.is_dir()
    except OSError as error:  # not permitted to look, a name too long
        raise DocumentsError(
            f"documents folder {name!r} cannot be looked at ({error.strerror or error}); "
            "check the name and the permissions"
        ) from error
    if not exists:
        raise DocumentsError(f"documents folder {name!r} does not exist; {_FIX}")
    if not is_folder:
        raise DocumentsError(f"{name!r} is a file, not a folder of documents; name its folder")


def find(folder: Path, left_out: Callable[[str], bool] = lambda _: False) -> list[str]:
    """Every file below a folder, as paths relative to it with forward slashes, sorted.

    Hidden files and folders are left out and links to folders not followed. A subfolder that may not
    be listed is returned itself, so that it is reported and what was indexed from it is kept.

    Args:
        folder: Where to look.
        left_out: Told the path of a file, says whether it is no document, as the index itself is none.

    Raises:
        DocumentsError: When the folder is missing, is no folder, cannot be read, or has no files.
    """
    require(folder)
    name = str(folder)
    sources = sorted(_walk(folder, left_out))
    if sources == ["."]:
        raise DocumentsError(f"documents folder {name!r} may not be read; change its permissions")
    if not sources:
        raise DocumentsError(f"documents folder {name!r} is empty; put documents there, {_FIX}")
    return sources


def _walk(folder: Path, left_out: Callable[[str], bool]) -> list[str]:
    # Not os.walk, which calls itself for every level and gives up on a thousand.
    found: list[str] = []
    pending = [folder]
    while pending:
        place = pending.pop()
        try:
            with os.scandir(place) as entries:
                shown = [entry for entry in entries if not entry.name.startswith(".")]
        except OSError:  # not permitted, gone, a path too long: it is reported like a file
            found.append(str(place))
            continue
        pending += [Path(entry.path) for entry in shown if _is_folder(entry)]
        files = [entry.path for entry in shown if not _is_folder(entry, through_links=True)]
        found += [file for file in files if not left_out(file)]
    return [Path(path).relative_to(folder).as_posix() for path in found]


def _is_folder(entry: os.DirEntry[str], *, through_links: bool = False) -> bool:
    try:
        return entry.is_dir(follow_symlinks=through_links)
    except OSError:  # a link in a circle: whoever opens it is told
        return False
