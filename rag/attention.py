"""Attention for one short text on a CPU: one matrix product a group of heads, nothing copied.

The kernel that transformers calls by default copies keys and values once for every query head that shares
them, and reads one question's few tokens with the machinery of thousands. Here the queries that share
keys lie under one another and are multiplied at once (grouped-query attention, Ainslie et al. 2023,
https://arxiv.org/abs/2305.13245). Scores are float32, as bfloat16 rounds those of an instruction away.

In bfloat16 the same tokens give the same numbers however they are split into calls, from 16 tokens on: what
was read once need not be read again. Knows nothing of models.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import pad

NAME = "grouped"  # by which transformers knows it
KNOWN = frozenset({"llama", "qwen2"})
"""Kinds of models whose attention is no more than causal, tested; others keep the default."""
LANES = 64
"""Scores are summed in rows of a multiple of this, so that a sum has the same order, and the same rounding,
however many tokens are read at once."""
LEAST = 16
"""Queries multiplied at once: for fewer than 12 MKL has a kernel that sums in another order."""


def register() -> None:
    """Makes it known to transformers."""
    from transformers import AttentionInterface

    AttentionInterface.register(NAME, grouped)


def grouped(
    _module: Any,  # noqa: ANN401  the layer, as transformers passes it
    query: Tensor,
    key: Tensor,
    value: Tensor,
    _mask: Tensor | None,
    scaling: float,
    tails: Sequence[int] = (),
    **_other: Any,  # noqa: ANN401  what other kinds of attention need
) -> tuple[Tensor, None]:
    """Causal attention of the last tokens of one text to all of them, or of several that begin alike.

    Args:
        query: (1, heads, new, width).
        key: (1, groups, all, width); ``heads`` is a multiple of ``groups``.
        value: The same shape.
        scaling: Of the products.
        tails: Tokens that each text has for itself. They stand one behind the other, all of them new, and
            none sees another's; without any, there is one text.

    Returns:
        (1, new, heads, width), and no weights.
    """
    texts = _texts(query, key, value, tails) if tails else [(query, key, value)]
    return torch.cat([_causal(*text, scaling) for text in texts], 1), None


def _texts(
    query: Tensor, key: Tensor, value: Tensor, tails: Sequence[int]
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """The queries of each text, the first one's with those of the beginning, and all that they may see."""
    shared = key.shape[2] - sum(tails)
    new = [query.shape[2] - sum(tails[1:]), *tails[1:]]
    own = (torch.split(part[:, :, shared:], list(tails), 2) for part in (key, value))
    for queries, *rest in zip(torch.split(query, new, 2), *own, strict=True):
        keys, values = (
            torch.cat([part[:, :, :shared], tail], 2)
            for part, tail in zip((key, value), rest, strict=True)
        )
        yield queries, keys, values


def _causal(query: Tensor, key: Tensor, value: Tensor, scaling: float) -> Tensor:
    """Attention of the last tokens of one text; shapes as for :func:`grouped`."""
    _, heads, new, width = query.shape
    _, groups, known, _ = key.shape
    hidden = _hidden(new, known)
    found = query.new_empty(heads, new, width)
    for queries, keys, values, out in zip(
        query[0].reshape(groups, -1, width).unbind(),
        key[0].unbind(),
        value[0].unbind(),
        found.view(groups, -1, width).unbind(),
        strict=True,
    ):
        asked = pad(queries.float() * scaling, (0, 0, 0, max(0, LEAST - len(queries))))
        scores = pad((asked @ keys.float().T)[: len(queries)], (0, hidden.shape[1] - known))
        scores.view(-1, *hidden.shape).add_(hidden)
        torch.mm(scores.softmax(-1)[:, :known].to(values.dtype), values, out=out)
    return found.transpose(0, 1)[None]


def _hidden(new: int, known: int) -> Tensor:
    """Minus infinity where a token would see one behind it, else 0: (new, ``known`` rounded up to LANES)."""
    width = -(-known // LANES) * LANES
    return torch.full((new, width), float("-inf")).triu_(known - new + 1)
