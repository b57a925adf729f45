"""What chats begin with in common is kept."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from transformers import DynamicCache, LlamaConfig

from rag.cache import Cache
from rag.prefix import KEPT, Prefixes, shared_length

CONFIG = LlamaConfig(num_hidden_layers=2, hidden_size=8, num_attention_heads=2)
Empty = Callable[[], Any]
both = pytest.mark.parametrize(
    "empty", [lambda: Cache(2), lambda: DynamicCache(config=CONFIG)], ids=["ours", "transformers"]
)
"""Makes an empty cache of either kind."""
Ids = st.lists(st.integers(0, 2), min_size=1, max_size=12)


def read(ids: list[int], cache: Any) -> None:  # noqa: ANN401  ours, or of transformers
    """As a model does: appends to the cache, for each token, a number that all tokens up to it determine."""
    known = cache.get_seq_length()
    new = [float(hash(tuple(ids[: at + 1])) % 1000) for at in range(known, len(ids))]
    values = torch.tensor(new).view(1, 1, -1, 1).expand(1, 2, -1, 4)
    for layer in range(2):
        cache.update(values, -values, layer)


@both
@given(chats=st.lists(Ids, min_size=1, max_size=9))
def test_a_cache_begun_is_what_reading_anew_would_give(
    empty: Empty, chats: list[list[int]]
) -> None:
    """Whatever was read before, the cache given out holds the very tokens it claims, and never all of them."""
    prefixes = Prefixes(empty)
    for chat in chats:
        cache = prefixes.begin(chat)
        known = cache.get_seq_length()
        assert known < len(chat)
        read(chat, cache)
        alone = empty()
        read(chat, alone)
        for one, other in zip(cache.layers, alone.layers, strict=True):
            assert torch.equal(one.keys, other.keys)
            assert torch.equal(one.values, other.values)
        prefixes.keep(chat, cache)


@both
@given(chats=st.lists(Ids, min_size=1, max_size=9), new=Ids)
def test_the_longest_beginning_among_the_latest_is_taken(
    empty: Empty, chats: list[list[int]], new: list[int]
) -> None:
    """As many tokens as any of the last chats shares are known, but for the last one."""
    prefixes = Prefixes(empty)
    latest: list[list[int]] = []
    for chat in chats:
        cache = empty()
        read(chat, cache)
        prefixes.keep(chat, cache)
        latest = [*(one for one in latest if one != chat), chat][-KEPT:]
    longest = max(shared_length(chat, new) for chat in latest)
    assert prefixes.begin(new).get_seq_length() == min(longest, len(new) - 1)


@both
def test_cleared_knows_nothing(empty: Empty) -> None:
    """After clear, everything is read anew."""
    prefixes = Prefixes(empty)
    cache = empty()
    read([1, 1, 1], cache)
    prefixes.keep([1, 1, 1], cache)
    prefixes.clear()
    assert prefixes.begin([1, 1, 1]).get_seq_length() == 0


@both
def test_only_what_the_cache_holds_is_kept(empty: Empty) -> None:
    """The last token of a reply, which was never read, is not taken for known."""
    prefixes = Prefixes(empty)
    cache = empty()
    read([1, 2], cache)
    prefixes.keep([1, 2, 0, 0], cache)
    assert prefixes.begin([1, 2, 0, 0, 1]).get_seq_length() == 2
