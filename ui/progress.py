"""Progress on standard error: bars for people, plain lines for files. Not what it is that progresses."""

import logging
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, Self, TypeAlias

if TYPE_CHECKING:
    from tqdm import tqdm

#: Stages counted in bytes; all others count things.
_IN_BYTES = ("fetching", "joining", "converting")

_log = logging.getLogger(__name__)


class Progress(Protocol):
    """How far something is: ``done`` of ``total`` in one of its stages."""

    @property
    def stage(self) -> str:
        """What is being done, in a word."""

    @property
    def done(self) -> int:
        """How much is done, from 0."""

    @property
    def total(self) -> int:
        """How much there is to do."""


Callback: TypeAlias = Callable[[Progress], None]


class Bars:
    """A bar for each stage, one after the other; a line for each where nobody watches.

    Call it with the progress; use it as a context manager, so that the last bar is ended.
    """

    def __init__(self) -> None:
        self._bar: tqdm[None] | None = None
        self._stage = ""

    def __enter__(self) -> Self:
        """Nothing to do yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the last bar."""
        self._end()

    def __call__(self, progress: Progress) -> None:
        """Show how far it is."""
        if progress.stage != self._stage:
            self._end()
            self._begin(progress)
        if self._bar is not None:
            self._bar.total = progress.total
            self._bar.update(progress.done - self._bar.n)

    def _begin(self, progress: Progress) -> None:
        self._stage = progress.stage
        if not sys.stderr.isatty():
            if progress.stage != "checking":  # over in a blink, on every start
                _log.info("%s", progress.stage)
            return
        from tqdm import tqdm

        in_bytes = progress.stage in _IN_BYTES
        self._bar = tqdm(
            desc=progress.stage,
            total=progress.total,
            unit="B" if in_bytes else "",
            unit_scale=in_bytes,
            leave=False,
            file=sys.stderr,
        )

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.close()
        self._bar, self._stage = None, ""


def in_words(progress: Progress) -> str:
    """How far it is, in a few words for a line on the page."""
    share = f" {progress.done / progress.total:.0%}" if progress.total else ""
    what = {"checking": "Looking for changed documents", "reading": "Reading documents"}
    what |= {"embedding": "Indexing documents", "fetching": "Fetching the model"}
    what |= {"joining": "Checking the model", "converting": "Preparing the model, once"}
    return f"{what.get(progress.stage, progress.stage)}…{share}"
