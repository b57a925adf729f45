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
    """The activations of a model's latest pass.

    Args:
        model: A causal model, ours or of transformers. One whose layers are not where most have theirs shows nothing.
    """

    def __init__(self, model: Any) -> None:  # noqa: ANN401  of transformers, which ships no usable types
        self._wanted: int | torch.Tensor = 0
        self._all: torch.Tensor | None = None
        if layers := getattr(model.base_model, "layers", None):
            model.register_forward_pre_hook(self._begin, with_kwargs=True)
            layers[int(len(layers) * DEPTH)].register_forward_hook(self._end)

    def states(self) -> list[tuple[float, ...]]:
        """Of each token whose logits were wanted, first to last, its activations; nothing when the model shows none."""
        if self._all is None:
            return []
        wanted = self._wanted
        rows = self._all[slice(-wanted, None) if isinstance(wanted, int) else wanted]
        return [tuple(row) for row in rows.float().tolist()]

    def largest(self, span: slice) -> tuple[float, ...]:
        """The largest of each activation among some of the pass's tokens; empty where there are none."""
        if self._all is None or not len(self._all[span]):
            return ()
        return tuple(self._all[span].float().amax(0).tolist())

    def _begin(self, _model: Any, _args: Any, named: dict[str, Any]) -> None:  # noqa: ANN401
        self._wanted = named.get("logits_to_keep", 0)

    def _end(self, _layer: Any, _args: Any, output: Any) -> None:  # noqa: ANN401
        found = output[0] if isinstance(output, tuple) else output
        self._all = found[0]
