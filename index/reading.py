"""Reads documents one after the other. Knows nothing of how a format is read."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from index.documents import Document
from index.errors import DocumentError
from index.readers import read_document


def read_documents(folder: Path, sources: Iterable[str]) -> Iterator[Document | DocumentError]:
    """Read files of a folder; the error of one that cannot be read takes the place of its document."""
    for source in sources:
        try:
            yield read_document(folder, source)
        except DocumentError as error:
            yield error
