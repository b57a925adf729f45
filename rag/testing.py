"""Stand-ins that implement the real interface, for tests of this project and of what uses it."""

import re
import time
from collections.abc import Generator, Mapping, Sequence
from pathlib import Path

from index import Library
from index.testing import HashEmbedder
from rag.answerable import CALIBRATED
from rag.assistant import Assistant
from rag.judgement import Judgement
from rag.prompt import Message
from rag.settings import Settings

YES, NO = 10.0, -10.0


class ScriptedGenerator:
    """Says what it was told to say.

    Args:
        replies: Question to reply; what is not in it is judged unanswerable.
        delay: Seconds before each word, to watch streaming and stopping.

    Attributes:
        asked: Every user message it was given, in order.
    """

    name = f"{CALIBRATED} scripted"  # its judgement is weighed like the real one's

    def __init__(self, replies: Mapping[str, str], delay: float = 0.0) -> None:
        self.replies = dict(replies)
        self.delay = delay
        self.asked: list[str] = []

    def judgement(
        self, chat: Sequence[Message], then: Sequence[Message] | None = None
    ) -> Judgement:
        """Certainly yes for a question with a reply, certainly no for any other."""
        del then  # nothing is read
        return Judgement(NO if self._reply(chat) is None else YES)

    def stream(self, messages: Sequence[Message], citable: int, limit: int) -> Generator[str]:
        """Yields the scripted reply word by word, or an echo of the question to be rewritten."""
        del citable  # a script writes what it likes
        self.asked.append(messages[-1]["content"])
        said = self._reply(messages)
        if said is None:
            said = _last_question(messages)
        for piece in re.findall(r"\S+\s*", said)[:limit]:
            time.sleep(self.delay)
            yield piece

    def _reply(self, messages: Sequence[Message]) -> str | None:
        return self.replies.get(_last_question(messages))


def scripted_assistant(
    documents: Path,
    index: Path,
    replies: Mapping[str, str],
    *,
    delay: float = 0.0,
    strict: bool = False,
) -> Assistant:
    """An assistant over real documents and a real index, with no model: it answers in a blink."""
    settings = Settings(docs=documents, index=index, strict=strict)
    embedder = HashEmbedder()
    library = Library.open(index, embedder)
    assistant = Assistant(library, embedder, ScriptedGenerator(replies, delay), settings)
    assistant.update()
    return assistant


def _last_question(messages: Sequence[Message]) -> str:
    lines = re.findall(r"^(?:Last q|Q)uestion: (.*)$", messages[-1]["content"], re.MULTILINE)
    return str(lines[-1])
