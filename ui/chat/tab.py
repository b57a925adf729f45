"""The Chat tab: what happens when something is pressed; done by ``ui.chat.desk`` and ``rating``."""

from typing import Any

from ui.chat.conversation import Run
from ui.chat.desk import Desk
from ui.chat.parts import ChatParts, place
from ui.chat.rating import Rater, take_away
from ui.shared import ANSWERING, HIDDEN, LOOK_AGAIN, QUICK, Shared, Updates
from ui.viewer import tab as viewer_tab

# In the browser: hand on what the page's scripts ask for, in the place of the first input.
_HAND_OVER = "(_, ...rest) => [chatOrders.handed(), ...rest]"
_KEEP = "text => [keptChats.keep(text)]"
_KEEP_BOTH = "(text, left) => [(keptChats.goOn(left), keptChats.keep(text))]"


def add(shared: Shared) -> ChatParts:
    """Place the tab's components and wire them; call inside its ``gr.Tab``."""
    import gradio as gr

    parts, run = place(lambda: viewer_tab.add(shared)), gr.State(Run())
    desk = Desk(shared.collections)
    _wire_asking(desk, parts, shared, run)
    _wire_keeping(desk, parts, shared, run)
    _wire_rating(Rater(shared.collections), parts, shared, run)
    _wire_manner(desk, parts, shared)
    return parts


def _wire_asking(desk: Desk, parts: ChatParts, shared: Shared, run: Any) -> None:  # noqa: ANN401
    """Asking, by typing, by an example, again, or in other words; stopping."""
    import gradio as gr

    exchanges, shown = shared.exchanges, _shown(parts, shared)
    known = [exchanges, run, parts.kept, shared.collection]
    taken = [*shown, parts.box, parts.kept]

    def take_example(event: gr.SelectData, *now: Any) -> Updates:  # noqa: ANN401
        return desk.take(event.value["text"], *now)

    for event in (
        parts.box.submit(desk.take, [parts.box, *known], taken, **QUICK),
        parts.chat.example_select(take_example, known, taken, **QUICK),
        parts.chat.retry(desk.take_again, known, taken, **QUICK),
        parts.edit.click(desk.take_edited, [parts.handed, *known], taken, js=_HAND_OVER, **QUICK),
    ):
        event.then(None, parts.kept, parts.kept, js=_KEEP)
        asked = [exchanges, run, shared.collection]
        ready = event.then(desk.await_open, asked, shown, **HIDDEN, concurrency_limit=None)
        asked = [*asked, parts.full, parts.strict]
        growing = ready.then(desk.grow, asked, shown, **HIDDEN, **ANSWERING)
        done = [*taken, parts.left]
        rested = growing.then(desk.rest, known[:-1], done, **QUICK)
        rested.then(None, [parts.kept, parts.left], parts.kept, js=_KEEP_BOTH)
    parts.box.stop(desk.stop, run, None, **QUICK)


def _wire_keeping(desk: Desk, parts: ChatParts, shared: Shared, run: Any) -> None:  # noqa: ANN401
    """Conversations that the browser keeps: opened when the page is, or when one is chosen; begun; taken away."""
    shown = [*_shown(parts, shared), parts.box, parts.kept]
    opened = [*shown, shared.collection, parts.told]
    shared.page.load(
        desk.open, [parts.handed, run], opened, js="(_, run) => [keptChats.current(), run]", **QUICK
    )
    parts.open.click(desk.open, [parts.handed, run], opened, js=_HAND_OVER, **QUICK)
    cleared = parts.clear.click(desk.clear, run, shown, **QUICK)
    cleared.then(None, parts.kept, parts.kept, js=_KEEP)
    file = parts.export.click(take_away, parts.handed, parts.file, js=_HAND_OVER, **QUICK)
    file.then(None, parts.file, None, js="file => chatList.download(file)")


def _wire_rating(rater: Rater, parts: ChatParts, shared: Shared, run: Any) -> None:  # noqa: ANN401
    """Saying what one thinks of an answer."""
    rated = parts.rate.click(
        rater.rate,
        [parts.handed, shared.exchanges, run, parts.kept, shared.collection],
        [*_shown(parts, shared), parts.kept, parts.told],
        js=_HAND_OVER,
        **QUICK,
    )
    rated.then(None, parts.kept, parts.kept, js=_KEEP)


def _wire_manner(desk: Desk, parts: ChatParts, shared: Shared) -> None:
    """How to answer: at first as the assistant is set."""
    import gradio as gr

    again = gr.Timer(LOOK_AGAIN)
    for look in (shared.page.load, again.tick):
        manner = [parts.full, parts.strict]
        look(desk.manner, [shared.collection, *manner], [*manner, again], **QUICK)


def _shown(parts: ChatParts, shared: Shared) -> list[Any]:
    return [shared.exchanges, parts.chat, parts.sources]
