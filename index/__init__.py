"""Documents become searchable passages. Knows no language model."""

from index.build import update
from index.chunks import Chunk
from index.documents import Document, Heading
from index.embed import Embedder
from index.errors import (
    DocumentError,
    DocumentsError,
    EmbedderError,
    LibraryBusyError,
    LibraryError,
    LibraryFormatError,
    LibraryMismatchError,
    RagError,
)
from index.hit import Hit
from index.library import Library
from index.readers import supported_suffixes
from index.report import BuildReport, Failure
from index.snapshot import DocumentInfo, Snapshot
from index.vectors import VectorStore

__all__ = [
    "BuildReport",
    "Chunk",
    "Document",
    "DocumentError",
    "DocumentInfo",
    "DocumentsError",
    "Embedder",
    "EmbedderError",
    "Failure",
    "Heading",
    "Hit",
    "Library",
    "LibraryBusyError",
    "LibraryError",
    "LibraryFormatError",
    "LibraryMismatchError",
    "RagError",
    "Snapshot",
    "VectorStore",
    "supported_suffixes",
    "update",
]
