"""The Documents tab: its components, and what happens when one is pressed; done by ``ui.documents.keeper``."""

from dataclasses import dataclass
from typing import Any

from ui.chat.tab import ChatParts
from ui.documents.keeper import Keeper
from ui.shared import HIDDEN, QUICK, Shared

WATCH = "Watch the folder"

#: Seconds between two looks at an assistant that is still being opened.
_LOOK_AGAIN = 0.5

#: Seconds between two looks at what was indexed while the folder is watched.
_LOOK_FOR_NEWS = 2.0


@dataclass(frozen=True, slots=True)
class DocumentsParts:
    """The components of the tab that something happens to."""

    reindex: Any
    watch: Any
    report: Any
    documents: Any


def add(shared: Shared, chat: ChatParts) -> DocumentsParts:
    """Place the tab's components and wire them; call inside its ``gr.Tab``.

    Args:
        shared: What all tabs share.
        chat: Its examples come from the documents.
    """
    import gradio as gr

    with gr.Column(elem_id="library"):
        with gr.Row(elem_id="keeping"):
            reindex = gr.Button("Re-index", size="sm", elem_id="reindex")
            watch = gr.Checkbox(label=WATCH, container=False, elem_id="watch")
        report = gr.HTML(elem_id="report")
        documents = gr.HTML(elem_id="documents")
    parts = DocumentsParts(reindex, watch, report, documents)
    keeper = Keeper(shared.collections)
    _wire_library(keeper, parts, shared, chat)
    _wire_watching(keeper, parts, shared)
    return parts


def _wire_library(keeper: Keeper, parts: DocumentsParts, shared: Shared, chat: ChatParts) -> None:
    """What is indexed: shown when the page opens, when the assistant is open, when another is chosen."""
    import gradio as gr

    name, library = shared.collection, [shared.header, parts.documents]
    again = gr.Timer(_LOOK_AGAIN)
    for look in (shared.page.load, again.tick, shared.collection.change):
        look(keeper.look, name, [*library, chat.chat, again], **QUICK)
    updated = parts.reindex.click(keeper.reindex, name, [parts.report, parts.reindex], **HIDDEN)
    updated.then(keeper.library, name, library, **QUICK)


def _wire_watching(keeper: Keeper, parts: DocumentsParts, shared: Shared) -> None:
    """Indexing by itself what changes in the folder: one switch for all who open the page."""
    import gradio as gr

    name, seen, news = shared.collection, gr.State(0), gr.Timer(_LOOK_FOR_NEWS, active=False)
    for look in (shared.page.load, shared.collection.change):
        look(keeper.watched, name, [parts.watch, news], **QUICK)
    parts.watch.input(keeper.watch, [name, parts.watch], [parts.watch, news], **QUICK)
    shown = [seen, parts.report, shared.header, parts.documents, parts.watch, news]
    news.tick(keeper.news, [name, seen], shown, **QUICK)
