"""An assistant on its way: opened in the background, so that the page is there at once."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag import Assistant, Settings
    from ui.progress import Callback, Progress

log = logging.getLogger(__name__)

Report = Callable[[str], None]


class Opening:
    """Opens an assistant in a thread of its own.

    Attributes:
        status: What is being done, in a few plain words; for people to read while they wait.
    """

    def __init__(self, open_assistant: "Callable[[Report], Assistant]") -> None:
        self.status = "Opening the documents…"
        self._future: Future[Assistant] = Future()
        # A daemon, so that Ctrl-C need not wait for a model to be loaded.
        Thread(target=self._run, args=(open_assistant,), name="opening", daemon=True).start()

    @classmethod
    def of(cls, assistant: "Assistant") -> "Opening":
        """One that is open already."""
        opening = cls(lambda _: assistant)
        opening.wait()
        return opening

    def wait(self) -> "Assistant":
        """The assistant, once it is open.

        Raises:
            RagError: If it could not be opened, and any other exception that opening it raised.
        """
        return self._future.result()

    def poll(self, seconds: float = 0.0) -> "Assistant | None":
        """The assistant, or None when it is not open after so many seconds; raises as ``wait``."""
        wait([self._future], seconds)
        return self._future.result() if self.over else None

    @property
    def over(self) -> bool:
        """Whether it has been opened or has failed."""
        return self._future.done()

    def _run(self, open_assistant: "Callable[[Report], Assistant]") -> None:
        try:
            self._future.set_result(open_assistant(self._report))
        except BaseException as error:  # noqa: BLE001  # handed to whoever waits, as a thread has no caller
            self._future.set_exception(error)

    def _report(self, status: str) -> None:
        self.status = status


def open_assistant(settings: "Settings", report: Report, progress: "Callback") -> "Assistant":
    """An assistant that is ready to answer: models fetched and loaded, documents indexed.

    Args:
        settings: Which documents, index and model.
        report: Told what is being done, in words for the page.
        progress: Told how far it is.

    Raises:
        RagError: For anything a user can mend.
    """
    from rag import Assistant, TransformersGenerator
    from ui.progress import Pace, in_words

    pace = Pace()

    def both(step: "Progress") -> None:
        progress(step)
        report(in_words(step, pace.left(step)))

    assistant = Assistant.open(settings, both)
    for failure in assistant.update(progress=both).failed:
        log.warning("failed %s", failure)
    report("Loading the model…")
    if isinstance(assistant.generator, TransformersGenerator):
        assistant.generator.load()
    return assistant
