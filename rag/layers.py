"""The layers that the network of a Llama or Qwen2 is made of. Parts have the names that weight files have for them."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from rag.attention import grouped
from rag.cache import Cache


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
        self._at, self._width = at, head_width(config)
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


def head_width(config: Mapping[str, Any]) -> int:
    """Of one head."""
    return int(config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"])


def turned(heads: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    """``heads`` (1, heads, new, width), each pair of numbers half a width apart turned by its angle."""
    first, second = heads.chunk(2, -1)
    return torch.cat([first * cosine - second * sine, second * cosine + first * sine], -1)
