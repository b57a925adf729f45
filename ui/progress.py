"""Progress: bars for people, plain lines for files, words for the page. Not what it is that progresses."""

import logging
import sys
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Protocol, Self, TypeAlias

if TYPE_CHECKING:
    from tqdm import tqdm

#: Stages counted in bytes; all others count things.
_IN_BYTES = ("fetching", "joining", "converting", "rounding", "indexing")

#: What a bar shows while documents are indexed: its own time left would go by bytes of files.
_INDEXING = "{desc}: {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} [{elapsed}{postfix}]"

#: Seconds before which the time that is left is not told: it would jump.
_TOO_EARLY = 2.0

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

    Args:
        pace: Tells the time that is left.
    """

    def __init__(self, pace: "Pace | None" = None) -> None:
        self._bar: tqdm[None] | None = None
        self._stage = ""
        self._pace = pace or Pace()

    def __enter__(self) -> Self:
        """Nothing to do yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the last bar."""
        self.end()

    def __call__(self, progress: Progress) -> None:
        """Show how far it is."""
        if progress.stage != self._stage:
            self.end()
            self._begin(progress)
        if self._bar is not None:
            self._bar.total = progress.total
            left = self._pace.left(progress)
            if progress.stage == "indexing":
                self._bar.set_postfix_str(_pace_in_words(self._pace.rate, left), refresh=False)
            self._bar.update(progress.done - self._bar.n)

    def end(self) -> None:
        """Take the bar away, so that something else can be printed; the next call begins another."""
        if self._bar is not None:
            self._bar.close()
        self._bar, self._stage = None, ""

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
            initial=progress.done,  # what was done before tells nothing of the rate
            unit="B" if in_bytes else "",
            unit_scale=in_bytes,
            bar_format=_INDEXING if progress.stage == "indexing" else None,
            leave=False,
            file=sys.stderr,
        )


class Pace:
    """Tells the time that is left from how long it took so far; counts anew with every stage.

    While documents are indexed it goes by the text that is still to be embedded, which takes nearly all the
    time, and not by files: a large PDF may hold little text, and what is known already costs nothing.

    Args:
        clock: Gives seconds; only differences matter.

    Attributes:
        rate: Passages a second since the stage began; 0 when there are none, or it is too early to tell.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._stage = ""
        self._begun = self._moved = 0.0
        self._first = self._done = self._first_passages = 0
        self.rate = 0.0

    def left(self, progress: Progress) -> float | None:
        """Seconds that are left in this stage; None when it is too early to tell."""
        now, (done, total) = self._clock(), _work(progress)
        if progress.stage != self._stage:
            self._begin(progress, now, done)
        if done != self._done:
            self._done, self._moved = done, now
            self._set_rate(progress)
        took, more = self._moved - self._begun, done - self._first
        if took < _TOO_EARLY or more <= 0:
            return None
        # Nothing is told of work at hand until it is done; meanwhile the time runs down all the same.
        return max(took * max(total - done, 0) / more - (now - self._moved), 0.0)

    def _begin(self, progress: Progress, now: float, done: int) -> None:
        self._stage, self._begun, self._moved, self.rate = progress.stage, now, now, 0.0
        self._first = self._done = done
        self._first_passages = _passages(progress)

    def _set_rate(self, progress: Progress) -> None:
        took = self._moved - self._begun
        if took >= _TOO_EARLY:
            self.rate = (_passages(progress) - self._first_passages) / took


def _work(progress: Progress) -> tuple[int, int]:
    """What is done of what there is: in text to be embedded where that is known."""
    if to_embed := getattr(progress, "to_embed", 0):
        return getattr(progress, "embedded", 0), to_embed
    return progress.done, progress.total


def _passages(progress: Progress) -> int:
    return getattr(progress, "ready", 0)


def rate_in_words(rate: float) -> str:
    """How fast it goes, in passages a second; empty when that is not known."""
    return f"{rate:,.0f} passages/s" if rate >= 1 else ""


def _pace_in_words(rate: float, left: float | None) -> str:
    rest = "" if left is None or left < 1 else f"about {_duration(left)} left"
    return ", ".join(filter(None, (rate_in_words(rate), rest)))


def in_words(progress: Progress, left: float | None = None) -> str:
    """How far it is, in a few words for a line on the page.

    Args:
        progress: How far it is.
        left: Seconds that are left; None when that is not known.
    """
    share = f" {progress.done / progress.total:.0%}" if progress.total else ""
    what = {"checking": "Looking for changed documents", "indexing": "Indexing documents"}
    what |= {"replacing": "Replacing the former index", "verifying": "Checking the index"}
    what |= {"fetching": "Fetching the model"}
    what |= {"joining": "Checking the model", "converting": "Preparing the model, once"}
    what |= {"rounding": "Rounding the model to eight bits, once"}
    rest = "" if left is None or left < 1 else f", about {_duration(left)} left"
    return f"{what.get(progress.stage, progress.stage)}…{share}{rest}"


def _duration(seconds: float) -> str:
    """A time as people say it: whole seconds, minutes from two on, hours from two on."""
    for size, name in ((3600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{round(seconds / size)} {name}"
    return f"{max(round(seconds), 1)} s"
