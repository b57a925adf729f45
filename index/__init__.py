"""Documents become searchable passages. Knows no language model."""

from index.build import update
from index.candidate import Candidate
from index.chunks import Chunk
from index.documents import Document, Heading
from index.embed import Embedder
from index.errors import (
    DocumentError,
    DocumentsError,
    EmbedderError,
    FilterError,
    LibraryBusyError,
    LibraryError,
    LibraryFormatError,
    LibraryMismatchError,
    RagError,
)
from index.filters import ANY, Filter
from index.hit import Hit
from index.library import Library
from index.readers import supported_suffixes
from index.report import BuildReport, Failure
from index.snapshot import DocumentInfo, Snapshot
from index.vectors import VectorStore

__all__ = [
    "ANY",
    "BuildReport",
    "Candidate",
    "Chunk",
    "Document",
    "DocumentError",
    "DocumentInfo",
    "DocumentsError",
    "Embedder",
    "EmbedderError",
    "Failure",
    "Filter",
    "FilterError",
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
