"""Linear layers in eight bits, against plain float64 arithmetic."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import default_rng
from torch import Tensor, nn

from rag.int8 import KEPT, Int8Gated, Int8Linear, Shared, rotated, rotation, rounded, rounded_weight


def layer(weight: Tensor, bias: Tensor | None = None) -> Int8Linear:
    return Int8Linear(*rounded_weight(weight), bias, torch.bfloat16, Shared())


def numbers(*shape: int, seed: int = 0) -> Tensor:
    return torch.from_numpy(default_rng(seed).standard_normal(shape, dtype=np.float32))


@pytest.mark.parametrize("size", [1, 2, 64, 128])
def test_rotation_changes_no_length(size: int) -> None:
    """Its rows are orthogonal and of length 1."""
    assert torch.allclose(rotation(size) @ rotation(size).T, torch.eye(size), atol=1e-6)


def test_rotating_both_sides_changes_no_product() -> None:
    """(x R)(W R)^T is x W^T."""
    x, weight = numbers(5, 384), numbers(7, 384, seed=1)
    block = rotation(128)
    assert torch.allclose(rotated(x, block) @ rotated(weight, block).T, x @ weight.T, atol=1e-3)


@settings(deadline=None, max_examples=30)
@given(
    rows=st.integers(1, 40),
    width=st.sampled_from([64, 96, 256, 576]),
    outputs=st.integers(1, 9),
    scale=st.sampled_from([1e-3, 1.0, 300.0]),
    outlier=st.sampled_from([1.0, 50.0]),
)
def test_products_are_those_of_numpy(
    rows: int, width: int, outputs: int, scale: float, outlier: float
) -> None:
    """Any shape and size gives the product to 4 % of its usual size, with one input far above the rest, too."""
    x, weight = numbers(rows, width) * scale, numbers(outputs, width, seed=1)
    x[:, 3] *= outlier
    right = x.bfloat16().double().numpy() @ weight.double().numpy().T
    got = layer(weight)(x.bfloat16()).double().numpy()
    usual = np.sqrt((x.double().numpy() ** 2).sum(1, keepdims=True))
    assert np.abs(got - right).max(initial=0) <= 0.15 * usual.max()
    assert np.sqrt(((got - right) / usual).var()) <= 0.04


def test_rotation_is_what_saves_rows_with_an_outlier() -> None:
    """Without it, the same rounding is several times as far off."""
    x, weight = numbers(64, 512), numbers(32, 512, seed=1)
    x[:, 5] *= 60
    right = x @ weight.T
    step = x.abs().amax(1, keepdim=True) / 127
    plainly = (x / step).round() * step @ weight.T
    far = (plainly - right).std()
    assert (layer(weight)(x.bfloat16()).float() - right).std() < far / 2


@pytest.mark.parametrize("value", [0.0, 3e38, -3e38, 1e-30])
def test_no_byte_overflows(value: float) -> None:
    """Rows of zeros, and of the largest numbers there are, give no wrong sign and no NaN."""
    x = torch.full((3, 128), value, dtype=torch.bfloat16)
    bytes_, step = rounded(x, torch.eye(128, dtype=torch.bfloat16))
    assert torch.equal(bytes_.sign().float(), x.float().sign() * (abs(value) > 1e-6))
    assert torch.isfinite(step).all()


def test_a_row_does_not_depend_on_its_company() -> None:
    """A row multiplied alone is, to the last bit, the row multiplied among others."""
    x, it = numbers(300, 256).bfloat16(), layer(numbers(48, 256, seed=1))
    together = it(x)
    for rows in (1, 2, 11, 150):
        assert torch.equal(it(x[:rows].clone()), together[:rows])


def test_layers_that_share_their_input_round_it_once() -> None:
    """The second layer gets the bytes of the first; another input gets its own."""
    shared = Shared()
    block = rotation(64).bfloat16()
    x, other = numbers(4, 64).bfloat16(), numbers(4, 64, seed=2).bfloat16()
    assert shared.rounded(x, block) is shared.rounded(x, block)
    assert not torch.equal(shared.rounded(other, block)[0], shared.rounded(x, block)[0])


def test_bias_and_shape_are_those_of_a_linear_layer() -> None:
    """It takes the place of ``nn.Linear`` with any number of leading dimensions."""
    plain = nn.Linear(128, 6).bfloat16()
    it = layer(plain.weight.detach(), plain.bias.detach())
    x = numbers(2, 3, 128).bfloat16()
    with torch.inference_mode():
        assert it(x).shape == plain(x).shape
        assert (it(x).float() - plain(x).float()).abs().max() < 0.1


def test_memory_that_products_share_keeps_no_layer_from_its_own_numbers() -> None:
    """Two layers give, one after the other and of any number of rows, what each gives by itself."""
    shared = Shared()
    weights = [numbers(outputs, 128, seed=outputs) for outputs in (6, 300)]
    both = [Int8Linear(*rounded_weight(w), None, torch.bfloat16, shared) for w in weights]
    for rows in (1, 70, 33, 200, 32, KEPT // 300 + 1):
        x = numbers(rows, 128, seed=rows).bfloat16()
        found = [one(x) for one in both]
        assert all(
            torch.equal(layer(w)(x.clone()), got) for w, got in zip(weights, found, strict=True)
        )


@settings(deadline=None, max_examples=20)
@given(rows=st.integers(1, 100), biased=st.booleans())
def test_gated_layers_are_those_three_by_themselves(rows: int, biased: bool) -> None:  # noqa: FBT001
    """Handled a few rows at a time, they give, to the last bit, what one after the other gives."""
    shapes = {"gate": (192, 64), "up": (192, 64), "down": (64, 192)}
    shared = Shared()
    made = {
        name: Int8Linear(
            *rounded_weight(numbers(*shape, seed=at)),
            numbers(shape[0], seed=9).bfloat16() if biased else None,
            torch.bfloat16,
            shared,
        )
        for at, (name, shape) in enumerate(shapes.items())
    }
    act = nn.SiLU()
    x = numbers(1, rows, 64, seed=5).bfloat16()
    plainly = made["down"](act(made["gate"](x)) * made["up"](x))
    assert torch.equal(Int8Gated(**made, act=act)(x), plainly)


def test_a_layer_works_in_either_mode() -> None:
    """What was called in inference mode may be called outside it."""
    it, x = layer(numbers(6, 64)), numbers(2, 64, seed=1).bfloat16()
    with torch.inference_mode():
        first = it(x)
    assert torch.equal(it(x.clone()), first)
