"""The tensors of a model by name, mapped into memory from where they lie. Knows nothing of what they are for."""

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import ModelError

if TYPE_CHECKING:
    from torch import Tensor


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
                f"the model in {str(self._folder)!r} has no weight {name!r}; fetch it again, or name "
                "another with --model"
            )
        return found
