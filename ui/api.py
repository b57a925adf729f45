"""The page's work for programs: named endpoints that ``gradio_client`` can call. Knows no page.

``docs/api.md`` tells how they are called.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from typing import Any, TypeAlias

from index import Filter
from index.errors import RagError
from index.readers import clean
from rag import Assistant, Turn
from rag.assistant import LONGEST_QUESTION
from ui.collections import Collections
from ui.documents.listing import listed
from ui.narrow import narrowed

MOST = 100  # passages a search gives
MOST_TURNS = 100  # of a history
PATIENCE = 10.0  # seconds that a request waits for an assistant to be opened
LONGEST_ANSWER = 20_000  # characters of an earlier answer; our own have a few hundred

Names: TypeAlias = list[str] | None


class RequestError(RagError):
    """A program sent something else than an endpoint takes."""


class Api:
    """What programs may ask.

    Args:
        collections: Who answers.
    """

    def __init__(self, collections: Collections) -> None:
        self._collections = collections

    def ask(  # noqa: PLR0913, PLR0917  # optional fields of a request
        self,
        question: str,
        sources: list[str] | None = None,
        types: list[str] | None = None,
        since: str = "",
        until: str = "",
        collection: str = "",
        history: list[list[str]] | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Answer a question from the documents that fit; gives ``Answer.to_dict()`` as it grows.

        The last one is the answer, and the only one that ``Client.predict`` gives. ``history`` holds
        earlier ``[question, answer]`` pairs, oldest first, for a question that follows up on them.
        """
        with _told():
            where = _where(sources, types, since, until)
            turns = _turns(history or [])
            assistant = self._assistant(collection)
            with closing(assistant.stream(_text("question", question), turns, where)) as answers:
                for answer in answers:
                    yield answer.to_dict()

    def search(  # noqa: PLR0913, PLR0917  # the same
        self,
        words: str,
        sources: list[str] | None = None,
        types: list[str] | None = None,
        since: str = "",
        until: str = "",
        collection: str = "",
        k: int = 10,
    ) -> list[dict[str, Any]]:
        """The passages nearest to some words, best first, in the documents that fit; no model is needed."""
        with _told():
            where = _where(sources, types, since, until)
            if not isinstance(k, int) or not 1 <= k <= MOST:
                raise RequestError(f"k is {k!r}; send a whole number from 1 to {MOST}")
            found = self._assistant(collection).search(_text("words", words), k, where)
        return [asdict(passage) for passage in found]

    def documents(self, collection: str = "") -> list[dict[str, Any]]:
        """Every file of a collection, sorted by path, as ``ui.documents.listing.Listed`` has it."""
        with _told():
            return listed(self._assistant(collection))

    def _assistant(self, collection: str) -> Assistant:
        names = self._collections.names
        if collection and collection not in names:
            known = ", ".join(map(repr, names))
            raise RequestError(f"there is no collection {collection!r}; there are: {known}")
        opening = self._collections.opening(collection or names[0])
        assistant = opening.poll(PATIENCE)
        if assistant is None:  # others wait behind this request
            raise RequestError(f"{opening.status} Try again in a moment.")
        return assistant


def _where(sources: Names, types: Names, since: str, until: str) -> Filter:
    days = _text("since", since), _text("until", until)
    return narrowed(_texts("sources", sources), _texts("types", types), *days)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise RequestError(f"{name} is {value!r}; send text")
    return value


def _texts(name: str, value: object) -> Sequence[str]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise RequestError(f"{name} is {value!r}; send a list of texts")
    return [_text(name, each) for each in value]


def _turns(history: object) -> list[Turn]:
    pairs = [
        _texts("history", pair) for pair in (history if isinstance(history, list) else [history])
    ]
    for pair in pairs:
        if len(pair) != 2:  # noqa: PLR2004  # a question and its answer
            raise RequestError(f"history holds {pair!r}; send pairs of a question and its answer")
        if len(pair[0]) > LONGEST_QUESTION or len(pair[1]) > LONGEST_ANSWER:
            raise RequestError(
                f"history holds a turn of {sum(map(len, pair)):,} characters; a question may have "
                f"{LONGEST_QUESTION:,}, an answer {LONGEST_ANSWER:,}"
            )
    if len(pairs) > MOST_TURNS:
        raise RequestError(
            f"history holds {len(pairs):,} turns; send the last {MOST_TURNS} at most"
        )
    return [Turn(*map(clean, pair)) for pair in pairs]


@contextmanager
def _told() -> Iterator[None]:
    """What a caller of the API can mend is told to them, which Gradio does with its own error only."""
    import gradio as gr

    try:
        yield
    except RagError as error:
        raise gr.Error(str(error), print_exception=False) from error
