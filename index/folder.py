"""Finds the files of a documents folder. Knows nothing of what is in them."""

import os
from pathlib import Path

from index.errors import DocumentsError

_FIX = "create it, or name another with --docs FOLDER"


def find(folder: Path) -> list[str]:
    """Every file below a folder, as paths relative to it with forward slashes, sorted.

    Hidden files and folders are left out and links to folders not followed. A subfolder that may not
    be listed is returned itself, so that it is reported and what was indexed from it is kept.

    Raises:
        DocumentsError: When the folder is missing, is no folder, cannot be read, or has no files.
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
    sources = sorted(_walk(folder))
    if sources == ["."]:
        raise DocumentsError(f"documents folder {name!r} may not be read; change its permissions")
    if not sources:
        raise DocumentsError(f"documents folder {name!r} is empty; put documents there, {_FIX}")
    return sources


def _walk(folder: Path) -> list[str]:
    closed: list[OSError] = []
    found: list[Path] = []
    for place, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(place, name) for name in files if not name.startswith(".")]
    found += [Path(error.filename) for error in closed]
    return [path.relative_to(folder).as_posix() for path in found]
