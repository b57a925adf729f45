"""Chats as token ids, by real tokenizers."""

import pytest

from rag.answers import Passage
from rag.loading import load_tokenizer
from rag.models import ensure
from rag.prompt import Message, judge
from rag.tokens import encode, question_of

pytestmark = pytest.mark.model
SHOWN = (Passage(1, "a.txt", "Goats", "", 0, 9, "447 goats", None, 1.0),)


@pytest.mark.parametrize("model", ["tiny", "default"])
@pytest.mark.parametrize(
    "question", ["How many goats?", "who sent them", '"Why?"', "山羊?", " a\n\nb "]
)
def test_the_tokens_of_a_question_are_found(model: str, question: str) -> None:
    """What is decoded from their places is the question, and nothing before it."""
    tokenizer, _ = load_tokenizer(ensure(model).folder)
    chat = judge(question, SHOWN)
    ids = encode(tokenizer, chat)
    said = tokenizer.decode(ids[question_of(tokenizer, chat, ids)])
    assert said.strip() == question.strip()


@pytest.mark.parametrize("model", ["tiny", "default"])
def test_another_chat_has_no_question(model: str) -> None:
    """In a chat about no passages, nothing but its end may be taken for one."""
    tokenizer, _ = load_tokenizer(ensure(model).folder)
    chat: list[Message] = [{"role": "user", "content": "Is the sky blue?"}]
    ids = encode(tokenizer, chat)
    assert ids[question_of(tokenizer, chat, ids)] == []
