"""Documents become searchable passages. Knows no language model."""

from index.beside import discard
from index.build import update
from index.checking import check
from index.chunks import Chunk
from index.documents import Document, Heading
from index.embed import Embedder
from index.errors import (
    DocumentError,
    DocumentsError,
    EmbedderError,
    LibraryBusyError,
    LibraryDamagedError,
    LibraryError,
    LibraryFormatError,
    LibraryMismatchError,
    RagError,
)
from index.findings import CheckReport, Finding
from index.hit import Hit
from index.library import Library
from index.readers import supported_suffixes
from index.report import BuildReport, Failure
from index.snapshot import DocumentInfo, Snapshot
from index.vectors import VectorStore
from index.watching import settled, watch

__all__ = [
    "BuildReport",
    "CheckReport",
    "Chunk",
    "Document",
    "DocumentError",
    "DocumentInfo",
    "DocumentsError",
    "Embedder",
    "EmbedderError",
    "Failure",
    "Finding",
    "Heading",
    "Hit",
    "Library",
    "LibraryBusyError",
    "LibraryDamagedError",
    "LibraryError",
    "LibraryFormatError",
    "LibraryMismatchError",
    "RagError",
    "Snapshot",
    "VectorStore",
    "check",
    "discard",
    "settled",
    "supported_suffixes",
    "update",
    "watch",
]
