from types import SimpleNamespace

import torch
from torch import nn

from rag.inner import Inner


class Layer(nn.Module):
    """Adds one to what comes in."""

    def forward(self, values: torch.Tensor) -> torch.Tensor:
        return values + 1


class Model(nn.Module):
    """Six layers over a text of one activation a token."""

    def __init__(self, layers: int) -> None:
        super().__init__()
        self.layers = nn.ModuleList(Layer() for _ in range(layers))

    @property
    def base_model(self) -> nn.Module:
        return self

    def forward(self, values: torch.Tensor, **_named: object) -> torch.Tensor:
        for layer in self.layers:
            values = layer(values)
        return values


TEXT = torch.tensor([[[10.0], [20.0], [30.0]]])


def test_activations_are_those_two_thirds_up_where_logits_are_wanted() -> None:
    """Of six layers the fifth one's output, at the last tokens, at those that were named, or the largest of some."""
    model = Model(6)
    inner = Inner(model)
    assert inner.states() == []
    model(TEXT, logits_to_keep=2)
    assert inner.states() == [(25.0,), (35.0,)]
    model(TEXT, logits_to_keep=torch.tensor([0, 2]))
    assert inner.states() == [(15.0,), (35.0,)]
    assert inner.largest(slice(0, 2)) == (25.0,)
    assert inner.largest(slice(3, 9)) == inner.largest(slice(1, 1)) == ()


def test_a_model_of_another_build_shows_nothing() -> None:
    """Without layers where they are looked for, there is nothing to read, and nothing breaks."""
    inner = Inner(SimpleNamespace(base_model=None))
    assert inner.states() == []
    assert inner.largest(slice(0, 1)) == ()
