"""What the page is made of and how it looks. Knows nothing of what happens when something is pressed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

NAME = "Assistant"

WATCH = "Watch the folder"

NO_SOURCES = '<p class="empty">The passages an answer rests on appear here.</p>'

#: Characters a question may have; far more than any question needs, far fewer than a context holds.
MAX_QUESTION = 4000

_WELCOME = "<h2>Ask your documents</h2>Every sentence of an answer shows its source, or is marked as not verified."
_PROMISE = "<p>Documents and questions stay on the machine that serves this page.</p>"

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Parts:
    """The components of the page that something happens to."""

    header: Any
    chat: Any
    box: Any
    clear: Any
    sources: Any
    reindex: Any
    watch: Any
    report: Any
    documents: Any


def lay_out() -> Parts:
    """Place the components; call inside ``gr.Blocks``."""
    import gradio as gr

    header = gr.HTML(elem_id="header")
    with gr.Row(elem_id="columns", equal_height=False):
        with gr.Column(scale=3, min_width=320, elem_id="conversation"):
            chat, box, clear = _conversation()
        with gr.Column(scale=2, min_width=320, elem_id="panel"):
            sources = gr.HTML(NO_SOURCES, elem_id="sources")
            with gr.Accordion("Documents", open=False, elem_id="library"):
                with gr.Row(elem_id="keeping"):
                    reindex = gr.Button("Re-index", size="sm", elem_id="reindex")
                    watch = gr.Checkbox(label=WATCH, container=False, elem_id="watch")
                report = gr.HTML(elem_id="report")
                documents = gr.HTML(elem_id="documents")
    return Parts(header, chat, box, clear, sources, reindex, watch, report, documents)


def look() -> dict[str, Any]:
    """Theme, style sheet and script, as ``Blocks.launch`` takes them; nothing comes from elsewhere."""
    import gradio as gr

    sans = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "Noto Sans", "sans-serif")
    mono = ("ui-monospace", "SF Mono", "Menlo", "Consolas", "monospace")
    theme = gr.themes.Base(
        primary_hue="teal",
        neutral_hue="stone",
        radius_size="lg",
        font=[gr.themes.Font(name) for name in sans],
        font_mono=[gr.themes.Font(name) for name in mono],
    )
    script = (_HERE / "page.js").read_text("utf-8")
    return {
        "theme": theme,
        "css_paths": [_HERE / "style.css"],
        "head": f"<script>{script}</script>",
    }


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
