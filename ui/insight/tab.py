"""The Insight tab: how the last answer came about."""

from typing import Any

from ui.shared import QUICK, Shared

_NOTHING = '<p class="empty">How an answer came about appears here once there is one.</p>'


def add(shared: Shared, tab: Any) -> None:  # noqa: ANN401  # a ``gr.Tab``
    """Place the components in their ``gr.Tab`` and wire them; they are filled when it is opened.

    ``shared.exchanges.change`` cannot be used for that: Gradio would hash the conversation.
    """
    import gradio as gr

    shown = gr.HTML(_NOTHING, elem_id="trace")
    tab.select(lambda _: _NOTHING, shared.exchanges, shown, **QUICK)
