"""Attention for one short text on a CPU: one matrix product a group of heads, nothing copied.

The kernel that torch has for it copies keys and values once for every query head that shares
them, and reads one question's few tokens with the machinery of thousands. Here the queries that share
keys lie under one another and are multiplied at once (grouped-query attention, Ainslie et al. 2023,
https://arxiv.org/abs/2305.13245). Scores are float32, as bfloat16 rounds those of an instruction away.

In bfloat16 the same tokens give the same numbers however they are split into calls, from 16 tokens on: what
was read once need not be read again. Knows nothing of models.
"""

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor
from torch.nn.functional import pad

LANES = 64
"""Scores are summed in rows of a multiple of this, so that a sum has the same order, and the same rounding,
however many tokens are read at once."""
AT_ONCE = 128  # tokens whose scores are made at once, so that they stay in the processor's cache
LEAST = 16
"""Queries multiplied at once: for fewer than 12 MKL has a kernel that sums in another order."""


def grouped(
    query: Tensor, key: Tensor, value: Tensor, scaling: float, tails: Sequence[int] = ()
) -> Tensor:
    """Causal attention of the last tokens of one text to all of them, or of several that begin alike.

    Args:
        query: (1, heads, new, width).
        key: (1, groups, all, width); ``heads`` is a multiple of ``groups``.
        value: The same shape.
        scaling: Of the products.
        tails: Tokens that each text has for itself. They stand one behind the other, all of them new, and
            none sees another's; without any, there is one text.

    Returns:
        (1, new, heads, width).
    """
    if not tails:
        return _causal(query, key, value, scaling)
    texts = _texts(query, key, value, tails)
    return torch.cat([_causal(*text, scaling) for text in texts], 1)


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
    found = query.new_empty(groups, heads // groups, new, width)
    asked = query.reshape(found.shape)
    for start in range(0, new, AT_ONCE):
        end = min(start + AT_ONCE, new)
        seen = known - new + end
        hidden = _hidden(end - start, seen)
        for queries, keys, values, out in zip(asked, key[0], value[0], found, strict=True):
            part = queries[:, start:end].float() * scaling
            out[:, start:end] = _weighed(part, keys[:seen], values[:seen], hidden)
    return found.view(heads, new, width).transpose(0, 1)[None]


def _weighed(queries: Tensor, keys: Tensor, values: Tensor, hidden: Tensor) -> Tensor:
    """Attention of the heads that share keys: ``queries`` (heads, new, width), the rest as above."""
    rows = queries.reshape(-1, queries.shape[-1])
    asked = pad(rows, (0, 0, 0, max(0, LEAST - len(rows))))
    scores = pad((asked @ keys.float().T)[: len(rows)], (0, hidden.shape[1] - len(keys)))
    scores.view(-1, *hidden.shape).add_(hidden)
    shares = scores.softmax(-1)[:, : len(keys)].to(values.dtype)
    return (shares @ values).view(queries.shape)


def _hidden(new: int, known: int) -> Tensor:
    """Minus infinity where a token would see one behind it, else 0: (new, ``known`` rounded up to LANES)."""
    width = -(-known // LANES) * LANES
    return torch.full((new, width), float("-inf")).triu_(known - new + 1)
