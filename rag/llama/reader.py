"""Token ids in, logits out, by llama.cpp. Knows nothing of text, prompts or markers.

What a prompt has in common with the one before stays in llama.cpp's key-value cache. It multiplies
a few rows by other routines than many, so the same tokens split otherwise round otherwise (logits
up to 0.5 apart). Kept is therefore only what was read in whole blocks, and at least a block is read
anew: then every row goes through the routine that it would go through alone, and an answer does not
depend on the questions before it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import ModelError
from rag.prefix import shared_length

if TYPE_CHECKING:
    import torch

BLOCK = 16  # tokens; llama.cpp's own tiles have 4 rows, and fewer than 8 at the end are none
LEAST = 4096  # tokens of context, enough for four passages; 115 MB of cache for the default model


class Reader:
    """The model of a GGUF file, loaded at once.

    Args:
        gguf: The file.

    Raises:
        ModelError: If it does not load.
    """

    def __init__(self, gguf: Path) -> None:
        self._gguf = gguf
        self._model = _open(gguf, LEAST)
        self._read: list[int] = []

    def begin(self, ids: Sequence[int], room: int) -> "torch.Tensor":
        """Reads a prompt.

        Args:
            ids: Of the whole prompt, at least one.
            room: Tokens that :meth:`go_on` may add.

        Returns:
            Logits (vocabulary,) of the token behind it.
        """
        self._make_room(len(ids) + room)
        kept = self._keep(kept_blocks(self._read, ids))
        self._read = []  # an interrupt leaves nothing that could be mistaken for read
        self._model.eval(list(ids[kept:]))
        self._read = list(ids)
        return self._logits()

    def go_on(self, token: int) -> "torch.Tensor":
        """Adds one token behind the prompt; logits (vocabulary,) of the next."""
        self._model.eval([token])
        return self._logits()

    def _make_room(self, tokens: int) -> None:
        if tokens > self._model.n_ctx():
            self._model.close()
            self._model, self._read = _open(self._gguf, 1 << (tokens - 1).bit_length()), []

    def _keep(self, count: int) -> int:
        """Forgets all but the first ``count`` tokens; all, for a kind of model that cannot forget some."""
        import llama_cpp

        memory = llama_cpp.llama_get_memory(self._model.ctx)
        if not llama_cpp.llama_memory_seq_rm(memory, -1, count, -1):
            llama_cpp.llama_memory_clear(memory, True)  # noqa: FBT003  # a C function takes no names
            count = 0
        self._model.n_tokens = count
        return count

    def _logits(self) -> "torch.Tensor":
        import llama_cpp
        import numpy as np
        import torch

        row = llama_cpp.llama_get_logits_ith(self._model.ctx, -1)
        shown = np.ctypeslib.as_array(row, shape=(self._model.n_vocab(),))
        return torch.from_numpy(shown.copy())  # llama.cpp writes the next ones to the same place


def kept_blocks(read: Sequence[int], ids: Sequence[int]) -> int:
    """How many tokens of ``ids`` need not be read again after ``read``: whole blocks, never the last."""
    return max(0, min(shared_length(read, ids), len(ids) - BLOCK)) // BLOCK * BLOCK


def _open(gguf: Path, context: int) -> Any:  # noqa: ANN401  # a Llama; the package may be missing
    import llama_cpp
    import torch

    threads = torch.get_num_threads()
    try:
        return llama_cpp.Llama(
            str(gguf), n_ctx=context, n_threads=threads, n_threads_batch=threads, verbose=False
        )
    except (OSError, ValueError, RuntimeError) as error:
        raise ModelError(
            f"llama.cpp does not load {gguf} ({error}); name another with --model, "
            "or leave out --engine"
        ) from error
