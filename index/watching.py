"""Keeps an index up to date while its folder changes. Knows when to update, not how.

What watches the folder is the operating system, through the library ``watchfiles``; a test gives a list
of changes in its place.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from index.beside import belonging
from index.errors import DocumentsError, RagError, UpdateCancelledError

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable, Iterator

    from watchfiles import Change

    from index.report import BuildReport

SETTLED_MS = 500
"""Milliseconds without another change after which a folder has settled: editors write a file in steps."""

LONGEST_MS = 10_000
"""Milliseconds after which a folder that never settles is looked at all the same."""

LOOK_MS = 500
"""Milliseconds between two looks at whether to stop; so much time has passed when nothing changed."""

RETRY_LOOKS = 4
"""Looks after which an update that failed is tried again; twice as many each time that it fails again."""

LONGEST_RETRY_LOOKS = 128
"""Most looks between two tries: about a minute."""


def watch(
    update: Callable[[], BuildReport], changes: Iterable[object]
) -> Iterator[BuildReport | RagError]:
    """Update now and after every change; an error is an outcome like any other, and the watch goes on.

    After an error the update is tried again as time passes, less and less often, as its cause may go
    without a change of the folder: another process that updates, a full disk.

    Args:
        update: Brings the index up to date.
        changes: An item for each time that the folder has changed and settled, see :func:`settled`; one
            that is false only says that time has passed.

    Yields:
        The report of each update, or what went wrong; an error that only goes on is given once.
    """
    # The first item is waited for also at the start: only then are changes no longer missed.
    looks, wait, former = 1, RETRY_LOOKS, ""
    for change in changes:
        looks -= 1  # until the next try; below 0 when there is none
        if change:
            wait = RETRY_LOOKS
        elif looks:
            continue
        outcome = _outcome(update)
        failed = str(outcome) if _may_pass(outcome) else ""
        if change or not failed or failed != former:
            yield outcome
        looks, wait = (wait, min(2 * wait, LONGEST_RETRY_LOOKS)) if failed else (0, RETRY_LOOKS)
        former = failed


def settled(
    folder: Path, index: Path, stop: threading.Event | None = None
) -> Iterator[set[tuple[Change, str]]]:
    """Changes of a folder, as soon as no more come; an empty set at the start and as time passes.

    Args:
        folder: What to watch, with everything below it.
        index: The file of the index: what is written there by ourselves is no change of the folder.
        stop: Ends it when set.

    Raises:
        DocumentsError: When it cannot be watched.
    """
    from watchfiles import watch as changes

    belongs_to_index = belonging(index)

    def counts(_: Change, path: str) -> bool:
        changed = Path(path)
        below = changed.relative_to(folder).parts if changed.is_relative_to(folder) else ()
        is_hidden = any(part.startswith(".") for part in below)
        return not is_hidden and not belongs_to_index(path)

    try:
        os.scandir(folder).close()  # a folder that is gone would be watched in vain
        yield from changes(
            folder,
            watch_filter=counts,
            stop_event=stop,
            debounce=LONGEST_MS,
            step=SETTLED_MS,
            rust_timeout=LOOK_MS,
            yield_on_timeout=True,
            ignore_permission_denied=True,
        )
    except OSError as error:  # it is gone, or the system watches too many files already
        raise DocumentsError(
            f"documents folder {str(folder)!r} cannot be watched ({error}); "
            "run `rag index` after each change instead"
        ) from error


def _may_pass(outcome: BuildReport | RagError) -> bool:
    """Whether another try may help, without a change of the folder; whoever cancelled wants none."""
    return isinstance(outcome, RagError) and not isinstance(outcome, UpdateCancelledError)


def _outcome(update: Callable[[], BuildReport]) -> BuildReport | RagError:
    try:
        return update()
    except RagError as error:
        return error
