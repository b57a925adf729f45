"""Slows down who tries many passwords. Knows nothing of passwords."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

FREE = 5  # tries before anybody has to wait
LONGEST_PAUSE = 30.0  # seconds between two tries, in the end
LONGEST_WAIT = 60.0  # seconds; who would have to wait longer is turned away
MANY = 1000  # names remembered


@dataclass(slots=True)
class _Tries:
    count: int = 0
    free_at: float = 0.0


class Pace:
    """After a few wrong tries for a name each next one has to wait, twice as long every time.

    A try counts as wrong until it is known to be right, so many at once gain nothing. Names that are
    not known are treated like those that are: how long it takes tells nothing.

    Args:
        clock: Seconds, from any beginning.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._tries: dict[str, _Tries] = {}

    def take(self, name: str) -> float | None:
        """Seconds to wait before a password for this name is looked at; None to refuse it unseen."""
        tries = self._tries.pop(name, None) or _Tries()
        self._tries[name] = tries  # at the end: the name longest not tried is forgotten first
        if len(self._tries) > MANY:
            del self._tries[next(iter(self._tries))]
        begins = max(self._clock(), tries.free_at)
        wait = begins - self._clock()
        if wait > LONGEST_WAIT:
            return None
        tries.count += 1
        tries.free_at = begins + _pause(tries.count)
        return max(wait, 0.0)

    def right(self, name: str) -> None:
        """The password was right: forget what was tried before."""
        self._tries.pop(name, None)


def _pause(count: int) -> float:
    # The exponent is bounded before it is used, however long somebody goes on.
    return 0.0 if count < FREE else min(2.0 ** min(count - FREE, 10), LONGEST_PAUSE)
