"""The engine llama.cpp with the real package and a real model, where the package is installed."""

import pytest
from test_generate import (
    messages,
    test_a_closed_stream_lets_the_next_one_begin,  # noqa: F401  # collected here with our generator
    test_a_judgement_is_about_its_own_chat,  # noqa: F401
    test_a_reply_is_the_same_with_and_without_a_judgement_before,  # noqa: F401
    test_no_marker_of_a_passage_not_shown,  # noqa: F401
    test_pieces_join_to_the_limit,  # noqa: F401
)

from rag.opening import open_generator

pytest.importorskip("llama_cpp", reason="llama-cpp-python is not installed")
pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def generator() -> object:
    return open_generator("tiny", None, "llama.cpp")


@pytest.fixture
def anew() -> object:
    """Makes another one of the same model."""
    return lambda: open_generator("tiny", None, "llama.cpp")


def test_a_judgement_does_not_depend_on_those_before(generator: object) -> None:
    """Whatever is in the cache, the margin is the same to the last bit."""
    chats = [messages("Reply Yes or No."), messages("Is it? Reply Yes or No."), messages("No?")]
    forth = [generator.judgement(chat) for chat in chats]  # type: ignore[attr-defined]
    back = [generator.judgement(chat) for chat in reversed(chats)]  # type: ignore[attr-defined]
    assert forth == back[::-1]
