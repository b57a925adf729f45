"""Keeps the index up to date in the background while the page is served. Knows no Gradio."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

from index import settled, watch
from index.errors import RagError
from rag import Assistant
from ui.documents.upkeep import Upkeep

Changes = Callable[[Path, Path, Event], Iterator[object]]
"""Gives the changes of a folder, for the index in a file, until an event is set; see ``index.settled``."""


class Watching:
    """A switch: while it is on, every change of the documents folder is indexed.

    Args:
        upkeep: Does the updates, and is told what each came to.
        changes: What watches the folder.
    """

    def __init__(self, upkeep: Upkeep, changes: Changes = settled) -> None:
        self._upkeep = upkeep
        self._changes = changes
        self._stop = Event()
        self._thread: Thread | None = None

    @property
    def is_on(self) -> bool:
        """Whether the folder is watched."""
        return self._thread is not None and self._thread.is_alive() and not self._stop.is_set()

    def turn_on(self, assistant: Assistant) -> None:
        """Watch the folder of an assistant; nothing happens when it is watched already."""
        if not self.is_on:
            self._stop = Event()
            # A daemon, so that Ctrl-C need not wait for an update.
            self._thread = Thread(
                target=self._run, args=(assistant, self._stop), name="watching", daemon=True
            )
            self._thread.start()

    def turn_off(self) -> None:
        """Watch no more; an update under way is finished."""
        self._stop.set()

    def wait(self) -> None:
        """Wait until nothing is watched or updated any more."""
        if self._thread is not None:
            self._thread.join()

    def _run(self, assistant: Assistant, stop: Event) -> None:
        try:
            changes = self._changes(assistant.documents, assistant.library.path, stop)
            for outcome in watch(lambda: self._upkeep.run(assistant), changes):
                self._upkeep.tell(outcome)
        except RagError as error:
            self._upkeep.tell(error)
