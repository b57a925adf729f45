from itertools import islice
from types import SimpleNamespace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rag import decode
from rag.decode import PATIENCE, Begun, greedy, propose
from rag.generate import follows


@given(st.lists(st.integers(0, 4), max_size=40))
def test_a_proposal_followed_the_same_ids_before(ids: list[int]) -> None:
    """What is proposed stood before, right behind the same two ids that the text ends in."""
    guess = propose(ids)
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
    ours = greedy(model, Begun(ids, DynamicCache()), frozenset(), lambda _, row: row)
    assert list(islice(ours, 40)) == plain[0, len(ids) :].tolist()


def test_guessing_ends_where_it_is_no_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """After PATIENCE guesses in a row without one right token, a reply is read token by token."""
    asked: list[int] = []

    def rows(keep: int) -> torch.Tensor:
        """A model that never repeats itself: it counts up from 100."""
        asked.append(keep)
        start = 100 + len(asked)
        return torch.nn.functional.one_hot(torch.arange(start, start + keep), 300).float()

    monkeypatch.setattr(decode, "read", lambda _model, _ids, _cache, keep: rows(keep))
    monkeypatch.setattr(decode, "trim", lambda *_: None)
    monkeypatch.setattr(decode, "propose", lambda _ids: [1, 2])
    cache = SimpleNamespace(get_seq_length=lambda: 0)
    assert (
        len(list(islice(greedy(None, Begun([5, 6], cache), frozenset(), lambda _, r: r), 8))) == 8
    )
    assert asked == [1] + [3] * PATIENCE + [1] * (7 - PATIENCE)


def test_a_stop_id_ends_the_text(model: object) -> None:
    """The first stop id ends the text and is not part of it."""
    from transformers import DynamicCache

    ids = list(range(20))
    free = list(islice(greedy(model, Begun(ids, DynamicCache()), frozenset(), lambda _, r: r), 10))
    stop = free[4]
    ended = greedy(model, Begun(ids, DynamicCache()), frozenset({stop}), lambda _, r: r)
    assert list(ended) == free[: free.index(stop)]


def test_a_reply_reuses_a_judgement_of_the_same_passages_only() -> None:
    """Not one that was so short that all it shares is what opens every chat."""
    opening, passages, tail = list(range(17)), list(range(100, 130)), [7] * 20
    assert follows([*opening, *passages, *tail], [*opening, *passages, 8, 8])
    assert not follows([*opening, *passages, *tail], [*opening, *range(200, 400)])
    long = list(range(1000))
    assert follows([*long, *tail], [*long, 8])
    assert not follows([*long, *tail], [*long[:900], 8])
    assert not follows([], [1])
