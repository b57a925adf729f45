"""Several chats that begin alike, read in one pass of the model.

The judgement about passages and the answer that follows it, or two judgements of one proof, differ in an
instruction of some 20 tokens. A pass over 40 of them takes little more than one over 20, as most of its time
goes into fetching the weights. Needs :func:`rag.attention.grouped`, for which each chat's numbers are those
it has when read alone, to the last bit where the rest of the model allows it. Knows nothing of text.
"""

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import TYPE_CHECKING, Any

from rag.decode import read, trim
from rag.prefix import shared_length

if TYPE_CHECKING:
    import torch


def read_together(
    model: Any,  # noqa: ANN401
    chats: Sequence[list[int]],
    cache: Any,  # noqa: ANN401
) -> "list[tuple[Any, torch.Tensor]]":
    """Reads chats, what they have in common once.

    Args:
        model: Of transformers, with grouped attention.
        chats: Token ids, at least one chat of at least one token.
        cache: Of a beginning of the first one; used up.

    Returns:
        For each its key-value cache and the logits (vocabulary,) behind it.
    """
    import torch

    first, *_ = chats
    shared = min(min(shared_length(first, ids), len(ids) - 1) for ids in chats)
    trim(cache, shared)
    known = cache.get_seq_length()
    lengths = [len(ids) - shared for ids in chats]
    ends = [*accumulate(lengths, initial=shared - known - 1)][1:]
    places = [range(known, shared), *(range(shared, len(ids)) for ids in chats)]
    new = [first[known:shared], *(ids[shared:] for ids in chats)]
    rows = read(
        model,
        [*chain(*new)],
        cache,
        torch.tensor(ends),
        position_ids=torch.tensor([[*chain(*places)]]),
        tails=lengths,
    )
    caches = _apart(model, cache, [shared, *lengths])
    return list(zip(caches, rows, strict=True))


def _apart(model: Any, cache: Any, lengths: Sequence[int]) -> list[Any]:  # noqa: ANN401
    """A cache for each chat, from that of what they share and of what each has for itself."""
    import torch
    from transformers import DynamicCache

    caches = [DynamicCache(config=model.config) for _ in lengths[1:]]
    for at, layer in enumerate(cache.layers):
        (begun, *keys), (seen, *values) = (p.split(lengths, 2) for p in (layer.keys, layer.values))
        for own, key, value in zip(caches, keys, values, strict=True):
            own.update(torch.cat([begun, key], 2), torch.cat([seen, value], 2), at)
    return caches
