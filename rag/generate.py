"""A language model that answers chat messages. Knows nothing of passages' origin or of citations."""

import threading
from collections import abc
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from rag.errors import ModelError
from rag.prompt import Message

if TYPE_CHECKING:
    import torch

    from rag.markers import MarkerMask

SHARED_TAIL = 64  # tokens the two instructions after a shared question may take; they take about 30
_CUT = "\ufdd0"  # a code point that Unicode keeps free of meaning for uses such as this one


class Generator(Protocol):
    """What the assistant asks of a language model."""

    @property
    def name(self) -> str:
        """Identity with a checksum prefix; recorded in every answer."""

    def margins(self, chats: Sequence[Sequence[Message]]) -> list[float]:
        """For each chat the logit of Yes minus that of No as the reply's first token; positive means yes.

        What a chat has in common with the one before it is read once.
        """

    def stream(self, messages: Sequence[Message], citable: int, limit: int) -> abc.Generator[str]:
        """Yields the greedy reply in pieces.

        Args:
            messages: The chat so far, the last one the user's.
            citable: Markers ``[1]`` to ``[citable]`` may be written, no others.
            limit: Tokens at most.
        """


class TransformersGenerator:
    """A causal model of transformers on the CPU, loaded at first use.

    The key-value cache of the last of :meth:`margins` is reused by the :meth:`stream` that follows
    about the same passages and question, so that the passages are read once. It is reused for
    nothing else: in bfloat16 another split of the same tokens rounds otherwise, and an answer
    must not depend on the questions before it. Threads take turns.

    Args:
        folder: Holds ``config.json``, tokenizer and safetensors.
        name: Identity recorded in answers.
        dtype: ``bfloat16`` or ``float32``.
    """

    def __init__(self, folder: Path, name: str, dtype: str) -> None:
        self._folder = folder
        self._name = name
        self._dtype = dtype
        self._lock = threading.RLock()
        self._loaded: tuple[Any, Any, MarkerMask] | None = None
        self._read: tuple[list[int], Any] | None = None

    @property
    def name(self) -> str:
        """Identity with the dtype, which changes answers too."""
        return f"{self._name} {self._dtype}"

    def load(self) -> tuple[Any, Any, "MarkerMask"]:
        """The model, its tokenizer and its mask of markers, loaded at the first call.

        Raises:
            ModelError: If it does not load.
        """
        with self._lock:
            if self._loaded is None:
                self._loaded = _load(self._folder, self._dtype)
            return self._loaded

    def margins(self, chats: Sequence[Sequence[Message]]) -> list[float]:
        """See :class:`Generator`."""
        import torch
        from transformers import DynamicCache

        with self._lock, torch.inference_mode():
            model, tokenizer, _ = self.load()
            yes, no = (tokenizer(w, add_special_tokens=False).input_ids[0] for w in ("Yes", "No"))
            found: list[float] = []
            read: list[int] = []
            cache = DynamicCache(config=model.config)
            for chat in chats:
                ids = _encode(tokenizer, chat)
                logits = _last_logits(
                    model, ids, cache, min(_shared_length(read, ids), len(ids) - 1)
                )
                found.append(float(logits[yes] - logits[no]))
                read = ids
            self._read = (read, cache)
            return found

    def stream(self, messages: Sequence[Message], citable: int, limit: int) -> abc.Generator[str]:
        """See :class:`Generator`."""
        from rag.decode import greedy

        with self._lock:
            model, tokenizer, markers = self.load()
            ids = _encode(tokenizer, messages)
            stop = _stop_ids(model, tokenizer)
            tokens = greedy(
                model,
                ids,
                self._prefix(ids),
                stop,
                lambda so_far, row: markers(so_far, row, citable),
            )
            yield from _text(tokenizer, islice(tokens, limit))

    def _prefix(self, ids: list[int]) -> Any:  # noqa: ANN401  a DynamicCache
        """The cache of the last margins cut to what it shares with ``ids``, or an empty one."""
        from transformers import DynamicCache

        from rag.decode import trim

        read, self._read = self._read, None
        if read is not None:
            shared = _reusable(read[0], ids)
            if shared:
                trim(read[1], min(shared, len(ids) - 1))
                return read[1]
        return DynamicCache(config=self.load()[0].config)


