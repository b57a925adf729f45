"""From a model's ``config.json`` to its network, and with its weights. Knows nothing of texts."""

import json
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.weights import Weights

if TYPE_CHECKING:
    from rag.decoder import Decoder


def network(folder: Path, dtype: str) -> Any:  # noqa: ANN401  ours, or of transformers, which ships no usable types
    """The model in ``folder``.

    Args:
        folder: Holds ``config.json`` and safetensors.
        dtype: ``bfloat16`` or ``float32``.

    Raises:
        OSError: If a file cannot be read; safetensors has errors of its own.
        ValueError: If it is no such model.
    """
    import torch

    config = _common(folder)
    if config is None:
        from transformers import AutoModelForCausalLM
        from transformers.utils import logging

        logging.disable_progress_bar()
        return AutoModelForCausalLM.from_pretrained(
            folder, local_files_only=True, dtype=getattr(torch, dtype), use_safetensors=True
        )
    model = _blank(config)
    with ExitStack() as stack:
        weights = Weights(folder, stack)
        # Parameters, not the state: there a matrix that serves twice is named, and would be read, twice.
        found = {n: weights[n].to(getattr(torch, dtype)) for n, _ in model.named_parameters()}
    model.load_state_dict(found, strict=False, assign=True)
    model.tie()
    return model


def empty(folder: Path) -> Any:  # noqa: ANN401  the same
    """The model that ``config.json`` describes, its parameters without memory."""
    import torch

    if config := _common(folder):
        return _blank(config)
    from accelerate import init_empty_weights
    from transformers import AutoConfig, AutoModelForCausalLM

    settings = AutoConfig.from_pretrained(folder, local_files_only=True)
    with init_empty_weights(include_buffers=False):
        return AutoModelForCausalLM.from_config(settings, dtype=torch.bfloat16)


def _blank(config: dict[str, Any]) -> "Decoder":
    """Our network for a model that is common, its parameters without memory."""
    import torch

    from rag.decoder import Decoder

    with torch.device("meta"):
        return Decoder(config).to(torch.bfloat16)


def empty_cache(model: Any) -> Any:  # noqa: ANN401  the same
    """What a model is given to remember a text by, of which nothing was read."""
    from rag.decoder import Decoder

    if isinstance(model, Decoder):
        return model.empty_cache()
    from transformers import DynamicCache

    return DynamicCache(config=model.config)


def linear_layers(model: Any) -> list[str]:  # noqa: ANN401  the same
    """Names of the linear layers, in their order in the model."""
    from torch import nn

    return [name for name, part in model.named_modules() if isinstance(part, nn.Linear)]


def _common(folder: Path) -> dict[str, Any] | None:
    """The settings of a model that :mod:`rag.decoder` computes; None of any other."""
    from rag.decoder import is_common

    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        return config if is_common(config) else None
    except (AttributeError, TypeError, ValueError):
        return None  # settings of no shape we know
