"""Chats to token ids, and token ids to text. Knows no model."""

from collections.abc import Iterator, Sequence
from typing import Any

from rag.prefix import shared_length
from rag.prompt import Message, before_question, with_question

_CUT = "\ufdd0"  # a code point that Unicode keeps free of meaning for uses such as this one


def encode(tokenizer: Any, messages: Sequence[Message]) -> list[int]:  # noqa: ANN401
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


def question_of(tokenizer: Any, chat: Sequence[Message], ids: list[int]) -> slice:  # noqa: ANN401
    """The places of the tokens of a chat's question, the blank lines behind it among them.

    Args:
        tokenizer: Of transformers, or one like it.
        chat: About passages; of any other chat it is nothing, or its end.
        ids: Its tokens.
    """
    start, end = (
        shared_length(ids, encode(tokenizer, part))
        for part in (before_question(chat), with_question(chat))
    )
    return slice(start, max(start, end))


def yes_and_no(tokenizer: Any) -> tuple[int, int]:  # noqa: ANN401  of transformers
    """The tokens that a judgement's reply begins with."""
    yes, no = (tokenizer(word, add_special_tokens=False).input_ids[0] for word in ("Yes", "No"))
    return yes, no


def text_pieces(tokenizer: Any, tokens: Iterator[int]) -> Iterator[str]:  # noqa: ANN401
    """Pieces of text as they become certain: a character may take several tokens."""
    ids: list[int] = []
    said = ""
    for token in tokens:
        ids.append(token)
        text = tokenizer.decode(ids, skip_special_tokens=True)
        if not text.endswith("\ufffd"):
            yield text[len(said) :]
            said = text
