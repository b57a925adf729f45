"""A follow-up becomes a question that stands alone. The first question of a chat is never touched."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.generate import Generator
from rag.prompt import rewrite

# A question with none of these stands alone, and rewriting could only spoil it.
_REFERRING = frozenset(
    {"it", "its", "itself", "they", "them", "their", "theirs", "he", "him", "his", "she", "her"}
    | {"hers", "this", "that", "these", "those", "there", "then", "one", "ones", "same", "else"}
)
_OPENING = frozenset({"and", "but", "or", "so", "also"})
_FEW = 3  # words that cannot make a whole question: "And where?", "Why not?", "In which year?"
TURNS = 3  # earlier turns shown; what a pronoun stands for is seldom further back
TOKENS = 60  # a question, not an essay


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question and the answer it got."""

    question: str
    answer: str


def standalone(question: str, history: Sequence[Turn], generator: Generator) -> str:
    """``question`` itself when it stands alone already, else the model's rewriting of it in one line."""
    if not history or not refers(question):
        return question
    turns = [(turn.question, turn.answer) for turn in history[-TURNS:]]
    said = "".join(generator.stream(rewrite(question, turns), citable=0, limit=TOKENS))
    lines = said.strip().splitlines()
    return lines[0].removeprefix("Question:").strip() or question if lines else question


def refers(question: str) -> bool:
    """Whether ``question`` may lean on what was said before."""
    said = re.findall(r"\w+", question.lower())
    return len(said) <= _FEW or said[0] in _OPENING or not _REFERRING.isdisjoint(said)
