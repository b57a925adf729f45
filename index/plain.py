"""The commonest kind of embedder, a BERT whose tokens are averaged, read without sentence-transformers.

That reads it with the same vectors, but its import and that of transformers take three seconds, and a search
would wait for them. What is not exactly of this kind is left to it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy as np
    import numpy.typing as npt

_MODULES = (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"])


def is_plain(folder: Path) -> bool:
    """Whether the model in ``folder`` is a BERT and the mean of its tokens, without any prompt."""
    try:
        return _is_plain(folder)
    except (AttributeError, LookupError, TypeError, ValueError):
        return False  # settings of no shape we know


def _is_plain(folder: Path) -> bool:
    from index.bert import is_common

    modules = _read(folder / "modules.json")
    if [str(one["type"]).rpartition(".")[2] for one in modules] not in _MODULES or modules[0][
        "path"
    ]:
        return False
    told, pooling = _told(folder), _read(folder / modules[1]["path"] / "config.json")
    modes = [name for name, on in pooling.items() if name.startswith("pooling_mode_") and on]
    return (
        modes == ["pooling_mode_mean_tokens"]
        and is_common(_read(folder / "config.json"))
        and told.keys() <= {"max_seq_length", "do_lower_case"}
        and isinstance(told.get("max_seq_length"), int)
        and not told.get("do_lower_case")
        and not _prompted(_read(folder / "config_sentence_transformers.json"))
        and all((folder / name).is_file() for name in ("model.safetensors", "tokenizer.json"))
    )


class PlainModel:
    """As much of ``SentenceTransformer`` as an embedder asks for.

    Args:
        folder: Of a model that :func:`is_plain`.
        dtype: ``bfloat16`` or ``float32``.
        longest: Tokens it is shown at most, special tokens included.
        padded_to: Tokens are filled up to a multiple of so many.

    Raises:
        OSError: If a file cannot be read; safetensors has errors of its own.
        ValueError: If the tokenizer is none.
        KeyError: If a weight is missing.
    """

    prompts: Mapping[str, str] = {}
    default_prompt_name = None

    def __init__(self, folder: Path, dtype: str, longest: int, padded_to: int) -> None:
        import torch
        from tokenizers import Tokenizer

        from index.bert import Bert

        self._normalized = len(_read(folder / "modules.json")) > len(_MODULES[0])
        self.max_seq_length = min(_told(folder)["max_seq_length"], longest)
        try:
            self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # tokenizers raises nothing more exact
            raise ValueError(f"tokenizer.json: {error}") from error
        self.tokenizer.enable_truncation(self.max_seq_length)
        self.tokenizer.enable_padding(pad_to_multiple_of=padded_to)
        self.dtype = getattr(torch, dtype)
        self._bert = Bert(folder, self.dtype)

    def get_embedding_dimension(self) -> int:
        """Numbers in one vector."""
        return self._bert.width

    def encode_query(self, texts: Sequence[str], **_: object) -> npt.NDArray[np.float32]:
        """Shape (n, dim), of any length; all texts go through the model at once."""
        import torch

        codes = self.tokenizer.encode_batch_fast(list(texts))
        ids = torch.tensor([code.ids for code in codes])
        mask = torch.tensor([code.attention_mask for code in codes])
        with torch.inference_mode():
            tokens = self._bert(ids, mask)
            weights = mask.unsqueeze(-1).to(tokens.dtype)
            # Summed in float32 and rounded once, as sentence-transformers does it.
            total = (tokens * weights).sum(dim=1, dtype=torch.float32)
            mean = total / weights.sum(dim=1, dtype=torch.float32).clamp(min=1e-9)
            mean = mean.to(tokens.dtype)
            mean = torch.nn.functional.normalize(mean, dim=1) if self._normalized else mean
            rows: npt.NDArray[np.float32] = mean.float().numpy()
        return rows

    encode_document = encode_query


def _told(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = _read(folder / "sentence_bert_config.json")
    return found


def _prompted(settings: Mapping[str, Any]) -> bool:
    prompts = settings.get("prompts") or {}
    return any(prompts.values()) or bool(settings.get("default_prompt_name"))


def _read(path: Path) -> Any:  # noqa: ANN401  # what JSON holds
    """What a file of settings holds; nothing where there is none."""
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
