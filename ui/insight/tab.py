"""The Insight tab: its components, and what happens when it is opened; done by ``ui.insight.reader``."""

from typing import Any

from ui.insight.reader import Reader
from ui.insight.view import NOTHING
from ui.shared import HIDDEN, LOOKING_UP, QUICK, Shared


def add(shared: Shared, tab: Any) -> None:  # noqa: ANN401  # a ``gr.Tab``
    """Place the components in their ``gr.Tab`` and wire them; they are filled when it is opened.

    ``shared.exchanges.change`` cannot be used for that: Gradio would hash the conversation.
    """
    import gradio as gr

    with gr.Row(elem_id="insight", equal_height=False):
        with gr.Column(scale=3, min_width=320):
            which = gr.Dropdown(label="Answer to", visible=False, elem_id="which")
            shown = gr.HTML(NOTHING, elem_id="trace")
        with gr.Column(scale=2, min_width=320):
            gr.HTML("<h3>Map of the passages</h3>")
            drawn = gr.HTML(elem_id="map")
    reader, exchanges = Reader(shared.collections), shared.exchanges
    opened = tab.select(reader.open, exchanges, [which, shown], **QUICK)
    chosen = which.input(reader.show, [exchanges, which], shown, **QUICK)
    for then in (opened.then, chosen.then, shared.collection.change):
        then(reader.map, [exchanges, which, shared.collection], drawn, **HIDDEN, **LOOKING_UP)
