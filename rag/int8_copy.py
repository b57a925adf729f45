"""The eight-bit copy of a model: its linear layers rounded once, kept, and mapped into memory ever after.

It lies in the models folder under the fingerprint of the weights it was made from, so that any model may
have one. What is no linear layer, such as the embeddings, stays in the model's own files. Knows nothing of
how the copy is multiplied.
"""

import logging
import os
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.disk import require_space, writing
from rag.fetch import Progress, ProgressCallback, quiet
from rag.local import fingerprint
from rag.network import empty, linear_layers
from rag.weights import Weights

if TYPE_CHECKING:
    from torch import Tensor

log = logging.getLogger(__name__)

VERSION = 1  # of how weights are rounded; a copy of another version is not read
BFLOAT16 = 2  # bytes a weight


def int8_copy(folder: Path, models: Path, progress: ProgressCallback = quiet) -> Path:
    """The copy of the model in ``folder``; made when it is not there or damaged.

    Args:
        folder: Holds ``config.json`` and safetensors.
        models: The models folder.
        progress: Told how far it is, in bytes of the model.

    Raises:
        ModelError: If there is no room, or the model is not one of linear layers.
    """
    path = copy_path(folder, models)
    if not _whole(path):
        with writing(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
            size = sum(file.stat().st_size for file in folder.glob("*.safetensors"))
            require_space(path.parent, size // BFLOAT16, f"rounding model {folder.name!r}")
            log.info("rounding the weights of %s to eight bits, once", folder.name)
            _make(folder, path, size, progress)
    return path


def copy_path(folder: Path, models: Path) -> Path:
    """Where the copy of the model in ``folder`` is, or would be.

    Raises:
        ModelError: If there is no model.
    """
    return models / "int8" / f"{fingerprint(folder)[:16]}-{VERSION}.safetensors"


def _whole(path: Path) -> bool:
    """Whether it is there and not cut off; what was derived can be made again."""
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, "pt"):
            return True
    except (FileNotFoundError, SafetensorError):
        return False


def _make(folder: Path, path: Path, size: int, progress: ProgressCallback) -> None:
    from safetensors.torch import save_file

    from rag.int8 import rounded_weight

    made: dict[str, Tensor] = {}
    done = 0
    with ExitStack() as stack:
        weights = Weights(folder, stack)
        for name in linear_layers(empty(folder)):
            weight = weights[f"{name}.weight"]
            made[f"{name}.weight"], made[f"{name}.step"] = rounded_weight(weight)
            done += weight.numel() * BFLOAT16
            progress(Progress("rounding", min(done, size), size))
    # A name of its own for each run: a killed one leaves nothing that looks whole.
    unfinished = path.with_name(f".{path.stem}.{os.getpid()}")
    try:
        save_file(made, unfinished)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def fetch_ahead(path: Path) -> None:
    """Has the system read a copy into memory while libraries are imported, where it can be asked to."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file, suppress(OSError):  # some file systems cannot
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_WILLNEED)


def load_int8(folder: Path, copy: Path) -> Any:  # noqa: ANN401  ours, or of transformers
    """The model in ``folder`` with every linear layer from its copy; activations are bfloat16."""
    import torch
    from safetensors import safe_open

    from rag.int8 import Int8Linear, Shared

    model = empty(folder)
    shared = Shared()
    with ExitStack() as stack:
        weights = Weights(folder, stack)
        rounded = stack.enter_context(safe_open(copy, "pt"))
        for name in linear_layers(model):
            weight, step = (rounded.get_tensor(f"{name}.{part}") for part in ("weight", "step"))
            bias = weights.get(f"{name}.bias")
            layer = Int8Linear(weight, step, bias, torch.bfloat16, shared)
            model.set_submodule(name, layer)
        rest = {name: weights[name].bfloat16() for name in model.state_dict()}
    model.load_state_dict(rest, assign=True)
    _join_gated(model)
    return model


def _join_gated(model: Any) -> None:  # noqa: ANN401  ours, or of transformers
    """Has the feed-forward layers that are known to be gated read as one."""
    from rag.int8 import Int8Gated
    from rag.layers import Gated

    gated: list[tuple[str, Any]] = [
        (name, part) for name, part in model.named_modules() if isinstance(part, Gated)
    ]
    for name, part in gated:
        joined = Int8Gated(part.gate_proj, part.up_proj, part.down_proj, part.act_fn)
        model.set_submodule(name, joined)
