"""The page: what happens when something is pressed. Its looks are in ``layout``, serving in ``serve``."""

from typing import TYPE_CHECKING

from ui.conversation import Run
from ui.desk import Desk, Exchanges, Updates
from ui.layout import NAME, Parts, lay_out
from ui.opening import Opening
from ui.quiet import silence_gradio
from ui.watching import Watching

if TYPE_CHECKING:
    from gradio import Blocks

# One answer at a time: two would halve each other's speed on the same processor.
_ANSWERING = {"concurrency_id": "answering", "concurrency_limit": 1}

#: Seconds between two looks at an assistant that is still being opened.
_LOOK_AGAIN = 0.5

#: Seconds between two looks at what was indexed while the folder is watched.
_LOOK_FOR_NEWS = 2.0


def build_page(opening: Opening) -> "Blocks":
    """The page as Gradio blocks, not yet served.

    Args:
        opening: Where the assistant comes from; the page is there before it is.
    """
    silence_gradio()
    import gradio as gr

    desk = Desk(opening, Watching())
    with gr.Blocks(title=NAME, analytics_enabled=False, fill_width=True) as page:
        parts = lay_out()
        _wire_conversation(desk, parts)
        _wire_documents(desk, parts, page)
        _wire_watching(desk, parts, page)
        gr.api(desk.ask, api_name="ask", **_ANSWERING)
        gr.api(desk.search, api_name="search")
    return page


def _wire_conversation(desk: Desk, parts: Parts) -> None:
    """Asking, by typing, by an example, or again; stopping; starting anew."""
    import gradio as gr

    exchanges, run = gr.State(()), gr.State(Run())
    hidden = {"show_progress": "hidden", "api_visibility": "private"}
    quick = {"queue": False, **hidden}
    shown = [exchanges, parts.chat, parts.sources]

    def take_example(event: gr.SelectData, earlier: Exchanges, now: Run) -> Updates:
        return desk.take(event.value["text"], earlier, now)

    taken = [
        parts.box.submit(desk.take, [parts.box, exchanges, run], [*shown, parts.box], **quick),
        parts.chat.example_select(take_example, [exchanges, run], [*shown, parts.box], **quick),
        parts.chat.retry(desk.take_again, [exchanges, run], [*shown, parts.box], **quick),
    ]
    for event in taken:
        growing = event.then(desk.grow, [exchanges, run], shown, **hidden, **_ANSWERING)
        growing.then(desk.rest, run, parts.box, **quick)
    parts.box.stop(desk.stop, run, None, **quick)
    parts.clear.click(desk.clear, run, [*shown, parts.box], **quick)


def _wire_documents(desk: Desk, parts: Parts, page: "Blocks") -> None:
    """What is indexed: shown when the page opens and when the assistant is open; brought up to date."""
    import gradio as gr

    hidden = {"show_progress": "hidden", "api_visibility": "private"}
    library = [parts.header, parts.documents]
    again = gr.Timer(_LOOK_AGAIN)
    for look in (page.load, again.tick):
        look(desk.look, None, [*library, parts.chat, again], queue=False, **hidden)
    updated = parts.reindex.click(desk.reindex, None, [parts.report, parts.reindex], **hidden)
    updated.then(desk.library, None, library, queue=False, **hidden)


def _wire_watching(desk: Desk, parts: Parts, page: "Blocks") -> None:
    """Indexing by itself what changes in the folder: one switch for all who open the page."""
    import gradio as gr

    quick = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    seen, news = gr.State(0), gr.Timer(_LOOK_FOR_NEWS, active=False)
    page.load(desk.watched, None, [parts.watch, news], **quick)
    parts.watch.input(desk.watch, parts.watch, [parts.watch, news], **quick)
    shown = [seen, parts.report, parts.header, parts.documents, parts.watch, news]
    news.tick(desk.news, seen, shown, **quick)
