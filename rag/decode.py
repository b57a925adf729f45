"""Greedy decoding with prompt lookup: several tokens a step, the same tokens as one by one.

An answer copies from its passages, so the tokens after the last few are guessed from where the
same few stood before (prompt lookup decoding, Saxena 2023, and ``prompt_lookup_num_tokens`` of
transformers). One forward pass checks the whole guess. Knows nothing of text, prompts or threads:
it turns token ids into token ids.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

Mask = Callable[[Sequence[int], "torch.Tensor"], "torch.Tensor"]
"""Token ids so far and the next token's logits (vocabulary,) → logits with the forbidden at -inf."""

GUESS = 16  # tokens a step: best of 3 to 24 by 409 answers of the default model (benchmarks/EXPERIMENTS.md)
NGRAMS = (3, 2)  # longest match first; single tokens match by chance
PATIENCE = (
    3  # guesses in a row of which no token was right, before a reply goes on without guessing
)


def propose(ids: Sequence[int], count: int = GUESS) -> list[int]:
    """The up to ``count`` ids that followed the latest earlier occurrence of the last few ids."""
    for size in NGRAMS:
        tail = list(ids[-size:])
        for start in range(len(ids) - size - 1, -1, -1):
            if ids[start] == tail[0] and list(ids[start : start + size]) == tail:
                return list(ids[start + size : start + size + count])
    return []


def greedy(
    model: Any,  # noqa: ANN401  a transformers causal model, which ships no usable types
    prompt: Sequence[int],
    cache: Any,  # noqa: ANN401  its DynamicCache
    stop: frozenset[int],
    mask: Mask,
) -> Iterator[int]:
    """Yields the greedy continuation of ``prompt`` without end, or up to the first id in ``stop``.

    Args:
        model: Called with ``input_ids``, ``cache`` and ``logits_to_keep``.
        prompt: Token ids, at least one more than ``cache`` holds.
        cache: Key-value cache of a prefix of ``prompt``; changed in place.
        stop: Ids that end the text; they are not yielded.
        mask: Applied before every choice.

    Yields:
        Token ids, the same as without guessing wherever the arithmetic does not depend on
        how many rows are multiplied at once (exactly so in float32 on one thread count).
    """
    ids = list(prompt)
    missed = 0
    while True:
        guess = propose(ids) if missed < PATIENCE else []
        logits = read(model, ids[cache.get_seq_length() :] + guess, cache, len(guess) + 1)
        for position, row in enumerate(logits):
            token = int(mask(ids, row).argmax())
            if token in stop:
                return
            ids.append(token)
            yield token
            if position == len(guess) or token != guess[position]:
                break
        if guess:
            missed = 0 if position else missed + 1
        trim(cache, len(ids) - 1)


def trim(cache: Any, length: int) -> None:  # noqa: ANN401
    """Forgets all but the first ``length`` tokens of ``cache``."""
    surplus = cache.get_seq_length() - length
    if surplus > 0:
        cache.crop(-surplus)


def read(model: Any, ids: Sequence[int], cache: Any, keep: int) -> "torch.Tensor":  # noqa: ANN401
    """Logits (keep, vocabulary) of the last ``keep`` positions after adding ``ids`` to the cache."""
    import torch

    with torch.inference_mode():
        output = model(input_ids=torch.tensor([list(ids)]), cache=cache, logits_to_keep=keep)
    return output.logits[0]  # type: ignore[no-any-return]