def _load(folder: Path, dtype: str) -> tuple[Any, Any, "MarkerMask"]:
    import torch
    from safetensors import SafetensorError
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import logging as transformers_logging

    from rag.markers import MarkerMask

    transformers_logging.disable_progress_bar()
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        model = AutoModelForCausalLM.from_pretrained(
            folder, local_files_only=True, dtype=getattr(torch, dtype), use_safetensors=True
        )
    except (OSError, ValueError, SafetensorError) as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelError(
            f"the model in {str(folder)!r} does not load ({reason}); fetch it again, or name another with --model"
        ) from error
    if tokenizer.chat_template is None:
        raise ModelError(
            f"the model in {str(folder)!r} has no chat template; name an instruct model with --model"
        )
    special = set(tokenizer.all_special_ids)
    vocabulary = [
        "" if token in special else tokenizer.decode([token]) for token in range(len(tokenizer))
    ]
    return model.eval(), tokenizer, MarkerMask(vocabulary, tokenizer.decode)


def _encode(tokenizer: Any, messages: Sequence[Message]) -> list[int]:  # noqa: ANN401
    """Token ids of a chat. What only a template may write, such as ``<|im_end|>``, stays text in a message.

    A document that holds such a token would otherwise end the user's turn and begin another's. Texts
    without one have the tokens that they would have without this care.
    """
    controls = [token for token in tokenizer.get_added_vocab() if len(token) > 1 and token.strip()]
    chat = [message | {"content": _inert(message["content"], controls)} for message in messages]
    text = tokenizer.apply_chat_template(chat, tokenize=False, add_generation_prompt=True)
    parts = tokenizer(text.split(_CUT), add_special_tokens=False).input_ids
    return [token for part in parts for token in part]


def _inert(text: str, controls: Sequence[str]) -> str:
    """``text`` with a cut behind the first character of every control token in it."""
    text = text.replace(_CUT, "")
    for control in controls:
        text = text.replace(control, control[0] + _CUT + control[1:])
    return text


def _last_logits(model: Any, ids: list[int], cache: Any, known: int) -> "torch.Tensor":  # noqa: ANN401
    """Logits (vocabulary,) behind ``ids``, of which the cache holds the first ``known``; it grows."""
    import torch

    from rag.decode import trim

    trim(cache, known)
    output = model(input_ids=torch.tensor([ids[known:]]), cache=cache, logits_to_keep=1)
    return output.logits[0, -1].float()  # type: ignore[no-any-return]


def _stop_ids(model: Any, tokenizer: Any) -> frozenset[int]:  # noqa: ANN401
    named = model.generation_config.eos_token_id
    ids = named if isinstance(named, list) else [named]
    return frozenset(token for token in [*ids, tokenizer.eos_token_id] if token is not None)


def _shared_length(one: list[int], other: list[int]) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _reusable(read: list[int], ids: list[int]) -> int:
    """How many tokens of a judgement a reply shares that is about the same; 0 when it is not.

    Of a short judgement, what opens every chat is not far from its end: it must share most of it, too.
    """
    shared = _shared_length(read, ids)
    return shared if shared >= max(len(read) - SHARED_TAIL, len(read) / 2) else 0


def _text(tokenizer: Any, tokens: Iterator[int]) -> Iterator[str]:  # noqa: ANN401
    """Pieces of text as they become certain: a character may take several tokens."""
    ids: list[int] = []
    said = ""
    for token in tokens:
        ids.append(token)
        text = tokenizer.decode(ids, skip_special_tokens=True)
        if not text.endswith("\ufffd"):
            yield text[len(said) :]
            said = text
