"""Reads many files at once, in order. Knows no format and no limits."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from index.errors import DocumentError
from index.readers import read_document
from index.readers.sandbox import MAX_CHILDREN, usable_cores

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future
    from pathlib import Path

    from index.documents import Document

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
    pending: deque[Future[Document | DocumentError]] = deque()
    with ThreadPoolExecutor(workers, thread_name_prefix="reader") as pool:
        try:
            for source in sources:
                pending.append(pool.submit(_outcome, folder, source))
                if len(pending) > workers * AHEAD:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            for future in pending:  # the caller has had enough
                future.cancel()


def _outcome(folder: Path, source: str) -> Document | DocumentError:
    try:
        return read_document(folder, source)
    except DocumentError as error:
        return error
