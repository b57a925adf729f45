"""What each press on the Chat tab does: values in, updates out. Wired to components in ``tab``."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

from index.errors import RagError
from ui.chat import kept
from ui.chat.conversation import Exchanges, Manner, Run, exchange, waited
from ui.chat.kept import Kept
from ui.chat.orders import Edit, order
from ui.chat.updates import known_of, left, show, skipped, taken, turned, withdraw
from ui.collections import Collections
from ui.notice import notice
from ui.shared import Updates

_UNREADABLE = "This conversation cannot be read any more: what the browser kept of it is broken."

_REFUSED = "Not asked, as too many questions were waiting: try again in a moment."


class Desk:
    """The page's side of the assistants.

    What is called ``text`` is the conversation as the browser keeps it, see ``ui.chat.kept``.

    Args:
        collections: Who answers.
    """

    def __init__(self, collections: Collections) -> None:
        self._collections = collections

    def take(
        self, question: str, earlier: Exchanges, run: Run, text: str, collection: str
    ) -> Updates:
        """Take a question: show it at once, before anything is done about it."""
        return taken(question, replace(known_of(earlier, text, run), collection=collection), run)

    def take_again(self, earlier: Exchanges, run: Run, text: str, collection: str) -> Updates:
        """Ask the last question again."""
        known = known_of(earlier, text, run)
        if not known.exchanges:
            return skipped(5)
        *before, last = known.exchanges
        again = replace(known, collection=collection, exchanges=tuple(before))
        updates = taken(last.answer.question, again, run)
        if run.pending:
            run.former = last
        return updates

    def take_edited(
        self, wanted: str, earlier: Exchanges, run: Run, text: str, collection: str
    ) -> Updates:
        """Ask an earlier question in other words; the conversation goes on from there.

        What came after it is not lost: it stays in the conversation that was, and this one is another.
        """
        known, edit = known_of(earlier, text, run), order(Edit, wanted)
        if edit is None or not 1 <= edit.number <= len(known.exchanges):
            return skipped(5)
        is_last = edit.number == len(known.exchanges)
        before = known.exchanges[: edit.number - 1]
        branch = Kept(known.id if is_last else kept.new_id(), collection, before)
        return taken(edit.question, branch, run)

    def await_open(self, asked: Exchanges, run: Run, collection: str) -> Iterator[Updates]:
        """Wait until the collection can answer: before the question's turn, so that others are answered meanwhile."""
        if run.pending:
            for waiting in waited(self._collections.opening(collection), run.pending, run):
                yield show((*asked[:-1], waiting))

    def grow(self, asked: Exchanges, run: Run, collection: str, *manner: bool) -> Iterator[Updates]:
        """Answer the question that was taken, if one was, from a collection.

        Args:
            asked: The conversation, that question last.
            run: What was taken.
            collection: Who answers.
            manner: The fields of ``Manner``; as the assistant is set when there are none.
        """
        question, run.pending = run.pending, ""
        if not question:
            return
        *earlier, latest = asked
        try:
            opening = self._collections.opening(collection)
            how = Manner(*manner) if manner else None
            with closing(exchange(opening, question, earlier, run, how)) as growing:
                for grown in growing:
                    latest = replace(grown, collection=collection)
                    if run.instead is None:
                        yield show((*earlier, latest))
            if run.instead is None and run.former and latest.note and not latest.answer.sentences:
                note = f"{latest.note} This is the former answer."
                yield show((*earlier, replace(run.former, note=note)))
        finally:
            run.busy, run.ended = False, True
        if run.instead is not None:
            run.unfinished = (*earlier, latest)
            came_back = run.left == run.shown
            yield show(run.unfinished if came_back else run.instead)

    def manner(self, collection: str, *shown: bool) -> Updates:
        """How the assistant is set to answer, once it is open, and whether to look again.

        Args:
            collection: Whose assistant.
            shown: The fields of ``Manner``. What is on already the reader has chosen: it stays.
        """
        import gradio as gr

        opening = self._collections.opening(collection)
        try:
            assistant = opening.poll()
        except RagError:
            assistant = None  # told by the header
        waiting = gr.Timer(active=not opening.over)
        if assistant is None:
            return *skipped(2), waiting
        wanted = (assistant.settings.full, assistant.settings.strict)
        pairs = zip(wanted, shown, strict=True)
        return *(True if want and not on else gr.skip() for want, on in pairs), waiting

    def stop(self, run: Run) -> None:
        """End the answer that is being made; what is there stays."""
        run.stopped = True

    def rest(self, exchanges: Exchanges, run: Run, text: str) -> Updates:
        """Be ready for the next question, unless one is being answered; and keep what was said, here and before."""
        import gradio as gr

        shown = skipped(3)
        # A question may have been taken since the answer ended; where none has, it was refused a turn.
        ended, run.ended = run.ended, False
        if run.pending and not ended:
            withdraw(run)
            exchanges = (*exchanges[:-1], replace(exchanges[-1], waiting="", note=_REFUSED))
            shown = show(exchanges)
        now = replace(known_of(exchanges, text, run), exchanges=exchanges)
        box = gr.Textbox(submit_btn=not run.busy, stop_btn=run.busy)
        return *shown, box, gr.skip() if run.busy else kept.written(now), left(run)

    def clear(self, run: Run) -> Updates:
        """Begin a new conversation, and end the answer that is being made."""
        return turned(Kept(), run)

    def open(self, text: str, run: Run) -> Updates:
        """Go on with a conversation that was kept, and with the collection that answered it."""
        import gradio as gr

        known = kept.read(text)
        if run.busy and run.instead is None and known.id == run.shown:
            return skipped(7)  # it is shown already, and being answered
        if not known.exchanges:
            return *skipped(6), notice(_UNREADABLE, wrong=True) if text else gr.skip()
        names = self._collections.names
        same = known.collection not in names or len(names) == 1
        return *turned(known, run), gr.skip() if same else known.collection, gr.skip()
