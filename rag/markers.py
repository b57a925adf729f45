"""Citation markers such as ``[2]`` in what the model writes: only those of shown passages.

A logits mask leaves the model no way to write the number of a passage that it was not shown.
Knows nothing of what a marker proves: citations are computed by ``rag.cite``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

_OPEN = re.compile(r"\[(\d*)$")
_MARKER = re.compile(r"\s*\[\d+(?:,\s*\d+)*\]")
_LOOKBACK = 4  # tokens that are decoded to see an open marker; numbers have at most 3 digits


def strip_markers(text: str) -> str:
    """``text`` without its markers and the blanks before them."""
    return _MARKER.sub("", text)


class MarkerMask:
    """Forbids every token that would begin, extend or end a marker of no shown passage.

    Args:
        vocabulary: Token id to text, of all that have a bracket or a digit but special tokens.
        decode: Token ids to text.
    """

    def __init__(
        self, vocabulary: Mapping[int, str], decode: Callable[[Sequence[int]], str]
    ) -> None:
        self._decode = decode
        self._digits = [(text, i) for i, text in vocabulary.items() if _is_digit(text)]
        self._close = [i for i, text in vocabulary.items() if text == "]"]
        # "[1]" or "[]" as one token would jump over the check.
        self._jumps = [i for i, text in vocabulary.items() if "[" in text.rstrip("[")]
        self._opens = [i for i, text in vocabulary.items() if text.endswith("[")]

    def __call__(self, ids: Sequence[int], logits: "torch.Tensor", citable: int) -> "torch.Tensor":
        """The logits (vocabulary,) with forbidden tokens at minus infinity.

        Args:
            ids: Token ids so far.
            logits: The next token's.
            citable: Markers ``[1]`` to ``[citable]`` are allowed; 0 allows none.
        """
        import torch

        opened = _OPEN.search(self._decode(ids[-_LOOKBACK:]))
        if opened is None:
            masked = logits.clone()
            masked[self._jumps if citable else self._jumps + self._opens] = float("-inf")
            return masked
        allowed = self._continuations(opened.group(1), citable)
        masked = torch.full_like(logits, float("-inf"))
        masked[allowed] = logits[allowed]
        return masked

    def _continuations(self, number: str, citable: int) -> list[int]:
        valid = [str(label) for label in range(1, citable + 1)]
        allowed = [
            token
            for digit, token in self._digits
            if any(label.startswith(number + digit) for label in valid)
        ]
        return allowed + (self._close if number in valid else [])


def _is_digit(text: str) -> bool:
    return len(text) == 1 and text in "0123456789"
