"""The viewer's component. It is empty until a chip is pressed; ``viewer.js`` fills it from ``ui.viewer.reader``."""

from typing import Any

from ui.shared import Shared
from ui.viewer.reader import Reader

# A region that the script fills: nothing in Python changes it, so nothing is drawn twice.
_EMPTY = '<section class="viewer" aria-labelledby="viewed" tabindex="-1" hidden></section>'


def add(shared: Shared) -> None:
    """Place the viewer; call inside the side panel.

    It asks the server through Gradio's own route for components, behind the same log-in as all else.
    """
    import gradio as gr

    reader = Reader(shared.collections)

    # Gradio marks the functions, which methods do not let it.
    def open_document(request: dict[str, Any]) -> str:
        return reader.open(request)

    def more_of_document(request: dict[str, Any]) -> dict[str, Any]:
        return reader.more(request)

    def pages_of_document(request: dict[str, Any]) -> str:
        return reader.pages(request)

    gr.HTML(
        _EMPTY,
        elem_id="viewer",
        apply_default_css=False,
        js_on_load="window.viewerServer = server;",
        server_functions=[open_document, more_of_document, pages_of_document],
    )
