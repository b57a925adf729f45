"""The page's work for programs: named endpoints that ``gradio_client`` can call. Knows no page."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from index.errors import RagError
from ui.collections import Collections
from ui.narrow import narrowed


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
    ) -> dict[str, Any]:
        """Answer one question, without history, from the documents that fit; see ``index.Filter``.

        Gives ``Answer.to_dict()``.
        """
        with _told():
            where = narrowed(sources or (), types or (), since, until)
            assistant = self._collections.opening(collection).wait()
            answer: dict[str, Any] = assistant.answer(question, where=where).to_dict()
        return answer

    def search(  # noqa: PLR0913, PLR0917  # the same
        self,
        words: str,
        sources: list[str] | None = None,
        types: list[str] | None = None,
        since: str = "",
        until: str = "",
        collection: str = "",
    ) -> list[dict[str, Any]]:
        """The passages nearest to some words, best first, in the documents that fit."""
        with _told():
            where = narrowed(sources or (), types or (), since, until)
            found = self._collections.opening(collection).wait().search(words, where=where)
        return [asdict(passage) for passage in found]


@contextmanager
def _told() -> Iterator[None]:
    """What a caller of the API can mend is told to them, which Gradio does with its own error only."""
    import gradio as gr

    try:
        yield
    except RagError as error:
        raise gr.Error(str(error), print_exception=False) from error
