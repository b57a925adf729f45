"""What each press on the page does: values in, updates out. Wired to components in ``chat``."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from typing import Any, TypeAlias

from index.errors import RagError
from index.readers import clean
from rag import Answer
from rag.catalogue import MODELS
from ui import panel
from ui.conversation import Exchange, Run, exchange
from ui.examples import example_questions
from ui.narrow import narrowed
from ui.opening import Opening
from ui.render import answer_bubble, question_bubble
from ui.watching import Watching

Exchanges: TypeAlias = tuple[Exchange, ...]
Updates: TypeAlias = tuple[Any, ...]  # one for each output; Gradio has no type for them


class Desk:
    """The page's side of the assistant.

    Args:
        opening: Where the assistant comes from.
        watching: Keeps its index up to date while it is on; one for all who have the page open.
    """

    def __init__(self, opening: Opening, watching: Watching) -> None:
        self._opening = opening
        self._watching = watching

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

    def grow(self, asked: Exchanges, run: Run) -> Iterator[Updates]:
        """Answer the question that was taken, if one was."""
        question, run.pending = run.pending, ""
        earlier = asked[:-1]
        if not question:
            return
        try:
            with closing(exchange(self._opening, question, earlier, run)) as growing:
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

    def look(self) -> Updates:
        """Header, documents and examples as they are now, and whether to look again."""
        import gradio as gr

        header, documents, questions = self._library()
        proposed = [{"text": question} for question in questions]
        again = gr.Timer(active=not self._opening.over)
        return header, documents, gr.Chatbot(examples=proposed), again

    def library(self) -> tuple[str, str]:
        """Header and list of documents as they are now."""
        return self._library()[:2]

    def reindex(self) -> Iterator[tuple[Any, Any]]:
        """Bring the index up to date with the folder; questions go on being answered meanwhile."""
        import gradio as gr

        yield panel.notice("Re-indexing…"), gr.Button(interactive=False)
        try:
            shown = panel.outcome(self._opening.wait().update())
        except RagError as error:
            shown = panel.outcome(error)
        yield shown, gr.Button(interactive=True)

    def watch(self, is_on: bool) -> Updates:  # noqa: FBT001  # what a switch gives
        """Watch the folder or not, and look for what that brings only while it is watched."""
        if is_on:
            self._watching.turn_on(self._opening.wait())
        else:
            self._watching.turn_off()
        return self.watched()

    def watched(self) -> Updates:
        """The switch as it is, whoever turned it, and whether to look for what was indexed."""
        import gradio as gr

        is_on = self._watching.is_on
        return gr.Checkbox(value=is_on), gr.Timer(active=is_on)

    def news(self, seen: int) -> Updates:
        """What was indexed since this page looked last: how often, the report, header, documents, switch."""
        import gradio as gr

        count, outcome = self._watching.count, self._watching.outcome
        if count == seen or outcome is None:
            return (gr.skip(),) * 6
        # It turns itself off when the folder cannot be watched.
        return count, panel.outcome(outcome), *self.library(), *self.watched()

    def ask(
        self,
        question: str,
        sources: list[str] | None = None,
        types: list[str] | None = None,
        since: str = "",
        until: str = "",
    ) -> dict[str, Any]:
        """Answer one question, without history, from the documents that fit; see ``index.Filter``.

        Gives ``Answer.to_dict()``.
        """
        with _told():
            where = narrowed(sources or (), types or (), since, until)
            answer: dict[str, Any] = self._opening.wait().answer(question, where=where).to_dict()
        return answer

    def search(
        self,
        words: str,
        sources: list[str] | None = None,
        types: list[str] | None = None,
        since: str = "",
        until: str = "",
    ) -> list[dict[str, Any]]:
        """The passages nearest to some words, best first, in the documents that fit."""
        with _told():
            where = narrowed(sources or (), types or (), since, until)
            found = self._opening.wait().search(words, where=where)
        return [asdict(passage) for passage in found]

    def _library(self) -> tuple[str, str, tuple[str, ...]]:
        try:
            assistant = self._opening.poll()
        except RagError as error:
            return panel.header(str(error)), "", ()
        if assistant is None:
            return panel.header(self._opening.status), "", ()
        snapshot = assistant.library.snapshot()
        infos = snapshot.documents()
        model = assistant.settings.model
        title = MODELS[model].title if model in MODELS else model
        line = panel.size_line(len(infos), len(snapshot), title)
        return panel.header(line), panel.documents(infos), example_questions(infos)


@contextmanager
def _told() -> Iterator[None]:
    """What a caller of the API can mend is told to them, which Gradio does with its own error only."""
    import gradio as gr

    try:
        yield
    except RagError as error:
        raise gr.Error(str(error), print_exception=False) from error


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
