"""The components of the Chat tab and their places. Knows nothing of what happens to them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ui.layout import NO_SOURCES

_WELCOME = "<h2>Ask your documents</h2>Every sentence of an answer shows its source, or is marked as not verified."
_PROMISE = (
    "<p>Documents and questions stay on the serving machine, conversations in this browser.</p>"
)
# Filled by kept.js from what the browser keeps; the server never sees the list.
_KEPT = (
    '<details id="chats"><summary>Conversations</summary><ol></ol>'
    '<p class="none">Those you have are kept here, in this browser.</p>'
    '<p class="undo" role="status"></p></details>'
)


@dataclass(frozen=True, slots=True)
class ChatParts:
    """The components of the tab that something happens to.

    Attributes:
        chat: Questions and answers.
        box: Where a question is typed.
        clear: Begins a new conversation.
        full: Whether to answer in full.
        strict: Whether to say only what is verified.
        sources: The passages that the answers rest on.
        told: A line about what was just done.
        kept: The conversation as text; unseen, and so the browser's own copy of it.
        left: Another conversation as text, whose answer was under way when it was left; unseen, as are those
            that follow.
        handed: What the page's scripts ask for.
        file: What is to be downloaded.
        edit: Pressed by the scripts, as are those that follow: asks ``handed`` in other words.
        open: Opens ``handed``.
        rate: Notes ``handed``.
        export: Makes ``file`` of ``handed``.
    """

    chat: Any
    box: Any
    clear: Any
    full: Any
    strict: Any
    sources: Any
    told: Any
    kept: Any
    left: Any
    handed: Any
    file: Any
    edit: Any
    open: Any
    rate: Any
    export: Any


def place(beside: Callable[[], object]) -> ChatParts:
    """Place the components; call inside the tab.

    Args:
        beside: Places what stands below the sources.
    """
    import gradio as gr

    with gr.Row(elem_id="columns", equal_height=False):
        with gr.Column(scale=0, min_width=0, elem_id="chats-column"):
            gr.HTML(_KEPT, elem_id="chats-list")
        with gr.Column(scale=3, min_width=320, elem_id="conversation"):
            chat, box = _chat(), _box()
            with gr.Row(elem_id="under"):
                full, strict = _manner()
                clear = gr.Button("New conversation", size="sm", elem_id="clear")
            told = gr.HTML(_PROMISE, elem_id="told")
        with gr.Column(scale=2, min_width=320, elem_id="panel"):
            sources = gr.HTML(NO_SOURCES, elem_id="sources")
            beside()
    unseen = [gr.Textbox(visible="hidden", elem_id=f"chat-{name}") for name in _TEXTS]
    pressed = [gr.Button(visible="hidden", elem_id=f"chat-{name}") for name in _PRESSED]
    return ChatParts(chat, box, clear, full, strict, sources, told, *unseen, *pressed)


_TEXTS = ("kept", "left", "handed", "file")
_PRESSED = ("edit", "open", "rate", "export")


def _chat() -> Any:  # noqa: ANN401  # Gradio is not typed
    import gradio as gr

    # Markdown is off, so what a document says is never formatted; what we format ourselves is
    # still sanitized in the browser, behind our own escaping.
    return gr.Chatbot(
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


def _box() -> Any:  # noqa: ANN401  # Gradio is not typed
    import gradio as gr

    return gr.Textbox(
        elem_id="question",
        show_label=False,
        container=False,
        label="Question",
        placeholder="Ask about your documents…",
        lines=1,
        max_lines=6,
        autofocus=True,
        submit_btn=True,
    )


def _manner() -> tuple[Any, Any]:
    import gradio as gr

    full = gr.Radio(
        [("Short", False), ("Full", True)],
        value=False,
        label="Answers",
        container=False,
        elem_id="full",
    )
    strict = gr.Checkbox(label="Only verified sentences", container=False, elem_id="strict")
    return full, strict
