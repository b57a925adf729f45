"""The index's own files: how they are named, and which may go. Knows nothing of what is in them.

All but the index itself are derived from it or of use for a moment only.
"""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

from index.lock import locked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STRAY_SECONDS = 600.0
"""A temporary file that nobody wrote to for so long was left behind by a process that is gone."""

_LOGS = ("-wal", "-shm", "-journal")
"""What SQLite puts behind the name of its own files."""

_LOCKS = (".lock", ".holder")
"""What :mod:`index.lock` puts behind the name."""

_CACHE = ".vectors.faiss"
_TEMPORARY = r"(\.[^.]+\.tmp)?"


def cache_of(path: Path) -> Path:
    """Where the vectors of the index at ``path`` are cached: after its whole name, as no other has it."""
    return path.with_name(path.name + _CACHE)


def belonging(path: Path) -> Callable[[str], bool]:
    """What tells of a path whether it is the index at ``path`` or one of the files beside it."""
    home, caches = path.parent.resolve(), _cache_names(path)
    names = {path.name, *(path.name + end for end in (*_LOGS, *_LOCKS))}

    def belongs(file: str) -> bool:
        folder, name = os.path.split(file)
        # The name first: to resolve the folder of every file would take long.
        return (name in names or bool(caches.fullmatch(name))) and Path(folder).resolve() == home

    return belongs


def broken(path: Path) -> Iterator[Path]:
    """Files beside the index at ``path`` that are damaged, or were left behind."""
    for file in _caches(path):
        if _is_left_behind(path, file) or (file == cache_of(path) and _is_damaged(file)):
            yield file


def _is_left_behind(path: Path, file: Path) -> bool:
    """Whether a file beside the index at ``path`` is of use to nobody any more."""
    if file == cache_of(path):
        return False
    return not file.name.startswith(path.name + _CACHE) or _is_stray(file)


def remove_left_behind(path: Path) -> None:
    """Delete what a killed process or an earlier version left beside the index at ``path``."""
    for file in _caches(path):
        if _is_left_behind(path, file):
            file.unlink(missing_ok=True)


def discard(path: Path) -> None:
    """Delete an index that cannot be mended, with what lies beside it; the documents stay.

    A process that has it open keeps what it has; started again, it finds what was made anew.

    Raises:
        LibraryBusyError: When another process is updating it.
        LibraryError: When it cannot be deleted.
    """
    with locked(path):
        logs = [path.with_name(path.name + end) for end in _LOGS]
        for file in (*logs, *_caches(path), path):
            file.unlink(missing_ok=True)


def _cache_names(path: Path) -> re.Pattern[str]:
    own = re.escape(path.name + _CACHE) + _TEMPORARY
    # Earlier versions named it without the suffix, which may be the name of another index.
    if path.with_name(path.stem).exists():
        return re.compile(own)
    return re.compile(rf"{own}|{re.escape(path.stem)}\.vectors(-.*)?\.faiss{_TEMPORARY}")


def _caches(path: Path) -> list[Path]:
    names = _cache_names(path)
    with os.scandir(path.parent) as entries:
        found = sorted(entry.name for entry in entries if names.fullmatch(entry.name))
    return [path.with_name(name) for name in found]


def _is_stray(file: Path) -> bool:
    try:
        return time.time() - file.stat().st_mtime > STRAY_SECONDS
    except FileNotFoundError:  # it has become the cache, or was of no use
        return False


def _is_damaged(file: Path) -> bool:
    from index.vector_cache import is_sound

    return not is_sound(file)
