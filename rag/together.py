"""Several chats that begin alike, read in one pass of the model.

The judgement about passages and the answer that follows it differ in an instruction of some 20 tokens. A pass
over 40 of them takes little more than one over 20, as most of its time goes into fetching the weights. Needs :func:`rag.attention.grouped`, for which each chat's numbers are those
it has when read alone, to the last bit where the rest of the model allows it. Knows nothing of text.
"""

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import TYPE_CHECKING

from rag.decode import read, trim
from rag.prefix import shared_length

if TYPE_CHECKING:
    import torch

    from rag.cache import Cache
    from rag.decoder import Decoder


def read_together(
    model: "Decoder",
    chats: Sequence[list[int]],
    cache: "Cache",
) -> "torch.Tensor":
    """Reads chats, what they have in common once.

    Args:
        model: With attention that keeps chats apart.
        chats: Token ids, at least one chat, each of at least one token.
        cache: Of a beginning of the first one; becomes that of the last.

    Returns:
        The logits (chats, vocabulary) behind each.
    """
    import torch

    first, *_ = chats
    shared = min(min(shared_length(first, ids), len(ids) - 1) for ids in chats)
    trim(cache, shared)
    known = cache.get_seq_length()
    tails = [len(ids) - shared for ids in chats]
    ends = [*accumulate(tails, initial=shared - known - 1)][1:]
    places = [range(known, shared), *(range(shared, len(ids)) for ids in chats)]
    new = [first[known:shared], *(ids[shared:] for ids in chats)]
    rows = read(
        model,
        [*chain(*new)],
        cache,
        torch.tensor(ends),
        position_ids=torch.tensor([[*chain(*places)]]),
        tails=tails,
    )
    cache.leave(shared, tails[-1])
    return rows
