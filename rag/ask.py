"""``answer()``: the easy function over an explicit assistant."""

from functools import lru_cache

from rag.answers import Answer
from rag.assistant import Assistant
from rag.settings import Settings


def answer(question: str, settings: Settings | None = None) -> Answer:
    """Answers ``question`` from the documents as they are now.

    The documents folder is looked at anew on every call, and only what changed in it is indexed;
    the models stay loaded between calls with the same settings.

    Args:
        question: What to answer.
        settings: Which documents, index and model; read from the environment when None.

    Raises:
        RagError: For anything a user can mend; its text says what, why and how.
    """
    assistant = _assistant(settings or Settings.from_env())
    assistant.update()
    return assistant.answer(question)


@lru_cache(maxsize=1)
def _assistant(settings: Settings) -> Assistant:
    return Assistant.open(settings)
