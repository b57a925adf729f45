"""What happens on the Insight tab: values in, updates out. Wired to components in ``tab``."""

from typing import Any

from index.errors import RagError
from rag import Answer
from ui.chat.conversation import Exchange, Exchanges
from ui.collections import Collections
from ui.insight.atlas import Atlas
from ui.insight.drawing import Marked, drawing
from ui.insight.view import NOTHING, insight
from ui.notice import notice
from ui.safe import plain
from ui.wording import shortened

_LONGEST = 70  # characters of a question in the list of them


_UNREADABLE = "What was kept of how this answer came about cannot be read; ask again to see it."


class Reader:
    """Shows how answers came about.

    Args:
        collections: Where the passages of a map lie.
    """

    def __init__(self, collections: Collections) -> None:
        self._collections = collections
        self._atlas = Atlas()

    def open(self, exchanges: Exchanges) -> tuple[Any, str]:
        """Which answers there are, the last one chosen, and how it came about."""
        import gradio as gr

        choices = [(_choice(number, one), number) for number, one in enumerate(exchanges, start=1)]
        last = len(exchanges) or None
        chosen = gr.Dropdown(choices[::-1], value=last, visible=len(choices) > 1)
        return chosen, self.show(exchanges, last)

    def show(self, exchanges: Exchanges, number: int | None) -> str:
        """How one answer came about."""
        one = _chosen(exchanges, number)
        if one is None:
            return NOTHING
        try:
            return insight(one.answer, note=one.note)
        except (KeyError, TypeError, ValueError, AttributeError):
            # A trace comes back from the browser, which may have it from another version or from anybody.
            return notice(_UNREADABLE, wrong=True)

    def map(self, exchanges: Exchanges, number: int | None, name: str) -> str:
        """The map of the collection that gave an answer, with its hits; of ``name`` where there is none."""
        one = _chosen(exchanges, number)
        name = (one.collection if one else "") or name
        try:
            assistant = self._collections.opening(name).poll()
            if assistant is None:
                return notice("The documents are still being opened; come back in a moment.")
            snapshot = assistant.library.snapshot()
            drawn = self._atlas.map(name, snapshot)
            hits = one.answer.hits if one else ()
            spots = drawn.spots(snapshot, [hit.chunk for hit in hits])
        except RagError as error:
            return notice(str(error), wrong=True)
        titles = _titles(one.answer) if one else {}
        return drawing(
            drawn,
            [
                Marked(titles.get(hit.chunk.source, hit.chunk.source), hit.chunk.heading, spot)
                for hit, spot in zip(hits, spots, strict=True)
            ],
        )


def _chosen(exchanges: Exchanges, number: int | None) -> Exchange | None:
    """An exchange by its number, from 1; the last one where the conversation has become shorter."""
    return exchanges[min(number or len(exchanges), len(exchanges)) - 1] if exchanges else None


def _choice(number: int, one: Exchange) -> str:
    return f"{number}. {shortened(plain(one.answer.question), _LONGEST)}"


def _titles(answer: Answer) -> dict[str, str]:
    return {passage.source: passage.title for passage in answer.passages}
