"""What each press on the Documents tab does: values in, updates out. Wired to components in ``tab``."""

from collections.abc import Iterator
from typing import Any, TypeAlias

from index.errors import RagError
from rag.catalogue import MODELS
from ui import panel
from ui.chat.examples import example_questions
from ui.collections import Collections

Updates: TypeAlias = tuple[Any, ...]  # one for each output; Gradio has no type for them


class Keeper:
    """Shows what is indexed, and brings it up to date.

    Args:
        collections: Whose documents. Every method takes the name of one.
    """

    def __init__(self, collections: Collections) -> None:
        self._collections = collections

    def look(self, name: str) -> Updates:
        """Header, documents and examples as they are now, and whether to look again."""
        import gradio as gr

        header, documents, questions = self._library(name)
        proposed = [{"text": question} for question in questions]
        again = gr.Timer(active=not self._collections.opening(name).over)
        return header, documents, gr.Chatbot(examples=proposed), again

    def library(self, name: str) -> tuple[str, str]:
        """Header and list of documents as they are now."""
        return self._library(name)[:2]

    def reindex(self, name: str) -> Iterator[tuple[Any, Any]]:
        """Bring the index up to date with the folder; questions go on being answered meanwhile."""
        import gradio as gr

        yield panel.notice("Re-indexing…"), gr.Button(interactive=False)
        try:
            shown = panel.outcome(self._collections.opening(name).wait().update())
        except RagError as error:
            shown = panel.outcome(error)
        yield shown, gr.Button(interactive=True)

    def watch(self, name: str, is_on: bool) -> Updates:  # noqa: FBT001  # what a switch gives
        """Watch the folder or not, and look for what that brings only while it is watched."""
        watching = self._collections.watching(name)
        if is_on:
            watching.turn_on(self._collections.opening(name).wait())
        else:
            watching.turn_off()
        return self.watched(name)

    def watched(self, name: str) -> Updates:
        """The switch as it is, whoever turned it, and whether to look for what was indexed."""
        import gradio as gr

        is_on = self._collections.watching(name).is_on
        return gr.Checkbox(value=is_on), gr.Timer(active=is_on)

    def news(self, name: str, seen: int) -> Updates:
        """What was indexed since this page looked last: how often, the report, header, documents, switch."""
        import gradio as gr

        watching = self._collections.watching(name)
        if watching.count == seen or watching.outcome is None:
            return (gr.skip(),) * 6
        # It turns itself off when the folder cannot be watched.
        report = panel.outcome(watching.outcome)
        return watching.count, report, *self.library(name), *self.watched(name)

    def _library(self, name: str) -> tuple[str, str, tuple[str, ...]]:
        opening = self._collections.opening(name)
        try:
            assistant = opening.poll()
        except RagError as error:
            return panel.header(str(error)), "", ()
        if assistant is None:
            return panel.header(opening.status), "", ()
        snapshot = assistant.library.snapshot()
        infos = snapshot.documents()
        model = assistant.settings.model
        title = MODELS[model].title if model in MODELS else model
        line = panel.size_line(len(infos), len(snapshot), title)
        return panel.header(line), panel.documents(infos), example_questions(infos)
