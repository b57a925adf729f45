"""What the page shows of a collection: header, files, examples. Changes nothing."""

from dataclasses import dataclass

from index.errors import RagError
from rag import Assistant, ModelError
from rag.catalogue import MODELS
from ui.chat.examples import example_questions
from ui.collections import Collections
from ui.documents.heading import header, size_line
from ui.documents.listing import Listed, rows
from ui.documents.table import key_of, table
from ui.notice import notice
from ui.shared import Updates

#: Files up to which no filter is offered: the eye is quicker.
FEW = 20


@dataclass(frozen=True, slots=True)
class View:
    """Which files a reader wants to see.

    Attributes:
        words: Only files in which each of these words occurs.
        order: By what they are sorted, see ``table.ORDERS``.
    """

    words: str = ""
    order: str = "Path"


class Showing:
    """Shows what there is.

    Args:
        collections: Whose documents. Every method takes the name of one.
    """

    def __init__(self, collections: Collections) -> None:
        self._collections = collections

    def look(self, name: str, view: View) -> Updates:
        """Header, files, filter and button, examples as they are now, and whether to look again."""
        import gradio as gr

        opening = self._collections.opening(name)
        shown = self.documents(name, view)
        proposed = [{"text": question} for question in self._examples(name)]
        return *shown, gr.Chatbot(examples=proposed), gr.Timer(active=not opening.over)

    def documents(self, name: str, view: View) -> Updates:
        """Header, files, whether there is a filter, and what the button does, as they are now."""
        import gradio as gr

        again, filtered = gr.Button("Re-index"), gr.Row(visible=False)
        try:
            assistant = self._collections.opening(name).poll()
            if assistant is None:
                status = self._collections.opening(name).status
                return header(status), notice(status), filtered, again
            files = rows(assistant)
            line = _size_line(assistant)
        except RagError as error:
            shown = notice(_with_help(error), wrong=True)
            return header(str(error)), shown, filtered, gr.Button("Try again")
        filtered = gr.Row(visible=len(files) > FEW)
        return header(line), table(files, view.words, view.order), filtered, again

    def files(self, name: str, view: View) -> str:
        """The files alone."""
        return str(self.documents(name, view)[1])

    def source(self, name: str, key: str) -> str | None:
        """The path of a file in its folder from its key in the table; None when it is gone."""
        return next((row.source for row in self._rows(name) if key_of(row.source) == key), None)

    def _rows(self, name: str) -> list[Listed]:
        assistant = self._collections.opening(name).poll()
        return rows(assistant) if assistant is not None else []

    def _examples(self, name: str) -> tuple[str, ...]:
        try:
            assistant = self._collections.opening(name).poll()
            if assistant is None:
                return ()
            snapshot = assistant.library.snapshot()
        except RagError:  # told by the header
            return ()
        return example_questions(snapshot.documents(), snapshot)


def _size_line(assistant: Assistant) -> str:
    snapshot, model = assistant.library.snapshot(), assistant.settings.model
    title = MODELS[model].title if model in MODELS else model
    return size_line(len(snapshot.documents()), len(snapshot), title)


def _with_help(error: RagError) -> str:
    """What is wrong, with the command that gets a model where one is missing."""
    known = "rag models" in str(error) or not isinstance(error, ModelError)
    told = (
        ""
        if known
        else " — `rag models` lists what is there, `rag models --get default` fetches it."
    )
    return f"{error}{told} Then press Try again."
