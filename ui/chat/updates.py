"""What the components of the Chat tab are given after a press. Knows nothing of who answers."""

from dataclasses import replace

from index.readers import clean
from rag import Answer
from ui import panel
from ui.chat import kept
from ui.chat.bubbles import anchor, messages
from ui.chat.conversation import Exchange, Exchanges, Run
from ui.chat.kept import Kept
from ui.shared import Updates


def show(exchanges: Exchanges) -> tuple[Exchanges, list[dict[str, str]], str]:
    """A conversation as state, as chat messages and as the sources panel."""
    anchored = [(one.answer, anchor(number)) for number, one in enumerate(exchanges, start=1)]
    return exchanges, messages(exchanges), panel.sources(anchored)


def known_of(earlier: Exchanges, text: str, run: Run) -> Kept:
    """The conversation on the page; a server that was started again has forgotten what was said.

    What the browser sends may be another one already, chosen a moment ago: what was said and the name it is
    kept under must be of the same. It may also have another name by now, as one that goes on in two tabs gets.
    """
    known = kept.read(text)
    if earlier and run.shown not in {"", known.id} and not _begins(known.exchanges, earlier):
        known = Kept(run.shown, known.collection)
    return replace(known, id=known.id or kept.new_id(), exchanges=earlier or known.exchanges)


def _begins(some: Exchanges, all_: Exchanges) -> bool:
    """Whether a conversation begins with the questions of another, which has any."""
    asked = [[one.answer.question for one in these] for these in (some, all_[: len(some)])]
    return bool(some) and asked[0] == asked[1]


def taken(question: str, known: Kept, run: Run) -> Updates:
    """Take a question: show it at once, before anything is done about it."""
    import gradio as gr

    question = clean(question).strip()
    if not question or run.busy:
        return skipped(5)
    run.pending, run.busy, run.stopped, run.instead = question, True, False, None
    run.former, run.shown, run.left, run.unfinished = None, known.id, "", ()
    waiting = Exchange(Answer(question), waiting="Waiting for its turn…")
    asked = replace(known, exchanges=(*known.exchanges, waiting))
    box = gr.Textbox(value="", submit_btn=False, stop_btn=True)
    return *show(asked.exchanges), box, kept.written(asked)


def turned(known: Kept, run: Run) -> Updates:
    """Show another conversation, or none, and end the answer that is being made."""
    import gradio as gr

    withdraw(run)
    if run.busy and run.instead is None:
        run.left = run.shown
    run.stopped, run.instead, run.shown = True, known.exchanges, known.id
    # An answer under way shows it itself: only its own updates come after one another.
    shown = skipped(3) if run.busy else show(known.exchanges)
    return *shown, gr.Textbox(submit_btn=True, stop_btn=False), kept.written(known)


def left(run: Run) -> str:
    """What was answered of a conversation when another one was shown, as text; told once, then nothing."""
    if not run.unfinished:
        return ""
    begun = Kept(run.left, run.unfinished[-1].collection, run.unfinished)
    run.left, run.unfinished = "", ()
    return kept.written(begun)


def withdraw(run: Run) -> None:
    """Drop a question whose turn has not come."""
    if run.pending:
        run.pending, run.busy = "", False


def skipped(count: int) -> Updates:
    """Nothing changes, in so many outputs."""
    import gradio as gr

    return (gr.skip(),) * count
