"""What the model is asked, word for word. Knows nothing of how it answers.

Both questions put to the model begin with the same passages and question, so that the second
reuses the first one's key-value cache; the instruction comes last.
"""

import re
from collections.abc import Sequence
from typing import TypedDict

from rag.answers import Passage


class Message(TypedDict):
    """One turn of a chat, as chat templates take it: ``role`` is system, user or assistant."""

    role: str
    content: str


SYSTEM = "You answer questions about the user's documents."
ANSWER = "Answer in one short sentence, using only the passages."
FULL = "Answer with every point that the passages give, in a few short sentences, using only the passages."
JUDGE = "Do the passages contain the answer to the question? Reply Yes or No."
CHECK = "Does the answer say only what the passages say? Reply Yes or No."
_MORE = re.compile(
    r"\b(?:explain|describe|summari[sz]e|compare|list|outline|in detail|details|step by step"
    r"|tell me (?:all|more|everything) about)\b",
    re.IGNORECASE,
)
_ASKS = "\n\nQuestion:"
REWRITE = (
    "Rewrite the last question so that it is understood without the conversation. Keep its words, but put "
    "names in place of words like it, he, they, there or that, and add the name it is about if that is "
    "left out. Reply with the question only."
)
# Two conversations that show what is wanted: history, follow-up, the question that stands alone.
REWRITTEN = (
    (
        [("Who founded the Red Cross?", "Henry Dunant founded it in 1863.")],
        "Where was he born?",
        "Where was Henry Dunant born?",
    ),
    (
        [("What did Marie Curie discover?", "Polonium and radium."), ("When was that?", "")],
        "Did she win any prizes for it?",
        "Did Marie Curie win any prizes for the discovery of polonium and radium?",
    ),
)


def ask(question: str, passages: Sequence[Passage], *, full: bool = False) -> list[Message]:
    """The messages that ask for the answer; ``full`` for more than a short sentence."""
    return _about(question, passages, FULL if full or asks_for_more(question) else ANSWER)


def asks_for_more(question: str) -> bool:
    """Whether one short sentence cannot be what the question wants."""
    return bool(_MORE.search(question))


def judge(question: str, passages: Sequence[Passage]) -> list[Message]:
    """The messages that ask, Yes or No, whether the passages hold the answer."""
    return _about(question, passages, JUDGE)


def check(question: str, said: str, passages: Sequence[Passage]) -> list[Message]:
    """The messages that ask, Yes or No, whether the passages say what was said in reply."""
    return _about(f"{question}\nAnswer: {said}", passages, CHECK)


def before_question(chat: Sequence[Message]) -> list[Message]:
    """A chat about passages as far as its question; all of a chat that has none."""
    shown, asks, _ = chat[-1]["content"].rpartition(_ASKS)
    return _ending_in(chat, shown + asks)


def with_question(chat: Sequence[Message]) -> list[Message]:
    """A chat about passages without the task behind its question; all of a chat that has none."""
    told, blank, _ = chat[-1]["content"].rpartition("\n\n")
    return _ending_in(chat, told + blank)


def _ending_in(chat: Sequence[Message], content: str) -> list[Message]:
    *others, last = chat
    return [*others, {"role": last["role"], "content": content or last["content"]}]


def rewrite(question: str, history: Sequence[tuple[str, str]]) -> list[Message]:
    """The messages that ask for a question that stands alone; two examples come first.

    Args:
        question: The follow-up.
        history: Earlier (question, answer) pairs, oldest first; an empty answer is not shown.
    """
    messages: list[Message] = [{"role": "system", "content": SYSTEM}]
    for turns, asked, wanted in REWRITTEN:
        messages.append({"role": "user", "content": _follow_up(asked, turns)})
        messages.append({"role": "assistant", "content": wanted})
    return [*messages, {"role": "user", "content": _follow_up(question, history)}]


def _follow_up(question: str, history: Sequence[tuple[str, str]]) -> str:
    turns = "\n".join(
        f"Question: {asked}\nAnswer: {said}" if said else f"Question: {asked}"
        for asked, said in history
    )
    return f"Conversation:\n{turns}\n\nLast question: {question}\n\n{REWRITE}"


def _about(question: str, passages: Sequence[Passage], task: str) -> list[Message]:
    shown = "\n\n".join(f"[{p.number}] {_label(p)}\n{p.text}" for p in passages)
    content = f"Passages:\n\n{shown}{_ASKS} {question}\n\n{task}"
    return [{"role": "system", "content": SYSTEM}, {"role": "user", "content": content}]


def _label(passage: Passage) -> str:
    parts = (passage.title, passage.heading)
    return " › ".join(part for part in parts if part)  # noqa: RUF001  as chunks join headings
