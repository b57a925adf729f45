"""The files beside an index, all of them derived from it or of use for a moment only."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from index.lock import locked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STRAY_SECONDS = 600.0
"""A temporary file that nobody wrote to for so long was left behind by a process that is gone."""


def broken(path: Path) -> Iterator[Path]:
    """Files beside the index at ``path`` that are damaged, or were left behind."""
    from index.vector_cache import is_sound

    for file in sorted(path.parent.glob(f"{path.stem}.vectors*")):
        if file.suffix == ".tmp":
            is_broken = time.time() - file.stat().st_mtime > STRAY_SECONDS
        else:  # one of a former generation or of another embedder is not damaged
            is_broken = not is_sound(file)
        if is_broken:
            yield file


def discard(path: Path) -> None:
    """Delete an index that cannot be mended, with what lies beside it; the documents stay.

    A process that has it open keeps what it has; started again, it finds what was made anew.

    Raises:
        LibraryBusyError: When another process is updating it.
        LibraryError: When it cannot be deleted.
    """
    with locked(path):
        logs = [path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm")]
        for file in (*logs, *path.parent.glob(f"{path.stem}.vectors*"), path):
            file.unlink(missing_ok=True)
