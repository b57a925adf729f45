"""Text becomes unit vectors. Knows nothing of documents' files or of where vectors are kept."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from index.errors import EmbedderError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

# In quotes, as numpy is not imported until there is something to compute.
FloatMatrix: TypeAlias = "npt.NDArray[np.float32]"
"""Shape (n, dim), float32; every row has length 1."""

FloatVector: TypeAlias = "npt.NDArray[np.float32]"
"""Shape (dim,), float32; length 1."""

BATCH_TEXTS = 32
"""Texts in one pass of the model; sentence-transformers' own default."""


class Embedder(Protocol):
    """Turns texts into vectors whose inner product is their similarity."""

    @property
    def name(self) -> str:
        """Identity with a checksum prefix, e.g. ``all-MiniLM-L6-v2@53aa5117``."""

    @property
    def dim(self) -> int:
        """Numbers in one vector."""

    @property
    def max_tokens(self) -> int:
        """Tokens one text may have, special tokens not counted; what is longer is cut."""

    def embed_documents(self, texts: Sequence[str]) -> FloatMatrix:
        """Embed passages: (n,) texts to (n, dim) unit rows."""

    def embed_query(self, text: str) -> FloatVector:
        """Embed a question: one text to (dim,), of length 1."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's tokens, special tokens not counted."""


class SentenceTransformerEmbedder:
    """A sentence-transformers model in a local folder, on the CPU.

    Constructing it only checks that the folder is there; the model loads at first use, once, in
    whichever thread comes first.

    Args:
        folder: Where the model lies, with its ``modules.json``.
        name: Its identity, recorded in every index made with it.

    Raises:
        EmbedderError: When the folder holds no such model.
    """

    def __init__(self, folder: Path, name: str) -> None:
        # sentence-transformers takes a missing folder for the name of a model on a hub and asks there.
        if not (folder / "modules.json").is_file():
            raise EmbedderError(
                f"embedder {name!r}: no model in {str(folder)!r} (modules.json is missing); "
                "fetch it with `rag models --get embedder`"
            )
        self._folder = folder
        self._name = name
        self._model: Any = None
        self._tokenizer: Any = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Its identity as given."""
        return self._name

    @property
    def dim(self) -> int:
        """Numbers in one vector."""
        return int(self._loaded().get_embedding_dimension())

    @property
    def max_tokens(self) -> int:
        """The model's sequence length without its special tokens."""
        model = self._loaded()
        return int(model.max_seq_length) - int(model.tokenizer.num_special_tokens_to_add())

    def embed_documents(self, texts: Sequence[str]) -> FloatMatrix:
        """Embed passages: (n,) texts to (n, dim) unit rows."""
        return self._encode(self._loaded().encode_document, list(texts))

    def embed_query(self, text: str) -> FloatVector:
        """Embed a question: one text to (dim,), of length 1."""
        row: FloatVector = self._encode(self._loaded().encode_query, [text])[0]
        return row

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's tokens, special tokens not counted."""
        self._loaded()
        codes = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(code.ids) for code in codes]

    def _encode(self, encode: Any, texts: list[str]) -> FloatMatrix:  # noqa: ANN401  # an untyped library's method
        import numpy as np

        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        rows = encode(
            texts, batch_size=BATCH_TEXTS, show_progress_bar=False, normalize_embeddings=True
        )
        return np.ascontiguousarray(rows, dtype=np.float32)

    def _loaded(self) -> Any:  # noqa: ANN401  # an untyped library's class
        with self._lock:
            if self._model is None:
                model = _load(self._folder, self._name)
                self._tokenizer = _counting(model.tokenizer)
                self._model = model
            return self._model


def _load(folder: Path, name: str) -> Any:  # noqa: ANN401  # an untyped library's class
    from safetensors import SafetensorError
    from sentence_transformers import SentenceTransformer

    try:
        with _no_progress_bar():
            return SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError, SafetensorError) as error:
        reason = " ".join(str(error).split())
        raise EmbedderError(
            f"embedder {name!r}: {str(folder)!r} does not load ({reason}); "
            "delete that folder and run `rag models --get embedder`"
        ) from error


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


def _counting(tokenizer: Any) -> Any:  # noqa: ANN401  # an untyped library's class
    """A tokenizer of our own to count with: the model's own cuts, pads and is not shared by threads."""
    from tokenizers import Tokenizer

    own = Tokenizer.from_str(tokenizer.backend_tokenizer.to_str())
    own.no_truncation()
    own.no_padding()
    return own
