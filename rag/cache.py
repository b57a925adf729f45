"""The keys and values of one text in every layer of a model, in memory that grows in place.

Has as much of transformers' ``DynamicCache`` as is used here, by the same names, so that either serves. That one
copies all it holds for every token. Knows nothing of what is read from it.
"""

import torch
from torch import Tensor

STEP = 256  # tokens that room is made for at once


class Room:
    """The keys and values of one layer; no token, at first."""

    def __init__(self) -> None:
        self.length = 0
        self._both = torch.empty(2, 1, 0, 0, 0)

    @property
    def keys(self) -> Tensor:
        """(1, groups, tokens, width)."""
        return self._seen(0)

    @property
    def values(self) -> Tensor:
        """(1, groups, tokens, width)."""
        return self._seen(1)

    def _seen(self, which: int) -> Tensor:
        return self._both[which, :, :, : self.length]

    def add(self, keys: Tensor, values: Tensor) -> None:
        """Appends those of new tokens, each (1, groups, new, width)."""
        start, end = self.length, self.length + keys.shape[2]
        if end > self._both.shape[3]:
            self._make_room(end, keys)
        self._both[0, :, :, start:end] = keys
        self._both[1, :, :, start:end] = values
        self.length = end

    def _make_room(self, tokens: int, like: Tensor) -> None:
        before, (_, groups, _, width) = self._both, like.shape
        room = -(-tokens // STEP) * STEP
        with torch.inference_mode(mode=False):  # so that it may be written to in either mode
            self._both = torch.empty(2, 1, groups, room, width, dtype=like.dtype)
        if self.length:
            self._both[:, :, :, : self.length] = before[:, :, :, : self.length]

    def leave(self, shared: int, tail: int) -> None:
        """Forgets what is neither among the first ``shared`` tokens nor among the last ``tail``."""
        last = self._both[:, :, :, self.length - tail : self.length].clone()
        self._both[:, :, :, shared : shared + tail] = last
        self.length = shared + tail


class Cache:
    """What a model has read of a text.

    Args:
        layers: How many the model has.
    """

    def __init__(self, layers: int) -> None:
        self.layers = [Room() for _ in range(layers)]

    def get_seq_length(self) -> int:
        """Tokens."""
        return self.layers[0].length

    def update(self, keys: Tensor, values: Tensor, at: int) -> tuple[Tensor, Tensor]:
        """Appends new tokens to layer ``at``, each (1, groups, new, width); returns all."""
        layer = self.layers[at]
        layer.add(keys, values)
        return layer.keys, layer.values

    def crop(self, minus: int) -> None:
        """Forgets the last tokens: minus how many, as ``DynamicCache`` has it."""
        for layer in self.layers:
            layer.length += minus

    def leave(self, shared: int, tail: int) -> None:
        """Forgets what is neither among the first ``shared`` tokens nor among the last ``tail``."""
        for layer in self.layers:
            layer.leave(shared, tail)
