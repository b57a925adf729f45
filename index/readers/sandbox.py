"""Runs readers in a few child processes with limits, as parsers may loop, crash or eat memory.

Knows nothing of formats. A child reads one file after another; one that dies, hangs or has grown is
replaced, and only the file it had fails. What a child logs is logged here, one line a file.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
from contextlib import suppress
from queue import Empty, LifoQueue
from typing import TYPE_CHECKING, Any

from index.documents import Heading
from index.errors import DocumentError
from index.readers.extract import Extract
from index.readers.process import STANDARD, Child, Limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_pools: dict[Limits, Pool] = {}
"""One for each set of limits, made when it is first needed."""

MAX_CHILDREN = 4
"""More would be too much for the memory of a small machine."""


def usable_cores() -> int:
    """Processors this process may use; on some systems fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def confined(reader: str, limits: Limits = STANDARD) -> Callable[[Path], Extract]:
    """A reader that runs another one in a child process.

    Args:
        reader: Name of the module whose ``read`` it runs.
        limits: What the child may take.

    Returns:
        A function like ``read``; it raises DocumentError when the child fails in whatever way. It may be
        called from several threads, and then uses several children.
    """

    def read(path: Path) -> Extract:
        return _shared(limits).read(reader, path)

    return read


def drawn(
    drawer: str,
    path: Path,
    limits: Limits = STANDARD,
    **options: Any,  # noqa: ANN401  # plain values of any kind
) -> dict[str, Any]:
    """What a module's ``draw`` makes of a file, run in a child process.

    Args:
        drawer: Name of the module whose ``draw`` is run.
        path: The file.
        limits: What the child may take.
        options: What else to tell ``draw``: plain values, as JSON has them.

    Returns:
        The fields of the dataclass that ``draw`` returns, by name.

    Raises:
        DocumentError: When the child fails in whatever way.
        OSError: When the file cannot be opened.
    """
    return _shared(limits).draw(drawer, path, options)


class Pool:
    """Children that share limits. They start when they are needed.

    Args:
        limits: What one file may take.
        size: How many run at once; by default as many as there are usable cores, at most 4.
    """

    def __init__(self, limits: Limits = STANDARD, size: int = 0) -> None:
        self._limits = limits
        self._places: LifoQueue[Child | None] = LifoQueue()
        self._busy: set[Child] = set()
        for _ in range(size or min(usable_cores(), MAX_CHILDREN)):
            self._places.put(None)

    def read(self, reader: str, path: Path) -> Extract:
        """Read a file; waits while all children are busy.

        Raises:
            DocumentError: When it cannot be read, within the limits or at all.
            OSError: When the file cannot be opened.
        """
        return _extract(self._ask(path, {"reader": reader}))

    def draw(self, drawer: str, path: Path, options: dict[str, Any]) -> dict[str, Any]:
        """Draw something of a file; see :func:`drawn`."""
        return self._ask(path, {"reader": drawer, "drawn": options})

    def _ask(self, path: Path, request: dict[str, Any]) -> dict[str, Any]:
        child = self._places.get()
        kept = None
        try:
            if child is None or not child.is_alive():
                child = self._replaced(child, path)
            self._busy.add(child)
            reply = child.ask({**request, "path": str(path.absolute())})
            kept = child if child.may_go_on(reply) else None
        finally:
            if child is not None:
                self._busy.discard(child)
            if child is not None and kept is None:
                child.end()
            self._places.put(kept)
        _check(path, reply, self._limits)
        return reply

    def _replaced(self, child: Child | None, path: Path) -> Child:
        if child is not None:  # it died while it had nothing to do
            child.end()
        try:
            return Child(self._limits)
        except OSError as error:  # not about the file, so it must not look like that
            said = error.strerror or error
            reason = f"cannot be read now, as no process can be started ({said}); try again"
            raise DocumentError(path.name, reason, lasting=False) from error

    def close(self) -> None:
        """End every child at once, also those that read; the next file starts a new one."""
        for child in tuple(self._busy):
            child.kill()  # the thread that waits for it does the rest
        idle = []
        with suppress(Empty):
            while True:
                idle.append(self._places.get_nowait())
        for child in filter(None, idle):
            child.end()
        for _ in idle:
            self._places.put(None)


def _shared(limits: Limits) -> Pool:
    with _lock:
        if limits not in _pools:
            _pools[limits] = Pool(limits)
            atexit.register(_pools[limits].close)
        return _pools[limits]


def _check(path: Path, reply: dict[str, Any], limits: Limits) -> None:
    if "memory" in reply:
        reason = f"needs more than {limits.memory >> 20} MiB to read; split it into smaller files"
        raise DocumentError(path.name, reason, lasting=False)
    if "errno" in reply:
        raise OSError(reply["errno"], reply["strerror"])
    if "error" in reply:
        raise DocumentError(path.name, reply["error"], lasting=reply.get("lasting", True))
    _tell(path.name, reply["said"])


def _extract(reply: dict[str, Any]) -> Extract:
    headings = tuple(Heading(**heading) for heading in reply["headings"])
    return Extract(reply["text"], reply["title"], headings, tuple(reply["pages"]), reply["date"])


def _tell(name: str, said: list[str]) -> None:
    if said:
        more = f" (and {len(said) - 1} more)" if len(said) > 1 else ""
        # What our own readers say begins with the name already.
        named = said[0] if said[0].startswith(repr(name)) else f"{name!r}: {said[0]}"
        _log.warning("%s%s", named, more)
