"""A stand-in for the package llama_cpp with a made-up model, and a tokenizer of single bytes for it."""

import hashlib
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import numpy as np

TEMPLATE = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


class FakeLlama:
    """Logits that depend on every token held, as a model's do; remembers what it was made to read.

    Args:
        path: Must begin as a GGUF file does.
        options: As ``llama_cpp.Llama`` takes them.
    """

    made: ClassVar[list["FakeLlama"]] = []

    def __init__(self, path: str, **options: Any) -> None:  # noqa: ANN401  # as the package has it
        if Path(path).read_bytes()[:4] != b"GGUF":
            raise ValueError(f"Failed to load model from file: {path}")
        self.options = options
        self.ctx = self
        self.held: list[int] = []
        self.n_tokens = 0
        self.reads: list[int] = []
        self.made.append(self)

    def n_ctx(self) -> int:
        return int(self.options["n_ctx"])

    def n_vocab(self) -> int:
        return 258

    def close(self) -> None:
        self.ctx = None  # type: ignore[assignment]

    def eval(self, tokens: list[int]) -> None:
        assert self.n_tokens + len(tokens) <= self.n_ctx()
        self.held = [*self.held[: self.n_tokens], *tokens]
        self.n_tokens = len(self.held)
        self.reads.append(len(tokens))

    def logits(self) -> Any:  # noqa: ANN401  # an array
        seed = hashlib.sha256(str(self.held).encode()).digest()
        row = np.random.default_rng(list(seed)).normal(size=258).astype(np.float32)
        row[127:256] -= 100  # what is no character of ASCII is never said, nor the end
        row[:32] -= 100
        row[256:] -= 100
        row[ord("[")] += 3
        return row


def module(*, forgets: bool = True) -> ModuleType:
    """What ``import llama_cpp`` gives; without ``forgets``, a part of what was read cannot be forgotten."""
    fake: Any = ModuleType("llama_cpp")
    fake.Llama = FakeLlama
    fake.llama_get_memory = lambda ctx: ctx
    fake.llama_memory_seq_rm = lambda _memory, _sequence, first, _end: forgets or first == 0
    fake.llama_memory_clear = lambda memory, _data: memory.held.clear()
    fake.llama_get_logits_ith = lambda ctx, _at: ctx.logits()
    return fake  # type: ignore[no-any-return]


def write_tokenizer(folder: Path) -> Path:
    """A tokenizer whose tokens are bytes, with two control tokens and a chat template."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import GenerationConfig, PreTrainedTokenizerFast
    from transformers.convert_slow_tokenizer import bytes_to_unicode

    vocabulary = {character: byte for byte, character in bytes_to_unicode().items()}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    whole = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token="<|im_end|>",  # noqa: S106  # not that kind of token
        additional_special_tokens=["<|im_start|>"],
        clean_up_tokenization_spaces=False,
        chat_template=TEMPLATE,
    )
    whole.save_pretrained(folder)
    GenerationConfig(eos_token_id=whole.eos_token_id).save_pretrained(folder)
    return folder
