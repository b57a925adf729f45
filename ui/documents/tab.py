"""The Documents tab: its components, and what happens when one is pressed.

What is shown comes from ``showing``; ``keeper`` keeps the index up to date, ``filing`` adds and removes.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ui.chat.parts import ChatParts
from ui.documents import hint
from ui.documents.filing import Filing
from ui.documents.keeper import Keeper
from ui.documents.showing import Showing, View
from ui.documents.table import ORDERS
from ui.shared import HIDDEN, QUICK, Shared

WATCH = "Watch the folder"

_ON_LOAD = (Path(__file__).parent / "press.mjs").read_text("utf-8")

_FOCUS_BACK = (
    "() => setTimeout(() => [...document.querySelectorAll('#undo, #documents td button')]"
    ".find((button) => button.checkVisibility())?.focus(), 120)"
)
_FOCUS = "() => setTimeout(() => document.querySelector('#keep')?.focus(), 80)"


@dataclass(frozen=True, slots=True)
class DocumentsParts:
    """The components of the tab that something happens to."""

    upload: Any
    reindex: Any
    cancel: Any
    watch: Any
    said: Any
    undo: Any
    report: Any
    question: Any
    asked: Any
    yes: Any
    no: Any
    filtering: Any
    words: Any
    order: Any
    documents: Any


def add(shared: Shared, chat: ChatParts) -> DocumentsParts:
    """Place the tab's components and wire them; call inside its ``gr.Tab``.

    Args:
        shared: What all tabs share.
        chat: Its examples come from the documents.
    """
    import gradio as gr

    with gr.Column(elem_id="library"):
        with gr.Row(elem_id="adding", equal_height=False):
            upload, keeping = _adding(), _keeping()
        question = _question()
        listed = _listed()
    parts = DocumentsParts(upload, *keeping, *question, *listed)
    showing = Showing(shared.collections)
    look = _wire_showing(showing, parts, shared, chat)
    work = _wire_work(Keeper(shared.collections, showing), parts, shared, look)
    _wire_filing(Filing(shared.collections, showing), parts, shared, work)
    return parts


def _adding() -> Any:  # noqa: ANN401  # Gradio has no types
    import gradio as gr

    with gr.Column(scale=3, min_width=280):
        upload = gr.File(
            label="Add documents",
            file_count="multiple",
            height=132,
            elem_id="upload",
            show_label=False,
        )
        gr.HTML(hint.html(), elem_id="hint")
    return upload


def _keeping() -> tuple[Any, ...]:
    import gradio as gr

    with gr.Column(scale=2, min_width=280):
        with gr.Row(elem_id="keeping"):
            reindex = gr.Button("Re-index", size="sm", elem_id="reindex")
            cancel = gr.Button("Cancel", size="sm", elem_id="cancel", visible=False)
            watch = gr.Checkbox(label=WATCH, container=False, elem_id="watch")
        report = gr.HTML(elem_id="report")
        said = gr.HTML(elem_id="said")
        undo = gr.Button("Undo", size="sm", elem_id="undo", visible=False)
    return reindex, cancel, watch, said, undo, report


def _question() -> tuple[Any, ...]:
    import gradio as gr

    with gr.Column(visible=False, elem_id="removal") as question:
        asked = gr.HTML()
        with gr.Row(elem_id="answers"):
            no = gr.Button("Keep it", size="sm", elem_id="keep")
            yes = gr.Button("Remove", size="sm", elem_id="remove")
    return question, asked, yes, no


def _listed() -> tuple[Any, ...]:
    import gradio as gr

    with gr.Row(visible=False, elem_id="filtering") as filtering:
        words = gr.Textbox("", label="Filter", placeholder="Title, path, type or status", scale=3)
        order = gr.Dropdown(list(ORDERS), value="Path", label="Sort by", scale=1, min_width=120)
    return filtering, words, order, gr.HTML(elem_id="documents", js_on_load=_ON_LOAD)


def _wire_showing(
    showing: Showing, parts: DocumentsParts, shared: Shared, chat: ChatParts
) -> tuple[Any, ...]:
    """What there is, when the page opens, the assistant is open, another is chosen; gives how to show it."""

    def look(name: str, words: str, order: str) -> Any:  # noqa: ANN401  # Gradio has no types
        return showing.look(name, View(words, order))

    def files(name: str, words: str, order: str) -> str:
        return showing.files(name, View(words, order))

    wanted = [shared.collection, parts.words, parts.order]
    shown = [*_documents(parts, shared), chat.chat, shared.opening]
    for press in (shared.page.load, shared.opening.tick, shared.collection.change):
        press(look, wanted, shown, **QUICK)
    for press in (parts.words.change, parts.order.change):
        press(files, wanted, parts.documents, trigger_mode="always_last", **QUICK)
    return look, wanted, shown


def _wire_work(
    keeper: Keeper, parts: DocumentsParts, shared: Shared, look: tuple[Any, ...]
) -> tuple[Any, ...]:
    """Indexing, on a press or by itself: what is going on, on every page; gives how to show that."""
    import gradio as gr

    name, seen, news = shared.collection, gr.State(0), shared.news
    work = [seen, parts.report, parts.reindex, parts.cancel, parts.watch, news]
    for arrive in (shared.page.load, shared.collection.change):
        arrive(keeper.arrive, name, work, **QUICK)
    # Looked at again afterwards, as it opens again what failed.
    parts.reindex.click(keeper.reindex, [name, seen], work, **QUICK).then(*look, **QUICK)
    parts.cancel.click(keeper.cancel, name, parts.cancel, **QUICK)
    parts.watch.input(keeper.watch, [name, parts.watch, seen], work, **QUICK)
    wanted = [name, seen, parts.words, parts.order]
    news.tick(keeper.news, wanted, [*work, *_documents(parts, shared)], **QUICK)
    return keeper.work, [name, seen], work


def _wire_filing(
    filing: Filing, parts: DocumentsParts, shared: Shared, work: tuple[Any, ...]
) -> None:
    """Adding and removing; what the index does about it is shown as for any other update."""
    import gradio as gr

    def ask_removal(name: str, event: gr.EventData) -> Any:  # noqa: ANN401  # Gradio has no types
        return filing.ask_removal(name, str(event._data.get("key")))  # noqa: SLF001  # no other way to it

    name, source, gone = shared.collection, gr.State(""), gr.State(None)
    shown = [parts.said, source, parts.asked, parts.question, gone, parts.undo]
    parts.documents.click(ask_removal, name, shown, **QUICK).then(None, js=_FOCUS, **QUICK)
    shared.collection.change(filing.leave, None, shown, **QUICK)
    left = parts.no.click(filing.leave, None, shown, **QUICK)
    removing = parts.yes.click(filing.remove, [name, source], shown, **QUICK)
    undoing = parts.undo.click(filing.undo, [name, gone], shown, **QUICK)
    files = [name, parts.upload]
    uploading = parts.upload.upload(filing.upload, files, [parts.said, parts.upload], **HIDDEN)
    for event in (removing, undoing, uploading):
        event.then(*work, **QUICK)
    for event in (left, removing, undoing):
        event.then(None, js=_FOCUS_BACK, **QUICK)  # what was pressed is gone, and the focus with it


def _documents(parts: DocumentsParts, shared: Shared) -> list[Any]:
    return [shared.header, parts.documents, parts.filtering, parts.reindex]
