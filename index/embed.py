"""Text becomes unit vectors. Knows nothing of documents' files or of where vectors are kept."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from index.collector import no_collection
from index.encoder import LONGEST, PADDED_TO, load_encoder, longest
from index.errors import EmbedderError
from index.length_batches import length_batches
from index.precision import embedding_dtype
from index.threads import use_threads

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

# In quotes, as numpy is not imported until there is something to compute.
FloatMatrix: TypeAlias = "npt.NDArray[np.float32]"
"""Shape (n, dim), float32; every row has length 1."""

FloatVector: TypeAlias = "npt.NDArray[np.float32]"
"""Shape (dim,), float32; length 1."""

BATCH_TOKENS = 1024
"""Tokens in one pass of the model at most, so that what it computes fits the processor's caches."""


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

    def unknown_share(self, text: str) -> float:
        """Share in [0, 1] of a text's tokens that stand for what the vocabulary lacks."""


class SentenceTransformerEmbedder:
    """A sentence-transformers model in a local folder, on the CPU, with its own prompts.

    Constructing it only checks that the folder is there; the model loads at first use, once, in
    whichever thread comes first. It computes in bfloat16 where this processor is faster with it.

    A text is embedded together with texts of its own length only, to the next multiple of
    ``PADDED_TO`` tokens, so its vector does not depend on the other texts beyond the rounding of
    matrix products.

    Args:
        folder: Where the model lies, with its ``modules.json``.
        name: Its identity, recorded in every index made with it.
        dtype: ``bfloat16`` or ``float32``; None measures which is faster, when the model loads.
        measure: How it is measured.

    Raises:
        EmbedderError: When the folder holds no such model.
    """

    def __init__(
        self,
        folder: Path,
        name: str,
        dtype: str | None = None,
        measure: Callable[[], str] = embedding_dtype,
    ) -> None:
        # sentence-transformers takes a missing folder for the name of a model on a hub and asks there.
        if not (folder / "modules.json").is_file():
            raise EmbedderError(
                f"embedder {name!r}: no sentence-transformers model in {str(folder)!r} "
                "(modules.json is missing); name an embedder's folder, or fetch the default one with "
                "`rag models --get embedder`"
            )
        self._folder = folder
        self._name = name
        self._dtype = dtype
        self._measure = measure
        self._model: Any = None
        self._tokenizer: Any = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Its identity as given."""
        return self._name

    @property
    def dtype(self) -> str:
        """What it computes in; its vectors are float32 in any case."""
        return str(self._loaded().dtype).removeprefix("torch.")

    @property
    def dim(self) -> int:
        """Numbers in one vector."""
        return int(self._loaded().get_embedding_dimension())

    @property
    def max_tokens(self) -> int:
        """The model's sequence length without its special tokens and its document prompt."""
        model = self._loaded()
        special = int(self._tokenizer.num_special_tokens_to_add(is_pair=False))
        # One token more than it has alone, as its end may be cut otherwise before a text.
        prompt = document_prompt(model)
        taken = self.count_tokens([prompt])[0] + 1 if prompt else 0
        return max(1, longest(model) - special - taken)

    def embed_documents(self, texts: Sequence[str]) -> FloatMatrix:
        """Embed passages: (n,) texts to (n, dim) unit rows."""
        import numpy as np

        model = self._loaded()
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        around = longest(model) - self.max_tokens  # special tokens and prompt
        lengths = [_padded(count + around) for count in self.count_tokens(texts)]
        for batch in length_batches(lengths, BATCH_TOKENS):
            rows[batch] = _encode(model.encode_document, [texts[at] for at in batch])
        return rows

    def embed_query(self, text: str) -> FloatVector:
        """Embed a question: one text to (dim,), of length 1."""
        row: FloatVector = _encode(self._loaded().encode_query, [text])[0]
        return row

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count each text's tokens, special tokens not counted."""
        self._loaded()
        codes = self._tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(code.ids) for code in codes]

    def unknown_share(self, text: str) -> float:
        """Share in [0, 1] of a text's tokens that stand for what the vocabulary lacks."""
        self._loaded()
        # Byte pairs lack nothing.
        unknown = getattr(self._tokenizer.model, "unk_token", None) or ""
        tokens: list[str] = self._tokenizer.encode(text, add_special_tokens=False).tokens
        return tokens.count(unknown) / max(len(tokens), 1)

    def _loaded(self) -> Any:  # noqa: ANN401  # an untyped library's class
        with self._lock:
            if self._model is None:
                use_threads()
                dtype = self._dtype or self._measure()
                with no_collection():
                    model = load_encoder(self._folder, self._name, dtype)
                    self._tokenizer = _counting(model.tokenizer)
                self._model = model
            return self._model


def document_prompt(model: Any) -> str:  # noqa: ANN401  # an untyped library's class
    """What sentence-transformers' ``encode_document`` puts before each text; often nothing."""
    names = ("document", "passage", "corpus", model.default_prompt_name)
    return next((model.prompts[name] for name in names if name in model.prompts), "")


def _encode(encode: Any, texts: list[str]) -> FloatMatrix:  # noqa: ANN401  # an untyped library's method
    """One pass of the model: (n,) texts to (n, dim) unit rows."""
    import numpy as np

    rows = encode(
        texts, batch_size=len(texts), show_progress_bar=False, normalize_embeddings=False
    ).astype(np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: FloatMatrix = rows / np.maximum(lengths, np.finfo(np.float32).tiny)
    return unit


def _padded(tokens: int) -> int:
    return min(-(-tokens // PADDED_TO) * PADDED_TO, LONGEST)


def _counting(tokenizer: Any) -> Any:  # noqa: ANN401  # an untyped library's class
    """A tokenizer of our own to count with: the model's own cuts, pads and is not shared by threads."""
    from tokenizers import Tokenizer

    own = Tokenizer.from_str(getattr(tokenizer, "backend_tokenizer", tokenizer).to_str())
    own.no_truncation()
    own.no_padding()
    return own
