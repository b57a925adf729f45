"""A BERT (Devlin et al. 2018, https://arxiv.org/abs/1810.04805) of torch's own functions: token ids to vectors.

transformers computes the same, to the last bit, but its import takes two seconds, and a search would wait for
that. Knows nothing of text, or of what becomes of the vectors.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import (
    embedding,
    gelu,
    layer_norm,
    linear,
    scaled_dot_product_attention,
    softmax,
)

_EMBEDDED = tuple(
    f"embeddings.{name}_embeddings.weight" for name in ("word", "token_type", "position")
)
_LAYER = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "attention.output.LayerNorm",
    "intermediate.dense",
    "output.dense",
    "output.LayerNorm",
)


def is_common(config: dict[str, Any]) -> bool:
    """Whether a ``config.json`` describes what is computed here, and nothing more."""
    return (
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and not config.get("is_decoder")
        and {"num_attention_heads", "num_hidden_layers", "layer_norm_eps"} <= config.keys()
    )


def _names(layers: Sequence[str]) -> Iterator[str]:
    """Of every weight."""
    yield from _EMBEDDED
    affine = ["embeddings.LayerNorm", *(layer + part for layer in layers for part in _LAYER)]
    yield from (f"{name}.{kind}" for name in affine for kind in ("weight", "bias"))


class Bert:
    """The network of a model whose settings are :func:`is_common`.

    Args:
        folder: Holds ``config.json`` and ``model.safetensors``.
        dtype: Of the weights and all that is computed.

    Raises:
        OSError: If a file cannot be read; safetensors has errors of its own.
        KeyError: If a weight is missing.
    """

    def __init__(self, folder: Path, dtype: torch.dtype) -> None:
        from safetensors.torch import load_file

        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._heads, self._epsilon = config["num_attention_heads"], config["layer_norm_eps"]
        self._layers = [f"encoder.layer.{n}." for n in range(config["num_hidden_layers"])]
        stored = load_file(folder / "model.safetensors")
        found = {name.removeprefix("bert."): weight for name, weight in stored.items()}
        self._weights = {name: found[name].to(dtype) for name in _names(self._layers)}
        self._dtype = dtype
        self.width = int(self._weights["embeddings.LayerNorm.weight"].shape[0])

    def __call__(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Vectors (texts, tokens, width).

        Args:
            ids: Token ids (texts, tokens).
            mask: The same shape, 0 where a text was filled up.
        """
        seen = None if mask.all() else mask.bool()[:, None, None, :]
        hidden = self._embedded(ids)
        for layer in self._layers:
            attended = self._attended(f"{layer}attention.self.", hidden, seen)
            attended = self._dense(f"{layer}attention.output.dense", attended)
            hidden = self._normal(f"{layer}attention.output.LayerNorm", attended + hidden)
            inner = gelu(self._dense(f"{layer}intermediate.dense", hidden))
            hidden = self._normal(
                f"{layer}output.LayerNorm", self._dense(f"{layer}output.dense", inner) + hidden
            )
        return hidden

    def _embedded(self, ids: Tensor) -> Tensor:
        words, kinds, places = map(self._weights.__getitem__, _EMBEDDED)
        summed = embedding(ids, words) + kinds[0] + places[: ids.shape[1]]
        return self._normal("embeddings.LayerNorm", summed)

    def _attended(self, name: str, hidden: Tensor, seen: Tensor | None) -> Tensor:
        """What each token takes from those it sees: as many heads beside one another as make the width."""
        shape = (*hidden.shape[:2], self._heads, -1)
        query, key, value = (
            self._dense(f"{name}{part}", hidden).view(shape).transpose(1, 2)
            for part in ("query", "key", "value")
        )
        attend = _in_steps if self._dtype == torch.bfloat16 else scaled_dot_product_attention
        found = attend(query, key, value, seen)
        return found.transpose(1, 2).reshape(hidden.shape)

    def _dense(self, name: str, values: Tensor) -> Tensor:
        return linear(values, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])

    def _normal(self, name: str, values: Tensor) -> Tensor:
        weight, bias = self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]
        return layer_norm(values, weight.shape, weight, bias, self._epsilon)


def _in_steps(query: Tensor, key: Tensor, value: Tensor, seen: Tensor | None) -> Tensor:
    """Attention without the fused kernel, which is measured to be the slower one in bfloat16."""
    scores = torch.matmul(query, key.transpose(2, 3)) * query.shape[-1] ** -0.5
    if seen is not None:
        scores = scores.masked_fill(~seen, torch.finfo(scores.dtype).min)
    return torch.matmul(softmax(scores, -1), value)
