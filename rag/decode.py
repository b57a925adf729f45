"""Greedy decoding with prompt lookup: several tokens a step, the same tokens as one by one.

An answer copies from its passages, so the tokens after the last few are guessed from where the
same few stood before (prompt lookup decoding, Saxena 2023, and ``prompt_lookup_num_tokens`` of
transformers). One forward pass checks the whole guess. Knows nothing of text, prompts or threads:
it turns token ids into token ids.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

Mask = Callable[[Sequence[int], "torch.Tensor"], "torch.Tensor"]
"""Token ids so far and the next token's logits (vocabulary,) → logits with the forbidden at -inf."""

GUESSES = ((3, 12), (2, 6))
"""Tokens that must match, longest first, and tokens guessed behind them: best for 407 answers of the default
model (benchmarks/EXPERIMENTS.md). Single tokens match by chance."""
PATIENCE = (
    3  # guesses in a row of which no token was right, before a reply goes on without guessing
)


@dataclass(frozen=True, slots=True)
class Begun:
    """A text as far as it was read.

    Attributes:
        ids: Its tokens.
        cache: Key-value cache of a beginning, at least one token short unless there is ``row``.
        row: Logits (vocabulary,) behind the text, when all of it was read.
    """

    ids: Sequence[int]
    cache: Any  # ours, or a DynamicCache of transformers, which ships no usable types
    row: "torch.Tensor | None" = None


def propose(ids: Sequence[int]) -> list[int]:
    """The ids that followed the latest earlier occurrence of the last few, as many as :data:`GUESSES` says."""
    for size, count in GUESSES:
        tail = list(ids[-size:])
        for start in range(len(ids) - size - 1, -1, -1):
            if ids[start] == tail[0] and list(ids[start : start + size]) == tail:
                return list(ids[start + size : start + size + count])
    return []


def greedy(
    model: Any,  # noqa: ANN401  ours, or of transformers
    prompt: Begun,
    stop: frozenset[int],
    mask: Mask,
) -> Iterator[int]:
    """Yields the greedy continuation of ``prompt`` without end, or up to the first id in ``stop``.

    Args:
        model: Called with ``input_ids``, ``cache`` and ``logits_to_keep``.
        prompt: What is to be continued; its cache is changed in place.
        stop: Ids that end the text; they are not yielded.
        mask: Applied before every choice.

    Yields:
        Token ids, the same as without guessing wherever the arithmetic does not depend on
        how many rows are multiplied at once (exactly so in float32 on one thread count).
    """
    ids, cache = list(prompt.ids), prompt.cache
    missed = 0
    guess: list[int] = []
    rows = (
        read(model, ids[cache.get_seq_length() :], cache, 1) if prompt.row is None else [prompt.row]
    )
    while True:
        for position, row in enumerate(rows):
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
        guess = propose(ids) if missed < PATIENCE else []
        rows = read(model, ids[cache.get_seq_length() :] + guess, cache, len(guess) + 1)


def trim(cache: Any, length: int) -> None:  # noqa: ANN401
    """Forgets all but the first ``length`` tokens of ``cache``."""
    surplus = cache.get_seq_length() - length
    if surplus > 0:
        cache.crop(-surplus)


def read(
    model: Any,  # noqa: ANN401
    ids: Sequence[int],
    cache: Any,  # noqa: ANN401
    keep: "int | torch.Tensor",
    **more: object,
) -> "torch.Tensor":
    """Adds ``ids`` to the cache.

    Args:
        model: As for :func:`greedy`.
        ids: What is new.
        cache: Changed in place.
        keep: How many positions' logits are wanted, from the end; or the positions in ``ids``.
        more: What the model is given besides.

    Returns:
        Logits (kept, vocabulary).
    """
    import torch

    with torch.inference_mode():
        output = model(
            input_ids=torch.tensor([list(ids)]), cache=cache, logits_to_keep=keep, **more
        )
    return output.logits[0]  # type: ignore[no-any-return]
