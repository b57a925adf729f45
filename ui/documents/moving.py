"""Moves a file so that it is whole in its new place or not there at all, and overwrites nothing."""

import errno
import os
import shutil
from pathlib import Path
from uuid import uuid4

from ui.documents.names import numbered


def move(file: Path, folder: Path, name: str) -> Path:
    """Move a file into a folder, made when missing, under its name or the first free ``name (2)``.

    Returns:
        Where it is now.

    Raises:
        OSError: When it cannot be moved; it is where it was then, and the folder as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        return _settle(file, folder, name)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
    moved = copy(file, folder, name, keep=True)
    _unlink(file, instead=moved)
    return moved


def copy(file: Path, folder: Path, name: str, *, keep: bool = False) -> Path:
    """Copy a file into a folder, under its name or the first free ``name (2)``.

    Args:
        file: What to copy.
        folder: Where to.
        name: Its name there.
        keep: Its times and permissions as well.

    Raises:
        OSError: When it cannot be copied; nothing is left in the folder then.
    """
    # Hidden, so that it is no document yet.
    draft = folder / f".{uuid4().hex}.part"
    try:
        (shutil.copy2 if keep else shutil.copyfile)(file, draft, follow_symlinks=not keep)
        return _settle(draft, folder, name)
    finally:
        draft.unlink(missing_ok=True)


def _settle(draft: Path, folder: Path, name: str) -> Path:
    """Give a file the first name that is free in a folder of the same file system."""
    for free in numbered(name):
        target = folder / free
        try:
            os.link(draft, target, follow_symlinks=False)
        except FileExistsError:
            continue
        except OSError as error:
            if error.errno not in {errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK}:
                raise
            if not _claimed(draft, target):  # a file system without links
                continue
        else:
            _unlink(draft, instead=target)
        return target
    raise AssertionError("there is always another number")


def _claimed(draft: Path, target: Path) -> bool:
    try:
        target.touch(exist_ok=False)
    except FileExistsError:
        return False
    try:
        draft.replace(target)
    except OSError:
        target.unlink()
        raise
    return True


def _unlink(file: Path, *, instead: Path) -> None:
    """Take a file away that has another name now, or take the other one away."""
    try:
        file.unlink()
    except OSError:
        instead.unlink()
        raise
