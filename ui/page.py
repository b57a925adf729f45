"""The page: its tabs, and what they share. Its looks are in ``layout``, serving in ``serve``."""

from typing import TYPE_CHECKING

from ui.api import Api
from ui.chat import tab as chat_tab
from ui.collections import Collections
from ui.documents import tab as documents_tab
from ui.insight import tab as insight_tab
from ui.layout import NAME
from ui.quiet import silence_gradio
from ui.shared import ANSWERING, LOOK_AGAIN, LOOKING_UP, Shared

if TYPE_CHECKING:
    from gradio import Blocks


def build_page(collections: Collections) -> "Blocks":
    """The page as Gradio blocks, not yet served.

    Args:
        collections: Where the assistants come from; the page is there before they are.
    """
    silence_gradio()
    import gradio as gr

    with gr.Blocks(title=NAME, analytics_enabled=False, fill_width=True) as page:
        with gr.Row(elem_id="top"):
            header = gr.HTML(elem_id="header")
            collection = gr.Dropdown(
                list(collections.names),
                value=collections.names[0],
                label="Collection",
                container=False,
                elem_id="collection",
                visible=len(collections.names) > 1,
            )
        timers = gr.Timer(LOOK_AGAIN), gr.Timer(active=False)
        shared = Shared(page, collections, header, collection, gr.State(()), *timers)
        with gr.Tabs(elem_id="tabs"):
            with gr.Tab("Chat", id="chat"):
                chat = chat_tab.add(shared)
            with gr.Tab("Documents", id="documents"):
                documents_tab.add(shared, chat)
            with gr.Tab("Insight", id="insight") as tab:
                insight_tab.add(shared, tab)
        api = Api(collections)
        gr.api(api.ask, api_name="ask", **ANSWERING)
        gr.api(api.search, api_name="search", **LOOKING_UP)
        gr.api(api.documents, api_name="documents", **LOOKING_UP)
    return page
