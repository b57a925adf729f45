"""A chunk is a span of a document's text. Knows nothing of embeddings or storage."""

from dataclasses import dataclass
from pathlib import PurePosixPath

HEADING_SEPARATOR = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "

CHUNK_TOKENS = 160
"""Most tokens of a chunk; about one long paragraph, so that a hit says where the answer is."""

LABEL_CHARACTERS = 160
"""What is prefixed to a chunk when it is embedded is cut here, so that it cannot crowd out the text."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A span of one document: ``document.text[start:end]`` is its text.

    Attributes:
        source: The document's identity, see ``Document.source``.
        start: Offset of its first character.
        end: Offset one past its last character; greater than ``start``.
        heading: Heading path above it, outermost first, joined with ``HEADING_SEPARATOR``,
            without the document's title; empty where there is none.
    """

    source: str
    start: int
    end: int
    heading: str = ""


def label(title: str, heading: str) -> str:
    """What a chunk is about: the document's title and the heading path, as one line."""
    return HEADING_SEPARATOR.join(part for part in (title, heading) if part)[:LABEL_CHARACTERS]


def embedded_text(title: str, chunk: Chunk, text: str) -> str:
    """What is embedded for a chunk: its label, then its text.

    A title taken from the file's name is left out: a renamed file keeps its vectors.

    Args:
        title: The document's title.
        chunk: The chunk.
        text: The chunk's own text, not the document's.
    """
    path = PurePosixPath(chunk.source)
    own = "" if title in {path.stem, path.name} else title
    line = label(own, chunk.heading)
    return f"{line}\n{text}" if line else text
