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
from rag.errors import ModelError
from rag.fetch import Progress, ProgressCallback, quiet
from rag.local import fingerprint

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


def load_int8(folder: Path, copy: Path) -> Any:  # noqa: ANN401  a transformers model
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


def _join_gated(model: Any) -> None:  # noqa: ANN401  a transformers model
    """Has the feed-forward layers that are known to be gated, and nothing more, read as one."""
    from transformers.models.llama.modeling_llama import LlamaMLP
    from transformers.models.qwen2.modeling_qwen2 import Qwen2MLP

    from rag.int8 import Int8Gated

    for name, part in [*model.named_modules()]:
        if type(part) in {LlamaMLP, Qwen2MLP}:
            joined = Int8Gated(part.gate_proj, part.up_proj, part.down_proj, part.act_fn)
            model.set_submodule(name, joined)


def empty(folder: Path) -> Any:  # noqa: ANN401  a transformers model
    """The model that ``config.json`` describes, its parameters without memory."""
    import torch
    from accelerate import init_empty_weights
    from transformers import AutoConfig, AutoModelForCausalLM, GenerationConfig

    config = AutoConfig.from_pretrained(folder, local_files_only=True)
    with init_empty_weights(include_buffers=False):
        model = AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16)
    if (folder / "generation_config.json").is_file():
        model.generation_config = GenerationConfig.from_pretrained(folder)
    return model


def linear_layers(model: Any) -> list[str]:  # noqa: ANN401  a transformers model
    """Names of the linear layers, in their order in the model."""
    from torch import nn

    return [name for name, part in model.named_modules() if isinstance(part, nn.Linear)]


class Weights:
    """The tensors of a model by name, read where they lie.

    Args:
        folder: Holds the safetensors.
        stack: Closes them.
    """

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        from safetensors import safe_open

        files = [
            stack.enter_context(safe_open(p, "pt")) for p in sorted(folder.glob("*.safetensors"))
        ]
        self._folder = folder
        self._where = {name: file for file in files for name in file.keys()}  # noqa: SIM118  no mapping

    def get(self, name: str) -> "Tensor | None":
        """The tensor; None where there is none of this name."""
        file = self._where.get(name)
        return None if file is None else file.get_tensor(name)

    def __getitem__(self, name: str) -> "Tensor":
        """The tensor; the output matrix is the input matrix where the model holds one for both.

        Raises:
            ModelError: If there is none of this name.
        """
        found = self.get(name)
        if found is None and name == "lm_head.weight":
            found = self.get("model.embed_tokens.weight")
        if found is None:
            raise ModelError(
                f"the model in {str(self._folder)!r} has no {name!r}; set RAG_DTYPE=bfloat16"
            )
        return found
