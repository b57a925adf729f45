"""Grouped attention, against the definition in float64."""

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import default_rng
from torch import Tensor

from rag.attention import LEAST, grouped


def numbers(*shape: int, seed: int = 0) -> Tensor:
    return torch.from_numpy(default_rng(seed).standard_normal(shape, dtype=np.float32))


def defined(query: Tensor, key: Tensor, value: Tensor, scaling: float) -> np.ndarray:
    """Softmax over what is not behind, one head at a time."""
    _, heads, new, _ = query.shape
    _, groups, known, _ = key.shape
    out = []
    for head in range(heads):
        q = query[0, head].double().numpy()
        k, v = (t[0, head // (heads // groups)].double().numpy() for t in (key, value))
        scores = q @ k.T * scaling
        scores[np.triu(np.ones((new, known), bool), known - new + 1)] = -np.inf
        shares = np.exp(scores - scores.max(1, keepdims=True))
        out.append(shares / shares.sum(1, keepdims=True) @ v)
    return np.stack(out, 1)[None]


@settings(deadline=None, max_examples=30)
@given(new=st.integers(1, 300), before=st.integers(0, 90), groups=st.sampled_from([1, 2, 3]))
def test_is_attention_by_its_definition(new: int, before: int, groups: int) -> None:
    """Any split of a text in known and new, any sharing of keys, gives what the formula gives."""
    query = numbers(1, 6, new, 32)
    key, value = (numbers(1, groups, before + new, 32, seed=s) for s in (1, 2))
    got = grouped(query, key, value, 0.2)
    assert np.allclose(got.numpy(), defined(query, key, value, 0.2), atol=1e-4)


def test_a_token_does_not_depend_on_how_the_text_is_split() -> None:
    """In bfloat16, from 16 tokens on, a token's numbers are the same to the last bit in one call or in several."""
    query = numbers(1, 12, 300, 128).bfloat16()
    key, value = (numbers(1, 2, 300, 128, seed=s).bfloat16() for s in (1, 2))
    whole = grouped(query, key, value, 0.09)
    for start, end in [
        (0, 17),
        (17, 300),
        (100, 164),
        (255, 256),
        (256, 300),
        (299, 300),
        (30, 37),
    ]:
        part = grouped(query[:, :, start:end], key[:, :, :end], value[:, :, :end], 0.09)
        assert torch.equal(part, whole[:, start:end])


@settings(deadline=None, max_examples=30)
@given(
    tails=st.lists(st.integers(1, 40), min_size=1, max_size=4),
    shared=st.integers(0, 90),
    before=st.integers(0, 90),
)
def test_texts_that_begin_alike_do_not_see_each_other(
    tails: list[int], shared: int, before: int
) -> None:
    """Each text's tokens have the very numbers that they have when it is read alone."""
    known = min(before, shared)
    query = numbers(1, 12, shared - known + sum(tails), 128).bfloat16()
    key, value = (numbers(1, 2, shared + sum(tails), 128, seed=s).bfloat16() for s in (1, 2))
    together = grouped(query, key, value, 0.09, tails)
    start = shared
    for tail in tails:
        seen = [*range(shared), *range(start, start + tail)]
        asked = slice(start - known, start - known + tail)
        alone = grouped(query[:, :, asked], key[:, :, seen], value[:, :, seen], 0.09)
        rows = together[:, asked]
        if len(seen) >= LEAST:
            assert torch.equal(rows, alone)
        else:
            assert torch.allclose(rows.float(), alone.float(), atol=1e-2)
        start += tail
