"""Brings an index up to date in the background: how far it is, what came of it, and an end to it. Knows no Gradio."""

import logging
from threading import Event, Lock, Thread

from index import BuildReport, RagError
from rag import Assistant
from ui.progress import Pace, Progress

log = logging.getLogger(__name__)


class Upkeep:
    """Updates one index, one update at a time; questions go on being answered. Threads may share it.

    Attributes:
        step: How far the update under way is; None when there is none, or nothing is told yet.
        left: Seconds that are left of that; None when it is too early to tell.
        rate: Passages a second of that; 0 when it is too early to tell.
        outcome: What the last update did, or what went wrong with it.
        count: Number of outcomes so far.
    """

    def __init__(self) -> None:
        self._turn, self._lock = Lock(), Lock()
        self._thread: Thread | None = None
        self._stop = Event()
        self._wanted = self._must = self._running = False
        self._cancels = 0
        self.step: Progress | None = None
        self.left: float | None = None
        self.rate = 0.0
        self.outcome: BuildReport | RagError | None = None
        self.count = 0

    @property
    def is_busy(self) -> bool:
        """Whether an update is under way or about to begin."""
        return self._running or self._thread is not None

    @property
    def is_ending(self) -> bool:
        """Whether the update under way was cancelled and is not over yet."""
        return self._running and self._stop.is_set()

    def start(self, assistant: Assistant, *, must: bool = False) -> None:
        """Update in the background; once more, when an update is under way, as it may have looked before.

        Args:
            assistant: Whose index.
            must: Begin it even if the one under way is cancelled: a removed file must not go on answering.
        """
        with self._lock:
            self._wanted, self._must = True, self._must or must
            if self._thread is None:
                # A daemon, so that Ctrl-C need not wait for it: what it wrote stays in any case.
                self._thread = Thread(
                    target=self._work, args=(assistant,), name="upkeep", daemon=True
                )
                self._thread.start()

    def run(self, assistant: Assistant) -> BuildReport:
        """Update now; waits for the one under way.

        Raises:
            UpdateCancelledError: When it was cancelled.
            RagError: For anything else that goes wrong.
        """
        cancelled = self._cancels
        with self._turn:
            self._running, pace = True, Pace()
            with (
                self._lock
            ):  # a press on Cancel while this one waited for its turn was meant for it, too
                self._stop = Event()
                if self._cancels != cancelled:
                    self._stop.set()

            def told(step: Progress) -> None:
                self.left = pace.left(step)
                self.step, self.rate = step, pace.rate

            try:
                return assistant.update(progress=told, stop=self._stop)
            finally:
                self._running, self.step, self.left, self.rate = False, None, None, 0.0

    def cancel(self) -> None:
        """End the update under way as soon as what it wrote is whole, and begin no other that need not be."""
        with self._lock:
            self._cancels += 1
            self._wanted = self._must
            self._stop.set()

    def tell(self, outcome: BuildReport | RagError) -> None:
        """What an update came to."""
        self.outcome = outcome
        self.count += 1

    def wait(self) -> None:
        """Wait until no update of :meth:`start` is under way."""
        if (thread := self._thread) is not None:
            thread.join()

    def _work(self, assistant: Assistant) -> None:
        while self._is_wanted():
            self.tell(self._outcome(assistant))

    def _is_wanted(self) -> bool:
        with self._lock:
            wanted, self._wanted, self._must = self._wanted, False, False
            if not wanted:
                self._thread = None
            return wanted

    def _outcome(self, assistant: Assistant) -> BuildReport | RagError:
        try:
            return self.run(assistant)
        except RagError as error:
            return error
        except Exception as error:  # a thread has no caller who could be told
            log.exception("updating the index failed")
            return RagError(f"a defect ended the update ({error!r}); its trace is in the log")
