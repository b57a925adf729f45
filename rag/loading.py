"""From a model's folder to the objects that generate. Knows nothing of what they are asked."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import ModelError
from rag.inner import Inner
from rag.prefix import Prefixes

if TYPE_CHECKING:
    from rag.markers import MarkerMask

INT8 = "int8"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model ready to generate.

    Attributes:
        model: Of transformers, on the CPU.
        tokenizer: The model's own.
        markers: Forbids markers of passages that are not shown.
        exact: Whether the same tokens give the same numbers however they are split into calls.
        prefixes: What it read lately.
        inner: Its activations.
    """

    model: Any
    tokenizer: Any
    markers: "MarkerMask"
    exact: bool
    prefixes: Prefixes
    inner: Inner


def load(folder: Path, dtype: str) -> Loaded:
    """Loads what is in ``folder``.

    Args:
        folder: Holds ``config.json``, tokenizer and safetensors.
        dtype: ``int8``, ``bfloat16`` or ``float32``.

    Raises:
        ModelError: If it does not load.
    """
    from safetensors import SafetensorError
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    tokenizer, markers = load_tokenizer(folder)
    try:
        model = _model(folder, dtype).eval()
    except (OSError, ValueError, SafetensorError) as error:
        raise _failure(folder, error) from error
    exact = _attended(model) and dtype == INT8
    return Loaded(model, tokenizer, markers, exact, Prefixes(model.config), Inner(model))


def load_tokenizer(folder: Path) -> tuple[Any, "MarkerMask"]:
    """The tokenizer in ``folder``, and the mask of markers over its vocabulary.

    Raises:
        ModelError: If it does not load, or has no chat template.
    """
    from transformers import AutoTokenizer

    from rag.markers import MarkerMask

    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError) as error:
        raise _failure(folder, error) from error
    if tokenizer.chat_template is None:
        raise ModelError(
            f"the model in {str(folder)!r} has no chat template; name an instruct model with --model"
        )
    return tokenizer, MarkerMask(vocabulary(tokenizer), tokenizer.decode)


def vocabulary(tokenizer: Any) -> dict[int, str]:  # noqa: ANN401  of transformers
    """The text of every token that may hold a bracket or a digit, by its id; special tokens aside.

    Only those are decoded: all 150,000 would take a third of a second at every start. Brackets and digits
    are written as themselves in every kind of vocabulary, and bytes, such as ``<0x5B>``, with digits.
    """
    special = set(tokenizer.all_special_ids)
    telling = frozenset("[]0123456789")
    return {
        token: tokenizer.decode([token])
        for text, token in tokenizer.get_vocab().items()
        if token not in special and not telling.isdisjoint(text)
    }


def _failure(folder: Path, error: Exception) -> ModelError:
    reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return ModelError(
        f"the model in {str(folder)!r} does not load ({reason}); fetch it again, or name another with --model"
    )


def _model(folder: Path, dtype: str) -> Any:  # noqa: ANN401  of transformers, which ships no usable types
    import torch
    from transformers import AutoModelForCausalLM

    if dtype == INT8:
        from rag.int8_copy import int8_copy, load_int8
        from rag.models import models_folder

        return load_int8(folder, int8_copy(folder, models_folder()))
    return AutoModelForCausalLM.from_pretrained(
        folder, local_files_only=True, dtype=getattr(torch, dtype), use_safetensors=True
    )


def _attended(model: Any) -> bool:  # noqa: ANN401  of transformers
    """Gives the model our attention where it is known to be the same; returns whether it is."""
    from rag.attention import KNOWN, NAME, register

    known = model.config.model_type in KNOWN and not getattr(
        model.config, "use_sliding_window", False
    )
    if known:
        register()
        model.set_attn_implementation(NAME)
    return known
