"""What the viewer asks of the server: plain values in, HTML out. Knows no Gradio."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from index import Document
from index.errors import DocumentError, RagError
from index.readers.process import Limits
from index.readers.sandbox import drawn
from rag import Assistant
from ui.collections import Collections
from ui.viewer.place import REACH, Place, Span, pages_of, place_of
from ui.viewer.proof import Proof
from ui.viewer.view import Position, document_view, no_picture, picture, piece, quote_view

#: Pages that are drawn for one quote at most; one that goes over more is a passage.
_PAGES = 2

#: Other than those of the readers, so that nobody waits for a picture while documents are indexed.
_LIMITS = Limits(seconds=6)

_BEST_FIRST = ("there", "moved", "gone")


@dataclass(frozen=True, slots=True)
class _Found:
    assistant: Assistant
    document: Document
    place: Place


class Reader:
    """Looks proofs up in the documents as they are now.

    A proof does not say of which collection it is: it belongs where its words stand.

    Args:
        collections: Whose documents.
    """

    def __init__(self, collections: Collections) -> None:
        self._collections = collections

    def open(self, request: Mapping[str, Any]) -> str:
        """The document of a proof with the words marked.

        Args:
            request: A :class:`Proof`, with ``number`` and ``count`` of a :class:`Position`.
        """
        proof = Proof.read(request)
        position = Position(_number(request, "number"), _number(request, "count"))
        found = self._find(proof)
        if found is None:
            line = self._obstacle() or f"{proof.source} is no longer among the documents."
            return quote_view(proof, position, line)
        return document_view(found.document, found.place, proof, position)

    def more(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The next part of a document before or after what is shown; empty when the document changed.

        Args:
            request: The :class:`Proof` that is shown, with ``first`` and ``last`` of what is not shown,
                its ``side``, and the document's ``digest``.

        Returns:
            ``html`` of the part, and ``first`` and ``last`` of what is not shown even then.
        """
        found = self._find(Proof.read(request))
        if found is None or found.document.digest != request.get("digest"):
            return {}
        last = min(_number(request, "last"), len(found.document.text))
        first = min(_number(request, "first"), last)
        if request.get("side") == "before":
            cut = max(first, last - REACH)
            return {"html": piece(found.document, (cut, last)), "first": first, "last": cut}
        cut = min(first + REACH, last)
        return {"html": piece(found.document, (first, cut)), "first": cut, "last": last}

    def pages(self, request: Mapping[str, Any]) -> str:
        """Pictures of the pages on which a proof stands; of each that cannot be drawn, why.

        Args:
            request: A :class:`Proof`.
        """
        found = self._find(Proof.read(request))
        if found is None or not found.document.pages:
            return ""
        document, place = found.document, found.place
        spans = pages_of(place, document.pages, len(document.text))
        # Of words that are gone, the page where they stood.
        spans = spans or {document.page_at(place.start) or 1: (place.start, place.start)}
        return "".join(_drawn(found, *part) for part in list(spans.items())[:_PAGES])

    def _find(self, proof: Proof) -> _Found | None:
        found = list(self._everywhere(proof))
        # With several collections, a file of that name elsewhere proves and disproves nothing.
        if len(self._collections.names) > 1:
            found = [one for one in found if one.place.state != "gone"]
        return min(found, key=lambda one: _BEST_FIRST.index(one.place.state), default=None)

    def _obstacle(self) -> str:
        """Why not all documents can be looked at now; empty when they can."""
        for name in self._collections.names:
            opening = self._collections.opening(name)
            try:
                if opening.poll() is None:
                    return f"{opening.status} Try again in a moment."
            except RagError as error:
                return str(error)
        return ""

    def _everywhere(self, proof: Proof) -> Iterator[_Found]:
        for name in self._collections.names:
            try:
                assistant = self._collections.opening(name).poll()
                if assistant is None:
                    continue
                document = assistant.library.snapshot().document(proof.source)
            except RagError:  # of this collection: not open, or without such a document
                continue
            yield _Found(assistant, document, place_of(proof, document.text))


def _drawn(found: _Found, number: int, span: Span) -> str:
    document = found.document
    start, end = span
    path = found.assistant.documents / document.source
    quoted: dict[str, Any] = {
        "start": start - document.pages[number - 1],
        "quote": document.text[start:end].rstrip(),  # pages are joined by lines that stand on none
    }
    try:
        drawing = drawn("index.readers.pdf_page", path, _LIMITS, page=number, **quoted)
    except DocumentError as error:
        return no_picture(number, error.reason)
    except OSError as error:
        return no_picture(number, f"cannot be read ({error.strerror or error})")
    return picture(number, document.title, drawing["jpeg"], drawing["top"])


def _number(request: Mapping[str, Any], name: str) -> int:
    value = request.get(name)
    return max(value, 0) if isinstance(value, int) else 0
