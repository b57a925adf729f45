"""A language model that answers chat messages. Knows nothing of passages' origin or of citations."""

import threading
from collections import abc
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.collector import no_collection
from rag.decode import Begun, greedy, read
from rag.judgement import Judgement
from rag.loading import Loaded, load
from rag.prefix import shared_length
from rag.prompt import Message
from rag.together import read_together
from rag.tokens import encode, question_of, text_pieces, yes_and_no

if TYPE_CHECKING:
    import torch

SHARED_TAIL = 64  # tokens the two instructions after a shared question may take; they take about 20


class Generator(Protocol):
    """What the assistant asks of a language model."""

    @property
    def name(self) -> str:
        """Identity with a checksum prefix; recorded in every answer."""

    def judgement(
        self, chat: Sequence[Message], then: Sequence[Message] | None = None
    ) -> Judgement:
        """How a chat that ends in a question of Yes or No is answered.

        Args:
            chat: Ends in the question.
            then: What will be streamed next if the judgement is as hoped; it may be read along with it.
        """

    def stream(self, messages: Sequence[Message], citable: int, limit: int) -> abc.Generator[str]:
        """Yields the greedy reply in pieces.

        Args:
            messages: The chat so far, the last one the user's.
            citable: Markers ``[1]`` to ``[citable]`` may be written, no others.
            limit: Tokens at most.
        """


class TransformersGenerator:
    """A causal model in a format of transformers on the CPU, loaded at first use.

    What chats begin with in common is read once (:mod:`rag.prefix`). Where the model's numbers do not
    depend on how tokens are split into calls, it is kept from one question to the next, and a judgement and
    the reply that follows it are read in one pass (:mod:`rag.together`). Elsewhere an answer would depend
    on the questions before it, by rounding: there only the reply that follows a judgement about the same
    passages and question takes up what that one read. Threads take turns.

    Args:
        folder: Holds ``config.json``, tokenizer and safetensors.
        name: Identity recorded in answers.
        dtype: ``int8``, ``bfloat16`` or ``float32``.
    """

    def __init__(self, folder: Path, name: str, dtype: str) -> None:
        self._folder = folder
        self._name = name
        self._dtype = dtype
        self._lock = threading.RLock()
        self._loaded: Loaded | None = None
        self._judged: list[int] = []
        self._ahead: Begun | None = None

    @property
    def name(self) -> str:
        """Identity with the dtype, which changes answers too."""
        return f"{self._name} {self._dtype}"

    def load(self) -> Loaded:
        """The model and its tokenizer, loaded at the first call.

        Raises:
            ModelError: If it does not load.
        """
        with self._lock:
            if self._loaded is None:
                with no_collection():
                    self._loaded = load(self._folder, self._dtype)
            return self._loaded

    def judgement(
        self, chat: Sequence[Message], then: Sequence[Message] | None = None
    ) -> Judgement:
        """See :class:`Generator`."""
        with self._lock:
            loaded = self.load()
            asked = encode(loaded.tokenizer, chat)
            question = question_of(loaded.tokenizer, chat, asked)
            if loaded.exact:
                return self._read_along(loaded, asked, then, question)
            loaded.prefixes.clear()
            return self._read(loaded, asked, question)

    def stream(self, messages: Sequence[Message], citable: int, limit: int) -> abc.Generator[str]:
        """See :class:`Generator`. Each piece may be asked for by another thread, as a server's workers do."""
        with self._lock:
            loaded = self.load()
            ids = encode(loaded.tokenizer, messages)
            ahead = self._begun(loaded, ids)
        tokens = greedy(
            loaded.model,
            ahead,
            loaded.stop,
            lambda so_far, row: loaded.markers(so_far, row, citable),
        )
        yield from in_turns(text_pieces(loaded.tokenizer, islice(tokens, limit)), self._lock)
        with self._lock:
            loaded.prefixes.keep(ids, ahead.cache)

    def _begun(self, loaded: Loaded, ids: list[int]) -> Begun:
        """As far as ``ids`` were read already."""
        if not loaded.exact and not follows(self._judged, ids):
            loaded.prefixes.clear()
        ahead, self._ahead = self._ahead, None
        if ahead is None or ahead.ids != ids:
            ahead = Begun(ids, loaded.prefixes.begin(ids))
        return ahead

    def _read_along(
        self, loaded: Loaded, asked: list[int], then: Sequence[Message] | None, question: slice
    ) -> Judgement:
        """Read in one pass with what comes then, from the question on at least: its activations are wanted."""
        chats = [asked, encode(loaded.tokenizer, then)] if then else [asked]
        cache = loaded.prefixes.begin(asked[: question.start + 1])
        known = cache.get_seq_length()
        rows = read_together(loaded.model, chats, cache)
        self._ahead = None
        if then:  # a judgement alone is about something else than what comes after it
            loaded.prefixes.keep(chats[-1], cache)
            self._ahead = Begun(chats[-1], cache, rows[-1])
        return judged(loaded, rows[0], slice(question.start - known, question.stop - known))

    def _read(self, loaded: Loaded, ids: list[int], question: slice) -> Judgement:
        """Of one chat, which is read from its beginning."""
        cache = loaded.prefixes.begin([])
        rows = read(loaded.model, ids, cache, 1)
        loaded.prefixes.keep(ids, cache)
        self._judged = ids
        return judged(loaded, rows[0], question)


def judged(loaded: Loaded, row: "torch.Tensor", question: slice) -> Judgement:
    """The judgement of the latest pass.

    Args:
        loaded: What made it.
        row: Logits (vocabulary,) behind the chat.
        question: The places of the question's tokens among those that were read.
    """
    yes, no = yes_and_no(loaded.tokenizer)
    state, *_ = loaded.inner.states() or [()]
    scores = row.float()
    return Judgement(float(scores[yes] - scores[no]), (*state, *loaded.inner.largest(question)))


def in_turns(pieces: Iterator[str], lock: "threading.RLock") -> Iterator[str]:
    """Each piece, made while ``lock`` is held: it is not held while somebody has the piece."""
    while True:
        with lock:
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def follows(judged: list[int], ids: list[int]) -> bool:
    """Whether a reply is about the same as the judgement before it.

    Of a short judgement, what opens every chat is not far from its end: it must share most of it, too.
    """
    return shared_length(judged, ids) >= max(len(judged) - SHARED_TAIL, len(judged) / 2, 1)
