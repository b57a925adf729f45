"""A follow-up becomes a question that stands alone. The first question of a chat is never touched."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.generate import Generator
from rag.prompt import rewrite

TURNS = 3  # earlier turns shown; what a pronoun stands for is seldom further back
TOKENS = 60  # a question, not an essay


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question and the answer it got."""

    question: str
    answer: str


def standalone(question: str, history: Sequence[Turn], generator: Generator) -> str:
    """``question`` itself when ``history`` is empty, else the model's rewriting of it in one line."""
    if not history:
        return question
    turns = [(turn.question, turn.answer) for turn in history[-TURNS:]]
    said = "".join(generator.stream(rewrite(question, turns), citable=0, limit=TOKENS))
    lines = said.strip().splitlines()
    return lines[0].removeprefix("Question:").strip() or question if lines else question
