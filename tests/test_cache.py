"""The key-value cache, against plain concatenation."""

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from rag.cache import STEP, Cache

Steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.integers(1, STEP + 9), st.booleans()),
        st.tuples(st.just("crop"), st.integers(0, 20), st.booleans()),
        st.tuples(st.just("leave"), st.integers(0, 300), st.booleans()),
    ),
    max_size=12,
)


def numbers(new: int, seed: int) -> Tensor:
    return torch.randn(1, 2, new, 3, generator=torch.Generator().manual_seed(seed))


@given(Steps)
def test_it_holds_what_was_added_and_not_forgotten(steps: list[tuple[str, int, bool]]) -> None:
    """In whatever order tokens are added, cut off or left out, in either mode, it has those of a plain tensor."""
    cache, plain = Cache(2), torch.empty(1, 2, 0, 3)
    for seed, (what, count, inference) in enumerate(steps):
        length = plain.shape[2]
        with torch.inference_mode(inference):
            if what == "add":
                new = numbers(count, seed)
                plain = torch.cat([plain, new], 2)
                for at in range(2):
                    keys, values = cache.update(new, -new, at)
                    assert torch.equal(keys, plain)
                    assert torch.equal(values, -plain)
            elif what == "crop":
                cache.crop(-min(count, length))
                plain = plain[:, :, : length - min(count, length)]
            else:
                shared = min(count, length)
                tail = (length - shared) // 2
                cache.leave(shared, tail)
                plain = torch.cat([plain[:, :, :shared], plain[:, :, length - tail :]], 2)
        assert cache.get_seq_length() == plain.shape[2]
    for layer in cache.layers:
        if cache.get_seq_length():
            assert torch.equal(layer.keys, plain)
            assert torch.equal(layer.values, -plain)


def test_what_was_given_out_does_not_change_when_more_is_added() -> None:
    """Growing, in place or into new memory, leaves the numbers of what was there."""
    cache = Cache(1)
    first, _ = cache.update(numbers(5, 0), numbers(5, 0), 0)
    before = first.clone()
    cache.update(numbers(5, 1), numbers(5, 1), 0)
    cache.update(numbers(2 * STEP, 2), numbers(2 * STEP, 2), 0)
    assert torch.equal(first, before)
    assert torch.equal(cache.layers[0].keys[:, :, :5], before)
