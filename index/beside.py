"""The files beside an index, all of them derived from it or of use for a moment only."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from index.lock import locked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

STRAY_SECONDS = 600.0
"""A temporary file that nobody wrote to for so long was left behind by a process that is gone."""


def broken(path: Path, manifest: Mapping[str, str], count: int) -> Iterator[Path]:
    """Files beside the index at ``path`` that are damaged, or were left behind.

    Args:
        path: The file of the index.
        manifest: Its manifest.
        count: Number of its chunks.
    """
    for file in sorted(path.parent.glob(f"{path.stem}.vectors-*")):
        if file.suffix == ".tmp":
            is_broken = time.time() - file.stat().st_mtime > STRAY_SECONDS
        else:  # a cache of a former generation may still be of use
            is_current = file.stem.endswith(f"-{manifest['generation']}")
            is_broken = is_current and not _is_cache(file, manifest, count)
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
        for file in (*logs, *path.parent.glob(f"{path.stem}.vectors-*"), path):
            file.unlink(missing_ok=True)


def _is_cache(file: Path, manifest: Mapping[str, str], count: int) -> bool:
    from index.vectors import CacheHeader, FaissVectors

    generation, dim = int(manifest["generation"]), int(manifest["dim"])
    header = CacheHeader(manifest["library_id"], generation, count, dim)
    return FaissVectors.load(file, header) is not None
