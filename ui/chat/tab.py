"""The Chat tab: its components, and what happens when one is pressed; done by ``ui.chat.desk``."""

from dataclasses import dataclass
from typing import Any

from ui.chat.conversation import Run
from ui.chat.desk import Desk, Exchanges, Updates
from ui.layout import MAX_QUESTION, NO_SOURCES
from ui.shared import ANSWERING, HIDDEN, QUICK, Shared

_WELCOME = "<h2>Ask your documents</h2>Every sentence of an answer shows its source, or is marked as not verified."
_PROMISE = "<p>Documents and questions stay on the machine that serves this page.</p>"


@dataclass(frozen=True, slots=True)
class ChatParts:
    """The components of the tab that something happens to."""

    chat: Any
    box: Any
    clear: Any
    sources: Any


def add(shared: Shared) -> ChatParts:
    """Place the tab's components and wire them; call inside its ``gr.Tab``."""
    import gradio as gr

    with gr.Row(elem_id="columns", equal_height=False):
        with gr.Column(scale=3, min_width=320, elem_id="conversation"):
            chat, box, clear = _conversation()
        with gr.Column(scale=2, min_width=320, elem_id="panel"):
            sources = gr.HTML(NO_SOURCES, elem_id="sources")
    parts = ChatParts(chat, box, clear, sources)
    _wire(Desk(shared.collections), parts, shared)
    return parts


def _wire(desk: Desk, parts: ChatParts, shared: Shared) -> None:
    """Asking, by typing, by an example, or again; stopping; starting anew."""
    import gradio as gr

    exchanges, run = shared.exchanges, gr.State(Run())
    shown = [exchanges, parts.chat, parts.sources]

    def take_example(event: gr.SelectData, earlier: Exchanges, now: Run) -> Updates:
        return desk.take(event.value["text"], earlier, now)

    taken = [
        parts.box.submit(desk.take, [parts.box, exchanges, run], [*shown, parts.box], **QUICK),
        parts.chat.example_select(take_example, [exchanges, run], [*shown, parts.box], **QUICK),
        parts.chat.retry(desk.take_again, [exchanges, run], [*shown, parts.box], **QUICK),
    ]
    for event in taken:
        asked = [exchanges, run, shared.collection]
        growing = event.then(desk.grow, asked, shown, **HIDDEN, **ANSWERING)
        growing.then(desk.rest, run, parts.box, **QUICK)
    parts.box.stop(desk.stop, run, None, **QUICK)
    parts.clear.click(desk.clear, run, [*shown, parts.box], **QUICK)


def _conversation() -> tuple[Any, Any, Any]:
    import gradio as gr

    # Markdown is off, so what a document says is never formatted; what we format ourselves is
    # still sanitized in the browser, behind our own escaping.
    chat = gr.Chatbot(
        elem_id="chat",
        show_label=False,
        container=False,
        render_markdown=False,
        sanitize_html=True,
        allow_tags=False,
        latex_delimiters=[],
        buttons=[],
        layout="bubble",
        allow_file_downloads=False,
        placeholder=_WELCOME,
    )
    box = gr.Textbox(
        elem_id="question",
        show_label=False,
        container=False,
        label="Question",
        placeholder="Ask about your documents…",
        lines=1,
        max_lines=6,
        max_length=MAX_QUESTION,
        autofocus=True,
        submit_btn=True,
    )
    with gr.Row(elem_id="under"):
        gr.HTML(_PROMISE)
        clear = gr.Button("New conversation", size="sm", elem_id="clear")
    return chat, box, clear
