"""A conversation as the page holds it: questions, growing answers, how they ended. Knows no Gradio."""

import logging
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from typing import TypeAlias

from index.errors import RagError
from rag import Answer, Assistant, Turn
from ui.opening import Opening
from ui.wording import counted

log = logging.getLogger(__name__)

STOPPED = "Stopped."

#: What a reader may think of an answer.
GOOD, BAD = "good", "bad"

#: Seconds between two looks at whether the assistant is open or the question was withdrawn.
_PATIENCE = 0.2


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer at one moment.

    Attributes:
        answer: The answer so far; it holds the question.
        note: How it ended when not by itself: stopped, or an error in one line; else empty.
        waiting: What it waits for or is doing, where the answer itself does not tell; else empty.
        rating: What the reader thinks of it: ``GOOD``, ``BAD`` or nothing yet.
        comment: Why, in the reader's words; may be empty.
        collection: Name of the collection that answered; empty where that is not known.
    """

    answer: Answer
    note: str = ""
    waiting: str = ""
    rating: str = ""
    comment: str = ""
    collection: str = ""


Exchanges: TypeAlias = tuple[Exchange, ...]  # a conversation, oldest first


@dataclass(frozen=True, slots=True)
class Manner:
    """How the reader wants to be answered; see ``Settings`` for both."""

    full: bool = False
    strict: bool = False


@dataclass(slots=True)
class Run:
    """What one reader's conversation is doing; the one mutable thing shared by their presses.

    Attributes:
        pending: A question taken and not yet begun; empty when there is none.
        busy: Whether a question is taken or being answered.
        ended: Whether an answer has ended and the page does not know yet.
        stopped: Set to end the answer; what is there by then stays.
        instead: Set to show another conversation, or none, in place of this one when the answer has
            ended.
        former: The answer that is asked for again, until there is another.
        shown: Name of the conversation that is shown; empty when the server does not know.
        left: Name of the conversation that was being answered when another one was shown.
        unfinished: That conversation, its answer as far as it came.
    """

    pending: str = ""
    busy: bool = False
    ended: bool = False
    stopped: bool = False
    instead: Exchanges | None = None
    former: Exchange | None = None
    shown: str = ""
    left: str = ""
    unfinished: Exchanges = ()


def exchange(
    opening: Opening,
    question: str,
    earlier: Sequence[Exchange],
    run: Run,
    manner: Manner | None = None,
) -> Generator[Exchange]:
    """Ask, and yield the exchange as it grows; the last one is final.

    Args:
        opening: Where the assistant comes from; waited for.
        question: What is asked.
        earlier: The conversation so far, oldest first.
        run: Its ``stopped`` may be set by someone else at any time.
        manner: How to answer; as the assistant is set when None.
    """
    latest = Exchange(Answer(question))
    try:
        with closing(_growing(opening, question, history(earlier), run, manner)) as growing:
            for latest in growing:
                yield latest
    except RagError as error:
        yield replace(latest, note=str(error), waiting="")
        return
    except Exception as error:  # the page would say nothing, and wait for ever
        log.exception("answering failed")
        defect = f"A defect ended the answer ({error!r}); its trace is in the log."
        yield replace(latest, note=defect, waiting="")
        return
    if run.stopped and latest.answer.phase != "done":
        yield replace(latest, note=STOPPED, waiting="")


def waited(opening: Opening, question: str, run: Run) -> Generator[Exchange]:
    """Yields the question with what it waits for, until the assistant is open, has failed, or a stop."""
    while not opening.settled(_PATIENCE) and not run.stopped:
        yield Exchange(Answer(question), waiting=opening.status)


def history(exchanges: Sequence[Exchange]) -> tuple[Turn, ...]:
    """What was asked and answered before, as the assistant takes it."""
    answers = [earlier.answer for earlier in exchanges]
    return tuple(Turn(answer.question, answer.text) for answer in answers if answer.sentences)


def _growing(
    opening: Opening, question: str, turns: tuple[Turn, ...], run: Run, manner: Manner | None
) -> Generator[Exchange]:
    yield from waited(opening, question, run)
    assistant = opening.poll()
    if assistant is None or run.stopped:
        return
    settings = replace(assistant.settings, **asdict(manner)) if manner else None
    searching = _searching(assistant)
    with closing(assistant.stream(question, turns, settings=settings)) as answers:
        for answer in answers:
            yield Exchange(answer, waiting=searching if answer.phase == "searching" else "")
            if run.stopped:
                return


def _searching(assistant: Assistant) -> str:
    return f"Searching {counted(assistant.library.snapshot().document_count, 'document')}…"
