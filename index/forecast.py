"""How much text an update embeds in all, judged from the files it has read. Knows nothing of time.

Files say little of it: a PDF of 10 MB may hold less text than a note, and a text that was embedded before
costs nothing. Text is counted in bytes of UTF-8, which follow its tokens in every script closely enough.
"""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Forecast:
    """The text that is to be embedded: of files that were read as it is, of others as of those of their kind.

    Args:
        sizes: Bytes of each file that is to be read, by source.

    Attributes:
        embedded: Bytes of text embedded so far.
    """

    def __init__(self, sizes: Mapping[str, int]) -> None:
        self._sizes = dict(sizes)
        self._ahead: Counter[str] = Counter()
        for source, size in sizes.items():
            self._ahead[_kind(source)] += size
        self._read: Counter[str] = Counter()
        self._found: Counter[str] = Counter()
        self.embedded = 0

    def read(self, source: str, text: int) -> None:
        """A file was read, and so many bytes of its text are to be embedded; 0 for one that failed."""
        size, kind = self._sizes.pop(source, 0), _kind(source)
        self._ahead[kind] -= size
        self._read[kind] += size
        self._found[kind] += text

    def total(self) -> int:
        """Bytes of text in all, what is embedded included; 0 as long as nothing is known."""
        found = sum(self._found.values())
        usual = found / max(sum(self._read.values()), 1)
        ahead = sum(size * self._share(kind, usual) for kind, size in self._ahead.items())
        return found + round(ahead)

    def _share(self, kind: str, usual: float) -> float:
        """Bytes of text for each byte of a file of a kind."""
        return self._found[kind] / self._read[kind] if self._read[kind] else usual


def _kind(source: str) -> str:
    return PurePosixPath(source).suffix.lower()
