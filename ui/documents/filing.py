"""Adding and removing documents from the page: values in, updates out. Wired to components in ``tab``."""

from collections.abc import Sequence
from pathlib import Path

from index.errors import RagError
from ui.collections import Collections
from ui.documents import reports, trash
from ui.documents.showing import Showing
from ui.documents.uploads import take
from ui.marks import escape
from ui.notice import notice
from ui.safe import visible
from ui.shared import Updates

_OPENING = "The documents are still being opened; try again in a moment."


class Filing:
    """Puts files into the folder and takes them out; the index follows.

    Args:
        collections: Whose documents. Every method takes the name of one.
        showing: Knows which files the page shows.
    """

    def __init__(self, collections: Collections, showing: Showing) -> None:
        self._collections = collections
        self._showing = showing

    def upload(self, name: str, files: Sequence[str] | None) -> Updates:
        """Put uploaded files into the folder and index them: what is said, and the empty drop zone."""
        try:
            assistant = self._collections.opening(name).poll()
            if assistant is None:
                return notice(_OPENING, wrong=True), None
            came = take([Path(file) for file in files or ()], assistant.documents)
        except RagError as error:
            return notice(str(error), wrong=True), None
        if came.added:
            self._collections.upkeep(name).start(assistant, must=True)
        return reports.uploaded(came), None

    def ask_removal(self, name: str, key: str) -> Updates:
        """Ask before a file is removed: which one, the question with its buttons; Undo is over then."""
        import gradio as gr

        try:
            source = self._showing.source(name, key)
            place = trash.trash_of(self._collections.opening(name).wait().documents)
        except RagError as error:
            return notice(str(error), wrong=True), *closed()
        if source is None:
            return notice("This file is not there any more.", wrong=True), *closed()
        asked = (
            f'<p id="asked"><b dir="auto">Remove {escape(visible(source))}?</b> The file is moved to '
            f"<bdi>{escape(visible(str(place)))}</bdi>, out of the folder; answers use it no more.</p>"
        )
        return "", source, asked, gr.Column(visible=True), None, gr.Button(visible=False)

    def remove(self, name: str, source: str) -> Updates:
        """Move the file away and let the index follow: what is said, no question any more, Undo."""
        import gradio as gr

        try:
            assistant = self._collections.opening(name).wait()
            gone = trash.remove(assistant.documents, source, assistant.library.path)
        except RagError as error:
            return notice(str(error), wrong=True), *closed()
        self._collections.upkeep(name).start(assistant, must=True)
        source, asked, question, *_ = closed()
        return reports.removed(gone), source, asked, question, gone, gr.Button(visible=True)

    def undo(self, name: str, gone: trash.Removed | None) -> Updates:
        """Put the file back that was removed last, and let the index follow."""
        try:
            assistant = self._collections.opening(name).wait()
            said = notice(f"{trash.restore(gone)} is back." if gone else "Nothing to undo.")
            self._collections.upkeep(name).start(assistant, must=True)
        except RagError as error:
            said = notice(str(error), wrong=True)
        return said, *closed()

    def leave(self) -> Updates:
        """Nothing is said, asked or to be undone, as when another collection is shown."""
        return "", *closed()


def closed() -> Updates:
    """No question and no Undo: what was to be removed, the question, its box, what was removed, Undo."""
    import gradio as gr

    return "", "", gr.Column(visible=False), None, gr.Button(visible=False)
