"""What was read lately, kept: the key-value caches of the last chats, by their tokens.

Every chat opens with the same system prompt, a judgement and the answer that follows share passages and
question, and the next question of a conversation often shares passages: what a new chat has in common with
a kept one is not read again. Knows nothing of text, and of models only how their caches are copied.
"""

from collections.abc import Callable, Sequence
from typing import Any

KEPT = 4
"""Chats, each 28 kB a token in the default model. A question takes one and a follow-up that is rewritten another, whose
long opening is the same every time: it outlives the questions between two of them."""


class Prefixes:
    """Caches by token ids, the latest last; a cache given out is a copy.

    One that is kept may grow behind its ids, as when a reply is written on; its beginning never changes.

    Args:
        empty: Makes an empty cache for the model.
    """

    def __init__(self, empty: Callable[[], Any]) -> None:
        self._empty = empty
        self._kept: list[tuple[list[int], Any]] = []

    def begin(self, ids: Sequence[int]) -> Any:  # noqa: ANN401  ours, or a DynamicCache
        """A cache of the longest kept beginning of ``ids``, without the last one, which is always read."""
        cache = self._empty()
        best = max(self._kept, key=lambda kept: shared_length(kept[0], ids), default=None)
        length = min(shared_length(best[0], ids), len(ids) - 1) if best else 0
        if best and length:
            for at, layer in enumerate(best[1].layers):
                cache.update(layer.keys[:, :, :length], layer.values[:, :, :length], at)
        return cache

    def keep(self, ids: Sequence[int], cache: Any) -> None:  # noqa: ANN401  ours, or a DynamicCache
        """Keeps ``cache``, which holds the first of ``ids``, and forgets the oldest beyond ``KEPT``."""
        read = list(ids[: cache.get_seq_length()])
        others = [kept for kept in self._kept if kept[0] != read]
        self._kept = [*others, (read, cache)][-KEPT:]

    def clear(self) -> None:
        """Forgets all of them."""
        self._kept = []


def shared_length(one: Sequence[int], other: Sequence[int]) -> int:
    """How many ids two sequences begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
