"""What was sent to the model, word for word, made again by what made it. Pure."""

from collections.abc import Iterator

from rag.prompt import Message, ask, judge
from ui.insight.steps import Step
from ui.marks import escape


def sent(step: Step, *, full: bool) -> Iterator[tuple[str, list[Message]]]:
    """Why something was sent, and the messages, before the model's own marks are put around them.

    Args:
        step: The part of the question.
        full: Whether more than a short sentence was set to be wanted.
    """
    if step.passages:
        yield "To judge whether the passages answer", judge(step.asked, step.passages)
    if step.passages and (step.written or not step.refused):
        yield "To write the answer", ask(step.asked, step.passages, full=full)


def prompts(step: Step, *, full: bool) -> str:
    """The same as folded blocks of HTML; every character of the messages is there."""
    return "".join(
        f'<details class="sent"><summary>{title} <span class="quiet">{_size(messages)}</span></summary>'
        f"{''.join(map(_message, messages))}</details>"
        for title, messages in sent(step, full=full)
    )


def _message(message: Message) -> str:
    content = escape(message["content"])
    return (
        f'<p class="role">{escape(message["role"])}</p>'
        f'<pre tabindex="0" dir="auto"><code>{content}</code></pre>'
    )


def _size(messages: list[Message]) -> str:
    return f"{sum(len(message['content']) for message in messages):,} characters"
