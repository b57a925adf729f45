"""A conversation as the page holds it: questions, growing answers, how they ended. Knows no Gradio."""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from index.errors import RagError
from rag import Answer, Turn
from ui.opening import Opening

STOPPED = "Stopped."

#: Seconds between two looks at whether the assistant is open or the question was withdrawn.
_PATIENCE = 0.2


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer at one moment.

    Attributes:
        answer: The answer so far; it holds the question.
        note: How it ended when not by itself: stopped, or an error in one line; else empty.
        waiting: What it waits for before it can begin; else empty.
    """

    answer: Answer
    note: str = ""
    waiting: str = ""


@dataclass(slots=True)
class Run:
    """What one reader's conversation is doing; the one mutable thing shared by their presses.

    Attributes:
        pending: A question taken and not yet begun; empty when there is none.
        busy: Whether a question is taken or being answered.
        stopped: Set to end the answer; what is there by then stays.
        cleared: Set to forget the conversation when the answer has ended.
    """

    pending: str = ""
    busy: bool = False
    stopped: bool = False
    cleared: bool = False


def exchange(
    opening: Opening, question: str, earlier: Sequence[Exchange], run: Run
) -> Generator[Exchange]:
    """Ask, and yield the exchange as it grows; the last one is final.

    Args:
        opening: Where the assistant comes from; waited for.
        question: What is asked.
        earlier: The conversation so far, oldest first.
        run: Its ``stopped`` may be set by someone else at any time.
    """
    latest = Exchange(Answer(question))
    try:
        with closing(_growing(opening, question, history(earlier), run)) as growing:
            for latest in growing:
                yield latest
    except RagError as error:
        yield replace(latest, note=str(error), waiting="")
        return
    if run.stopped and latest.answer.phase != "done":
        yield replace(latest, note=STOPPED, waiting="")


def history(exchanges: Sequence[Exchange]) -> tuple[Turn, ...]:
    """What was asked and answered before, as the assistant takes it."""
    answers = [earlier.answer for earlier in exchanges]
    return tuple(Turn(answer.question, answer.text) for answer in answers if answer.sentences)


def _growing(
    opening: Opening, question: str, turns: tuple[Turn, ...], run: Run
) -> Generator[Exchange]:
    while (assistant := opening.poll(_PATIENCE)) is None and not run.stopped:
        yield Exchange(Answer(question), waiting=opening.status)
    if assistant is None or run.stopped:
        return
    with closing(assistant.stream(question, turns)) as answers:
        for answer in answers:
            yield Exchange(answer)
            if run.stopped:
                return
