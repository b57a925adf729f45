"""A generator that llama.cpp runs. Knows nothing of where its files come from.

Texts become token ids, and ids text, by the tokenizer of the folder that was made from the same GGUF
file, not by llama.cpp's own: the chat template, the care for control tokens and the mask of markers
are then the same to the last token as with transformers, and so is what the model is asked.
"""

import threading
from collections import abc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import ModelError
from rag.judgement import Judgement
from rag.loading import load_tokenizer, stop_ids
from rag.prompt import Message
from rag.tokens import encode, text_pieces, yes_and_no

if TYPE_CHECKING:
    from rag.llama.reader import Reader
    from rag.markers import MarkerMask


def require_package() -> None:
    """Makes sure that llama-cpp-python is installed; loads nothing.

    Raises:
        ModelError: If it is not.
    """
    try:
        found = find_spec("llama_cpp") is not None
    except ValueError:  # a module that something else than an import put there
        found = True
    if not found:
        raise ModelError(
            "the engine llama.cpp needs the package llama-cpp-python, which is not installed; "
            'run `pip install "rag-assistant[llama]"`, or leave out --engine'
        )


@dataclass(frozen=True, slots=True)
class _Loaded:
    reader: "Reader"
    tokenizer: Any
    markers: "MarkerMask"
    stop: frozenset[int]


class LlamaGenerator:
    """The model of a GGUF file, run by llama.cpp on the CPU, loaded at first use.

    Takes as many threads as torch. Threads of this program take turns.

    Args:
        gguf: The weights.
        folder: Holds the tokenizer, made from the same file.
        name: Identity recorded in answers.
    """

    def __init__(self, gguf: Path, folder: Path, name: str) -> None:
        self._gguf = gguf
        self._folder = folder
        self._name = name
        # Not of a thread: a stream may be gone on with by another one than began it.
        self._turn, self._loading = threading.Lock(), threading.Lock()
        self._loaded: _Loaded | None = None

    @property
    def name(self) -> str:
        """The identity, and the engine, which changes answers too.

        In this order the fits of ``rag.answerable`` count: judgements differ by no more than between the
        number formats of the other engine (benchmarks/EXPERIMENTS.md).
        """
        return f"{self._name} llama.cpp"

    def load(self) -> _Loaded:
        """Everything that is read from the disk, at the first call.

        Raises:
            ModelError: If the package is missing, or the file does not load.
        """
        with self._loading:
            if self._loaded is None:
                require_package()
                self._loaded = _load(self._gguf, self._folder)
            return self._loaded

    def judgement(
        self, chat: Sequence[Message], then: Sequence[Message] | None = None
    ) -> Judgement:
        """See :class:`rag.generate.Generator`; ``then`` is read when it is streamed. Shows no activations."""
        del then
        loaded = self.load()
        with self._turn:
            yes, no = yes_and_no(loaded.tokenizer)
            logits = loaded.reader.begin(encode(loaded.tokenizer, chat), room=0)
            return Judgement(float(logits[yes] - logits[no]))

    def stream(self, messages: Sequence[Message], citable: int, limit: int) -> abc.Generator[str]:
        """See :class:`rag.generate.Generator`. It has its turn until it has ended or is closed: there is one cache."""
        loaded = self.load()
        with self._turn:
            ids = encode(loaded.tokenizer, messages)
            tokens = islice(_greedy(loaded, ids, citable, limit), limit)
            yield from text_pieces(loaded.tokenizer, tokens)


def _greedy(loaded: _Loaded, prompt: Sequence[int], citable: int, limit: int) -> Iterator[int]:
    """The greedy continuation of ``prompt`` up to a token that ends it."""
    ids = list(prompt)
    logits = loaded.reader.begin(ids, limit)
    while (token := int(loaded.markers(ids, logits, citable).argmax())) not in loaded.stop:
        ids.append(token)
        yield token
        logits = loaded.reader.go_on(token)


def _load(gguf: Path, folder: Path) -> _Loaded:
    from rag.llama.reader import Reader

    tokenizer, markers = load_tokenizer(folder)
    return _Loaded(Reader(gguf), tokenizer, markers, stop_ids(folder, tokenizer))
