"""From an embedder's folder to the model that encodes. Knows nothing of what is encoded."""

from __future__ import annotations

import math
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from index.errors import EmbedderError
from index.plain import PlainModel, is_plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PADDED_TO = 8
"""Texts are filled up to a multiple of so many tokens: oneDNN prepares itself for each shape it meets and keeps
that, so that hundreds of different lengths cost time and most of a gigabyte."""

LONGEST = 512
"""Tokens of a text that any model is shown: no chunk is longer, and memory grows with the square."""


def load_encoder(folder: Path, name: str, dtype: str) -> Any:  # noqa: ANN401  # an untyped library's class
    """The model in ``folder``: a ``SentenceTransformer``, or as much of one as is needed.

    Args:
        folder: Holds ``modules.json`` and what it names.
        name: In messages.
        dtype: ``bfloat16`` or ``float32``.

    Raises:
        EmbedderError: If it does not load.
    """
    from safetensors import SafetensorError

    try:
        if is_plain(folder):
            return PlainModel(folder, dtype, LONGEST, PADDED_TO)
        with _no_progress_bar():
            return _any_kind(folder, dtype)
    except (OSError, ValueError, KeyError, ImportError, RuntimeError, SafetensorError) as error:
        reason = " ".join(str(error).split())
        raise EmbedderError(
            f"embedder {name!r}: {str(folder)!r} does not load ({reason}); "
            "copy it again; if it is the default one, delete that folder and run "
            "`rag models --get embedder`"
        ) from error


def _any_kind(folder: Path, dtype: str) -> Any:  # noqa: ANN401  # the same
    """A model as sentence-transformers reads it, whatever it consists of."""
    import torch
    from sentence_transformers import SentenceTransformer

    # Measured: fused attention is the faster one in float32 and the slower one in bfloat16.
    attention = "eager" if dtype == "bfloat16" else "sdpa"
    options = {"dtype": dtype, "attn_implementation": attention}
    model = SentenceTransformer(
        str(folder), device="cpu", local_files_only=True, model_kwargs=options
    )
    # What comes after the transformer, a dense layer for one, is loaded in float32.
    model.to(dtype=getattr(torch, dtype))
    # A table of word vectors cuts nothing and pads nothing, and cannot be told to.
    if model.max_seq_length != math.inf:
        model.max_seq_length = longest(model)
        model[0].processing_kwargs = {"text": {"padding": True, "pad_to_multiple_of": PADDED_TO}}
    return model


def longest(model: Any) -> int:  # noqa: ANN401  # an untyped library's class
    """Tokens that the model is shown at most, special tokens and prompt included."""
    return int(min(model.max_seq_length or LONGEST, LONGEST))


@contextmanager
def _no_progress_bar() -> Iterator[None]:
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()
