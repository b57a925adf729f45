"""An assistant on its way: opened in the background, so that the page is there at once."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Lock, Thread
from typing import TYPE_CHECKING

from index.errors import RagError

if TYPE_CHECKING:
    from index import Embedder
    from rag import Assistant, Settings
    from rag.generate import Generator
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
        self._open = open_assistant
        self._lock = Lock()
        self._begin()

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

    def settled(self, seconds: float) -> bool:
        """Whether it has been opened or has failed, after so many seconds at most."""
        wait([self._future], seconds)
        return self.over

    def poll(self, seconds: float = 0.0) -> "Assistant | None":
        """The assistant, or None when it is not open after so many seconds; raises as ``wait``."""
        return self._future.result() if self.settled(seconds) else None

    @property
    def over(self) -> bool:
        """Whether it has been opened or has failed."""
        return self._future.done()

    def again(self) -> None:
        """Try once more, if it has failed."""
        with self._lock:
            if self.over and self._future.exception() is not None:
                self._begin()

    def _begin(self) -> None:
        self._future: Future[Assistant] = Future()
        # A daemon, so that Ctrl-C need not wait for a model to be loaded.
        Thread(target=self._run, args=(self._future,), name="opening", daemon=True).start()

    def _run(self, future: "Future[Assistant]") -> None:
        try:
            future.set_result(self._open(self._report))
        except RagError as error:
            future.set_exception(error)
        except BaseException as error:  # handed to whoever waits, as a thread has no caller
            log.exception("opening failed")
            future.set_exception(RagError(f"cannot be opened ({error!r}); its trace is in the log"))

    def _report(self, status: str) -> None:
        self.status = status


class Models:
    """The models that several assistants share: each is opened once, by whoever needs it first.

    Args:
        settings: Which models.
    """

    def __init__(self, settings: "Settings") -> None:
        self._settings = settings
        self._opened: tuple[Embedder, Generator] | None = None
        #: Held while an assistant is opened: two at once would halve each other's speed.
        self.turn = Lock()

    def open(self, progress: "Callback") -> "tuple[Embedder, Generator]":
        """Embedder and generator, fetched where they are missing, not yet loaded.

        Raises:
            ModelError: If one cannot be had; the next one to ask tries again.
        """
        from rag.opening import open_embedder, open_generator

        if self._opened is None:
            embedder = open_embedder(self._settings.embedder, progress)
            generator = open_generator(self._settings.model, progress, self._settings.engine)
            self._opened = (embedder, generator)
        return self._opened


def open_assistant(
    settings: "Settings", report: Report, progress: "Callback", models: Models
) -> "Assistant":
    """An assistant that is ready to answer: models fetched and loaded, documents indexed.

    Args:
        settings: Which documents and which index.
        report: Told what is being done, in words for the page.
        progress: Told how far it is.
        models: What it shares with other assistants.

    Raises:
        RagError: For anything a user can mend.
    """
    from ui.progress import Pace, in_words

    pace = Pace()

    def both(step: "Progress") -> None:
        progress(step)
        report(in_words(step, pace.left(step)))

    report("Waiting for another collection…")
    with models.turn:
        return _open(settings, report, both, models)


def _open(
    settings: "Settings", report: Report, progress: "Callback", models: Models
) -> "Assistant":
    from index import Library
    from index.folder import find
    from rag import Assistant, TransformersGenerator
    from rag.llama import LlamaGenerator
    from rag.places import documents_folder, index_file

    report("Opening the documents…")
    find(documents_folder(settings))  # before anything is fetched
    embedder, generator = models.open(progress)
    library = Library.open(index_file(settings), embedder)
    assistant = Assistant(library, embedder, generator, settings)
    for failure in assistant.update(progress=progress).failed:
        log.warning("failed %s", failure)
    report("Loading the model…")
    embedder.embed_query("ready")  # else the first question waits for it
    if isinstance(generator, (TransformersGenerator, LlamaGenerator)):
        generator.load()
    return assistant
