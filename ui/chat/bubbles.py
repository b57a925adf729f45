"""A conversation as the messages of the chat: bubbles, and what can be done with each. Pure HTML.

Gradio's own clean-up of messages takes away what is not on its list, ``data-`` and ``aria-`` among it: what
a button is for must be told by its class, and its name by its title.
"""

from collections.abc import Sequence

from ui.chat.conversation import BAD, GOOD, Exchange
from ui.chat.export import plain_text
from ui.marks import escape
from ui.render import answer_bubble, question_bubble

#: Characters a reader's note about an answer may have.
LONGEST_COMMENT = 2000

_THUMBS = {GOOD: "Good answer", BAD: "Bad answer"}


def messages(exchanges: Sequence[Exchange]) -> list[dict[str, str]]:
    """Question and answer of each exchange, as ``gr.Chatbot`` takes them; oldest first."""
    said: list[dict[str, str]] = []
    for number, one in enumerate(exchanges, start=1):
        said.append({"role": "user", "content": _question(one)})
        said.append({"role": "assistant", "content": _answer(one, number)})
    return said


def anchor(number: int) -> str:
    """What the ids of the ``number``-th answer's marks start with; from 1."""
    return f"a{number}"


def _question(one: Exchange) -> str:
    edit = '<button type="button" class="edit" title="Edit this question">Edit</button>'
    return f'<div class="asked">{question_bubble(one.answer.question)}{edit}</div>'


def _answer(one: Exchange, number: int) -> str:
    tools = _copied(one) + (_thumbs(one) if not one.note else "")
    return answer_bubble(
        one.answer, anchor(number), note=one.note, waiting=one.waiting, tools=tools
    )


def _copied(one: Exchange) -> str:
    """What Copy copies: the answer with its citations; unseen."""
    done = one.answer.phase == "done" or one.note
    return f'<span class="plain" hidden>{escape(plain_text(one.answer))}</span>' if done else ""


def _thumbs(one: Exchange) -> str:
    """Two buttons for what the reader thinks of it, and a note why."""
    thumbs = "".join(_thumb(rating, one) for rating in _THUMBS)
    return f'<span class="thumbs">{thumbs}</span>{_why(one) if one.rating else ""}'


def _thumb(rating: str, one: Exchange) -> str:
    chosen, told = (" chosen", ": noted") if one.rating == rating else ("", "")
    return (
        f'<button type="button" class="thumb {rating}{chosen}" title="{_THUMBS[rating]}{told}">'
        "</button>"
    )


def _why(one: Exchange) -> str:
    if one.comment:
        return f'<span class="noted" dir="auto">Your note: {escape(one.comment)}</span>'
    return f'<button type="button" class="noted {one.rating}">Add a note</button>'
