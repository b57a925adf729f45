"""What each press on the Chat tab does: values in, updates out. Wired to components in ``tab``."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any, TypeAlias

from index.readers import clean
from rag import Answer
from ui import panel
from ui.chat.conversation import Exchange, Run, exchange
from ui.collections import Collections
from ui.render import answer_bubble, question_bubble

Exchanges: TypeAlias = tuple[Exchange, ...]
Updates: TypeAlias = tuple[Any, ...]  # one for each output; Gradio has no type for them


class Desk:
    """The page's side of the assistants.

    Args:
        collections: Who answers.
    """

    def __init__(self, collections: Collections) -> None:
        self._collections = collections

    def take(self, question: str, earlier: Exchanges, run: Run) -> Updates:
        """Take a question: show it at once, before anything is done about it."""
        import gradio as gr

        question = clean(question).strip()
        if not question or run.busy:
            return gr.skip(), gr.skip(), gr.skip(), gr.skip()
        run.pending, run.busy, run.stopped, run.cleared = question, True, False, False
        asked = (*earlier, Exchange(Answer(question), waiting="Waiting for its turn…"))
        return *show(asked), gr.Textbox(value="", submit_btn=False, stop_btn=True)

    def take_again(self, earlier: Exchanges, run: Run) -> Updates:
        """Ask the last question again."""
        return self.take(earlier[-1].answer.question, earlier[:-1], run)

    def grow(self, asked: Exchanges, run: Run, collection: str) -> Iterator[Updates]:
        """Answer the question that was taken, if one was, from a collection."""
        question, run.pending = run.pending, ""
        earlier = asked[:-1]
        if not question:
            return
        try:
            opening = self._collections.opening(collection)
            with closing(exchange(opening, question, earlier, run)) as growing:
                for latest in growing:
                    if not run.cleared:
                        yield show((*earlier, latest))
        finally:
            run.busy = False
        if run.cleared:
            yield show(())

    def stop(self, run: Run) -> None:
        """End the answer that is being made; what is there stays."""
        run.stopped = True

    def rest(self, run: Run) -> Any:  # noqa: ANN401  # Gradio has no type for an update
        """Be ready for the next question, unless one is being answered."""
        import gradio as gr

        _withdraw(run)  # still pending, it was refused because too many were waiting
        return gr.Textbox(submit_btn=not run.busy, stop_btn=run.busy)

    def clear(self, run: Run) -> Updates:
        """Forget the conversation, and end the answer that is being made."""
        import gradio as gr

        run.stopped = run.cleared = True
        _withdraw(run)
        # An answer under way clears the page itself: only its own updates come after one another.
        emptied = [gr.skip()] * 3 if run.busy else show(())
        return *emptied, gr.Textbox(submit_btn=True, stop_btn=False)


def _withdraw(run: Run) -> None:
    """Drop a question whose turn has not come."""
    if run.pending:
        run.pending, run.busy = "", False


def show(exchanges: Exchanges) -> tuple[Exchanges, list[dict[str, str]], str]:
    """A conversation as state, as chat messages and as the sources panel."""
    messages: list[dict[str, str]] = []
    for number, one in enumerate(exchanges, start=1):
        said = answer_bubble(one.answer, f"a{number}", note=one.note, waiting=one.waiting)
        messages.append({"role": "user", "content": question_bubble(one.answer.question)})
        messages.append({"role": "assistant", "content": said})
    anchored = [(one.answer, f"a{number}") for number, one in enumerate(exchanges, start=1)]
    return exchanges, messages, panel.sources(anchored)
