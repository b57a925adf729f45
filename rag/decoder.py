"""The network of a Llama (Touvron et al. 2023, https://arxiv.org/abs/2302.13971) or Qwen2 of torch's own layers.

transformers computes the same, to the last bit but for attention (see there), but its import takes a third of a start,
and each of its passes prepares for much that is never asked. Parts have the names that weight files have for them. Knows nothing of text,
or of where weights come from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from rag.cache import Cache
from rag.layers import Layer, Norm, head_width

KNOWN = frozenset({"llama", "qwen2"})
"""Kinds of models whose attention is no more than causal, tested."""
_NAMED = (
    "hidden_size", "intermediate_size", "num_attention_heads", "num_hidden_layers",
    "num_key_value_heads", "rms_norm_eps", "vocab_size",
)  # fmt: skip


def is_common(config: Mapping[str, Any]) -> bool:
    """Whether a ``config.json`` describes what is computed here, and nothing more."""
    others = ("attention_bias", "mlp_bias", "quantization_config", "use_sliding_window")
    return (
        config.get("model_type") in KNOWN
        and config.get("hidden_act") == "silu"
        and theta(config) is not None
        and not any(config.get(name) for name in others)
        and all(config.get(name) for name in _NAMED)
    )


def theta(config: Mapping[str, Any]) -> float | None:
    """The base of the angles of places, which older files name by itself; None where they are not the plain ones."""
    told = config.get("rope_parameters") or {"rope_theta": config.get("rope_theta")}
    kind = told.get("rope_type", "default")
    more = told.keys() - {"rope_theta", "rope_type"}
    scaled = config.get("rope_scaling") or config.get("partial_rotary_factor")
    return None if scaled or more or kind != "default" else told.get("rope_theta")


@dataclass(frozen=True, slots=True)
class Output:
    """What a pass gives, by the name that transformers has for it.

    Attributes:
        logits: (1, kept, vocabulary).
    """

    logits: Tensor


class Decoder(nn.Module):
    """A causal model.

    Args:
        config: Of a model that :func:`is_common`.
    """

    def __init__(self, config: Mapping[str, Any]) -> None:
        super().__init__()
        self.model = Body(config)
        self.lm_head = nn.Linear(config["hidden_size"], config["vocab_size"], bias=False)
        self._tied = bool(config.get("tie_word_embeddings"))
        self.tie()

    def tie(self) -> None:
        """Makes input and output matrix one, if that is what the model has."""
        if self._tied:
            self.lm_head.weight = self.model.embed_tokens.weight

    @property
    def base_model(self) -> "Body":
        """All but the output matrix."""
        return self.model

    def empty_cache(self) -> Cache:
        """Of a text of which nothing was read."""
        return Cache(len(self.model.layers))

    def forward(
        self,
        input_ids: Tensor,
        cache: Cache,
        logits_to_keep: int | Tensor,
        position_ids: Tensor | None = None,
        tails: Sequence[int] = (),
    ) -> Output:
        """Adds tokens to the cache.

        Args:
            input_ids: (1, new).
            cache: Of what stands before them; changed in place.
            logits_to_keep: How many tokens' logits are wanted, from the end; or their places in ``input_ids``.
            position_ids: (1, new), where each stands in its text; by default behind one another.
            tails: See :func:`rag.attention.grouped`.
        """
        hidden = self.model(input_ids, cache, position_ids, tails)
        kept = slice(-logits_to_keep, None) if isinstance(logits_to_keep, int) else logits_to_keep
        return Output(self.lm_head(self.model.norm(hidden[:, kept])))


class Body(nn.Module):
    """The layers of a causal model, from token ids to what the output matrix reads, not yet scaled."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        super().__init__()
        # Random numbers, which an embedding would begin with, would load torch's compiler.
        table = torch.empty(config["vocab_size"], config["hidden_size"])
        self.embed_tokens = nn.Embedding.from_pretrained(  # type: ignore[no-untyped-call]
            table, freeze=False
        )
        self.layers = nn.ModuleList(Layer(config, at) for at in range(config["num_hidden_layers"]))
        self.norm = Norm(config)
        self._theta: float = theta(config)  # type: ignore[assignment]  # as it is common
        self._width = head_width(config)

    def forward(
        self, ids: Tensor, cache: Cache, places: Tensor | None, tails: Sequence[int]
    ) -> Tensor:
        """(1, new) → (1, new, size)."""
        if places is None:
            places = torch.arange(ids.shape[1])[None] + cache.get_seq_length()
        hidden: Tensor = self.embed_tokens(ids)
        turn = self._turn(places, hidden.dtype)
        for layer in self.layers:
            hidden = layer(hidden, cache, turn, tails)
        return hidden

    def _turn(self, places: Tensor, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
        """Cosine and sine (new, width / 2) of the angles by which pairs of numbers are turned at each place.

        Rotary position embedding (Su et al. 2021, https://arxiv.org/abs/2104.09864).
        """
        shares = torch.arange(0, self._width, 2, dtype=torch.float) / self._width
        angles = places[0, :, None].float() * (1.0 / self._theta**shares)
        return angles.cos().to(dtype), angles.sin().to(dtype)
