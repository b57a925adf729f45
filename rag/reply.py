"""One answer in the making, of one question or of several in one. Knows nothing of how each is answered."""

from collections import abc
from collections.abc import Sequence
from dataclasses import asdict

from rag.answers import Answer
from rag.joined import joined
from rag.parts import alone
from rag.rewrite import Turn
from rag.single import Single


def reply(single: Single, question: str, history: Sequence[Turn]) -> abc.Generator[Answer]:
    """Yields the answer at every step; the last one has ``phase`` "done".

    Args:
        single: Answers each part.
        question: As asked.
        history: Earlier turns, oldest first.
    """
    whole = Answer(question, trace=_trace(single))
    yield whole
    parts = alone(question, history, single.generator)
    done: list[Answer] = []
    for part in parts:
        answer = Answer(part)
        for answer in single.grow(part):
            yield joined(whole, [*done, answer], len(parts))
        done.append(answer)


def _trace(single: Single) -> dict[str, object]:
    """What produces the answer."""
    settings = {name: str(value) for name, value in asdict(single.settings).items()}
    return {
        "embedder": single.embedder.name,
        "generator": single.generator.name,
        "generation": single.snapshot.generation,
        "settings": settings,
        "threshold": single.threshold,
        "where": asdict(single.where),
    }
