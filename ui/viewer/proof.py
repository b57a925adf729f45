"""A proof as a chip on the page carries it, so that it can be looked up whatever became of the server.

Knows no documents: whether the words still stand there is found out in ``place``.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from index.readers import clean
from rag import Citation, Passage
from ui.marks import escape


@dataclass(frozen=True, slots=True)
class Proof:
    """Words of a document, and where they stood when the answer was made.

    Attributes:
        source: The document's identity.
        title: The document's title.
        start: Offset of the first character in the document's text.
        end: Offset one past the last character.
        quote: The words.
    """

    source: str
    title: str
    start: int
    end: int
    quote: str

    @classmethod
    def of(cls, passage: Passage, citation: Citation | None = None) -> Self:
        """What a citation quotes of a passage; without one, the whole passage."""
        if citation is None:
            span = (passage.start, passage.end, passage.text)
        else:
            span = (citation.start, citation.end, citation.quote)
        return cls(passage.source, passage.title, *span)

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """The proof that :func:`carried` wrote, as the page sends it back.

        Anybody may send anything: what is no text is empty, what is no offset is 0.
        """
        source, title, quote = (_text(values.get(name)) for name in ("source", "title", "quote"))
        start, end = (_offset(values.get(name)) for name in ("start", "end"))
        return cls(source, title, start, end, quote)


def carried(proofs: Iterable[Proof]) -> str:
    """Proofs as the value of an attribute, in JSON.

    The attribute is ``data``: Gradio's clean-up of chat messages takes ``data-…`` and ``aria-…`` away.
    """
    return escape(json.dumps([asdict(proof) for proof in proofs]))


def _text(value: object) -> str:
    return clean(value) if isinstance(value, str) else ""


def _offset(value: object) -> int:
    return max(value, 0) if isinstance(value, int) else 0
