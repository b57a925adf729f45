from itertools import islice

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rag.decode import greedy, propose
from rag.generate import _reusable


@given(st.lists(st.integers(0, 4), max_size=40))
def test_a_proposal_followed_the_same_ids_before(ids: list[int]) -> None:
    """What is proposed stood before, right behind the same two ids that the text ends in."""
    guess = propose(ids, 5)
    if guess:
        pattern = ids[-2:] + guess
        windows = [ids[i : i + len(pattern)] for i in range(len(ids))]
        assert pattern in windows


def test_nothing_is_proposed_for_what_is_new() -> None:
    """A text without repetition gives no guess."""
    assert propose([1, 2, 3, 4]) == []


@pytest.fixture(scope="module")
def model() -> object:
    from transformers import LlamaConfig, LlamaForCausalLM

    torch.manual_seed(0)
    config = LlamaConfig(
        vocab_size=50, hidden_size=32, intermediate_size=64, num_hidden_layers=2,
        num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=256,
    )  # fmt: skip
    return LlamaForCausalLM(config).eval()


@pytest.mark.parametrize("seed", range(5))
def test_tokens_are_those_of_plain_greedy_generation(model: object, seed: int) -> None:
    """Guessing ahead changes nothing: the tokens are those of transformers' own greedy search."""
    from transformers import DynamicCache

    torch.manual_seed(seed)
    prompt = torch.randint(0, 50, (1, 20)).repeat(1, 2)
    plain = model.generate(  # type: ignore[attr-defined]
        prompt,
        attention_mask=torch.ones_like(prompt),
        max_new_tokens=40,
        do_sample=False,
        eos_token_id=None,
        pad_token_id=0,
    )
    ids = prompt[0].tolist()
    ours = greedy(model, ids, DynamicCache(), frozenset(), lambda _, row: row)
    assert list(islice(ours, 40)) == plain[0, len(ids) :].tolist()


def test_a_stop_id_ends_the_text(model: object) -> None:
    """The first stop id ends the text and is not part of it."""
    from transformers import DynamicCache

    ids = list(range(20))
    free = list(islice(greedy(model, ids, DynamicCache(), frozenset(), lambda _, r: r), 10))
    stop = free[4]
    ended = greedy(model, ids, DynamicCache(), frozenset({stop}), lambda _, r: r)
    assert list(ended) == free[: free.index(stop)]


def test_a_reply_reuses_a_judgement_of_the_same_passages_only() -> None:
    """Not one that was so short that all it shares is what opens every chat."""
    opening, passages, tail = list(range(17)), list(range(100, 130)), [7] * 20
    assert _reusable([*opening, *passages, *tail], [*opening, *passages, 8, 8]) == 47
    assert _reusable([*opening, *passages, *tail], [*opening, *range(200, 400)]) == 0
    long = list(range(1000))
    assert _reusable([*long, *tail], [*long, 8]) == 1000
    assert _reusable([*long, *tail], [*long[:900], 8]) == 0
    assert _reusable([], [1]) == 0
