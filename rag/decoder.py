"""The network of a Llama (Touvron et al. 2023, https://arxiv.org/abs/2302.13971) or Qwen2 of torch's own layers.

transformers computes the same, to the last bit, but its import takes a third of a start, and each of its passes
prepares for much that is never asked. Parts have the names that weight files have for them. Knows nothing of text,
or of where weights come from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from rag.attention import grouped
from rag.cache import Cache

KNOWN = frozenset({"llama", "qwen2"})
"""Kinds of models whose attention is no more than causal, tested."""
_NAMED = (
    "hidden_size", "intermediate_size", "num_attention_heads", "num_hidden_layers",
    "num_key_value_heads", "rms_norm_eps", "vocab_size",
)  # fmt: skip


def is_common(config: Mapping[str, Any]) -> bool:
    """Whether a ``config.json`` describes what is computed here, and nothing more."""
    rope = config.get("rope_parameters") or {}
    return (
        config.get("model_type") in KNOWN
        and config.get("hidden_act") == "silu"
        and not config.get("use_sliding_window")
        and rope.keys() == {"rope_theta", "rope_type"}
        and rope["rope_type"] == "default"
        and not any(config.get(bias) for bias in ("attention_bias", "mlp_bias"))
        and all(config.get(name) for name in _NAMED)
    )


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
        self._theta = config["rope_parameters"]["rope_theta"]
        self._width = width(config)

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


class Layer(nn.Module):
    """Attention and a gated feed-forward layer, each added to what it reads."""

    def __init__(self, config: Mapping[str, Any], at: int) -> None:
        super().__init__()
        self.input_layernorm = Norm(config)
        self.self_attn = Attention(config, at)
        self.post_attention_layernorm = Norm(config)
        self.mlp = Gated(config)

    def forward(
        self, hidden: Tensor, cache: Cache, turn: tuple[Tensor, Tensor], tails: Sequence[int]
    ) -> Tensor:
        """(1, new, size) → the same shape."""
        hidden = hidden + self.self_attn(self.input_layernorm(hidden), cache, turn, tails)
        found: Tensor = hidden + self.mlp(self.post_attention_layernorm(hidden))
        return found


class Attention(nn.Module):
    """Queries, keys and values of new tokens, and what each takes from those it sees."""

    def __init__(self, config: Mapping[str, Any], at: int) -> None:
        super().__init__()
        size, biased = config["hidden_size"], config["model_type"] == "qwen2"
        self._at, self._width = at, width(config)
        inner = config["num_attention_heads"] * self._width
        shared = config["num_key_value_heads"] * self._width
        self.q_proj = nn.Linear(size, inner, bias=biased)
        self.k_proj = nn.Linear(size, shared, bias=biased)
        self.v_proj = nn.Linear(size, shared, bias=biased)
        self.o_proj = nn.Linear(inner, size, bias=False)

    def forward(
        self, hidden: Tensor, cache: Cache, turn: tuple[Tensor, Tensor], tails: Sequence[int]
    ) -> Tensor:
        """(1, new, size) → the same shape."""
        shape = (*hidden.shape[:2], -1, self._width)
        query, key, value = (
            part(hidden).view(shape).transpose(1, 2)
            for part in (self.q_proj, self.k_proj, self.v_proj)
        )
        keys, values = cache.update(turned(key, *turn), value, self._at)
        found = grouped(turned(query, *turn), keys, values, self._width**-0.5, tails)
        out: Tensor = self.o_proj(found.flatten(2))
        return out


class Gated(nn.Module):
    """A feed-forward layer: ``down(silu(gate(x)) * up(x))`` (Shazeer 2020, https://arxiv.org/abs/2002.05202)."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        super().__init__()
        size, inner = config["hidden_size"], config["intermediate_size"]
        self.gate_proj = nn.Linear(size, inner, bias=False)
        self.up_proj = nn.Linear(size, inner, bias=False)
        self.down_proj = nn.Linear(inner, size, bias=False)
        self.act_fn = nn.SiLU()

    def forward(self, hidden: Tensor) -> Tensor:
        """(1, new, size) → the same shape."""
        opened = self.act_fn(self.gate_proj(hidden))
        found: Tensor = self.down_proj(opened * self.up_proj(hidden))
        return found


class Norm(nn.Module):
    """Root mean square norm (Zhang and Sennrich 2019, https://arxiv.org/abs/1910.07467), computed in float32."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(config["hidden_size"]))
        self._epsilon = config["rms_norm_eps"]

    def forward(self, hidden: Tensor) -> Tensor:
        """Any shape whose last dimension is the size."""
        precise = hidden.float()
        mean = precise.pow(2).mean(-1, keepdim=True)
        return self.weight * (precise * torch.rsqrt(mean + self._epsilon)).to(hidden.dtype)


def width(config: Mapping[str, Any]) -> int:
    """Of one head."""
    return int(config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"])


def turned(heads: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    """``heads`` (1, heads, new, width), each pair of numbers half a width apart turned by its angle."""
    first, second = heads.chunk(2, -1)
    return torch.cat([first * cosine - second * sine, second * cosine + first * sine], -1)
