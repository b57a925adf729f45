"""One writer at a time, and who it is. Knows nothing of what is written.

The lock is the operating system's, so it is free again however its holder ends. Only where the file system
knows no such lock (``flock``), as some network folders, ``filelock`` makes a mere file of it: what a killed
holder leaves behind is found out on its own machine, and is to be deleted by hand on any other.

What is written beside it about the holder only serves to tell others, and is believed only while the lock is
held.
"""

from __future__ import annotations

import json
import logging
import os
import socket
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from index.errors import LibraryBusyError, LibraryError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK_SECONDS = 60.0
"""How long to wait for another process's update before giving up."""

_log = logging.getLogger(__name__)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the write lock of the index at ``path``; wait when another holds it, and log who.

    Raises:
        LibraryBusyError: When another still holds it after ``LOCK_SECONDS``; says who.
        LibraryError: When the lock file cannot be made.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(path.with_name(f"{path.name}.lock"))
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            _log.info("index %s is being updated by %s; waiting", path, holder(path))
            lock.acquire(timeout=LOCK_SECONDS)
    except Timeout as error:
        raise LibraryBusyError(
            f"index {str(path)!r} is being updated by {holder(path)}; wait for it, then run again"
        ) from error
    except OSError as error:
        raise LibraryError(
            f"index {str(path)!r} cannot be written ({error.strerror or error}); "
            "check the permissions of its folder, or name another with --index"
        ) from error
    try:
        _sign(path)
        yield
    finally:
        _note(path).unlink(missing_ok=True)
        lock.release()


def holder(path: Path) -> str:
    """Who holds the lock of the index at ``path``, in plain words; only right while it is held."""
    try:
        said = json.loads(_note(path).read_text("utf-8"))
        return f"process {said['pid']} on {said['host']} since {said['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        # Its holder is just about to write it, or has just gone.
        return "another process"


def _sign(path: Path) -> None:
    since = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
    said = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
    try:
        _note(path).write_text(json.dumps(said), "utf-8")
    except OSError as error:
        _log.warning("who updates index %s cannot be noted (%s)", path, error)


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.holder")
