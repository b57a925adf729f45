"""Chats read in one pass."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.decode import read
from rag.decoder import Decoder
from rag.together import read_together

CONFIG = {
    "model_type": "llama", "vocab_size": 9, "hidden_size": 32, "intermediate_size": 64,
    "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "rms_norm_eps": 1e-6,
    "rope_parameters": {"rope_theta": 10000.0, "rope_type": "default"},
}  # fmt: skip
Ids = st.lists(st.integers(0, 8), min_size=1, max_size=9)
Beginning = st.lists(st.integers(0, 8), max_size=150)


@pytest.fixture(scope="module")
def model() -> Decoder:
    torch.manual_seed(0)
    made = Decoder(CONFIG).eval()
    torch.nn.init.normal_(made.model.embed_tokens.weight)
    return made


@settings(deadline=None, max_examples=40)
@given(beginning=Beginning, tails=st.lists(Ids, min_size=1, max_size=4), known=st.integers(0, 160))
def test_each_chat_is_read_as_if_it_were_alone(
    model: Decoder, beginning: list[int], tails: list[list[int]], known: int
) -> None:
    """Logits, and the cache of the last, are those of each chat by itself, whatever was known of the first."""
    chats = [beginning + tail for tail in tails]
    cache = model.empty_cache()
    if start := chats[0][: min(known, len(chats[0]) - 1)]:
        read(model, start, cache, 1)
    for ids, row in zip(chats, read_together(model, chats, cache), strict=True):
        alone = model.empty_cache()
        assert torch.allclose(row, read(model, ids, alone, 1)[0], atol=1e-4)
    for one, other in zip(cache.layers, alone.layers, strict=True):
        assert torch.allclose(one.keys, other.keys, atol=1e-4)
        assert torch.allclose(one.values, other.values, atol=1e-4)
