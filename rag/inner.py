"""A model's activations two thirds up its layers, where it has understood and not yet chosen its words.

What a model says of its knowledge is less than what it has worked out by then: whether a text holds the answer
can be read off these numbers by a linear function better than off its Yes and No (Slobodkin et al. 2023,
https://arxiv.org/abs/2310.11877; benchmarks/EXPERIMENTS.md). Knows nothing of what is read off them.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

DEPTH = 2 / 3  # of 28 layers the 19th: the best for the default model (benchmarks/EXPERIMENTS.md)


class Inner:
    """The activations of a model's latest pass, at the tokens whose logits were wanted.

    Args:
        model: A causal model, ours or of transformers. One whose layers are not where most have theirs shows nothing.
    """

    def __init__(self, model: Any) -> None:  # noqa: ANN401  of transformers, which ships no usable types
        self._wanted: int | torch.Tensor = 0
        self._rows: torch.Tensor | None = None
        if layers := getattr(model.base_model, "layers", None):
            model.register_forward_pre_hook(self._begin, with_kwargs=True)
            layers[int(len(layers) * DEPTH)].register_forward_hook(self._end)

    def states(self) -> list[tuple[float, ...]]:
        """Of each of those tokens, first to last, its activations; nothing when the model shows none."""
        return [] if self._rows is None else [tuple(row) for row in self._rows.float().tolist()]

    def _begin(self, _model: Any, _args: Any, named: dict[str, Any]) -> None:  # noqa: ANN401
        self._wanted = named.get("logits_to_keep", 0)

    def _end(self, _layer: Any, _args: Any, output: Any) -> None:  # noqa: ANN401
        found = output[0] if isinstance(output, tuple) else output
        wanted = self._wanted
        self._rows = found[0, slice(-wanted, None) if isinstance(wanted, int) else wanted]
