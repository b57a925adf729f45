"""Reads many files at once, in order. Knows no format and no limits."""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TYPE_CHECKING

from index.errors import DocumentError
from index.readers import read_document
from index.readers.sandbox import MAX_CHILDREN, usable_cores

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from index.documents import Document

    _Task = tuple[str, Future[Document | DocumentError]]

AHEAD = 2
"""Files read ahead, for each that is read at once: the others need not wait for a slow one."""


def read_documents(
    folder: Path, sources: Iterable[str], workers: int = 0
) -> Iterator[Document | DocumentError]:
    """Read files of a folder, several at once, and give what each came to.

    Only a few documents are held at any moment, however many there are: no more is read while the
    caller does not ask.

    Args:
        folder: The documents folder.
        sources: Paths relative to it, with forward slashes; taken one by one.
        workers: How many are read at once; by default as many as there are usable cores, at most 4.

    Yields:
        In the order of ``sources``, each one's document, or the error that ``read_document`` raised.
    """
    workers = workers or min(usable_cores(), MAX_CHILDREN)
    pending: deque[_Task] = deque()
    tasks: SimpleQueue[_Task | None] = SimpleQueue()
    # Not those of concurrent.futures, which the interpreter waits for when it ends: an interrupted program
    # would go on until the files at hand are read.
    for number in range(workers):
        name = f"reader-{number}"
        threading.Thread(target=_work, args=(folder, tasks), name=name, daemon=True).start()
    try:
        for source in sources:
            pending.append((source, Future()))
            tasks.put(pending[-1])
            if len(pending) > workers * AHEAD:
                yield pending.popleft()[1].result()
        while pending:
            yield pending.popleft()[1].result()
    finally:
        for _, outcome in pending:  # the caller has had enough
            outcome.cancel()
        for _ in range(workers):
            tasks.put(None)


def _work(folder: Path, tasks: SimpleQueue[_Task | None]) -> None:
    while (task := tasks.get()) is not None:
        source, outcome = task
        if outcome.set_running_or_notify_cancel():
            try:
                outcome.set_result(_outcome(folder, source))
            except BaseException as error:  # noqa: BLE001  # raised again where it is asked for
                outcome.set_exception(error)


def _outcome(folder: Path, source: str) -> Document | DocumentError:
    try:
        return read_document(folder, source)
    except DocumentError as error:
        return error
