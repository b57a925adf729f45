"""From a model's folder to the objects that generate. Knows nothing of what they are asked."""

import json
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import ModelError
from rag.inner import Inner
from rag.int8_copy import int8_copy, load_int8
from rag.models import models_folder
from rag.network import empty_cache, network
from rag.plain_tokenizer import note, noted
from rag.prefix import Prefixes

if TYPE_CHECKING:
    from rag.markers import MarkerMask

INT8 = "int8"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model ready to generate.

    Attributes:
        model: Its network, on the CPU: ours, or of transformers.
        tokenizer: The model's own.
        markers: Forbids markers of passages that are not shown.
        stop: Tokens that end a reply.
        exact: Whether the same tokens give the same numbers however they are split into calls.
        prefixes: What it read lately.
        inner: Its activations.
    """

    model: Any
    tokenizer: Any
    markers: "MarkerMask"
    stop: frozenset[int]
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

    from rag.decoder import Decoder

    tokenizer, markers = load_tokenizer(folder)
    try:
        model = _model(folder, dtype).eval()
        stop = stop_ids(folder, tokenizer)
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        raise _failure(folder, error) from error
    exact = isinstance(model, Decoder) and dtype == INT8
    prefixes = Prefixes(partial(empty_cache, model))
    return Loaded(model, tokenizer, markers, stop, exact, prefixes, Inner(model))


def load_tokenizer(folder: Path) -> tuple[Any, "MarkerMask"]:
    """The tokenizer in ``folder``, and the mask of markers over its vocabulary.

    Raises:
        ModelError: If it does not load, or has no chat template.
    """
    from rag.markers import MarkerMask

    try:
        tokenizer = noted(folder, models_folder()) or _asked(folder)
    except (OSError, ValueError) as error:
        raise _failure(folder, error) from error
    if tokenizer.chat_template is None:
        raise ModelError(
            f"the model in {str(folder)!r} has no chat template; name an instruct model with --model"
        )
    return tokenizer, MarkerMask(vocabulary(tokenizer), tokenizer.decode)


def _asked(folder: Path) -> Any:  # noqa: ANN401  of transformers
    """The tokenizer that transformers makes of ``folder``; whether it is needed again is noted."""
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    note(tokenizer, folder, models_folder())
    return tokenizer


def stop_ids(folder: Path, tokenizer: Any) -> frozenset[int]:  # noqa: ANN401  of transformers
    """Tokens that end a reply, by what the model's folder says of generation and by its tokenizer.

    Raises:
        OSError: If that cannot be read.
        ValueError: If it is not JSON.
    """
    told = next(
        path
        for path in (folder / "generation_config.json", folder / "config.json")
        if path.is_file()
    )
    named = json.loads(told.read_text(encoding="utf-8")).get("eos_token_id")
    ids = named if isinstance(named, list) else [named]
    return frozenset(token for token in [*ids, tokenizer.eos_token_id] if token is not None)


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


def _model(folder: Path, dtype: str) -> Any:  # noqa: ANN401  ours, or of transformers
    if dtype == INT8:
        return load_int8(folder, int8_copy(folder, models_folder()))
    return network(folder, dtype)
