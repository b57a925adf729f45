"""Keeping the index up to date from the page: values in, updates out. Wired to components in ``tab``."""

from typing import Any

from index.errors import RagError
from ui.collections import Collections
from ui.documents import reports
from ui.documents.showing import Showing, View
from ui.documents.upkeep import Upkeep
from ui.shared import Updates

#: Seconds between two looks at an update under way, and at a folder that is watched.
_SOON, _LATER = 0.5, 2.0


class Keeper:
    """Brings the index up to date, on a press or by itself.

    Args:
        collections: Whose documents. Every method takes the name of one.
        showing: Shows the documents.
    """

    def __init__(self, collections: Collections, showing: Showing) -> None:
        self._collections = collections
        self._showing = showing

    def reindex(self, name: str, seen: int) -> Updates:
        """Bring the index up to date; questions go on being answered meanwhile. Opens again what failed."""
        opening = self._collections.opening(name)
        try:
            if (assistant := opening.poll()) is not None:
                self._collections.upkeep(name).start(assistant)
        except RagError:
            opening.again()
        return self.work(name, seen)

    def cancel(self, name: str) -> Any:  # noqa: ANN401  # Gradio has no type for it
        """End the update under way."""
        upkeep = self._collections.upkeep(name)
        upkeep.cancel()
        return _cancel(upkeep)

    def work(self, name: str, seen: int) -> Updates:
        """What is being done: outcomes seen, a bar, buttons, the switch, and when to look for news."""
        import gradio as gr

        upkeep, is_on = self._collections.upkeep(name), self._collections.watching(name).is_on
        # The outcome first: one that comes in between is found by the next look.
        is_new, busy = upkeep.count != seen, upkeep.is_busy
        return (
            seen,
            reports.bar(upkeep.step, upkeep.left, upkeep.rate) if busy else gr.skip(),
            gr.Button(interactive=not busy),
            _cancel(upkeep),
            gr.Checkbox(value=is_on),
            gr.Timer(_SOON if busy or is_new else _LATER, active=busy or is_new or is_on),
        )

    def news(self, name: str, seen: int, words: str, order: str) -> Updates:
        """The same as time passes; once an update has ended, its outcome and the documents as they are."""
        import gradio as gr

        upkeep = self._collections.upkeep(name)
        count = upkeep.count
        if upkeep.is_busy or count == seen or upkeep.outcome is None:
            return *self.work(name, seen), *(gr.skip(),) * 4
        _, _, *others = self.work(name, count)
        shown = self._showing.documents(name, View(words, order))
        return count, reports.outcome(upkeep.outcome), *others, *shown

    def arrive(self, name: str) -> Updates:
        """What is being done, for a page that was just opened or shows another collection; no old reports."""
        count = self._collections.upkeep(name).count
        seen, shown, *others = self.work(name, count)
        return seen, shown if isinstance(shown, str) else "", *others

    def watch(self, name: str, is_on: bool, seen: int) -> Updates:  # noqa: FBT001  # what a switch gives
        """Watch the folder or not, and look for what that brings only while it is watched."""
        watching = self._collections.watching(name)
        try:
            if not is_on:
                watching.turn_off()
            elif (assistant := self._collections.opening(name).poll()) is not None:
                watching.turn_on(assistant)
        except RagError:  # the header says what is wrong
            pass
        return self.work(name, seen)


def _cancel(upkeep: Upkeep) -> Any:  # noqa: ANN401  # Gradio has no type for it
    """The button that ends the update under way; it says when that is being done."""
    import gradio as gr

    if upkeep.is_ending:
        return gr.Button("Cancelling…", visible=True, interactive=False)
    return gr.Button("Cancel", visible=upkeep.is_busy, interactive=True)
