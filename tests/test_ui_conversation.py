from collections.abc import Generator
from pathlib import Path
from threading import Event

import pytest

from index import RagError
from rag import Answer, Assistant, Sentence
from rag.testing import scripted_assistant
from ui.chat.conversation import STOPPED, Exchange, Manner, Run, exchange, history
from ui.opening import Opening
from ui.render import phase_line

QUESTION, REPLY = "What do goats eat?", "Goats eat hay. Goats climb rocks."


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "goats.txt").write_text("Goats eat hay. Goats climb rocks. Goats sleep little.")
    return scripted_assistant(docs, tmp_path / "index.sqlite", {QUESTION: REPLY})


class Stuck:
    """An assistant that answers for ever; knows whether it was closed."""

    closed = False

    def __init__(self, assistant: Assistant) -> None:
        self.library = assistant.library

    def stream(self, question: str, _: object, **__: object) -> Generator[Answer]:
        try:
            while True:
                yield Answer(question, phase="answering", draft="on and on")
        finally:
            self.closed = True


def test_exchange_grows_to_the_finished_answer(assistant: Assistant) -> None:
    """What is yielded ends with the assistant's own answer, without a note."""
    *_, last = exchange(Opening.of(assistant), QUESTION, (), Run())
    assert last.answer.phase == "done"
    assert last.answer.text == REPLY
    assert not last.note


def test_what_is_done_is_told_in_words(assistant: Assistant) -> None:
    """From the first moment to the last the page says what is being done, and with how much."""
    seen = exchange(Opening.of(assistant), QUESTION, (), Run())
    told = [one.waiting or phase_line(one.answer) for one in seen]
    assert list(dict.fromkeys(told)) == [
        "Searching 1 document…",
        "Reading 1 passage…",
        "Writing…",
        "Checking…",
        "",
    ]


def test_manner_is_of_one_question_alone(assistant: Assistant) -> None:
    """What the reader wants for a question is what it is answered with; the settings stay."""
    strict = Manner(full=True, strict=True)
    *_, last = exchange(Opening.of(assistant), QUESTION, (), Run(), strict)
    assert last.answer.trace["settings"]["full"] == "True"
    assert last.answer.trace["settings"]["strict"] == "True"
    *_, last = exchange(Opening.of(assistant), QUESTION, (), Run())
    assert last.answer.trace["settings"]["full"] == "False"


def test_question_waits_for_an_assistant_that_is_still_opening(assistant: Assistant) -> None:
    """A question asked too early is kept, says what it waits for, and is then answered."""
    ready = Event()

    def slow(report: object) -> Assistant:
        report("Loading the model…")
        ready.wait()
        return assistant

    growing = exchange(Opening(slow), QUESTION, (), Run())
    assert next(growing).waiting
    ready.set()
    *_, last = growing
    assert last.answer.text == REPLY
    assert not last.waiting


def test_error_becomes_a_note_in_one_line() -> None:
    """What a user can mend is told in the conversation, in the words of the error."""

    def broken(_: object) -> Assistant:
        raise RagError("no documents: name a folder")

    (only,) = exchange(Opening(broken), QUESTION, (), Run())
    assert only.note == "no documents: name a folder"


def test_defect_is_not_hidden(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """An exception that is no error of ours is told where the question was asked; its trace is in the log."""

    def broken(_: object) -> Assistant:
        raise ZeroDivisionError

    def failing(*_: object, **__: object) -> Generator[Answer]:
        raise MemoryError("can't allocate")
        yield

    (opening,) = exchange(Opening(broken), QUESTION, (), Run())
    assert "cannot be opened (ZeroDivisionError" in opening.note
    monkeypatch.setattr(assistant, "stream", failing)
    *_, answering = exchange(Opening(lambda _: assistant), QUESTION, (), Run())
    assert "A defect ended the answer (MemoryError" in answering.note
    assert caplog.text.count("Traceback") == 2


def test_stopping_closes_the_generator_and_keeps_what_is_there(assistant: Assistant) -> None:
    """After a stop no more is generated, and the partial answer stays, marked as stopped."""
    stuck, run = Stuck(assistant), Run()
    growing = exchange(Opening(lambda _: stuck), QUESTION, (), run)
    while not next(growing).answer.draft:
        pass
    run.stopped = True
    last = list(growing)[-1]
    assert stuck.closed
    assert last.note == STOPPED
    assert last.answer.draft == "on and on"


def test_stopping_while_waiting_ends_the_wait() -> None:
    """A question can be withdrawn before the assistant is open."""
    never, run = Event(), Run()
    growing = exchange(Opening(lambda _: never.wait()), QUESTION, (), run)
    next(growing)
    run.stopped = True
    assert list(growing)[-1].note == STOPPED
    never.set()


def test_leaving_closes_the_generator(assistant: Assistant) -> None:
    """Closing the exchange, as when the page is left, stops generation at once."""
    stuck = Stuck(assistant)
    growing = exchange(Opening(lambda _: stuck), QUESTION, (), Run())
    while not next(growing).answer.draft:
        pass
    growing.close()
    assert stuck.closed


def test_history_holds_what_was_said() -> None:
    """Turns are questions with answers; a question that failed is no turn."""
    said = Exchange(Answer("Who?", (Sentence("Goats."),)))
    failed = Exchange(Answer("Why?"), note="no model")
    (turn,) = history((said, failed))
    assert (turn.question, turn.answer) == ("Who?", "Goats.")
