"""Tells which files of a folder are new or changed, without reading those that were not touched.

Knows nothing of what is in them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from index.errors import DocumentError
from index.readers import clean, digest_of
from index.report import Progress, ProgressCallback
from index.seen import Seen

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from index.writer import Writer

RACY_SECONDS = 2.0
"""A file changed so short a time before it was looked at may change again without a new stamp; FAT keeps
times to 2 s. The rule is git's: Documentation/technical/racy-git.txt."""

_BATCH_NOTES = 1024
"""Files whose stamps are written together."""


@dataclass(slots=True)
class Changes:
    """How a folder differs from what is known of it.

    Attributes:
        pending: Size in bytes of each file that is to be read.
        settled: Files whose content is known.
        failed: Reason for each file that cannot be read, as far as is known without reading it.
        gone: Documents whose file is gone.
    """

    pending: dict[str, int] = field(default_factory=dict)
    settled: set[str] = field(default_factory=set)
    failed: dict[str, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)


class Comparison:
    """Compares a folder with an index.

    Args:
        folder: The documents.
        writer: Tells what was seen before, and is told what is seen now.
        recipe: What the index is made with; a file that failed with another one is tried again.
        progress: Told how far it is.
    """

    def __init__(
        self, folder: Path, writer: Writer, recipe: str, progress: ProgressCallback
    ) -> None:
        self._folder = folder
        self._writer = writer
        self._recipe = recipe
        self._progress = progress
        self._notes: list[Seen] = []

    def changes(
        self, sources: Sequence[str], known: Mapping[str, str], indexed: Mapping[str, str]
    ) -> Changes:
        """Look at every file.

        Args:
            sources: The files of the folder.
            known: The digest of each document that need not be read again.
            indexed: Every document of the index.
        """
        found = Changes()
        for done, source in enumerate(sources, start=1):
            try:
                self._look(source, known.get(source), found)
            except DocumentError as error:
                found.failed[error.source] = error.reason
            self._progress(Progress("checking", done, len(sources)))
        self._keep_notes()
        present = set(sources)
        hidden = tuple(f"{failed}/" for failed in found.failed)
        found.gone = _missing(indexed, present, hidden)
        if forgotten := _missing(self._writer.all_seen(), present, hidden):
            self._writer.forget(forgotten)
        return found

    def _look(self, source: str, known: str | None, found: Changes) -> None:
        status = _status(self._folder / source)
        seen = self._seen(source, _stamp(status))
        if seen.reason and seen.recipe == self._recipe:
            found.failed[source] = seen.reason
        elif seen.digest == known:
            found.settled.add(source)
        else:
            found.pending[source] = status.st_size if status else 0

    def _seen(self, source: str, stamp: str) -> Seen:
        """What is to be known of a file now; its digest is only computed when it was touched.

        Raises:
            DocumentError: When it cannot be.
        """
        # A name that cannot be stored is no more known than read.
        former = self._writer.seen(source) if clean(source) == source else None
        if former and stamp and former.stamp == stamp:
            return former
        seen = Seen(source, stamp, digest_of(self._folder, source))
        if former and former.digest == seen.digest:
            seen = replace(seen, reason=former.reason, recipe=former.recipe)
        if seen != former:
            self._notes.append(seen)
        if len(self._notes) >= _BATCH_NOTES:
            self._keep_notes()
        return seen

    def _keep_notes(self) -> None:
        if self._notes:
            self._writer.note(self._notes)
            self._notes = []


def stamp_of(path: Path) -> str:
    """Changes whenever the file is touched; empty when that is not certain, as for one that is gone."""
    return _stamp(_status(path))


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except (OSError, ValueError):  # said in full when its digest is asked for
        return None


def _stamp(status: os.stat_result | None) -> str:
    """Changes whenever the file is touched; empty when that is not certain."""
    if status is None:
        return ""
    if time.time() - max(status.st_mtime, status.st_ctime) < RACY_SECONDS:
        return ""
    # The time of change cannot be set by hand, as that of modification can: ``cp -p``, ``rsync``, ``tar``.
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"


def _missing(
    sources: Mapping[str, str] | list[str], present: set[str], hidden: tuple[str, ...]
) -> list[str]:
    """Those that are not there any more; not those in a subfolder that may not be listed now."""
    return sorted(s for s in sources if s not in present and not s.startswith(hidden))
