"""As much of a tokenizer of transformers as is asked for here, without its import, which takes a second.

transformers may build another tokenizer than the file it reads describes. So it is asked once; where both are the
same, that is noted, and the file is read by the tokenizers library ever after. Knows nothing of models.
"""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.disk import put
from rag.local import DESCRIBING

if TYPE_CHECKING:
    from jinja2 import Template

log = logging.getLogger(__name__)

VERSION = 1  # of what is noted
_PROBE = [
    {"role": "system", "content": "Be \n kind."},
    {"role": "user", "content": "Cafe\u0301 12 <b>?"},
    {"role": "assistant", "content": " Yes."},
    {"role": "user", "content": "Why"},
]


@dataclass(frozen=True, slots=True)
class Encoded:
    """By the name that transformers has for it.

    Attributes:
        input_ids: Of a text, or of each of several.
    """

    input_ids: Any


class PlainTokenizer:
    """The tokenizer in a model's folder.

    Args:
        folder: Holds ``tokenizer.json``.
        told: What transformers says of it, see :func:`facts`.

    Raises:
        ValueError: If there is none.
    """

    def __init__(self, folder: Path, told: Mapping[str, Any]) -> None:
        from tokenizers import Tokenizer

        try:
            self.backend_tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # tokenizers raises nothing more exact
            raise ValueError(f"tokenizer.json: {error}") from error
        self.chat_template: str | None = told["chat_template"]
        self.eos_token_id: int | None = told["eos_token_id"]
        self.all_special_ids: list[int] = told["all_special_ids"]
        self._names: Mapping[str, str] = told["special_tokens_map"]
        self._added: dict[str, int] = told["added"]

    def get_vocab(self) -> dict[str, int]:
        """Every token's id."""
        vocabulary: dict[str, int] = self.backend_tokenizer.get_vocab(with_added_tokens=True)
        return vocabulary

    def get_added_vocab(self) -> dict[str, int]:
        """The ids of those that are no pieces of words."""
        return self._added

    def __call__(self, text: str | Sequence[str], *, add_special_tokens: bool) -> Encoded:
        """The ids of a text, or of several."""
        texts = [text] if isinstance(text, str) else list(text)
        codes = self.backend_tokenizer.encode_batch(texts, add_special_tokens=add_special_tokens)
        ids = [code.ids for code in codes]
        return Encoded(ids[0] if isinstance(text, str) else ids)

    def decode(self, ids: Sequence[int], *, skip_special_tokens: bool = False) -> str:
        """The text of ids."""
        text: str = self.backend_tokenizer.decode(
            list(ids), skip_special_tokens=skip_special_tokens
        )
        return text

    def apply_chat_template(
        self, chat: Sequence[Mapping[str, str]], *, tokenize: bool, add_generation_prompt: bool
    ) -> str:
        """The text of a chat, with what opens the reply.

        Raises:
            ValueError: If tokens are wanted, or there is no template.
        """
        if tokenize:
            raise ValueError("it makes texts only")
        return self._template.render(
            messages=chat, add_generation_prompt=add_generation_prompt, **self._names
        )

    @cached_property
    def _template(self) -> "Template":
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        if self.chat_template is None:
            raise ValueError("there is no template")
        environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
        return environment.from_string(self.chat_template)


def facts(tokenizer: Any) -> dict[str, Any]:  # noqa: ANN401  of transformers
    """What a tokenizer has besides what is in ``tokenizer.json``."""
    return {
        "chat_template": tokenizer.chat_template,
        "eos_token_id": tokenizer.eos_token_id,
        "all_special_ids": tokenizer.all_special_ids,
        "special_tokens_map": tokenizer.special_tokens_map,
        "added": tokenizer.get_added_vocab(),
    }


def noted(folder: Path, models: Path) -> PlainTokenizer | None:
    """The tokenizer in ``folder``, if transformers was asked about it and has the same."""
    try:
        told = json.loads(note_path(folder, models).read_text(encoding="utf-8"))
        return PlainTokenizer(folder, told)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def note(tokenizer: Any, folder: Path, models: Path) -> None:  # noqa: ANN401  of transformers
    """Notes that the tokenizer in ``folder`` is what transformers made of it, if it is."""
    from jinja2 import TemplateError

    told = facts(tokenizer)
    try:
        if _alike(tokenizer, PlainTokenizer(folder, told)):
            put(note_path(folder, models), json.dumps(told))
    except (OSError, ValueError, TypeError, AttributeError, TemplateError) as error:
        log.info("the tokenizer in %s is read by transformers every time (%s)", folder, error)


def note_path(folder: Path, models: Path) -> Path:
    """Where that is noted: by all files that describe the model, and by who reads them."""
    digest = hashlib.sha256(f"{VERSION} {version('transformers')} {version('tokenizers')}".encode())
    for path in sorted(path for kind in (*DESCRIBING, "*.jinja") for path in folder.glob(kind)):
        digest.update(f"\n{path.name} {path.stat().st_size}\n".encode() + path.read_bytes())
    return models / "tokenizers" / f"{digest.hexdigest()[:16]}.json"


def _alike(one: Any, other: PlainTokenizer) -> bool:  # noqa: ANN401  of transformers
    chats = [
        each.apply_chat_template(_PROBE, tokenize=False, add_generation_prompt=True)
        for each in (one, other)
    ]
    return (
        chats[0] == chats[1]
        and not one.clean_up_tokenization_spaces
        and not getattr(one, "split_special_tokens", False)
        and one.backend_tokenizer.to_str() == other.backend_tokenizer.to_str()
    )
