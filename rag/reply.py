"""One answer in the making, of one question or of several in one. Knows nothing of how each is answered."""

from collections import abc
from collections.abc import Sequence
from dataclasses import asdict

from index.readers import clean
from rag.answers import Answer, Passage
from rag.joined import joined
from rag.parts import alone
from rag.parts import parts as cut
from rag.rewrite import Turn, refers
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
    before = _read_before(single, history)
    done: list[Answer] = []
    for part in parts:
        answer = Answer(part)
        for answer in single.grow(part, before):
            yield joined(whole, [*done, answer], len(parts))
        done.append(answer)
        before = answer.passages


def _read_before(single: Single, history: Sequence[Turn]) -> tuple[Passage, ...]:
    """What was read for the last question, found anew: nothing where that did not stand alone.

    An answer depends on the history as it is given, and not on what this process happens to remember, nor on whether
    its engine can make use of the order.
    """
    last = clean(history[-1].question) if history else ""
    alone_then = last.strip() and (len(history) == 1 or not refers(last)) and len(cut(last)) == 1
    return single.finder.find(last).shown if alone_then else ()


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
