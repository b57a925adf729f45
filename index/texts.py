"""Keeps the texts of the documents that were read last. Knows how much they are, not what is in them."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.select import Select

_TEXT = "SELECT text FROM documents WHERE id = ?"

KEPT_CHARACTERS = 32_000_000
"""At most so much is kept; the texts a search looks at again and again are far less."""


class Texts:
    """Texts by document number; the one used longest ago is forgotten first. Threads may share it.

    Args:
        select: Reads from the index.
    """

    def __init__(self, select: Select) -> None:
        self._select = select
        self._lock = threading.Lock()
        self._kept: dict[int, str] = {}
        self._characters = 0

    def __getitem__(self, document: int) -> str:
        """The text of a document."""
        with self._lock:
            text = self._kept.pop(document, None)
            if text is None:
                text = str(self._select(_TEXT, document)[0][0])
                self._characters += len(text)
            self._kept[document] = text  # at the end: used last
            while self._characters > KEPT_CHARACTERS and len(self._kept) > 1:
                oldest = next(iter(self._kept))
                self._characters -= len(self._kept.pop(oldest))
        return text
