"""Chats read in one pass."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from transformers import DynamicCache, LlamaConfig, LlamaForCausalLM

from rag.attention import NAME, register
from rag.decode import read
from rag.together import read_together

CONFIG = LlamaConfig(
    vocab_size=9, hidden_size=32, intermediate_size=64, num_hidden_layers=2,
    num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=256,
)  # fmt: skip
Ids = st.lists(st.integers(0, 8), min_size=1, max_size=9)
Beginning = st.lists(st.integers(0, 8), max_size=150)


@pytest.fixture(scope="module")
def model() -> LlamaForCausalLM:
    torch.manual_seed(0)
    register()
    made = LlamaForCausalLM(CONFIG).eval()
    made.set_attn_implementation(NAME)
    return made


@settings(deadline=None, max_examples=40)
@given(beginning=Beginning, tails=st.lists(Ids, min_size=1, max_size=4), known=st.integers(0, 160))
def test_each_chat_is_read_as_if_it_were_alone(
    model: LlamaForCausalLM, beginning: list[int], tails: list[list[int]], known: int
) -> None:
    """Logits, and the cache of the last, are those of each chat by itself, whatever was known of the first."""
    chats = [beginning + tail for tail in tails]
    cache = DynamicCache(config=CONFIG)
    if start := chats[0][: min(known, len(chats[0]) - 1)]:
        read(model, start, cache, 1)
    for ids, row in zip(chats, read_together(model, chats, cache), strict=True):
        alone = DynamicCache(config=CONFIG)
        assert torch.allclose(row, read(model, ids, alone, 1)[0], atol=1e-4)
    for one, other in zip(cache.layers, alone.layers, strict=True):
        assert torch.allclose(one.keys, other.keys, atol=1e-4)
        assert torch.allclose(one.values, other.values, atol=1e-4)
