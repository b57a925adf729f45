"""How many bytes a model's weights have, in whatever format they are held. Knows no clock."""

from __future__ import annotations

from typing import Any


def weight_bytes(model: Any) -> tuple[int, int]:  # noqa: ANN401
    """Bytes of all parameters and buffers, and of those that each token reads.

    A table of embeddings that is not also the output's gives one row a token.
    """
    stores = [t.untyped_storage() for t in (*model.parameters(), *model.buffers())]
    whole = sum({store.data_ptr(): store.nbytes() for store in stores}.values())
    table, output = model.model.embed_tokens.weight, model.lm_head.weight
    shared = output is table
    return whole, whole if shared else whole - table.nbytes
